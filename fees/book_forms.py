"""Forms of the rule books: one for each section, built from what its rows hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from engineering.forms.fields import PlainTextField
from fees.book_fields import LABELS, SHARES, UNITS, choices_of, columns_of
from renfang.organisations.models import Organisation
from renfang.quantities.forms import DateFormField
from renfang.quantities.parsing import normalise_digits
from renfang.rules.models import BookEdition
from renfang.rules.rounding import plain
from renfang.rules.vocabulary import AREA_ROUNDINGS, ROUNDING_MODES, SECTIONS

_NUMBER = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


class NumberOfLaw(forms.CharField):
    """A number as the law writes it, at most six decimals; percent where ``as_share``."""

    def __init__(self, *, as_share: bool = False, unit: str = "", **kwargs: Any) -> None:
        self.as_share = as_share
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        if unit:
            attrs["data-suffix"] = unit
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        text = normalise_digits(str(value or "")).replace(",", "").strip()
        if not text:
            return ""
        if not _NUMBER.fullmatch(text):
            raise ValidationError("填写不小于 0 的数，最多六位小数，例如 2.5")
        number = Decimal(text) / 100 if self.as_share else Decimal(text)
        return plain(number)

    def prepare_value(self, value: Any) -> Any:
        return value


class BookQuery(forms.Form):
    """查询条件 above the list of books."""

    name = forms.CharField(label="名称或地区", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *BookEdition.State.choices]
    )
    day = DateFormField(label="施行于", required=False, help_text="只看这一天施行的版本")


class CopyForm(forms.Form):
    """复制规则库."""

    organisation = forms.ModelChoiceField(label="编制机构", queryset=Organisation.objects.none())
    title = forms.CharField(label="名称", max_length=100)
    version = forms.RegexField(
        r"^[0-9A-Za-z.\-]{1,12}$",
        label="版本",
        help_text="例如 2026.2",
        error_messages={"invalid": "版本用数字、字母、点和短横，最多 12 个字符，例如 2026.2"},
    )
    effective_from = DateFormField(label="施行日期")

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices


class HeadForm(forms.Form):
    """基本信息 of a draft."""

    title = forms.CharField(label="名称", max_length=100)
    basis = forms.CharField(
        label="法律依据", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    effective_from = DateFormField(label="施行日期")
    effective_to = DateFormField(label="有效期至", required=False, help_text="没有规定的不填")
    area_rounding = forms.ChoiceField(
        label="面积取舍方式", required=False, choices=[("", "按上级规则"), *AREA_ROUNDINGS.items()]
    )
    area_mode = forms.ChoiceField(
        label="面积取舍规则", required=False, choices=[("", "按上级规则"), *ROUNDING_MODES.items()]
    )
    replaces = forms.MultipleChoiceField(
        label="整体替换上级规则的部分",
        required=False,
        choices=list(SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="没有选的部分，同一代码的条目替换上级的条目，其余沿用上级规则",
    )
    outside_basis = forms.CharField(label="义务范围以外的依据", required=False, max_length=300)
    unlawful_basis = forms.CharField(
        label="应建未建不适用减免的依据", required=False, max_length=300
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class RevisionForm(forms.Form):
    """A form about a draft that remembers which state of it was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReasonForm(forms.Form):
    """Why a book is sent back."""

    reason = forms.CharField(label="原因", max_length=300, help_text="至少 5 个字")


class EndForm(ReasonForm):
    """停止施行."""

    ended_on = DateFormField(label="停止施行日期", help_text="仍施行的最后一天")
    field_order = ("ended_on", "reason")


class RowForm(RevisionForm):
    """One row of ``section``; ``values()`` gives what the engine reads."""

    def __init__(self, *args: Any, section: str, row: Mapping[str, Any], **kwargs: Any) -> None:
        initial = {**_shown(section, row), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.section = section
        for column in columns_of(section):
            self.fields[column.name] = _field(section, column)

    def values(self) -> dict[str, Any]:
        """The row as plain values; what is empty or holds its default is left out."""
        found: dict[str, Any] = {}
        for column in columns_of(self.section):
            value = self.cleaned_data[column.name]
            if isinstance(value, bool):
                found[column.name] = value
            elif hasattr(value, "isoformat"):
                found[column.name] = value.isoformat()
            elif value not in (None, "", []):
                found[column.name] = value
        return found


def _field(section: str, column: Field[Any]) -> forms.Field:
    """The form field of one value, by what the row's type says it is."""
    name, annotation = column.name, str(column.type)
    required = column.default is MISSING
    known = choices_of(section, name)
    shared: dict[str, Any] = {"label": LABELS[name], "required": required}
    if annotation == "tuple[str, ...]":
        if known is None:
            return CodesField(**shared, help_text="几个代码用顿号分开")
        return forms.MultipleChoiceField(
            **shared,
            choices=list(known.items()),
            widget=forms.CheckboxSelectMultiple,
            help_text="都不选表示不限",
        )
    if known is not None:
        return forms.ChoiceField(**shared, choices=[("", "未选择"), *known.items()])
    if annotation == "bool":
        return forms.BooleanField(label=LABELS[name], required=False)
    if annotation.startswith("date"):
        return DateFormField(**shared)
    if annotation.startswith("Decimal"):
        return NumberOfLaw(**shared, as_share=name in SHARES, unit=UNITS.get(name, ""))
    if annotation.startswith("int"):
        return forms.IntegerField(**shared, min_value=0, max_value=9999)
    return forms.CharField(**shared, max_length=300)


class CodesField(PlainTextField):
    """Codes parted by 、 or commas, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        text = super().to_python(value)
        return [part.strip() for part in re.split(r"[、,，\s]+", text) if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list | tuple) else value


def _shown(section: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row as the form shows it: percent for shares, defaults for what is left out."""
    shown: dict[str, Any] = {}
    for column in columns_of(section):
        value = row.get(column.name, None if column.default is MISSING else column.default)
        if column.name in SHARES and value not in (None, ""):
            value = plain(Decimal(str(value)) * 100)
        shown[column.name] = value
    return shown
