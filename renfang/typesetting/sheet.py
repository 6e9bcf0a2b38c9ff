"""The paper: a ReportLab canvas reduced to what documents need, with the house's typefaces.

Measures are points from the lower left corner of the page, as in PDF.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from renfang.typesetting.contents import Align
from renfang.typesetting.fonts.embedding import RawObject
from renfang.typesetting.fonts.typefaces import runs, typeface
from renfang.typesetting.lines import Line, Style, stretches

# Page streams as bytes: ReportLab would write them as text, a quarter longer.
rl_config.useA85 = 0

MM = 72 / 25.4
PAGE_WIDTH: float = A4[0]
PAGE_HEIGHT: float = A4[1]

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)
RED: Colour = (0.84, 0.0, 0.0)
GREY: Colour = (0.35, 0.35, 0.35)
_WATERMARK: Colour = (0.935, 0.935, 0.95)

# What stands between these operators is drawn but is no part of the text: search, copying and
# reading aloud pass over seals and watermarks instead of mixing them into the sentences.
_SILENT = "/Span << /ActualText <FEFF> >> BDC"
_END_SILENT = "EMC"


@dataclass(frozen=True)
class Picture:
    """Path operators without text. ``parts`` are pictures drawn by ``/Name Do``; a part may use
    the parts before it."""

    operators: str
    parts: Mapping[str, str] = field(default_factory=dict)


class Sheet:
    """A file of A4 pages being drawn. Nothing of it depends on the clock or the process."""

    def __init__(self, *, title: str, author: str, subject: str) -> None:
        self._buffer = io.BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            initialFontName=typeface("song").name,
            lang="zh-CN",
            pdfVersion=(1, 5),
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("renfang")
        self._canvas.setProducer("renfang")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self.draw = self._canvas.addLiteral

    # -- text ---------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        colour: Colour = BLACK,
        align: Align = Align.LEFT,
        stretch: float = 1.0,
    ) -> None:
        """One line with its baseline at ``y``; ``x`` is its left end, middle or right end.

        ``stretch`` below 1 makes the characters narrower. Raises MissingGlyph.
        """
        if not text:
            return
        if align is not Align.LEFT:
            width = (style.width(text) - style.tracking) * stretch
            x -= width if align is Align.RIGHT else width / 2
        matrix = f"{stretch:.4g} 0 0 1 {x:.2f} {y:.2f} Tm"
        self._show(matrix, [(text, style.tracking)], style, colour)

    def line(self, x: float, y: float, line: Line, style: Style) -> None:
        """One laid-out line at its left end ``x``, spaced as the line breaking decided."""
        if not line.spacing:
            self.text(x, y, line.text, style)
            return
        pieces = [
            (piece, style.tracking + line.spacing if has_gaps else style.tracking)
            for piece, has_gaps in stretches(line.text)
        ]
        self._show(f"1 0 0 1 {x:.2f} {y:.2f} Tm", pieces, style, BLACK)

    def turned_text(
        self, x: float, y: float, text: str, style: Style, degrees: float, colour: Colour
    ) -> None:
        """Text centred on (x, y) along a line turned by ``degrees``."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        half = style.width(text) / 2
        drop = style.size * 0.36  # from the middle of a character to its baseline
        left, bottom = x - half * cos + drop * sin, y - half * sin - drop * cos
        matrix = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {left:.2f} {bottom:.2f} Tm"
        self._show(matrix, [(text, style.tracking)], style, colour)

    def _show(
        self, matrix: str, pieces: list[tuple[str, float]], style: Style, colour: Colour
    ) -> None:
        """Pieces of one line, each with the space after its characters."""
        doc = self._canvas._doc
        parts = [f"BT {_fill(colour)} {matrix}"]
        font = ""
        for text, tracking in pieces:
            parts.append(f"{tracking:.3f} Tc")
            for face, run in runs(text, style.role):
                codes = face.font.codes(doc)
                if codes.name != font:
                    font = codes.name
                    parts.append(f"/{font} {style.size:g} Tf")
                parts.append(f"<{codes.hexadecimal(run)}> Tj")
        parts.append("ET")
        self.draw(" ".join(parts))

    # -- lines and areas ----------------------------------------------------------------------

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, width: float, colour: Colour = BLACK
    ) -> None:
        """A straight line ``width`` points thick."""
        self.draw(f"{_stroke(colour)} {width:.2f} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def frame(
        self, x: float, y: float, width: float, height: float, line: float, colour: Colour = BLACK
    ) -> None:
        """An open rectangle, (x, y) its lower left corner."""
        self.draw(f"{_stroke(colour)} {line:.2f} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def area(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle, (x, y) its lower left corner."""
        self.draw(f"{_fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def photograph(self, x: float, y: float, width: float, height: float, jpeg: bytes) -> None:
        """A picture, (x, y) its lower left corner. Raises OSError for what is no JPEG."""
        self._canvas.drawImage(ImageReader(io.BytesIO(jpeg)), x, y, width, height)

    # -- parts drawn once ---------------------------------------------------------------------

    def stamp(self, name: str, picture: Picture, x: float = 0, y: float = 0) -> None:
        """Draw a fixed picture, kept once per file however often it appears."""
        doc = self._canvas._doc
        if not self._canvas.hasForm(name):
            known: dict[str, str] = {}
            for part, operators in picture.parts.items():
                entry = doc.Reference(RawObject(_form(operators, known)), f"{name}.{part}")
                known[part] = entry.format(doc).decode("ascii")
            doc.addForm(name, RawObject(_form(picture.operators, known)))
        if x or y:
            self.draw(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        self._canvas.doForm(name)
        if x or y:
            self.draw("Q")

    def silent(self, begins: bool) -> None:
        """Open or close a stretch that is drawn but not read as text."""
        self.draw(_SILENT if begins else _END_SILENT)

    def watermark(self, mark: str | None) -> None:
        """A light diagonal word under the page; call it before the page's own text."""
        if not mark:
            return
        text = str(mark)
        style = Style("hei", 96, 18)
        size = min(96.0, 96.0 * 430 / style.width(text))
        style = Style("hei", size, size * 0.19)
        self.silent(True)
        for y in (0.3, 0.7):
            self.turned_text(PAGE_WIDTH / 2, PAGE_HEIGHT * y, text, style, 38, _WATERMARK)
        self.silent(False)

    # -- pages --------------------------------------------------------------------------------

    def next_page(self) -> None:
        self._canvas.showPage()

    def finish(self) -> bytes:
        """Close the last page and give the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()


def _fill(colour: Colour) -> str:
    return "{:g} {:g} {:g} rg".format(*colour)


def _stroke(colour: Colour) -> str:
    return "{:g} {:g} {:g} RG".format(*colour)


def _form(operators: str, parts: Mapping[str, str]) -> bytes:
    """A form XObject reaching over the whole page; ``parts`` are references by name."""
    used = " ".join(f"/{name} {entry}" for name, entry in parts.items() if f"/{name} " in operators)
    resources = f"<< /XObject << {used} >> >>" if used else "<< >>"
    data = _packed(operators)
    head = (
        "<< /Type /XObject /Subtype /Form /FormType 1 "
        f"/BBox [-600 -850 600 850] /Resources {resources} "
        f"/Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    )
    return head.encode("ascii") + data + b"\nendstream\n"


@lru_cache(maxsize=64)
def _packed(operators: str) -> bytes:
    """Deflated once per process: the pictures are few and the same in every file."""
    return zlib.compress(operators.encode("ascii"), 9)
