"""How fast certificates are made, against the usual way and against the limit of the machine.

*Usual*: a ReportLab canvas with the fonts registered once, ``drawString`` and ``QrCodeWidget``.
*Limit*: a PDF written by hand, its fonts and border packed beforehand; only the page's own text and
QR code are made anew. All draw the same nine rows, statement, border and QR code.

``measure()`` gives medians in milliseconds per page, the ratios between them and file sizes.
"""

from __future__ import annotations

import io
import lzma
import statistics
import time
import zlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import segno
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from renfang.typesetting import CertificatePage, Verification, render, render_batch
from renfang.typesetting.fonts.embedding import font_program, stream, unicode_map, width_array
from renfang.typesetting.fonts.typefaces import typeface

FONTS = Path(__file__).resolve().parent.parent / "renfang" / "typesetting" / "fonts"
BATCH = 100
_EDGE = 62.0


def certificate(number: int) -> CertificatePage:
    """One of many different certificates; the same number gives the same one."""
    return CertificatePage(
        title="人防工程平时使用证",
        number=f"江防使〔2026〕{number}号",
        issuer="江滨市人民防空办公室",
        rows=(
            ("工程名称", f"江滨一品{number}号地下室"),
            ("工程编号", f"330102-{number:05d}"),
            ("工程地址", f"江滨市江东区文晖路{number * 7 % 800 + 1}号"),
            ("使用单位", "江滨物业服务有限公司"),
            ("平时用途", "机动车库"),
            ("战时功能", "二等人员掩蔽所"),
            ("抗力等级", "核6级、常6级"),
            ("使用面积", f"{number * 31 + 1000:,}.45㎡"),
            ("有效期至", "2029年11月22日"),
        ),
        statement="经审查，准予平时使用。",
        issued_on=date(2026, 11, 23),
        verification=Verification(
            f"https://rf.example.gov.cn/v/{number:022d}", f"{number:06d}", "扫码核验"
        ),
    )


def placed_text(page: CertificatePage) -> list[tuple[str, float, float, float, str]]:
    """The lines of a certificate as (role, size, x, y, text), for the ways without a layout."""
    lines = [
        ("title", 34.0, 130.0, 700.0, page.title),
        ("song", 11.0, 380.0, 660.0, f"编号：{page.number}"),
    ]
    y = 620.0
    for label, value in page.rows:
        lines += [("song", 13.0, 102.0, y, label), ("song", 14.0, 196.0, y, value)]
        y -= 36
    lines += [
        ("song", 15.0, 132.0, y, page.statement),
        ("song", 14.0, 330.0, 160.0, page.issuer),
        ("song", 14.0, 350.0, 136.0, "2026年11月23日"),
        ("song", 9.0, 110.0, 130.0, f"核验码 {page.verification.code}"),
        ("song", 8.0, 120.0, 118.0, page.verification.note),
    ]
    return lines


# -- the usual way ----------------------------------------------------------------------------


@cache
def usual_font(role: str) -> str:
    name = f"usual-{role}"
    data = lzma.decompress((FONTS / f"{role}.ttf.xz").read_bytes())
    font = TTFont(name, io.BytesIO(data))
    font.face.name = name.encode("ascii")
    pdfmetrics.registerFont(font)
    return name


def usual_way(page: CertificatePage) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    for inset, width in ((28, 2), (31, 0.5), (62, 0.5), (65, 1)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, A4[0] - 2 * inset, A4[1] - 2 * inset)
    for role, size, x, y, text in placed_text(page):
        canvas.setFont(usual_font(role), size)
        canvas.drawString(x, y, text)
    for row in range(len(page.rows)):
        canvas.line(190, 612 - 36 * row, 493, 612 - 36 * row)
    widget = QrCodeWidget(page.verification.url, barLevel="M")
    left, bottom, right, top = widget.getBounds()
    scale = (_EDGE / (right - left), 0, 0, _EDGE / (top - bottom), 0, 0)
    drawing = Drawing(_EDGE, _EDGE, transform=scale)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, 105, 145)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# -- the limit --------------------------------------------------------------------------------


@cache
def packed_fonts(
    characters: tuple[tuple[str, str], ...],
) -> tuple[tuple[bytes, ...], dict[str, dict[str, str]]]:
    """Finished font objects 4 to 13 of the hand-written file, and the code of each character."""
    objects: list[bytes] = []
    codes = {}
    for role in ("song", "title"):
        face = typeface(role).font.face
        own = [char for owner, char in characters if owner == role]
        codes[role] = {char: f"{code:04X}" for code, char in enumerate(own, 1)}
        first = 4 + len(objects)
        program = font_program(face, own)
        objects += [
            f"<< /Type /Font /Subtype /Type0 /BaseFont /A+{role} /Encoding /Identity-H "
            f"/DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A+{role} /CIDToGIDMap /Identity "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {first + 2} 0 R /DW 1000 /W [{width_array(face, own)}] >>".encode(),
            f"<< /Type /FontDescriptor /FontName /A+{role} /Flags 4 /FontBBox [0 -200 1000 900] "
            "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 "
            f"/FontFile2 {first + 3} 0 R >>".encode(),
            stream(f"/Length1 {len(program)}", program),
            stream("", unicode_map(own)),
        ]
    return tuple(objects), codes


def used_characters(pages: list[CertificatePage]) -> tuple[tuple[str, str], ...]:
    """Every (role, character) of some pages."""
    lines = [line for page in pages for line in placed_text(page)]
    return tuple(sorted({(line[0], char) for line in lines for char in line[4]}))


def page_stream(page: CertificatePage, codes: dict[str, dict[str, str]]) -> bytes:
    parts = [
        f"{width} w {inset} {inset} {A4[0] - 2 * inset:.2f} {A4[1] - 2 * inset:.2f} re S"
        for inset, width in ((28, 2), (31, 0.5), (62, 0.5), (65, 1))
    ]
    for role, size, x, y, text in placed_text(page):
        known = codes[role]
        shown = "".join([known[char] for char in text])
        parts.append(f"BT /{role} {size:g} Tf 1 0 0 1 {x:g} {y:g} Tm <{shown}> Tj ET")
    parts += [f"190 {612 - 36 * row} m 493 {612 - 36 * row} l S" for row in range(len(page.rows))]
    matrix = segno.make_qr(page.verification.url, error="m", mask=3, boost_error=False).matrix
    size = len(matrix)
    parts.append(f"q {_EDGE / size:.4f} 0 0 {_EDGE / size:.4f} 105 145 cm")
    for row, modules in enumerate(matrix):
        start = 0
        for dark in bytes(modules).split(b"\0"):
            if dark:
                parts.append(f"{start} {size - 1 - row} {len(dark)} 1 re")
            start += len(dark) + 1
    parts.append("f Q")
    data = zlib.compress("\n".join(parts).encode("ascii"))
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


def by_hand(pages: list[CertificatePage], characters: tuple[tuple[str, str], ...]) -> bytes:
    """The least work that gives a correct file: cached fonts, one content stream per page."""
    fonts, codes = packed_fonts(characters)
    resources = "<< /Font << /song 4 0 R /title 9 0 R >> >>"
    first = 4 + len(fonts)
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] "
        f"/MediaBox [0 0 {A4[0]:.2f} {A4[1]:.2f}] /Resources {resources} >>".encode(),
        b"<< /Producer (bench) >>",
        *fonts,
    ]
    for index, page in enumerate(pages):
        contents = first + 2 * index + 1
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {contents} 0 R >>".encode())
        objects.append(page_stream(page, codes))
    out = [b"%PDF-1.5\n"]
    at = len(out[0])
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(at)
        data = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        out.append(data)
        at += len(data)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    out.append(
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{at}\n%%EOF\n".encode()
    )
    return b"".join(out)


# -- measuring --------------------------------------------------------------------------------


def _milliseconds(work: Callable[[], bytes]) -> tuple[float, int]:
    # Processor time: what other programs do meanwhile is not the certificate's cost.
    start = time.process_time()
    data = work()
    return (time.process_time() - start) * 1000, len(data)


def measure(rounds: int = 21) -> dict[str, float]:
    """Median processor milliseconds per page, the ratios between the ways, and bytes per page.

    The ways take turns in every round, so that a busy moment of the machine hits all of them.
    """
    pages = [certificate(number) for number in range(1, BATCH + 1)]
    everything, single = used_characters(pages), used_characters(pages[:1])
    ways: dict[str, tuple[Callable[[], bytes], int]] = {
        "usual": (lambda: usual_way(pages[0]), 1),
        "single": (lambda: render(pages[0]), 1),
        "batch": (lambda: render_batch(pages), BATCH),
        "limit_single": (lambda: by_hand(pages[:1], single), 1),
        "limit_batch": (lambda: by_hand(pages, everything), BATCH),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, float] = {}
    for turn in range(rounds + 1):
        for name, (work, count) in ways.items():
            spent, size = _milliseconds(work)
            sizes[name] = size / count
            if turn:  # the first turn warms up: fonts are read once per process
                times[name].append(spent / count)
    result = {f"{name}_ms": statistics.median(spent) for name, spent in times.items()}
    result |= {f"{name}_bytes_per_page": size for name, size in sizes.items()}
    result["single_faster_than_usual"] = result["usual_ms"] / result["single_ms"]
    result["batch_faster_than_usual"] = result["usual_ms"] / result["batch_ms"]
    result["single_to_limit"] = result["single_ms"] / result["limit_single_ms"]
    result["batch_to_limit"] = result["batch_ms"] / result["limit_batch_ms"]
    return result


if __name__ == "__main__":
    for key, value in measure().items():
        print(f"{key:28} {value:10.2f}")
