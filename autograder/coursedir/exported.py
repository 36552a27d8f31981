"""Text of a CSV file as spreadsheets and learning management systems write it."""

import codecs

SEPARATORS = (",", ";", "\t")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # "Unicode text" of Excel, and some exports of Moodle


def text(content: bytes) -> str:
    """Read UTF-8 with or without a byte order mark, or UTF-16 with one.

    Args:
        content: of the file.

    Raises:
        UnicodeDecodeError: for anything else, such as Windows' own letters, which cannot be told apart.
    """
    if content.startswith(UTF16):
        return content.decode("utf-16")
    if b"\0" in content:  # UTF-16 without a mark, or a spreadsheet's own format
        place = content.index(b"\0")
        raise UnicodeDecodeError("utf-8", content, place, place + 1, "a zero, which no text holds")
    return content.decode("utf-8-sig")


def separator(read: str) -> str:
    """What separates the cells: a comma, a semicolon or a tab, whichever the headings hold most of."""
    return max(SEPARATORS, key=read.partition("\n")[0].count)
