"""凭证图像: the picture of a voucher that the checker compares with what was recorded."""

from __future__ import annotations

from fees.payments.models import Slip
from renfang.uploads.keeping import KeptFile, read_kept


def put_image(slip: Slip, image: KeptFile) -> None:
    """Say on a slip, not yet saved, where its voucher's picture lies."""
    slip.image_name, slip.image_type = image.name, image.media_type
    slip.image_path, slip.image_sha256 = image.path, image.sha256


def read_image(slip: Slip) -> bytes:
    """The stored bytes, proven against their hash. Raises Refused when they are gone or altered."""
    return read_kept(KeptFile(slip.image_name, slip.image_type, slip.image_path, slip.image_sha256))
