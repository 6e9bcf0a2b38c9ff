"""Amounts in capitals (金额大写), by hand and against another library."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renfang.quantities.capitals import capital_amount


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        # The examples of the rule itself, and figures from decisions that were really issued.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("29349.10", "贰万玖仟叁佰肆拾玖元壹角"),
        ("30000", "叁万元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10", "壹拾元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_amounts_are_written_as_the_payment_rules_show(amount, capitals):
    assert capital_amount(Decimal(amount)) == capitals


def test_the_prefix_stands_directly_before_the_amount():
    assert capital_amount(Decimal("30000"), prefix="人民币") == "人民币叁万元整"


@pytest.mark.parametrize(
    ("amount", "complaint"),
    [
        ("-0.01", "负数"),
        ("0.005", "两位小数"),
        ("1.999", "两位小数"),
        ("1e16", "上限"),
        ("NaN", "数字"),
    ],
)
def test_an_amount_that_cannot_be_written_is_refused_in_chinese(amount, complaint):
    with pytest.raises(ValueError, match=complaint):
        capital_amount(Decimal(amount))


def test_a_float_is_refused_because_it_has_already_lost_fen():
    with pytest.raises(TypeError):
        capital_amount(0.1)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_every_amount_to_the_fen_agrees_with_the_oracle(fen):
    amount = Decimal(fen).scaleb(-2)
    # The oracle takes 16 digits before the point and is only wrong beyond two decimals.
    assert capital_amount(amount) == cn2an.an2cn(f"{amount:.2f}", "rmb")
