"""Codes of units and projects, telephone numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from renfang.quantities.identifiers import (
    mask_phone,
    read_credit_code,
    read_phone,
    read_project_code,
)
from renfang.quantities.parsing import Unreadable


@pytest.mark.parametrize(
    "typed",
    [
        "91110000101623741K",
        "91110000101623741k",
        " 91110000 101623741K ",
        "９１１１００００１０１６２３７４１Ｋ",
    ],
)
def test_credit_code_of_a_real_company(typed):
    checked = read_credit_code(typed)
    assert (checked.value, checked.warning) == ("91110000101623741K", None)


def test_credit_code_with_a_wrong_check_digit_is_doubted_not_refused():
    checked = read_credit_code("91350211M0000XUF46")
    assert checked.value == "91350211M0000XUF46"
    assert "校验码" in checked.warning


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("9111000010162374", "18 位"),
        ("91110000101623741I", "不含 I"),
        ("9111A000101623741K", "第 3 至 8 位为数字"),
        ("91110000\u200b101623741K", "看不见"),
        (Decimal(911101066976941872), "存成了数字"),
        (None, "存成了数字"),
        ("", "18 位"),
    ],
)
def test_malformed_credit_code_is_refused(typed, advice):
    with pytest.raises(Unreadable, match=advice):
        read_credit_code(typed)


CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text("0123456789", min_size=8, max_size=8), st.text(CODE_LETTERS, min_size=9, max_size=9))
def test_any_code_with_its_check_digit_passes_and_any_other_digit_warns(place, organisation):
    stem = place + organisation
    right = uscc.calc_check_digit(stem)
    for last in CODE_LETTERS:
        assert (read_credit_code(stem + last).warning is None) == (last == right)


def test_project_code():
    assert read_project_code(" 2101-340111－04-01-123456 ").warning is None
    assert "格式" in read_project_code("豫发改12".replace("豫发改", "YFG2020-")).warning
    with pytest.raises(Unreadable):
        read_project_code("豫发改〔2020〕12号")


@pytest.mark.parametrize(
    ("typed", "phone", "masked"),
    [
        ("13812340000", "13812340000", "138****0000"),
        ("+86 138 1234 0000", "13812340000", "138****0000"),
        ("１３８１２３４００００", "13812340000", "138****0000"),
        (Decimal(13812340000), "13812340000", "138****0000"),
        ("0371-67112345", "0371-67112345", "0371-****2345"),
        ("（0371）67112345", "0371-67112345", "0371-****2345"),
        ("67112345", "67112345", "****2345"),
        ("010-67112345-801", "010-67112345-801", "010-****-801"),
        ("12345", "12345", "****5"),
        ("400-123-4567", "400-123-4567", "400-****4567"),
    ],
)
def test_phone_is_read_and_masked(typed, phone, masked):
    assert read_phone(typed) == phone
    assert mask_phone(phone) == masked


@pytest.mark.parametrize("typed", ["1381234000", "电话", "", "00000000", None])
def test_unreadable_phone(typed):
    with pytest.raises(Unreadable, match="11 位手机号码"):
        read_phone(typed)


def test_no_phone_masks_to_nothing():
    assert mask_phone("") == ""
