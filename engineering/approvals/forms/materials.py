"""Form of the application’s files: 上传附件."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.approvals.models.applications import Application


class UploadForm(forms.Form):
    """上传附件."""

    file = forms.FileField(
        label="文件",
        help_text="pdf、ofd、jpg、png、docx、xlsx，每份不超过 20 MB。",
        error_messages={"required": "选择要上传的文件。", "empty": "这是空文件。核对后重新选择。"},
    )
    material = forms.TypedChoiceField(
        label="对应材料", coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = application.materials.all()
        self.fields["material"].choices = [("", "其他"), *((row.pk, row.name) for row in rows)]
