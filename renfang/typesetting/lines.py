"""Breaking Chinese text into lines (避头尾), without any markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from renfang.typesetting.fonts.typefaces import char_width, text_width

#: 避头: never at the head of a line
NO_START = frozenset("，。、；：？！,.;:?!）》〉」』】〕〗］｝)]}”’…—·％%‰℃㎡°′″々〞-/")
#: 避尾: never at the end of a line
NO_END = frozenset("（《〈「『【〔〖［｛([{“‘￥¥＄$№〝")
#: closing marks whose right half is empty: at the end of a line they may hang half into the margin
HALF_EMPTY = frozenset("，。、；：！？）》〉」』】〕”’")

# Words, numbers and codes stay whole, as do the two-character dash and ellipsis.
_WORD = r"[A-Za-z0-9][A-Za-z0-9.,:/_+\-@#&=%~]*|—{2,}|…{2,}|."
# So do numbers of papers: 云动防审〔2026〕1号, 〔2003〕国人防办字第18号, a court's （2026）执77号.
_PAPER = (
    r"[一-鿿A-Z]{1,8}〔\d{4}〕第?\d+号|〔\d{4}〕[一-鿿]{0,12}第?\d+号"
    r"|（\d{4}）[^\s，。；、：（）《》]{1,14}?号"
)
_UNITS = re.compile(f"{_PAPER}|{_WORD}", re.DOTALL)
_WORDS = re.compile(_WORD, re.DOTALL)

# A code of a project has 24 characters and an account or a payment code fewer; a web address may
# have more, and is better broken than driven out, leaving half a line empty.
_LONGEST_UNIT = 30
# A line is filled by widening its gaps up to this share of a character; beyond, it stays short:
# in the text, and in a narrow cell, where few gaps would have to take it all.
WIDEST_GAP = 0.12
WIDEST_GAP_IN_CELL = 0.06


class Style(NamedTuple):
    """Typeface role, size in points, and extra space after each character in points."""

    role: str
    size: float
    tracking: float = 0.0

    def width(self, text: str) -> float:
        return text_width(text, self.role, self.size) + self.tracking * len(text)


class Line(NamedTuple):
    """One line as laid out. ``width`` is natural; justification adds ``spacing`` in every gap.

    Words and figures are not spaced out: there is no gap inside of them.
    """

    text: str
    width: float
    spacing: float

    @property
    def drawn_width(self) -> float:
        """Width in points once the gaps are filled."""
        return self.width + self.spacing * gap_count(self.text)


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: whether a gap follows each of the piece's characters, or none does."""
    loose = ""
    for match in _UNITS.finditer(text):
        unit = match.group()
        if len(unit) > 1:
            if loose:
                yield loose, True
                loose = ""
            yield unit[:-1], False
        loose += unit[-1]
    if loose:
        yield loose, True


def gap_count(text: str) -> int:
    """How many gaps a line has between its characters."""
    return sum(len(piece) for piece, has_gaps in stretches(text) if has_gaps) - 1


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a typed text: line breaks divide, tabs become spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")


def break_lines(
    text: str,
    style: Style,
    measure: float,
    *,
    indent: float = 0.0,
    widest_gap: float = WIDEST_GAP,
) -> list[Line]:
    """Lines of one paragraph, no wider than ``measure`` points; the first is ``indent`` shorter.

    All but the last are justified, as far as no gap grows by more than ``widest_gap`` characters.
    Raises MissingGlyph.
    """
    if not text:
        return [Line("", 0.0, 0.0)]
    whole = style.width(text)
    if whole <= measure - indent:
        return [Line(text, whole, 0.0)]
    lines: list[Line] = []
    room = measure - indent
    current: list[tuple[str, float]] = []
    used = 0.0
    for unit in _measured(text, style, measure):
        if used + unit[1] - _hang(unit[0], style) > room + 0.01 and current:
            carried = _carried(current, unit[0])
            kept = current[: len(current) - len(carried)]
            lines.append(_justified(kept, style, room, widest_gap))
            room = measure
            current = carried
            used = sum(width for _, width in current)
            if unit[0] == " " and not current:
                continue
        current.append(unit)
        used += unit[1]
    if current:
        last = "".join(part for part, _ in current)
        width = style.width(last)
        overhang = min(0.0, room - width) / max(gap_count(last), 1)
        lines.append(Line(last, width, overhang))
    return lines


def balanced_lines(text: str, style: Style, measure: float) -> list[Line]:
    """As few lines as ``break_lines`` needs, but of like length, to be set centred."""
    count = len(break_lines(text, style, measure))
    narrow = style.width(text) / count
    while count > 1 and narrow < measure:
        lines = break_lines(text, style, narrow)
        if len(lines) <= count:
            return lines
        narrow += style.size / 2
    return break_lines(text, style, measure)


def _measured(text: str, style: Style, measure: float) -> Iterator[tuple[str, float]]:
    scale = style.size / 1000
    for match in _UNITS.finditer(text):
        unit = match.group()
        if len(unit) == 1:
            yield unit, char_width(unit, style.role) * scale + style.tracking
            continue
        width = style.width(unit)
        if len(unit) <= _LONGEST_UNIT and width <= measure:
            yield unit, width
            continue
        parts = _WORDS.findall(unit)
        for part in parts if len(parts) > 1 else unit:
            yield part, style.width(part)


def widest_unit(text: str, style: Style) -> float:
    """Points that the longest word, code or number of a text needs on one line."""
    units = (unit for part in paragraphs(text) for unit in _UNITS.findall(part))
    return max((style.width(unit) for unit in units if 1 < len(unit) <= _LONGEST_UNIT), default=0.0)


def _hang(unit: str, style: Style) -> float:
    return style.size / 2 if unit in HALF_EMPTY else 0.0


def _carried(current: list[tuple[str, float]], following: str) -> list[tuple[str, float]]:
    """The units at the end of a full line that must move down with ``following``."""
    count = 0
    first = following
    while count < len(current) - 1:
        last = current[-1 - count][0]
        if first[0] in NO_START or last in NO_END:
            count += 1
            first = last
        else:
            break
    # A line that would be driven out almost whole (a run of brackets) is broken as it stands.
    return current[len(current) - count :] if 0 < count <= 8 else []


def _justified(
    units: list[tuple[str, float]], style: Style, room: float, widest_gap: float
) -> Line:
    text = "".join(part for part, _ in units).rstrip(" ")
    width = style.width(text)
    gaps = gap_count(text)
    # The tracking after the last character does not print.
    slack = room - (width - style.tracking)
    if gaps < 1 or slack > widest_gap * style.size * gaps:
        return Line(text, width, 0.0)
    hang = _hang(text[-1], style)
    if slack < 0:
        # Let the mark hang by up to half its width before squeezing the line.
        slack = min(0.0, slack + hang)
    return Line(text, width, slack / gaps)
