"""凭证图像: the picture of a voucher that the checker compares with what was recorded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from fees.payments.models import Slip
from renfang.acts import Incomplete
from renfang.uploads.keeping import keep_content, read_kept, read_upload

SORTS = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True)
class Image:
    """A kept picture: its name and sort, where it lies below MEDIA_ROOT, and its SHA-256."""

    name: str
    media_type: str
    path: str
    sha256: str

    def __str__(self) -> str:
        return self.name


def keep_image(upload: UploadedFile | None) -> Image | None:
    """Check and store an uploaded picture, whole or not at all; None for no upload.

    A form that is refused afterwards leaves a file that no row names: it can be read by nobody.
    Raises Incomplete on the field ``image``.
    """
    if upload is None:
        return None
    try:
        name, content, sort = read_upload(upload)
    except Incomplete as refusal:
        raise Incomplete(refusal.message, field="image") from refusal
    if sort.media_type not in SORTS:
        raise Incomplete("凭证图像须为 pdf、jpg 或 png。另存后上传", field="image")
    digest = hashlib.sha256(content).hexdigest()
    return Image(name, sort.media_type, keep_content(content), digest)


def put_image(slip: Slip, image: Image) -> None:
    """Say on a slip, not yet saved, where its voucher's picture lies."""
    slip.image_name, slip.image_type = image.name, image.media_type
    slip.image_path, slip.image_sha256 = image.path, image.sha256


def read_image(slip: Slip) -> bytes:
    """The stored bytes, proven against their hash. Raises Refused when they are gone or altered."""
    image = Image(slip.image_name, slip.image_type, slip.image_path, slip.image_sha256)
    return read_kept(image)
