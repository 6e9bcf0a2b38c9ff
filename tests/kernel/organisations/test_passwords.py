"""What a password must be: two policies, breached and trivial ones, and those used before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from renfang.organisations.passwords import days_left, policy, set_password, why_due
from renfang.organisations.permissions import Role

GOOD = "Liushu7-hepan"


@pytest.fixture
def dengbao(settings):
    settings.PASSWORD_POLICY = "dengbao"


def said(password, user=None) -> str:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, user)
    return "；".join(refusal.value.messages)


@pytest.mark.usefixtures("dengbao")
@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab3-xyzK", "至少 10 位，现为 8 位"),
        ("liushuhepanyue", "至少用 3 种，现为 1 种"),
        ("P@ssw0rd2026", "常见或已经泄露"),
        ("Admin@123456", "常见或已经泄露"),
        ("Renfang@2026", "常见或已经泄露"),
        ("Iloveyou520!", "常见或已经泄露"),
        ("1qaz2wsx3EDC", "键盘相邻"),
        ("Qwertyuiop12", "键盘相邻"),
        ("aaaaaaaaA1!!", "重复"),
        ("Abcdefgh1234", "连续"),
    ],
)
def test_weak_passwords_are_refused_in_chinese_with_what_to_do(password, words):
    assert words in said(password)


@pytest.mark.usefixtures("dengbao")
def test_a_password_like_its_owner_is_refused(office):
    clerk = office.who(Role.CLERK)
    clerk.username, clerk.phone = "lijing", "13900001234"
    assert "与账号、姓名或电话相近" in said("Lijing#8843x", clerk)
    assert "与账号、姓名或电话相近" in said("Xa#13900001234", clerk)
    validate_password(GOOD, clerk)


def test_the_modern_policy_asks_for_length_alone(settings):
    settings.PASSWORD_POLICY = "modern"
    validate_password("liu shu he pan de yue")
    assert "至少 14 位" in said(GOOD)
    assert policy().days is None


def test_the_last_five_do_not_come_back_and_the_sixth_may(office):
    clerk = office.who(Role.CLERK)
    for number in range(6):
        set_password(clerk, f"liushu-hepan-yue-{number}-ban", is_one_time=False)
    for number in range(1, 6):
        assert "最近 5 次用过" in said(f"liushu-hepan-yue-{number}-ban", clerk)
    validate_password("liushu-hepan-yue-0-ban", clerk)
    assert clerk.past_passwords.count() == 5


@pytest.mark.usefixtures("dengbao")
def test_a_password_runs_out_after_ninety_days_and_not_in_a_demo(office, settings):
    clerk = office.who(Role.CLERK)
    assert (days_left(clerk), why_due(clerk)) == (90, "")
    clerk.password_set_at = timezone.now() - timedelta(days=91)
    assert "超过 90 天" in why_due(clerk)
    settings.DEMO = True
    assert why_due(clerk) == ""
