"""Pictures without what their cameras wrote into them: place, time, device, thumbnails.

Only the containers are read, segment by segment; the picture itself keeps every bit. The one fact
that is kept is which way up it was taken, or it would lie on its side.
Sources: JPEG ISO/IEC 10918-1 annex B; PNG third edition §5; Exif 2.32 §4.6.
"""

from __future__ import annotations

import struct
from typing import Final

_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
# Chunks that say something about the picture and are no part of it.
_PNG_REMARKS: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
# JFIF, colour profile and Adobe's colour transform are needed to show the colours right.
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
_COMMENT: Final = 0xFE
_START_OF_SCAN: Final = 0xDA
_ORIENTATION: Final = 0x0112


class BrokenPicture(ValueError):
    """The file does not hold together as the picture that its first bytes promise."""


def without_metadata(content: bytes, suffix: str) -> bytes:
    """The same picture without remarks; other sorts of files unchanged. Raises BrokenPicture."""
    if suffix == "png":
        return _clean_png(content)
    if suffix in ("jpg", "jpeg"):
        return _clean_jpeg(content)
    return content


def _clean_png(content: bytes) -> bytes:
    kept, position, kind = [_PNG_HEAD], len(_PNG_HEAD), b""
    while kind != b"IEND":
        if position + 12 > len(content):
            raise BrokenPicture
        (length,) = struct.unpack_from(">I", content, position)
        kind = content[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(content) or (position == len(_PNG_HEAD) and kind != b"IHDR"):
            raise BrokenPicture
        if kind not in _PNG_REMARKS:
            kept.append(content[position:end])
        position = end
    return b"".join(kept)


def _clean_jpeg(content: bytes) -> bytes:
    kept, position, orientation = [], 2, 0
    while True:
        if position + 4 > len(content) or content[position] != 0xFF:
            raise BrokenPicture
        marker = content[position + 1]
        if marker == 0xFF:  # a fill byte before the marker
            position += 1
            continue
        end = position + 2 + struct.unpack_from(">H", content, position + 2)[0]
        if end > len(content):
            raise BrokenPicture
        segment = content[position:end]
        if marker == _START_OF_SCAN:
            break
        orientation = orientation or _orientation_of(segment)
        is_remark = 0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT
        if not is_remark and marker != _COMMENT:
            kept.append(segment)
        position = end
    head = [b"\xff\xd8"]
    if kept and kept[0][1] == 0xE0:  # JFIF wants to come first
        head.append(kept.pop(0))
    if 2 <= orientation <= 8:
        head.append(_orientation_segment(orientation))
    return b"".join([*head, *kept, content[position:]])


def _orientation_of(segment: bytes) -> int:
    """Exif's orientation, 0 where the segment has none that can be read."""
    if segment[1] != 0xE1 or segment[4:10] != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 0
    return 0


def _orientation_segment(orientation: int) -> bytes:
    """An Exif segment that says nothing but which way is up."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
