"""Reading back what was printed: the text, the pages, the fonts and the pictures of a PDF.

Two wheels do it, so that no program of the machine is needed: pdfium, the reader inside Chromium,
shows what a person sees and copies; pypdf shows how the file is built.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image
from pypdf import PdfReader

_HYPHEN = "-"


def text_of(pdf: bytes) -> str:
    """The text in drawing order, without white space: layout may break a line anywhere."""
    return "".join(page_texts(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, as ``text_of`` gives it."""
    return [without_space(lines) for lines in page_lines(pdf)]


def page_lines(pdf: bytes) -> list[str]:
    """The text of each page, with its spaces and line ends as a reader would copy them."""
    with _opened(pdf) as document:
        return [_text_on(page) for page in document]


def without_space(text: str) -> str:
    """The text without blanks and line ends."""
    return "".join(text.split())


def page_count(pdf: bytes) -> int:
    """How many pages the file has."""
    with _opened(pdf) as document:
        return len(document)


def pictures_of(pdf: bytes, dpi: int = 100) -> list[Image.Image]:
    """Each page as a printer would draw it."""
    with _opened(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil() for page in document]


def photographs_in(pdf: bytes) -> list[Image.Image]:
    """The pictures that were put into the file, in order of their pages."""
    return [picture.image for page in PdfReader(io.BytesIO(pdf)).pages for picture in page.images]


@dataclass(frozen=True)
class Font:
    """A font as the file declares it."""

    name: str
    kind: str
    encoding: str
    is_embedded: bool
    is_subset: bool
    maps_to_unicode: bool


def fonts_of(pdf: bytes) -> list[Font]:
    """Every font that a page of the file may use."""
    found: dict[str, Font] = {}
    for page in read_strictly(pdf).pages:
        for entry in page["/Resources"].get("/Font", {}).values():
            font = _font(entry.get_object())
            found[font.name] = font
    return list(found.values())


def read_strictly(pdf: bytes) -> PdfReader:
    """The objects of the file, by a reader that forgives no fault of its structure."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def _font(declared: Any) -> Font:
    (drawn,) = declared.get("/DescendantFonts", [declared])
    drawn = drawn.get_object()
    descriptor = drawn.get("/FontDescriptor", {})
    name = declared["/BaseFont"].removeprefix("/")
    return Font(
        name=name,
        kind=drawn["/Subtype"].removeprefix("/"),
        encoding=str(declared.get("/Encoding", "")).removeprefix("/"),
        is_embedded=any(f"/FontFile{number}" in descriptor for number in ("", "2", "3")),
        is_subset=name[6:7] == "+" and name[:6].isupper(),
        maps_to_unicode="/ToUnicode" in declared,
    )


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _text_on(page: pypdfium2.PdfPage) -> str:
    """What a page says; what is marked as standing for nothing (seals, watermarks) is left out."""
    text, units, silent = page.get_textpage(), [], {}
    for at in range(text.count_chars()):
        drawn = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(drawn.contents) if drawn else None
        if key not in silent:
            silent[key] = bool(drawn) and _stands_for_nothing(drawn)
        if silent[key]:
            continue
        is_hyphen = pdfium.FPDFText_IsHyphen(text, at) == 1
        units.append(ord(_HYPHEN) if is_hyphen else pdfium.FPDFText_GetUnicode(text, at))
    # Rare characters come as the two halves of their UTF-16 form.
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")


def _stands_for_nothing(drawn: Any) -> bool:
    """Whether text is marked with an empty ActualText: pdfium reads its first character even so."""
    length = ctypes.c_ulong()
    for place in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, place)
        said = (ctypes.c_ushort * 64)()
        is_given = pdfium.FPDFPageObjMark_GetParamStringValue(
            mark, b"ActualText", said, ctypes.sizeof(said), length
        )
        if is_given and said[0] == 0:
            return True
    return False


@dataclass(frozen=True)
class Run:
    """Chinese characters that follow each other on a line: their size in points, and by which
    share of it the widest gap between two of them exceeds the width of a character."""

    text: str
    size: float
    widest_gap: float


def page_runs(pdf: bytes) -> list[Run]:
    """Every run of at least two Chinese characters, as it is drawn."""
    with _opened(pdf) as document:
        return [run for page in document for run in _runs_on(page)]


def _runs_on(page: pypdfium2.PdfPage) -> Iterator[Run]:
    text, before = page.get_textpage(), None
    run, size, widest = "", 0.0, 0.0
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        here = None
        if "\u4e00" <= char <= "\u9fff":
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            here = (x.value, y.value, pdfium.FPDFText_GetFontSize(text, at))
        follows = (
            here and before and here[1:] == before[1:] and 0 < here[0] - before[0] < 2 * here[2]
        )
        if follows:
            run, size = run + char, here[2]
            widest = max(widest, (here[0] - before[0]) / size - 1)
        else:
            if len(run) > 1:
                yield Run(run, size, widest)
            run, widest = char, 0.0
        before = here
    if len(run) > 1:
        yield Run(run, size, widest)


def rows_of(pdf: bytes) -> list[str]:
    """What stands at one height, in drawing order and without blanks: a cell's line, a line of
    text. Where pdfium ends its lines depends on more than that."""
    with _opened(pdf) as document:
        return [row for page in document for row in _rows_on(page)]


def _rows_on(page: pypdfium2.PdfPage) -> Iterator[str]:
    text, row, height = page.get_textpage(), "", None
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, at):
            continue
        unit = pdfium.FPDFText_GetUnicode(text, at)
        char = _HYPHEN if pdfium.FPDFText_IsHyphen(text, at) == 1 else chr(unit)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        if height is not None and abs(y.value - height) > 0.1:
            yield row
            row = ""
        row, height = row + char.strip(), y.value
    yield row
