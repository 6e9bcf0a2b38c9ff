"""Fields of forms by which files come in: what they clean has been read, checked and scanned."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from renfang.acts import Refused
from renfang.uploads.keeping import CheckedFile, read_picture, read_upload

_EMPTY = "这是空文件。核对后重新选择。"


class DocumentField(forms.FileField):
    """A document of a case; cleans to a ``CheckedFile``, or None where none has to be given.

    It is read when the form is judged, before any act begins: on SQLite an act keeps every other
    writer waiting.
    """

    def __init__(
        self,
        *,
        required_words: str = "选择要上传的文件。",
        only: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", "pdf、ofd、jpg、png、docx、xlsx，每份不超过 20 MB。")
        kwargs.setdefault("max_length", 200)
        kwargs["error_messages"] = {
            "required": required_words,
            "empty": _EMPTY,
            "max_length": "文件名超过 200 个字。缩短后上传",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)
        self.only = only

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What was read. Raises ValidationError with what to do about the file."""
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return self.read(upload)
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal

    def read(self, upload: UploadedFile) -> CheckedFile:
        """Check what came. Raises Refused."""
        return read_upload(upload, only=self.only)


class PhotographField(DocumentField):
    """A photograph that illustrates a report; cleans to what was drawn anew of it."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "jpg 或 png，不超过 20 MB，保存时自动缩小并去除拍摄位置")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/jpeg,image/png"}))
        super().__init__(required_words="选择照片。", **kwargs)
        self.folder = folder

    def read(self, upload: UploadedFile) -> CheckedFile:
        """Draw anew what came. Raises Refused."""
        return read_picture(upload, self.folder)
