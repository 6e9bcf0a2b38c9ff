"""Broken and hostile uploads: each is read or refused, in time, within memory.

100 files by default; ``RENFANG_MALFORMED_UPLOADS=10000`` for a long run.
"""

import io
import os
import random
import resource
import zipfile
from pathlib import Path

import pytest

from renfang.exchange.reading.spreadsheet import UnreadableFile, read_spreadsheet

SAMPLE = (Path(__file__).parents[2] / "data" / "sample-projects.xlsx").read_bytes()
COUNT = int(os.environ.get("RENFANG_MALFORMED_UPLOADS", "100"))
CORNERS = ["XFD1048576", "A1048576", "XFD1", "ZZZZZ9", "A0", "A99999999999999999999", "1A", ""]
VALUES = ["1e999", "-1e999", "NaN", "0x1", "9" * 400, "", "\u202e", "&#0;", "&x;", "]]>", "<v>"]


def flip_bytes(chance):
    content = bytearray(SAMPLE)
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def cut(chance):
    start = chance.choice([0, 0, chance.randrange(len(SAMPLE))])
    return SAMPLE[start : chance.randrange(len(SAMPLE))]


def damage_inside(chance):
    """A sound archive around damaged XML: this reaches the parser."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as book, zipfile.ZipFile(target, "w") as copy:
        victim = chance.choice([name for name in book.namelist() if name.startswith("xl/")])
        for name in book.namelist():
            part = bytearray(book.read(name))
            if name == victim:
                for _ in range(chance.randint(1, 10)):
                    place = chance.randrange(len(part))
                    part[place : place + chance.randint(0, 30)] = chance.randbytes(
                        chance.randint(0, 12)
                    )
            if name != victim or chance.random() < 0.9:
                copy.writestr(name, bytes(part))
    return target.getvalue()


def odd_cells(chance):
    cells = "".join(
        f'<row r="{chance.randint(-5, 2**31)}"><c r="{chance.choice(CORNERS)}"'
        f' t="{chance.choice(["s", "n", "b", "d", "e", "str", "?"])}" s="{chance.randint(-1, 99)}">'
        f"<f>{chance.choice(VALUES)}</f><v>{chance.choice(VALUES)}</v></c></row>"
        for _ in range(chance.randint(1, 20))
    )
    merge = f"<mergeCells><mergeCell ref='A1:{chance.choice(CORNERS)}'/></mergeCells>"
    sheet = f"<worksheet><sheetData>{cells}</sheetData>{merge}</worksheet>"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as book, zipfile.ZipFile(target, "w") as copy:
        for name in book.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            copy.writestr(name, sheet.encode() if is_sheet else book.read(name))
    return target.getvalue()


def noise(chance):
    magics = [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]
    return chance.choice(magics) + chance.randbytes(chance.randint(0, 5000))


def odd_csv(chance):
    pieces = [
        '"',
        '""',
        ",",
        "\t",
        ";",
        "\r",
        "\n",
        "\r\n",
        "=1+1",
        "项目",
        "9" * 50,
        "\u2028",
        "\x0b",
    ]
    pieces += ["x" * 3000, "\u202e", "'"]
    text = "".join(chance.choices(pieces, k=chance.randint(1, 400)))
    return text.encode(chance.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))


def damaged(seed):
    chance = random.Random(seed)
    makers = [flip_bytes, cut, damage_inside, damage_inside, odd_cells, noise, odd_csv]
    return chance.choice(makers)(chance)


def processor_seconds():
    """What this process and the readers that it started have used; other work does not count."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def attempt(seed):
    content = damaged(seed)
    began = processor_seconds()
    try:
        sheets = read_spreadsheet(content)
    except UnreadableFile as refusal:
        said = refusal.message
    else:
        said = ""
        assert all(row.number >= 1 for sheet in sheets for row in sheet.rows), seed
    return seed, said, processor_seconds() - began


@pytest.mark.slow
def test_no_upload_breaks_the_reader():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # One after the other, so that each reader's processor time is its own.
    results = [attempt(seed) for seed in range(COUNT)]
    assert 0 < sum(not said for _, said, _ in results) < COUNT
    assert all(said.endswith("。") for _, said, _ in results if said)
    slowest = max(results, key=lambda result: result[2])
    assert slowest[2] < 5, slowest
    assert not [seed for seed, said, _ in results if "限定时间" in said], "a reader that waits"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200 * 1024, "KiB by which the web worker itself has grown"
