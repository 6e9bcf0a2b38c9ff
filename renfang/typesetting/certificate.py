"""Certificates: one A4 page with border, facts, statement, seal and QR code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from renfang.typesetting.border import INNER, certificate_ground
from renfang.typesetting.contents import Align, CertificatePage
from renfang.typesetting.lines import Line, Style, balanced_lines, break_lines, paragraphs
from renfang.typesetting.page import chinese_date, draw_verification
from renfang.typesetting.seals import draw_seal
from renfang.typesetting.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH, Colour, Sheet

_MIDDLE = PAGE_WIDTH / 2
_LEFT = INNER + 14 * MM
_RIGHT = PAGE_WIDTH - _LEFT
_TOP = PAGE_HEIGHT - INNER - 18 * MM
_FOOT_TOP = INNER + 59 * MM
_LABEL_WIDTH = 6 * 13.0
_VALUE_LEFT = _LEFT + _LABEL_WIDTH + 16
_VALUE_WIDTH = _RIGHT - _VALUE_LEFT - 4

_TITLE_COLOUR: Colour = (0.62, 0.08, 0.08)
_LABEL_COLOUR: Colour = (0.35, 0.22, 0.1)
_RULE_COLOUR: Colour = (0.74, 0.6, 0.36)

_SMALL = Style("song", 11)
_ISSUER = Style("song", 14)
_ISSUER_WIDTH = 72 * MM
_ISSUER_LINE = 19.0


class Density(NamedTuple):
    """Type sizes and distances in points; a certificate with many rows is set closer.

    ``line`` and ``statement_line`` are the distances of lines within one value and within the
    statement, ``pitches`` the roomiest and the closest distance of rows.
    """

    label: Style
    value: Style
    statement: Style
    line: float
    statement_line: float
    pitches: tuple[float, float]


_DENSITIES = (
    Density(Style("song", 13), Style("song", 14), Style("song", 15), 19.0, 26.0, (36.0, 25.0)),
    Density(Style("song", 12), Style("song", 12.5), Style("song", 13), 16.5, 21.0, (25.0, 21.5)),
    Density(Style("song", 11), Style("song", 11.5), Style("song", 12), 15.0, 18.5, (21.5, 18.5)),
)


def draw_certificate(sheet: Sheet, page: CertificatePage) -> None:
    """One certificate. Raises MissingGlyph, and OverflowError when the page cannot hold it."""
    sheet.stamp("certificate-ground", certificate_ground())
    sheet.watermark(page.watermark)
    top = _draw_head(sheet, page)
    layout = _fitting(page, top - _FOOT_TOP)
    top = _draw_rows(sheet, top, page.rows, layout)
    _draw_statement(sheet, top - 10, layout)
    _draw_foot(sheet, page)


def _draw_head(sheet: Sheet, page: CertificatePage) -> float:
    size = min(34.0, (_RIGHT - _LEFT) / max(len(page.title), 1) * 0.9)
    room = _RIGHT - _LEFT - size * len(page.title)
    tracking = max(0.0, min(size * 0.3, room / max(len(page.title), 1)))
    style = Style("title", size, tracking)
    y = _TOP - size * 0.88
    sheet.text(_MIDDLE, y, page.title, style, colour=_TITLE_COLOUR, align=Align.CENTRE)
    y -= 18
    if page.subtitle:
        y -= 14
        sheet.text(_MIDDLE, y, page.subtitle, Style("song", 14, 3), align=Align.CENTRE)
        y -= 8
    y -= 20
    number = f"编号：{page.number}"
    sheet.text(_RIGHT, y, number, _SMALL, colour=_LABEL_COLOUR, align=Align.RIGHT)
    return y - 14


class Layout(NamedTuple):
    """The lines of all values and of the statement at one density, and the distance of rows."""

    density: Density
    values: list[list[Line]]
    statement: list[tuple[float, Line]]
    pitch: float


def _fitting(page: CertificatePage, room: float) -> Layout:
    """The roomiest layout that the page holds."""
    for density in _DENSITIES:
        values = [_broken(value, density.value) for _, value in page.rows]
        statement = _statement_lines(page.statement, density.statement)
        extra = sum((len(lines) - 1) * density.line for lines in values)
        free = room - extra - len(statement) * density.statement_line - 14
        pitch = min(density.pitches[0], free / max(len(values), 1))
        if pitch >= density.pitches[1]:
            return Layout(density, values, statement, pitch)
    raise OverflowError(f"《{page.title}》内容超过一页，缩短较长的栏目后再制证")


def _broken(value: str, style: Style) -> list[Line]:
    return [line for part in paragraphs(value) for line in break_lines(part, style, _VALUE_WIDTH)]


def _draw_rows(sheet: Sheet, top: float, rows: Sequence[tuple[str, str]], layout: Layout) -> float:
    density, pitch = layout.density, layout.pitch
    for (label, _), lines in zip(rows, layout.values, strict=True):
        height = pitch + (len(lines) - 1) * density.line
        y = top - pitch / 2 - density.value.size * 0.38 - 2
        _draw_label(sheet, y, label, density.label)
        for line in lines:
            sheet.line(_VALUE_LEFT, y, line, density.value)
            y -= density.line
        top -= height
        sheet.rule(_VALUE_LEFT - 6, top, _RIGHT, top, 0.5, _RULE_COLOUR)
    return top


def _draw_label(sheet: Sheet, y: float, label: str, style: Style) -> None:
    """The label spread over the label column (分散对齐), as on printed certificates."""
    width = style.width(label)
    if width > _LABEL_WIDTH:
        narrow = Style(style.role, style.size * _LABEL_WIDTH / width)
        sheet.text(_LEFT, y, label, narrow, colour=_LABEL_COLOUR)
        return
    spacing = (_LABEL_WIDTH - width) / (len(label) - 1) if len(label) > 1 else 0.0
    sheet.text(_LEFT, y, label, style._replace(tracking=spacing), colour=_LABEL_COLOUR)


def _statement_lines(statement: str, style: Style) -> list[tuple[float, Line]]:
    """Lines of the statement with their indent."""
    indent = 2 * style.size
    lines: list[tuple[float, Line]] = []
    for part in paragraphs(statement) if statement else ():
        broken = break_lines(part, style, _RIGHT - _LEFT, indent=indent)
        lines += [(0.0 if index else indent, line) for index, line in enumerate(broken)]
    return lines


def _draw_statement(sheet: Sheet, top: float, layout: Layout) -> None:
    density = layout.density
    y = top - density.statement_line / 2 - density.statement.size * 0.38
    for indent, line in layout.statement:
        sheet.line(_LEFT + indent, y, line, density.statement)
        y -= density.statement_line


def _draw_foot(sheet: Sheet, page: CertificatePage) -> None:
    """Issuer, date and seal at the right, QR code at the left."""
    middle = _RIGHT - 33 * MM
    y = INNER + 34 * MM
    lines = balanced_lines(page.issuer, _ISSUER, _ISSUER_WIDTH)
    for index, line in enumerate(reversed(lines)):
        sheet.text(middle, y + index * _ISSUER_LINE, line.text, _ISSUER, align=Align.CENTRE)
    sheet.text(middle, y - 24, chinese_date(page.issued_on), _ISSUER, align=Align.CENTRE)
    if page.seal is not None:
        draw_seal(sheet, middle, y - 6, page.seal)
    if page.verification is not None:
        width = 46 * MM
        draw_verification(sheet, _LEFT - 8, INNER + 53 * MM, page.verification, width=width)
