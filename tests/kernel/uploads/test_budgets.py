"""What one hostile upload may cost the server: its memory, its time, and the time of others.

Each file is sent to a fresh process that stands for the server, which tells by how much it grew
at its highest and what its reading process took, both measured in the same run.
"""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
# MiB by which the server may grow (F1), MiB and seconds of processor of the reading process.
GROWTH, READER_MEMORY, READER_SECONDS = 200, 800, 16

_SERVER = """
import json, resource, sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from renfang.acts import Refused
from renfang.exchange.acts import read_sheets
from renfang.uploads.keeping import read_picture, read_upload

def peak(whose):
    used = resource.getrusage(whose)
    return used.ru_maxrss / 1024, used.ru_utime + used.ru_stime

name = sys.argv[1]
content = sys.stdin.buffer.read()
upload = SimpleUploadedFile(name, content)
before, _ = peak(resource.RUSAGE_SELF)
try:
    if name.endswith(".xlsx") or name.endswith(".csv"):
        said = sum(len(sheet.rows) for sheet in read_sheets(content))
    elif name.startswith("photo"):
        said = len(read_picture(upload, "drills").content)
    else:
        said = len(read_upload(upload).content)
except Refused as refusal:
    said = refusal.message
after, _ = peak(resource.RUSAGE_SELF)
reader, seconds = peak(resource.RUSAGE_CHILDREN)
print(json.dumps({"said": said, "grew": after - before, "reader": reader, "seconds": seconds}))
"""


def cost(name: str, content: bytes) -> dict[str, Any]:
    """What the server said and how much it took, in MiB and seconds."""
    done = subprocess.run(
        [sys.executable, "-c", _SERVER, name],
        input=content,
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
        },
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def workbook(*sheets: str) -> bytes:
    """A workbook whose sheets have these rows, given as XML."""
    import xlsxwriter

    frame, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(frame) as book:
        for _ in sheets:
            book.add_worksheet()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(frame) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            content = old.read(name)
            if number:
                rows = sheets[int(number[1]) - 1]
                content = (
                    f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()
                )
            new.writestr(name, content)
    return target.getvalue()


def digits(rows: int, columns: int, length: int = 1) -> str:
    """Rows of numbers, in so many turns that the archive stays within its ratio."""
    chance = random.Random(7)
    some = [
        "".join(f"<c><v>{chance.randrange(1, 10**length)}</v></c>" for _ in range(columns))
        for _ in range(500)
    ]
    return "".join(f"<row>{some[n % 500]}</row>" for n in range(rows))


CORNER = '<row r="100000"><c r="CV100000"><v>1</v></c></row>'
SCATTERED = b"%PDF-1.7\n" + b"/ObjStm " * 2_600_000
ATTACKS = {
    "the corner of ten sheets": ("a.xlsx", lambda: workbook(*[CORNER] * 10)),
    "the corner of one sheet": ("a.xlsx", lambda: workbook(CORNER)),
    "two sheets full of digits": ("a.xlsx", lambda: workbook(*[digits(40_000, 100)] * 2)),
    "as many numbers as may be": ("a.xlsx", lambda: workbook(digits(9_900, 100, 15))),
    "as much text as may be": ("a.csv", lambda: (("文" * 99 + ",") * 60 + "\n").encode() * 1_100),
    "rows of nothing": ("a.csv", lambda: b"\n" * 20_000_000),
    "commas": ("a.csv", lambda: b"," * 20_000_000),
    "half a script, again and again": ("a.pdf", lambda: SCATTERED),
    "the same with an end": ("a.pdf", lambda: SCATTERED[:-8] + b"\n%%EOF"),
    "a script's name, escaped": (
        "a.pdf",
        lambda: b"%PDF-1.7\n" + b"/J#61#76" * 2_500_000 + b"%%EOF",
    ),
    "ends without an end": ("a.pdf", lambda: b"%PDF-1.7\n" + b"%%EOF\n" * 3_300_000),
    "brackets in brackets": (
        "a.pdf",
        lambda: b"%PDF-1.7\n1 0 obj" + b"[" * 10_000_000 + b"]" * 10_000_000 + b"endobj\n%%EOF",
    ),
    "fill bytes": ("a.jpg", lambda: b"\xff\xd8\xff\xda\x00\x02" + b"\xff" * 20_000_000),
    "segments": ("a.jpg", lambda: b"\xff\xd8\xff\xda\x00\x02" + b"\xff\xc0\x00\x02" * 5_000_000),
    "chunks": (
        "a.png",
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\0IHDRcrcc" + b"\0\0\0\0IDATcrcc" * 1_700_000,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_file_costs_no_more_than_its_budget(attack: str) -> None:
    name, content = ATTACKS[attack]
    told = cost(name, content())
    assert told["grew"] < GROWTH, told
    assert told["reader"] < READER_MEMORY, told
    assert told["seconds"] < READER_SECONDS, told
    assert "损坏" not in str(told["said"]) or not name.endswith("xlsx"), "not even opened"
    assert isinstance(told["said"], int if attack.endswith("as may be") else str), told


@pytest.mark.slow
def test_a_large_photograph_is_drawn_within_the_budget() -> None:
    from PIL import Image

    for form, size in (("PNG", (7700, 7700)), ("JPEG", (7700, 7700))):
        target = io.BytesIO()
        Image.new("RGB", size, (10, 20, 30)).save(target, form)
        told = cost(f"photo.{form.lower()}", target.getvalue())
        assert told["said"] > 1000, told
        assert told["grew"] < GROWTH, told
        assert told["reader"] < READER_MEMORY, told


@pytest.mark.slow
def test_as_large_a_table_as_an_office_has_is_still_read() -> None:
    told = cost("a.xlsx", workbook(digits(60_000, 15, 12)))
    assert told["said"] == 60_000
    assert told["grew"] < GROWTH, told
