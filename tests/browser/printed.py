"""What a printed page is like: its size, and what its QR code says."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image


def size_of(page: Path) -> tuple[int, int]:
    with Image.open(page) as picture:
        return picture.size


def code_on(page: Path) -> str:
    """What the QR code on a printed page says."""
    with Image.open(page) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    return code.text
