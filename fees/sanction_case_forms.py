"""Worked cases of late sums and fines: the other two questions of the assess command as forms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from fees.book_cases import EXPECTED
from renfang.quantities.forms import AmountField, AreaFormField, DateFormField
from renfang.rules.vocabulary import OBLIGATIONS


class _SanctionCase(forms.Form):
    """What both have: a name, the day whose rules count, and the draft that was seen."""

    name = forms.CharField(label="案例名称", max_length=100)
    as_of = DateFormField(label="适用日期")
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    field_order = ("name", "as_of")

    # Key of the question, its fields, and the figures that are expected.
    kind = ""
    asked: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()

    def case(self) -> dict[str, Any]:
        """The case as the book keeps it."""
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


class LateCaseForm(_SanctionCase):
    """逾期: an unpaid sum between two days."""

    obligation = forms.ChoiceField(label="义务种类", choices=list(OBLIGATIONS.items()))
    principal = AmountField(label="本金", min_value=0)
    due = DateFormField(label="缴款期限")
    until = DateFormField(label="计算至")
    accrued = AmountField(label=f"预期{EXPECTED['accrued']}", min_value=0)
    kind, asked, expected = "late", ("obligation", "principal", "due", "until"), ("accrued",)


class FineCaseForm(_SanctionCase):
    """罚款: the range for a shelter that was not built."""

    required_area = AreaFormField(label="应建面积", required=False)
    unbuilt_area = AreaFormField(label="未建面积", required=False)
    cost = AmountField(label="造价", required=False, min_value=0)
    minimum = AmountField(label=f"预期{EXPECTED['minimum']}", min_value=0)
    maximum = AmountField(label=f"预期{EXPECTED['maximum']}", min_value=0)
    kind = "fine"
    asked = ("required_area", "unbuilt_area", "cost")
    expected = ("minimum", "maximum")


FORMS = {"late": LateCaseForm, "fine": FineCaseForm}


def kind_of_case(case: Mapping[str, Any]) -> str:
    """``late``, ``fine``, or empty for a project."""
    return next((kind for kind in FORMS if kind in case["question"]), "")


def shown_sanction(case: Mapping[str, Any]) -> dict[str, Any]:
    """A stored case as its form shows it."""
    question = case["question"]
    values = {**question[kind_of_case(case)], **case["expected"]}
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
    return {**shown, "name": case["name"], "as_of": question["as_of"]}
