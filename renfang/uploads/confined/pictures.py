"""Pictures without what their cameras wrote into them: place, time, device, thumbnails.

``without_metadata`` reads only the containers, segment by segment: the picture keeps every bit,
and the one fact that stays is which way up it was taken, or it would lie on its side.
``redraw`` is for photographs that illustrate a report: drawn anew, made small, always a JPEG.
Sources: JPEG ISO/IEC 10918-1 annex B; PNG third edition §5; Exif 2.32 §4.6.
"""

from __future__ import annotations

import io
import re
import struct
from typing import Final

from renfang.uploads.confined.refusals import Refusal

_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
# Chunks that say something about the picture and are no part of it.
_PNG_REMARKS: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
# JFIF, colour profile and Adobe's colour transform are needed to show the colours right.
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
_COMMENT: Final = 0xFE
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = b"\xd9"
# A progressive picture has a few dozen.
_MOST_SEGMENTS: Final = 10_000
# Fill bytes, and the markers that stand alone, are passed over.
_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_ORIENTATION: Final = 0x0112
_MOST_PIXELS: Final = 60_000_000
# Pixels a side of a picture drawn anew: enough for half a page at 150 dots per inch.
_SIDE: Final = 1280


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
    return b"".join([*head, *kept, content[position : _end_of_jpeg(content, position)]])


def _end_of_jpeg(content: bytes, scan: int) -> int:
    """Where the picture ends that begins its scans at ``scan``: what follows is not kept.

    In packed data a 0xFF is followed by 0 or by one of the eight restart markers; every other
    marker between the scans says how long it is (B.1.1.2, B.1.1.4).
    """
    position = scan
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(content, position)
        if found is None:
            raise BrokenPicture
        position = found.start()
        if found[1] == _END_OF_IMAGE:
            return position + 2
        if position + 4 > len(content):
            raise BrokenPicture
        (length,) = struct.unpack_from(">H", content, position + 2)
        position += 2 + max(length, 2)
    raise BrokenPicture


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


def redraw(content: bytes) -> tuple[bytes, int, int]:
    """The picture upright, at most 1280 pixels a side, as a plain JPEG, with width and height.

    Raises Refusal for anything that is no readable picture.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            # The size stands in the head of the file: a bomb is refused before it is unpacked.
            if opened.width * opened.height > _MOST_PIXELS:
                raise Refusal("照片超过 6,000 万像素。缩小后上传")
            # Made small first: a JPEG is then unpacked small, and the copies below cost nothing.
            opened.thumbnail((_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):
        raise Refusal("这不是可读的 jpg 或 png 照片。用看图软件另存后上传") from None
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=78)
    return target.getvalue(), upright.width, upright.height
