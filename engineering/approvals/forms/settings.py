"""Forms of what an office fixes for its approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.approvals.models.settings import ServiceItem
from engineering.approvals.queries.materials import Listed
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField

_MARK = "（可选）"


class LimitsForm(forms.ModelForm):
    """公布时限: one kind of application from a day on; all limits in working days."""

    effective_from = DateFormField(label="施行日期")
    legal_basis = PlainTextField(label="依据文件", max_length=300)

    class Meta:
        model = ServiceItem
        fields = (
            "kind",
            "effective_from",
            "completeness_days",
            "statutory_days",
            "promised_days",
            "extension_days",
            "service_days",
            "validity_months",
            "renewal_notice_days",
            "accepts_late_renewal",
            "legal_basis",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"effective_from": timezone.localdate()}, **kwargs)
        self.fields["renewal_notice_days"].required = False

    def clean_renewal_notice_days(self) -> int:
        """Left empty: the thirty days of the law."""
        days: int | None = self.cleaned_data["renewal_notice_days"]
        return self.instance.renewal_notice_days if days is None else days


class MaterialListForm(forms.Form):
    """材料目录 as lines of text: quick to read, to reorder and to paste."""

    rows = PlainTextField(
        label="材料目录",
        max_length=8000,
        multiline=True,
        required=False,
        help_text=f"每行一项：材料名称｜要求。非必备的在名称后写“{_MARK}”。留空则沿用上级机构的目录。",
    )

    def __init__(self, *args: Any, listed: tuple[Listed, ...] = (), **kwargs: Any) -> None:
        text = "\n".join(_line(row) for row in listed)
        super().__init__(*args, initial={"rows": text}, **kwargs)
        self.fields["rows"].widget.attrs["rows"] = 16

    def clean_rows(self) -> list[Listed]:
        rows = []
        for number, line in enumerate(self.cleaned_data["rows"].splitlines(), 1):
            if not line.strip():
                continue
            name, _, note = line.replace("|", "｜").partition("｜")
            is_mandatory = _MARK not in name
            name = name.replace(_MARK, "").strip()
            if not name:
                raise forms.ValidationError(f"第 {number} 行没有材料名称。")
            if len(name) > 200 or len(note) > 300:
                raise forms.ValidationError(
                    f"第 {number} 行过长：名称不超过 200 字，要求不超过 300 字。"
                )
            rows.append(Listed(name, note.strip(), is_mandatory))
        return rows


def _line(row: Listed) -> str:
    name = row.name if row.is_mandatory else f"{row.name}{_MARK}"
    return f"{name}｜{row.note}" if row.note else name
