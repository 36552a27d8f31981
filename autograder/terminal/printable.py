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


class PlainLog(logging.Filter):
    """Makes messages of a log harmless: a line break in one does not begin a new line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a message before it is formatted; none is left out."""
        record.msg, record.args = plain(record.getMessage()).replace("\n", BREAK), ()
        return True
