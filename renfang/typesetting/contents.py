"""What a document says, as plain data. No field is ever read as markup.

Every class is frozen, holds only strings, dates and tuples of such, and can therefore be rebuilt
from a stored snapshot years later and printed again to the same bytes.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class LetterForm(StrEnum):
    """The two heads of GB/T 9704-2012 that a bureau uses."""

    DOCUMENT = "文件"  # 文件格式: mark 35 mm below the type area's top, red line under the number
    LETTER = "信函"  # 信函格式: mark 30 mm below the paper's edge, double red lines


class Watermark(StrEnum):
    """The usual watermarks; any other short text will do too, such as 补打 2."""

    DRAFT = "草稿"
    REPRINT = "补打"
    DEMO = "演示数据"


@dataclass(frozen=True)
class Seal:
    """A round organisation seal, drawn as vectors.

    ``name`` runs along the arc; ``centre_text`` stands under the star, e.g. 行政审批专用章.
    """

    name: str
    centre_text: str = ""


@dataclass(frozen=True)
class Verification:
    """The QR code and what stands beside it: ``url`` is encoded, ``code`` is typed by hand."""

    url: str
    code: str
    note: str = "扫码核验本件真伪"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; numbered 一、（一）1. （1） in its level unless told otherwise."""

    level: int
    text: str
    is_numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """Body text; a line break in ``text`` starts a new paragraph."""

    text: str
    is_indented: bool = True


@dataclass(frozen=True)
class Table:
    """A ruled table with a head row that repeats on every page.

    ``widths`` are shares, not measures; ``align`` is one value per column. Empty means equal
    shares, and left.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    align: Sequence[Align] = ()
    caption: str = ""


@dataclass(frozen=True)
class KeyValues:
    """A ruled list of facts: label and value."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Photograph:
    """A picture in the text with its caption below: a JPEG as base64, so that the snapshot holds
    it, and its size in pixels, of which only the ratio counts."""

    jpeg: str
    width: int
    height: int
    caption: str = ""


Block = Heading | Paragraph | Table | KeyValues | Photograph


@dataclass(frozen=True)
class Annex:
    """附件: starts on its own page."""

    title: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class OfficialLetter:
    """公文 after GB/T 9704-2012.

    ``issuer_mark`` is the red head (发文机关标志), ``issuer`` the name above the date (署名).
    ``printed_by`` is 印发机关; the imprint (版记) is left out when it and ``copies_to`` are empty.
    """

    issuer_mark: str
    number: str
    title: str
    addressee: str
    body: Sequence[Block]
    issuer: str
    issued_on: date
    seal: Seal | None = None
    annexes: Sequence[Annex] = ()
    note: str = ""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    verification: Verification | None = None
    form: LetterForm = LetterForm.DOCUMENT
    watermark: str | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a form. Labels stand centred in 黑体, values in 仿宋."""

    text: str = ""
    span: int = 1
    is_label: bool = False
    align: Align | None = None


@dataclass(frozen=True)
class FormRow:
    """One row of a form; ``height`` in millimetres is a minimum.

    ``signature`` is set at the lower right of the last cell, e.g. （签名）　　年　　月　　日.
    """

    cells: Sequence[Cell]
    height: float = 10.0
    signature: str = ""

    @classmethod
    def of(
        cls,
        *cells: tuple[str, int],
        labels: Container[int] = (),
        centred: Container[int] = (),
    ) -> FormRow:
        """A row of (text, span); those at the given places are labels, or centred."""
        return cls(
            [
                Cell(
                    text,
                    span,
                    is_label=place in labels,
                    align=Align.CENTRE if place in centred else None,
                )
                for place, (text, span) in enumerate(cells)
            ]
        )

    @classmethod
    def heads(cls, *texts: str) -> FormRow:
        """A row of labels, one for each column."""
        return cls([Cell(text, is_label=True) for text in texts])


@dataclass(frozen=True)
class FormSheet:
    """表格式文书 such as 送达回证 and 核定表.

    ``columns`` are shares of the width; the spans of each row add up to their number.
    """

    title: str
    rows: Sequence[FormRow]
    columns: Sequence[float]
    issuer: str = ""
    number: str = ""
    notes: Sequence[str] = ()
    signer: str = ""
    issued_on: date | None = None
    seal: Seal | None = None
    verification: Verification | None = None
    watermark: str | None = None


@dataclass(frozen=True)
class CertificatePage:
    """A certificate: one A4 page with a border.

    ``statement`` stands under the rows (经审查……特发此证). Rendering raises OverflowError when the
    contents need more than the page.
    """

    title: str
    number: str
    issuer: str
    rows: Sequence[tuple[str, str]]
    statement: str
    issued_on: date
    seal: Seal | None = None
    verification: Verification | None = None
    subtitle: str = ""
    watermark: str | None = None


Document = OfficialLetter | FormSheet | CertificatePage
