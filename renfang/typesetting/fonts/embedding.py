"""How a Chinese font goes into a PDF: one Type 0 font with two-byte glyph codes per document.

ReportLab cuts a large font into parts of 256 characters, copies the whole outline table for each
part, and writes wrong text codes for characters beyond U+FFFF, so that a copied or searched name
is another name. ``CompositeFont`` embeds exactly the used glyphs, once, with correct codes, and
keeps nothing on itself while a document is made: two threads may use it at the same time.
"""

from __future__ import annotations

import zlib
from struct import pack, unpack_from
from typing import BinaryIO

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

# Composite glyph flags of the TrueType `glyf` table.
_ARGS_ARE_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x01, 0x08, 0x20, 0x40, 0x80
_COPIED_TABLES = ("cvt ", "fpgm", "prep")
_BFCHAR_BLOCK = 100  # the PDF reference allows no more entries in one block


class RawObject(pdfdoc.PDFObject):
    """A finished PDF object, written as it is."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        return self.content


def stream(entries: str, data: bytes, level: int = 3) -> bytes:
    """A deflated stream object with its dictionary ``entries``.

    Outlines hardly deflate further: level 6 would take twice the time to save two per cent.
    """
    packed = zlib.compress(data, level)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return head.encode("ascii") + packed + b"\nendstream\n"


class GlyphCodes:
    """Which glyphs one document has used of one font, in order of first use; code 0 is .notdef."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.codes: dict[str, str] = {}

    def hexadecimal(self, text: str) -> str:
        codes = self.codes
        try:
            return "".join([codes[char] for char in text])
        except KeyError:
            for char in text:
                if char not in codes:
                    codes[char] = f"{len(codes) + 1:04X}"
            return "".join([codes[char] for char in text])


class CompositeFont(TTFont):
    """A TrueType font that ReportLab's canvas can use by name and that embeds itself whole."""

    _dynamicFont = 1  # noqa: N815 (ReportLab's name)
    _multiByte = 1  # noqa: N815 (ReportLab's name)

    def __init__(self, name: str, file: BinaryIO, role: str) -> None:
        """Read the font in ``file``; ``role`` names it where it has no name of its own."""
        super().__init__(name, file)
        own_name = self.face.name.decode("latin-1")
        self.postscript_name = "".join(c for c in own_name if c.isalnum() or c == "-") or role
        # ReportLab treats two fonts of one face name as the same font: give each its own.
        self.face.name = self.fontName.encode("ascii")

    def codes(self, doc: pdfdoc.PDFDocument) -> GlyphCodes:
        """The glyph codes of this font in ``doc``; the first call enters the font into it."""
        fonts: dict[str, GlyphCodes] = doc.__dict__.setdefault("composite_fonts", {})
        found = fonts.get(self.fontName)
        if found is None:
            found = fonts[self.fontName] = GlyphCodes(f"F{len(fonts) + 1}")
            doc.fontMapping[self.fontName] = "/" + found.name
            doc.delayedFonts.append(self)
        return found

    def splitString(  # noqa: N802 (ReportLab's name)
        self, text: str, doc: pdfdoc.PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        return [(0, bytes.fromhex(self.codes(doc).hexadecimal(text)))]

    def getSubsetInternalName(  # noqa: N802 (ReportLab's name)
        self, subset: int, doc: pdfdoc.PDFDocument
    ) -> str:
        return "/" + self.codes(doc).name

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 (ReportLab's name)
        """Write the font of a finished document; ReportLab calls this once at saving."""
        used = self.codes(doc)
        characters = list(used.codes)
        face = self.face
        tag = f"{used.name}{self.postscript_name}"
        base = f"AAAAAA+{self.postscript_name}"

        def add(suffix: str, content: str | bytes) -> str:
            data = content.encode("ascii") if isinstance(content, str) else content
            return str(doc.Reference(RawObject(data), f"{tag}.{suffix}").format(doc), "ascii")

        program = font_program(face, characters)
        file = add("file", stream(f"/Length1 {len(program)}", program))
        unicodes = add("unicode", stream("", unicode_map(characters)))
        box = " ".join(f"{edge:.0f}" for edge in face.bbox)
        descriptor = add(
            "descriptor",
            f"<< /Type /FontDescriptor /FontName /{base} /Flags 4 /FontBBox [{box}] "
            f"/ItalicAngle 0 /Ascent {face.ascent:.0f} /Descent {face.descent:.0f} "
            f"/CapHeight {face.capHeight:.0f} /StemV 80 /FontFile2 {file} >>",
        )
        descendant = add(
            "cid",
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /CIDToGIDMap /Identity "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} /DW 1000 /W [{width_array(face, characters)}] >>",
        )
        font = RawObject(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant}] /ToUnicode {unicodes} >>".encode("ascii")
        )
        doc.Reference(font, used.name)
        doc.idToObject["BasicFonts"].dict[used.name] = font


def width_array(face: TTFontFace, characters: list[str]) -> str:
    """The PDF /W array without the full-width characters, which are the default."""
    widths = ((code, face.charWidths[ord(char)]) for code, char in enumerate(characters, 1))
    return " ".join(f"{code} [{width:.0f}]" for code, width in widths if round(width) != 1000)


def unicode_map(characters: list[str]) -> bytes:
    """ToUnicode CMap: glyph code → UTF-16BE, so that search and copy give back what was typed."""
    entries = [f"<{code:04X}> <{utf_16(char)}>" for code, char in enumerate(characters, 1)]
    blocks = []
    for start in range(0, len(entries), _BFCHAR_BLOCK):
        block = entries[start : start + _BFCHAR_BLOCK]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def utf_16(char: str) -> str:
    """One character as big-endian UTF-16 in hexadecimal; two units beyond U+FFFF."""
    return f"{ord(char):04X}" if char <= "\uffff" else char.encode("utf-16-be").hex().upper()


def font_program(face: TTFontFace, characters: list[str]) -> bytes:
    """A TrueType file with .notdef and the glyphs of ``characters``, numbered from 1."""
    numbers = [0, *(face.charToGlyph[ord(char)] for char in characters)]
    glyphs: list[bytes] = []
    position: dict[int, int] = {}
    glyf_at: int = face.get_table_pos("glyf")[0]
    for new, old in enumerate(numbers):
        position.setdefault(old, new)
    index = 0
    while index < len(numbers):  # grows while parts of composite glyphs are found
        data = outline(face, glyf_at, numbers[index])
        if len(data) > 10 and data[0] & 0x80:
            data = with_parts(data, numbers, position)
        glyphs.append(data + b"\0" * (-len(data) % 4))
        index += 1
    offsets = [0]
    for data in glyphs:
        offsets.append(offsets[-1] + len(data))
    metrics = b"".join(pack(">HH", *map(int, face.hmetrics[number])) for number in numbers)
    table = face.get_table
    head = bytearray(table("head"))
    head[8:12], head[50:52] = bytes(4), pack(">H", 1)  # no checksum, long offsets
    hhea, maxp = bytearray(table("hhea")), bytearray(table("maxp"))
    hhea[34:36] = maxp[4:6] = pack(">H", len(numbers))
    tables = {
        "glyf": b"".join(glyphs),
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": metrics,
        "loca": pack(f">{len(offsets)}L", *offsets),
        "maxp": bytes(maxp),
    }
    tables.update({tag: table(tag) for tag in _COPIED_TABLES if tag in face.table})
    return assembled(tables)


def outline(face: TTFontFace, glyf_at: int, number: int) -> bytes:
    """The data of one glyph; ``glyf_at`` is where the table of outlines begins in the file."""
    start, stop = face.glyphPos[number], face.glyphPos[number + 1]
    return bytes(face._ttf_data[glyf_at + start : glyf_at + stop])


def with_parts(data: bytes, numbers: list[int], position: dict[int, int]) -> bytes:
    """A composite glyph with its parts renumbered; parts not yet present are appended."""
    changed = bytearray(data)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = unpack_from(">HH", data, at)
        if part not in position:
            position[part] = len(numbers)
            numbers.append(part)
        changed[at + 2 : at + 4] = pack(">H", position[part])
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        at += 2 * (
            bool(flags & _SCALE) + 2 * bool(flags & _XY_SCALE) + 4 * bool(flags & _TWO_BY_TWO)
        )
    return bytes(changed)


def checksum(data: bytes) -> int:
    words: tuple[int, ...] = unpack_from(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF


def assembled(tables: dict[str, bytes]) -> bytes:
    """Table directory and tables, as the OpenType specification lays them out."""
    count = len(tables)
    power = count.bit_length() - 1
    header = pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    offset = 12 + 16 * count
    directory, body = [], []
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        directory.append(tag.encode("ascii") + pack(">LLL", checksum(padded), offset, len(data)))
        body.append(padded)
        offset += len(padded)
    return b"".join((header, *directory, *body))
