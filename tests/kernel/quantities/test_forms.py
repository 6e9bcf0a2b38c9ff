"""The office types as it likes; the page shows it back."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from renfang.quantities.forms import AmountField, AreaFormField, DateFormField


class ChargeForm(forms.Form):
    payable = AmountField(label="应缴", min_value=0, max_value=Decimal(1000000))
    required_area = AreaFormField(label="应建面积", required=False)
    due_on = DateFormField(label="缴费期限")


def test_every_spelling_becomes_exact_values():
    form = ChargeForm(
        {"payable": "￥12.5万", "required_area": "３２０㎡", "due_on": "2024年3月5日"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "payable": Decimal("125000.00"),
        "required_area": Decimal("320.00"),
        "due_on": date(2024, 3, 5),
    }
    assert form.fields["payable"].echo(form.cleaned_data["payable"]) == "125,000.00 元"
    assert form.fields["due_on"].echo(form.cleaned_data["due_on"]) == "2024年3月5日"


def test_what_was_typed_stays_on_the_page_beside_the_error():
    form = ChargeForm({"payable": "12,34", "due_on": "2024-02-30"})
    assert form.errors["payable"] == ["金额须为数字，最多 2 位小数，例如 12,300.50。"]
    assert form.errors["due_on"] == ["2024年2月没有30日。"]
    assert 'value="12,34"' in str(form["payable"])
    assert 'value="2024-02-30"' in str(form["due_on"])


def test_empty_box_asks_to_be_filled_when_required():
    form = ChargeForm({"payable": "  ", "due_on": ""})
    assert form.errors["payable"] == ["填写金额。"]
    assert form.errors["due_on"] == ["填写日期。"]
    assert "required_area" not in form.errors


def test_limits_are_told_in_yuan():
    form = ChargeForm({"payable": "1000000.01", "due_on": "20240305"})
    assert form.errors["payable"] == ["不能大于 1,000,000 元。"]


def test_saved_values_are_shown_normalised_and_not_taken_for_changes():
    saved = {"payable": Decimal("125000.00"), "due_on": date(2024, 3, 5)}
    unbound = ChargeForm(initial=saved)
    assert 'value="125,000.00"' in str(unbound["payable"])
    assert 'value="2024-03-05"' in str(unbound["due_on"])
    same = ChargeForm({"payable": "12.5万", "due_on": "2024.3.5"}, initial=saved)
    assert same.changed_data == []
    other = ChargeForm({"payable": "12.6万", "due_on": "??"}, initial=saved)
    assert other.changed_data == ["payable", "due_on"]


def test_box_brings_up_the_number_keyboard_and_names_its_unit():
    html = str(ChargeForm()["required_area"])
    assert 'inputmode="decimal"' in html
    assert 'data-suffix="㎡"' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ amount|money }}", "¥1,234.50"),
        ("{{ minus|money }}", "-¥0.05"),
        ("{{ amount|area }}", "1,234.50"),
        ("{{ zero|money }}", "¥0.00"),
        ("{{ nothing|money }}{{ nothing|area }}{{ nothing|cn_date }}", "———"),
        ("{{ day|cn_date }}", "2026年3月5日"),
    ],
)
def test_filters(source, shown):
    context = Context(
        {
            "amount": Decimal("1234.5"),
            "minus": Decimal("-0.05"),
            "zero": Decimal(0),
            "nothing": None,
            "day": date(2026, 3, 5),
        }
    )
    assert Template("{% load quantities %}" + source).render(context) == shown


def test_instant_is_dated_in_beijing():
    from datetime import UTC, datetime

    context = Context({"at": datetime(2026, 12, 31, 16, 1, tzinfo=UTC)})
    assert Template("{% load quantities %}{{ at|cn_date }}").render(context) == "2027年1月1日"


def test_float_is_never_shown_as_money():
    with pytest.raises(TypeError):
        Template("{% load quantities %}{{ amount|money }}").render(Context({"amount": 0.1}))
