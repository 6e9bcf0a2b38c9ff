"""Forms by which files come in."""

from __future__ import annotations

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
