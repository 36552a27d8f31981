"""Text from students and files for a terminal or a log: neither markup nor control sequences act."""

import logging

from rich.text import Text

BREAK = "\n    "  # what goes on after it is seen to belong to the line before


def plain(text: str) -> str:
    """The text with every control character but line breaks, and what is half a character, as `�`."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def line(text: str) -> str:
    """The text as one line: a name of a folder cannot look like a line of ours."""
    return plain(text.replace("\n", "�"))


def printable(text: str, style: str = "") -> Text:
    """The text as `plain` makes it, without rich's markup."""
    return Text(plain(text), style=style)


class OneLineCauses(logging.Filter):
    """Shortens the traceback of an error that is no fault of a program to what it says."""

    def __init__(self, *causes: type[Exception]):
        """Take the errors whose own words are enough."""
        super().__init__()
        self._names = tuple(f"{cause.__module__}.{cause.__qualname__}: " for cause in causes)
        self._whole = False  # whether a traceback was left as it is

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a message that is a traceback of one of them; leave out one that points to none."""
        message = record.getMessage()
        last = message.rstrip().rpartition("\n")[2].strip()
        if message.startswith("Traceback"):
            if last.startswith(self._names):
                record.msg, record.args = last.partition(": ")[2], ()
            else:
                self._whole = True
        return self._whole or "above traceback" not in message


class PlainLog(logging.Filter):
    """Makes messages of a log harmless: a line break in one does not begin a new line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a message before it is formatted; none is left out."""
        record.msg, record.args = plain(record.getMessage()).replace("\n", BREAK), ()
        return True
