"""Small real pictures, with what cameras write into them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def picture(form: str, number: int = 0, **saved: Any) -> bytes:
    """A picture of 8 × 4 points whose colour tells its number."""
    colour = (number % 256, number // 256 % 256, 7)
    target = io.BytesIO()
    Image.new("RGB", (8, 4), colour).save(target, form, **saved)
    return target.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """A JPEG that names its camera, its place and which way up it is."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "某牌相机"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (36.0, 3.0, 40.5)
    return picture("JPEG", 3, exif=exif, comment=b"secret remark")
