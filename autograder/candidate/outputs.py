"""The outputs of a cell, collected from the messages of a kernel that nobody trusts."""

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg

SHOWN = ("stream", "display_data", "execute_result", "error")
NUMBER = 1_000  # outputs of one cell; a progress bar comes in as many pieces as it has steps


class OutputArea:
    """Collects the outputs of one cell, as a notebook's page would show them."""

    def __init__(self):
        self.outputs: list[NotebookNode] = []
        self._clear_next = False
        self._places: dict[str, list[int]] = {}  # of displays that may be updated, by their id

    def take(self, message: dict) -> None:
        """Take one message; one that is not in form is left out."""
        try:
            self._take(message["msg_type"], message["content"], message)
        except Exception:  # types and keys are what the student's process made them
            return

    def _take(self, kind: str, content: dict, message: dict) -> None:
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._clear()
        elif kind == "update_display_data":
            for place in self._places.get(str(content["transient"]["display_id"]), []):
                self.outputs[place] = self._valid({**message, "msg_type": "display_data"})
        elif kind in SHOWN and len(self.outputs) < NUMBER:
            output = self._valid(message)
            if self._clear_next:
                self._clear()
            if name := (content.get("transient") or {}).get("display_id"):
                self._places.setdefault(str(name), []).append(len(self.outputs))
            last = self.outputs[-1] if self.outputs else None
            if kind == "stream" and last and last.output_type == "stream" and last.name == output.name:
                last.text += output.text
            else:
                self.outputs.append(output)

    def _clear(self) -> None:
        self.outputs, self._places, self._clear_next = [], {}, False

    @staticmethod
    def _valid(message: dict) -> NotebookNode:
        header = {"msg_type": message["msg_type"]}
        output = output_from_msg({**message, "header": header})
        if "data" in output:  # JSON may be nested deeper than what copies a notebook can bear
            output.data = {kind: text for kind, text in output.data.items() if isinstance(text, str)}
            output.metadata = {}
        nbformat.validate(output, ref="output", version=4)
        return output
