"""Forms of the rule books: a book's head and rows, then examples and the what-if.

The form of a row is built from what the rows of its section hold. Examples and the what-if are the
three questions of the assess command as forms: a project, a late sum, a fine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from engineering.area.facts import BuildingFacts, Facts
from fees.rule_books.columns import LABELS, SHARES, UNITS, choices_of, columns_of
from fees.rule_books.trials import EXPECTED
from renfang.organisations.models import Organisation
from renfang.pages.fields import PlainTextField
from renfang.pages.forms import ReasonForm
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import AmountField, AreaFormField, DateFormField
from renfang.quantities.parsing import Unreadable, normalise_digits, parse_area, parse_depth
from renfang.rules.editions import BookEditionQuerySet
from renfang.rules.explained import FactProblem
from renfang.rules.models import BookEdition
from renfang.rules.rounding import ZERO, plain
from renfang.rules.vocabulary import (
    AREA_ROUNDINGS,
    CITY_CLASSES,
    DIVISION_LEVELS,
    OBLIGATIONS,
    ROUNDING_MODES,
    SECTIONS,
    USES,
    ZONES,
)

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


class BookQuery(Query):
    """查询条件 above the list of books."""

    name = Words("名称或地区", "title", "jurisdiction_name")
    state = OneOf("状态", BookEdition.State.choices)
    day = DateFormField(label="施行于", required=False, help_text="只看这一天施行的版本")

    def narrow_day(self, rows: BookEditionQuerySet, value: date) -> BookEditionQuerySet:
        """The editions in force on the day."""
        return rows.in_force(value)


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
    gate_words = forms.CharField(
        label="未缴清易地建设费的后果",
        required=False,
        max_length=200,
        help_text="本地法规规定的，例如“不予核发建设工程规划许可证”；印在全部易地建设的审批意见书上",
    )
    gate_basis = forms.CharField(label="后果的依据", required=False, max_length=300)
    revision = forms.IntegerField(
        label="草稿版本", widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )


class RevisionForm(forms.Form):
    """A form about a draft that remembers which state of it was seen."""

    revision = forms.IntegerField(
        label="草稿版本", widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )


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
            help_text="都不选表示没有责令" if name == "orders" else "都不选表示不限",
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


_USE_CODES = {name: code for code, name in USES.items()} | {code: code for code in USES}
_USE_CODES |= {"住宅": "residential", "公共建筑": "public", "厂房": "industrial"}
_MOST_BUILDINGS = 50
_HINT = (
    "每行一栋：名称，用途，地上层数，基础埋深（米），首层面积（㎡），地上面积（㎡），减免代码（没有的不写）。"
    "用逗号或制表符分开，可从表格粘贴。用途：居民住宅、其他民用建筑、危房翻新住宅、工业生产厂房及其配套设施"
)


class BuildingsField(forms.CharField):
    """Buildings, one to a line; errors name the line and what to mend."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "class": "digits"})
        super().__init__(max_length=20_000, widget=widget, help_text=_HINT, **kwargs)

    def to_python(self, value: Any) -> list[BuildingFacts]:
        text = super().to_python(value)
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > _MOST_BUILDINGS:
            raise ValidationError(f"一次最多 {_MOST_BUILDINGS} 栋，现有 {len(lines)} 行")
        return [_building(number, line) for number, line in enumerate(lines, start=1)]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return "\n".join(map(_line, value))


def _line(building: BuildingFacts) -> str:
    parts = (
        building.name,
        USES[building.use],
        building.storeys,
        building.foundation_depth,
        building.ground_floor_area,
        building.above_ground_area,
        building.relief,
    )
    return "，".join(str(part) for part in parts if part != "")


def _building(number: int, line: str) -> BuildingFacts:
    parts = [part.strip() for part in re.split(r"[,，\t]", line)]
    if len(parts) == 7 and not parts[6]:
        parts.pop()
    if len(parts) not in (6, 7):
        raise ValidationError(f"第 {number} 行应有 6 或 7 项，现有 {len(parts)} 项。{_HINT}")
    name, use, storeys, depth, ground, above, *relief = parts
    if use not in _USE_CODES:
        raise ValidationError(f"第 {number} 行用途“{use[:20]}”不在可选范围。{_HINT}")
    try:
        return BuildingFacts.from_json(
            {
                "name": name,
                "use": _USE_CODES[use],
                "storeys": normalise_digits(storeys),
                "foundation_depth": str(parse_depth(depth)),
                "ground_floor_area": str(parse_area(ground)),
                "above_ground_area": str(parse_area(above)),
                "relief": relief[0] if relief else None,
            }
        )
    except (Unreadable, FactProblem) as error:
        raise ValidationError(f"第 {number} 行：{error.message}") from None


class FactsForm(forms.Form):
    """The facts of a project, without the book and the day that are asked about."""

    city_class = forms.ChoiceField(label="城市类别", choices=list(CITY_CLASSES.items()))
    division_level = forms.ChoiceField(
        label="行政级别", required=False, choices=[("", "未选择"), *DIVISION_LEVELS.items()]
    )
    zone = forms.ChoiceField(label="区域", required=False, choices=list(ZONES.items()))
    local_share = NumberOfLaw(label="本地核定比例", required=False, as_share=True, unit="%")
    rate = AmountField(label="收费标准（元/㎡）", required=False, allow_wan=False)
    built_area = AreaFormField(label="修建面积", required=False)
    unlawful = forms.BooleanField(label="未申请、应建未建", required=False)
    buildings = BuildingsField(label="楼栋")

    def facts(self, day: date) -> Facts:
        """What was stated, for the law of a day; the book is not of the facts."""
        found = self.cleaned_data
        return Facts(
            as_of=day,
            city_class=found["city_class"],
            division_level=found["division_level"] or None,
            zone=found["zone"] or "urban",
            local_share=Decimal(found["local_share"]) if found["local_share"] else None,
            rate=found["rate"],
            built_area=found["built_area"] or ZERO,
            lawful=not found["unlawful"],
            buildings=tuple(found["buildings"]),
        )


def shown_facts(facts: Facts) -> dict[str, Any]:
    """Facts as the form shows them."""
    share = facts.local_share
    return {
        "city_class": facts.city_class,
        "division_level": facts.division_level,
        "zone": facts.zone,
        "buildings": facts.buildings,
        "as_of": facts.as_of,
        "local_share": None if share is None else plain(share * 100),
        "rate": facts.rate,
        "built_area": facts.built_area,
        "unlawful": not facts.lawful,
    }


class ExampleForm(FactsForm):
    """试算案例: facts, the day, and what the office computed by hand."""

    name = forms.CharField(label="案例名称", max_length=100)
    as_of = DateFormField(label="适用日期")
    required_area = AreaFormField(label=f"预期{EXPECTED['required_area']}", required=False)
    payable = AmountField(label=f"预期{EXPECTED['payable']}", required=False)
    revision = forms.IntegerField(
        label="草稿版本", widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )
    field_order = ("name", "as_of")

    def clean(self) -> dict[str, Any]:
        """At least one figure must be expected, or the example could not fail."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and found["required_area"] is None and found["payable"] is None:
            self.add_error("required_area", "预期应建面积和预期实缴金额至少填写一项")
        return found

    def example(self) -> dict[str, Any]:
        """The example as the book keeps it."""
        found = self.cleaned_data
        expected = {
            name: f"{found[name]:.2f}"
            for name in ("required_area", "payable")
            if found[name] is not None
        }
        question = self.facts(found["as_of"]).to_json()
        return {"name": found["name"], "question": question, "expected": expected}


def shown_example(example: Mapping[str, Any]) -> dict[str, Any]:
    """A stored example as the form shows it."""
    expected = {name: Decimal(value) for name, value in example["expected"].items()}
    stated = shown_facts(Facts.from_json(example["question"]))
    return {"name": example["name"], **stated, **expected}


class _SanctionExample(forms.Form):
    """What both have: a name, the day whose rules count, and the draft that was seen."""

    name = forms.CharField(label="案例名称", max_length=100)
    as_of = DateFormField(label="适用日期")
    revision = forms.IntegerField(
        label="草稿版本", widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )
    field_order = ("name", "as_of")

    # Key of the question, its fields, and the figures that are expected.
    kind = ""
    asked: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()

    def example(self) -> dict[str, Any]:
        """The example as the book keeps it."""
        found = self.cleaned_data
        facts = {name: _plain(found[name]) for name in self.asked if found[name] not in (None, "")}
        return {
            "name": found["name"],
            "question": {"as_of": found["as_of"].isoformat(), self.kind: facts},
            "expected": {name: _plain(found[name]) for name in self.expected},
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if hasattr(value, "isoformat") else value


class LateExampleForm(_SanctionExample):
    """逾期: an unpaid sum between two days."""

    obligation = forms.ChoiceField(label="义务种类", choices=list(OBLIGATIONS.items()))
    principal = AmountField(label="本金", min_value=0)
    due = DateFormField(label="缴款期限")
    until = DateFormField(label="计算至")
    accrued = AmountField(label=f"预期{EXPECTED['accrued']}", min_value=0)
    kind, asked, expected = "late", ("obligation", "principal", "due", "until"), ("accrued",)


class FineExampleForm(_SanctionExample):
    """罚款: the range for a shelter that was not built."""

    required_area = AreaFormField(label="应建面积", required=False)
    unbuilt_area = AreaFormField(label="未建面积", required=False)
    cost = AmountField(label="造价", required=False, min_value=0)
    minimum = AmountField(label=f"预期{EXPECTED['minimum']}", min_value=0)
    maximum = AmountField(label=f"预期{EXPECTED['maximum']}", min_value=0)
    kind = "fine"
    asked = ("required_area", "unbuilt_area", "cost")
    expected = ("minimum", "maximum")


FORMS = {"late": LateExampleForm, "fine": FineExampleForm}


def kind_of_example(example: Mapping[str, Any]) -> str:
    """``late``, ``fine``, or empty for a project."""
    return next((kind for kind in FORMS if kind in example["question"]), "")


def shown_sanction(example: Mapping[str, Any]) -> dict[str, Any]:
    """A stored example as its form shows it."""
    question = example["question"]
    values = {**question[kind_of_example(example)], **example["expected"]}
    amounts = (
        "principal",
        "accrued",
        "required_area",
        "unbuilt_area",
        "cost",
        "minimum",
        "maximum",
    )
    shown = {name: Decimal(value) if name in amounts else value for name, value in values.items()}
    return {**shown, "name": example["name"], "as_of": question["as_of"]}


class WhatIfForm(FactsForm):
    """Facts, and the two books and days to compute them by."""

    book_a = forms.ModelChoiceField(label="规则库甲", queryset=BookEdition.objects.none())
    day_a = DateFormField(label="适用日期甲")
    book_b = forms.ModelChoiceField(label="规则库乙", queryset=BookEdition.objects.none())
    day_b = DateFormField(label="适用日期乙")
    field_order = ("book_a", "day_a", "book_b", "day_b")

    def __init__(self, *args: Any, books: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("book_a", "book_b"):
            self.fields[name].queryset = books
