"""From documents to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum

from renfang.typesetting.certificate import draw_certificate
from renfang.typesetting.contents import (
    CertificatePage,
    Document,
    FormSheet,
    OfficialLetter,
    Photograph,
)
from renfang.typesetting.fonts.typefaces import check_coverage
from renfang.typesetting.form import draw_form
from renfang.typesetting.letter import draw_letter
from renfang.typesetting.sheet import Sheet


def render(document: Document) -> bytes:
    """The PDF of one document: the same bytes for the same document, in every process.

    Raises MissingGlyph when a character cannot be printed, OverflowError when a certificate does
    not fit its page, TypeError for anything that is no document.
    """
    return render_batch([document])


def render_batch(documents: Sequence[Document]) -> bytes:
    """One PDF of many documents, each on pages of its own, with each font embedded once.

    Raises ValueError for an empty batch, and what ``render`` raises.
    """
    if not documents:
        raise ValueError("没有要打印的文书")
    first = documents[0]
    title = f"{first.title} {getattr(first, 'number', '')}".strip().replace("\n", "")
    if len(documents) > 1:
        title = f"{title} 等 {len(documents)} 件"
    sheet = Sheet(title=title, author=first.issuer, subject=first.title.replace("\n", ""))
    for index, document in enumerate(documents):
        if index:
            sheet.next_page()
        _draw(sheet, document)
    return sheet.finish()


def _draw(sheet: Sheet, document: Document) -> None:
    match document:
        case OfficialLetter():
            draw_letter(sheet, document)
        case FormSheet():
            draw_form(sheet, document)
        case CertificatePage():
            draw_certificate(sheet, document)
        case _:
            raise TypeError(f"not a document: {type(document).__name__}")


def uncovered(document: Document) -> list[str]:
    """What keeps a document from being printed, one Chinese message per character; [] if nothing.

    Acts call it before the number is taken.
    """
    return check_coverage("\n".join(_texts(document)))


def _texts(value: object) -> Iterator[str]:
    """Every string of a document that is printed as text."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value.replace("\r", "\n").replace("\t", " ")
    elif isinstance(value, Photograph):
        yield value.caption
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
