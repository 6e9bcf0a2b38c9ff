"""Facts of a worked case or a what-if: the questions of the assess command as a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fees.book_cases import EXPECTED
from fees.book_forms import NumberOfLaw
from renfang.quantities.forms import AmountField, AreaFormField, DateFormField
from renfang.quantities.parsing import Unreadable, normalise_digits, parse_area, parse_depth
from renfang.rules.rounding import plain
from renfang.rules.vocabulary import CITY_CLASSES, DIVISION_LEVELS, USES, ZONES

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

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        text = super().to_python(value)
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > _MOST_BUILDINGS:
            raise ValidationError(f"一次最多 {_MOST_BUILDINGS} 栋，现有 {len(lines)} 行")
        return [_building(number, line) for number, line in enumerate(lines, start=1)]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            "，".join(
                str(part)
                for part in (
                    row["name"],
                    USES[row["use"]],
                    row["storeys"],
                    row["foundation_depth"],
                    row["ground_floor_area"],
                    row["above_ground_area"],
                    row.get("relief", ""),
                )
                if part != ""
            )
            for row in value
        )


def _building(number: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in re.split(r"[,，\t]", line)]
    if len(parts) == 7 and not parts[6]:
        parts.pop()
    if len(parts) not in (6, 7):
        raise ValidationError(f"第 {number} 行应有 6 或 7 项，现有 {len(parts)} 项。{_HINT}")
    name, use, storeys, depth, ground, above, *relief = parts
    if use not in _USE_CODES:
        raise ValidationError(f"第 {number} 行用途“{use[:20]}”不在可选范围。{_HINT}")
    whole = normalise_digits(storeys)
    if not (whole.isascii() and whole.isdigit() and 1 <= int(whole[:9]) <= 200):
        raise ValidationError(f"第 {number} 行地上层数须为 1 至 200 的整数")
    try:
        found = {
            "name": name[:100],
            "use": _USE_CODES[use],
            "storeys": int(whole),
            "foundation_depth": str(parse_depth(depth)),
            "ground_floor_area": str(parse_area(ground)),
            "above_ground_area": str(parse_area(above)),
        }
    except Unreadable as error:
        raise ValidationError(f"第 {number} 行：{error.message}") from None
    return {**found, "relief": relief[0]} if relief else found


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

    def facts(self) -> dict[str, Any]:
        """The question of the assess command, but for book and day."""
        found = self.cleaned_data
        facts: dict[str, Any] = {
            "city_class": found["city_class"],
            "zone": found["zone"] or "urban",
            "buildings": found["buildings"],
            "built_area": f"{found['built_area'] or Decimal(0):.2f}",
            "lawful": not found["unlawful"],
        }
        if found["division_level"]:
            facts["division_level"] = found["division_level"]
        if found["local_share"]:
            facts["local_share"] = found["local_share"]
        if found["rate"] is not None:
            facts["rate"] = f"{found['rate']:.2f}"
        return facts


def shown_facts(question: Mapping[str, Any]) -> dict[str, Any]:
    """Stored facts as the form shows them."""
    shown = {
        name: question.get(name)
        for name in ("city_class", "division_level", "zone", "buildings", "as_of")
    }
    if question.get("local_share"):
        shown["local_share"] = plain(Decimal(question["local_share"]) * 100)
    for name in ("rate", "built_area"):
        if question.get(name) is not None:
            shown[name] = Decimal(question[name])
    shown["unlawful"] = not question.get("lawful", True)
    return shown


class CaseForm(FactsForm):
    """试算案例: facts, the day, and what the office computed by hand."""

    name = forms.CharField(label="案例名称", max_length=100)
    as_of = DateFormField(label="适用日期")
    required_area = AreaFormField(label=f"预期{EXPECTED['required_area']}", required=False)
    payable = AmountField(label=f"预期{EXPECTED['payable']}", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    field_order = ("name", "as_of")

    def clean(self) -> dict[str, Any]:
        """At least one figure must be expected, or the case could not fail."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and found["required_area"] is None and found["payable"] is None:
            self.add_error("required_area", "预期应建面积和预期实缴金额至少填写一项")
        return found

    def case(self) -> dict[str, Any]:
        """The case as the book keeps it."""
        found = self.cleaned_data
        expected = {
            name: f"{found[name]:.2f}"
            for name in ("required_area", "payable")
            if found[name] is not None
        }
        question = {**self.facts(), "as_of": found["as_of"].isoformat()}
        return {"name": found["name"], "question": question, "expected": expected}


def shown_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """A stored case as the form shows it."""
    expected = {name: Decimal(value) for name, value in case["expected"].items()}
    return {"name": case["name"], **shown_facts(case["question"]), **expected}
