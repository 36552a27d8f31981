"""Text from students and files for the terminal: neither rich's markup nor control sequences act."""

from rich.text import Text


def printable(text: str, style: str = "") -> Text:
    """The text as it is, with every control character but line breaks shown as `�`."""
    return Text("".join(c if c.isprintable() or c == "\n" else "�" for c in text), style=style)
