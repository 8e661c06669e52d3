"""Text that no spreadsheet takes for a formula (CWE-1236), however it is opened."""

import string

SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What begins a formula; some spreadsheets read the full-width signs alike."""

CONTROLS = frozenset("\t\r\n")
UNSEEN = string.whitespace + "\x00\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet might compute the text: it begins with a sign, behind whatever is not seen, or a tab."""
    return text.lstrip(" ")[:1] in CONTROLS or text.lstrip(UNSEEN)[:1] in SIGNS


def safe_text(text: str) -> str:
    """The text as a cell may hold it: behind an apostrophe where it could begin a formula. Not meant for numbers."""
    return f"'{text}" if starts_formula(text) else text
