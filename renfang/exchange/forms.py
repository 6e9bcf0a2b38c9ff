"""Forms by which files come in."""

from __future__ import annotations

from typing import Any

from django import forms


class FileForm(forms.Form):
    """A spreadsheet to read."""

    file = forms.FileField(
        label="文件",
        help_text="XLSX 或 CSV",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "选择文件。", "empty": "文件是空的。核对后重新选择。"},
    )


class UploadForm(FileForm):
    """A spreadsheet as a file, or its rows as Excel copies them."""

    rows = forms.CharField(
        label="从 Excel 粘贴",
        required=False,
        strip=False,
        max_length=500_000,
        help_text="不选择文件时，在 Excel 中选中各行复制，粘贴到这里。"
        "没有标题行的，各列按上面的顺序。",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        error_messages={"max_length": "粘贴的内容过长，存为文件后上传。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].help_text = "XLSX 或 CSV。标题行、合并单元格、合计行不用删除。"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        pasted = bool(given["rows"].strip())
        if pasted and given["file"]:
            self.add_error("rows", "文件和粘贴的内容只取一种。清空粘贴的内容，或不选择文件。")
        elif not pasted and not given["file"]:
            self.add_error("file", "选择文件，或者粘贴各行。")
        return given
