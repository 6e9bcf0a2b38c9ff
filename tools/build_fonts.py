"""Build the five print fonts of ``renfang/typesetting/fonts`` from their public sources.

Run by a maintainer, once per font release; an installation never needs it, because the results
are committed. The sources are npm packages and Debian packages, unpacked under one folder::

    mkdir /some/folder && cd /some/folder
    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    apt-get download fonts-lxgw-wenkai texlive-lang-chinese
    cd -; python tools/build_fonts.py /some/folder

The script unpacks what it finds there, cuts each font down to the characters an office prints,
turns PostScript outlines into TrueType ones (ReportLab embeds nothing else), gives the result a
neutral name (the Open Font License reserves the original ones), and writes ``<role>.ttf.xz`` with
the licence texts beside them. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import io
import lzma
import subprocess
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph

FONTS = Path(__file__).resolve().parent.parent / "renfang" / "typesetting" / "fonts"
STANDARD_HANZI = FONTS / "tongyong-guifan-hanzi.txt"

# Blocks of signs that forms, formulas and tables use, besides the Chinese characters themselves.
SIGN_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ¥ § ° ± ² ³ · × ÷
    (0x2000, 0x206F),  # punctuation: — … “ ” ‰ ′ ″
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218F),  # ℃ № Ⅰ Ⅻ ½
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # ≤ ≥ ≠ ≈ √ ∑
    (0x2460, 0x24FF),  # ① ⑴ ⒈
    (0x2500, 0x25FF),  # boxes, ■ □ ▲ △ ● ○ ◆
    (0x2600, 0x27BF),  # ☆ ★ ☐ ☑ ✓
    (0x3000, 0x303F),  # 、。〈《「『【〔〇
    (0x3200, 0x33FF),  # ㈠ ㊣ ㎡ ㎞
    (0xFE30, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width forms
)
# Everything ideographic that the fallback font can offer for names of persons and places.
FALLBACK_BLOCKS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
# Half the usual grid: at the largest size on any page a 40th of a millimetre, and every printed
# file a tenth smaller.
UNITS_PER_EM = 500
DROPPED_TABLES = ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "vhea", "vmtx", "gasp"]
_MAXP_FIELDS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentElements",
    "maxComponentDepth",
)


@dataclass(frozen=True)
class Source:
    """One role of the house: where its outlines come from and what it is called afterwards."""

    role: str
    family: str
    pattern: str
    copyright: str
    licence: str
    is_fallback: bool = False
    #: characters that the fallback font prints better: quotation marks half as wide as Chinese
    #: text needs, Latin letters and figures much blacker than the characters beside them
    left_out: str = ""


OFL = "SIL Open Font License, Version 1.1; see the OFL text beside this font."
SOURCES = (
    Source(
        "song",
        "Renfang Song",
        "**/NotoSerifSC_400Regular.ttf",
        "(c) 2017-2024 Adobe; modified (subset, renamed)",
        OFL,
        is_fallback=True,
    ),
    Source(
        "title",
        "Renfang Title",
        "**/NotoSerifSC_900Black.ttf",
        "(c) 2017-2024 Adobe; modified (subset, renamed)",
        OFL,
    ),
    Source(
        "hei",
        "Renfang Hei",
        "**/NotoSansSC_500Medium.ttf",
        "(c) 2014-2021 Adobe, with a Reserved Font Name; modified (subset, renamed)",
        OFL,
    ),
    Source(
        "kai",
        "Renfang Kai",
        "**/LXGWWenKai-Regular.ttf",
        "Copyright 2021-2023 lxgw and 2020 The Klee Project Authors; modified (subset, renamed)",
        OFL,
        left_out="“”‘’·×÷",
    ),
    Source(
        "fang",
        "Renfang Fang",
        "**/FandolFang-Regular.otf",
        "Copyright 2012-2013 the Fandol team; modified (subset, TrueType outlines, renamed)",
        "GPL with font exception; see the text beside this font.",
        left_out="".join(map(chr, range(0x21, 0x7F))),
    ),
)


def unpack(folder: Path) -> None:
    """Unpack every ``.tgz`` and ``.deb`` of ``folder`` into a subfolder of the same name."""
    for archive in sorted(folder.glob("*.tgz")):
        with tarfile.open(archive) as tar:
            tar.extractall(folder / archive.stem, filter="data")
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, folder / package.stem], check=True)


def in_blocks(blocks: Iterable[tuple[int, int]]) -> set[int]:
    return {code for first, last in blocks for code in range(first, last + 1)}


def decodable(codec: str) -> set[int]:
    """Code points that a double-byte Chinese codec can express."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.update(map(ord, bytes((lead, trail)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


def wanted(source: Source) -> set[int]:
    """Code points of one role: 通用规范汉字表 ∪ GB 2312 ∪ signs; the fallback font far more."""
    standard = set(map(ord, STANDARD_HANZI.read_text("utf-8"))) - {0x0A}
    codes = standard | decodable("gb2312") | in_blocks(SIGN_BLOCKS)
    if source.is_fallback:
        codes |= decodable("gbk") | in_blocks(FALLBACK_BLOCKS)
    return codes - set(map(ord, source.left_out))


def subset(font: TTFont, codes: set[int]) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13]
    options.drop_tables += DROPPED_TABLES
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def to_truetype(font: TTFont, max_error: float = 1.0) -> None:
    """Replace cubic (CFF) outlines by quadratic ones, at most ``max_error`` units off."""
    glyph_set = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs: dict[str, Glyph] = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, max_error, reverse_direction=True))
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(None)
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    font["hmtx"].metrics = {
        name: (font["hmtx"].metrics[name][0], getattr(glyphs[name], "xMin", 0)) for name in order
    }
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in _MAXP_FIELDS:
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font.sfntVersion = "\x00\x01\x00\x00"
    font["post"].formatType = 3.0


def add_tick_boxes(font: TTFont) -> None:
    """Compose ☐ ☑ ☒ out of the font's own □ ✓ ×: no source offers them, every form needs them."""
    cmap = font.getBestCmap()
    box = cmap[0x25A1]

    def compose(name: str, mark: int | None, scale: float, dx: int, dy: int) -> None:
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(box, (1, 0, 0, 1, 0, 0))
        if mark is not None:
            pen.addComponent(cmap[mark], (scale, 0, 0, scale, dx, dy))
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = font["hmtx"][box]

    marks = {0x2610: (None, 1, 0, 0), 0x2611: (0x2713, 0.8, 50, 40), 0x2612: (0xD7, 1.1, 0, 0)}
    for code, (mark, scale, dx, dy) in marks.items():
        name = f"tickbox{code:04X}"
        if mark == 0xD7:
            dx = (font["hmtx"][box][0] - int(font["hmtx"][cmap[mark]][0] * scale)) // 2
            dy = 190 - int(190 * scale)
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        compose(name, mark, scale, dx, dy)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def rename(font: TTFont, source: Source) -> None:
    postscript = source.family.replace(" ", "")
    texts = {
        0: source.copyright,
        1: source.family,
        2: "Regular",
        3: f"{postscript};1",
        4: source.family,
        5: "Version 1.0",
        6: postscript,
        13: source.licence,
    }
    names = font["name"]
    names.names = []
    for identity, text in texts.items():
        names.setName(text, identity, 3, 1, 0x409)
    font["OS/2"].achVendID = "NONE"
    font["OS/2"].fsType = 0
    # The source's stamp stays: today's date would make every build differ.
    font.recalcTimestamp = False


def build(source: Source, folder: Path) -> bytes:
    """The raw TrueType bytes of one role."""
    path = next(iter(sorted(folder.glob(source.pattern))))
    font = TTFont(path)
    subset(font, wanted(source))
    if "CFF " in font:
        to_truetype(font)
    scale_upem(font, UNITS_PER_EM)
    if source.is_fallback:
        add_tick_boxes(font)
    rename(font, source)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def packed(raw: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 24}]
    return lzma.compress(raw, check=lzma.CHECK_CRC64, filters=filters)


def copy_licences(folder: Path) -> None:
    """Lay the packages' own licence texts beside the fonts."""

    def first(pattern: str) -> Path:
        return next(iter(sorted(folder.glob(pattern))))

    copies: tuple[tuple[str, str, Callable[[Path], bytes]], ...] = (
        ("**/*serif-sc*/package/LICENSE_FONT", "OFL-song-title.txt", Path.read_bytes),
        ("**/*sans-sc*/package/LICENSE_FONT", "OFL-hei.txt", Path.read_bytes),
        ("**/doc/fonts-lxgw-wenkai/copyright", "OFL-kai.txt", Path.read_bytes),
        ("**/doc/**/fandol/README", "FANDOL-README.txt", Path.read_bytes),
        ("**/doc/**/fandol/COPYING.gz", "GPL-fang.txt", lambda p: gzip.decompress(p.read_bytes())),
    )
    for pattern, name, read in copies:
        (FONTS / name).write_bytes(read(first(pattern)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with the downloaded packages")
    folder: Path = parser.parse_args().folder.resolve()
    if not any(folder.glob("**/*.ttf")):
        unpack(folder)
    total = 0
    for source in SOURCES:
        raw = build(source, folder)
        data = packed(raw)
        (FONTS / f"{source.role}.ttf.xz").write_bytes(data)
        total += len(data)
        print(f"{source.role:6} {len(raw) / 1e6:6.2f} MB  xz {len(data) / 1e6:5.2f} MB")
    copy_licences(folder)
    print(f"all together {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
