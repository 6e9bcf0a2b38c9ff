"""Names as they are compared: one key for people, one for organisations. Pure functions.

A key tells whether two spellings mean one name; it is never shown or stored. Whoever compares
names, in Python or in the database, asks here, so that a roster, a roll, a statement and the search
box agree about who is who. Names that differ in a character of their own stay different.
"""

import re
from typing import Final

# Blanks of either width, tabulators and line breaks of cells, thin and no-break spaces.
BLANKS: Final = (
    " \t\n\r\v\f\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
)
# What stands between the parts of a name: ·•‧∙⋅・･ and the full stops that take their place.
_DOTS: Final = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65."
_OPENING, _CLOSING = "[〔【", "]〕】"
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

# Code point → code point, or None for what the key leaves out.
_FOLDED: Final[dict[int, int | None]] = {
    **dict.fromkeys(map(ord, BLANKS)),
    **{ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}
_DOTTED: Final[dict[int, int | None]] = dict.fromkeys(map(ord, _DOTS), ord("·"))
_BRACKETED: Final[dict[int, int | None]] = {
    **dict.fromkeys(map(ord, _OPENING), ord("(")),
    **dict.fromkeys(map(ord, _CLOSING), ord(")")),
}


def _with_wide(table: dict[int, int | None]) -> dict[int, int | None]:
    """The table, and for every full-width character what its half-width form becomes."""
    return table | {wide: table.get(half, half) for wide, half in _WIDE.items()}


_OF_PEOPLE: Final = _with_wide(_FOLDED | _DOTTED)
OF_ORGANISATIONS: Final = _with_wide(_FOLDED | _DOTTED | _BRACKETED)

_HAN: Final = r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af·]"
_INNER_BLANKS: Final = re.compile(f"(?<={_HAN})[{BLANKS}]+(?={_HAN})")
_INNER_DOT: Final = re.compile(rf"(?<={_HAN})[{BLANKS}]*[{_DOTS}\uff0e][{BLANKS}]*(?={_HAN})")


def person_key(name: str) -> str:
    """A person's name as it is compared: 王　建国 is 王建国, 买买提•艾力 is 买买提·艾力."""
    return name.translate(_OF_PEOPLE)


def organisation_key(name: str) -> str:
    """An organisation's name as it is compared: blanks, width and brackets make no difference."""
    return name.translate(OF_ORGANISATIONS)


def unpadded(name: str) -> str:
    """A name without the blanks that line it up; those between words of other scripts stay."""
    return _INNER_BLANKS.sub("", name.strip(BLANKS))


def person_name(name: str) -> str:
    """A person's name as it is kept: ``unpadded``, with the dot of GB/T 28039 (·) between its
    parts."""
    return unpadded(_INNER_DOT.sub("·", name))
