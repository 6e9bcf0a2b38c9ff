"""What a printed page is like: what its QR code says."""

from __future__ import annotations

import zxingcpp
from PIL import Image


def code_on(page: Image.Image) -> str:
    """What the QR code on a printed page says."""
    (code,) = zxingcpp.read_barcodes(page)
    return code.text
