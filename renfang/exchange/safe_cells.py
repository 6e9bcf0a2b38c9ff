"""Text that spreadsheets would take for a formula, made harmless in CSV and restored on import.

A cell that begins with ``= + - @`` (half or full width), a tab or a line break can run a command
or fetch an address on the reader's computer. CSV knows no types, so such text gets a leading
apostrophe; XLSX states the type and needs none. Source: OWASP, CSV injection.
"""

import re
from typing import Final

_ACTIVE: Final = "=+\\-@＝＋－＠\t\r\n"
_NEEDS_GUARD: Final = re.compile(f"'*[ \u3000\u00a0]*[{_ACTIVE}]")
_GUARDED: Final = re.compile(f"'+[ \u3000\u00a0]*[{_ACTIVE}]")


def is_active(text: str) -> bool:
    """Whether a spreadsheet might run ``text``, or it looks like text that was already guarded."""
    return _NEEDS_GUARD.match(text) is not None


def guard(text: str) -> str:
    """``text`` with one leading apostrophe if it is active; ``unguard`` undoes it exactly."""
    return f"'{text}" if is_active(text) else text


def unguard(text: str) -> str:
    """The inverse of ``guard``: takes off one apostrophe where ``guard`` would have set it."""
    return text[1:] if _GUARDED.match(text) else text
