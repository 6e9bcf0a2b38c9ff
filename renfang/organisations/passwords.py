"""Passwords: what one must be, how long it holds, and which may not come back.

Two policies. ``dengbao`` is the default (GB/T 22239-2019 clause 8.1.4.1 a: complexity, periodic
change); ``modern`` asks for length alone and no periodic change (OWASP ASVS 5.0.0, 6.2.5 and
6.2.10, which forbid both). Either refuses what is on lists of breached passwords, what is trivial,
what is like the person's own name, and the last five.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from renfang.organisations.models import PastPassword, User


@dataclass(frozen=True)
class Policy:
    """``shortest`` in characters, ``classes`` of four, ``days`` that one holds, ``past`` kept."""

    label: str
    shortest: int
    classes: int
    days: int | None
    past: int = 5

    @property
    def words(self) -> str:
        """The rules as the page tells them before anything is typed."""
        said = [f"至少 {self.shortest} 位"]
        if self.classes > 1:
            said.append(f"大写字母、小写字母、数字、符号中至少 {self.classes} 种")
        said.append(f"不与最近 {self.past} 次相同")
        said.append("不用姓名、账号、键盘顺序和常见密码")
        if self.days is not None:
            said.append(f"每 {self.days} 天更换")
        return "；".join(said)


POLICIES = {
    "dengbao": Policy("等保 2.0", shortest=10, classes=3, days=90),
    "modern": Policy("长口令", shortest=14, classes=1, days=None),
}
# Days before the end from which the user is reminded.
REMINDED = 7
_CLASSES = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")
# Letters that people write as signs; what is left is looked up once more.
_WRITTEN = str.maketrans("@01345$!7", "aoieassit")
# What stands at the heart of passwords that look strong and are tried first.
_HEARTS = {
    *("admin", "administrator", "root", "password", "passwd", "passw", "pass", "user", "test"),
    *("guest", "login", "welcome", "letmein", "iloveyou", "woaini", "master", "system", "manager"),
    *("renfang", "renfangban", "rfb", "guodong", "guodongban", "guofang", "minfang", "zhengfu"),
    *("mima", "zhongguo", "china", "huawei", "lenovo", "oracle", "mysql", "redhat", "abcd", "abc"),
}
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
# Fingers down the columns of a keyboard: 1qaz2wsx3edc.
_COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
_LONGEST_RUN = 4
_ALIKE = 0.7


def policy() -> Policy:
    """The policy of this installation (``RENFANG_PASSWORD_POLICY``)."""
    return POLICIES[settings.PASSWORD_POLICY]


def set_password(user: User, password: str, *, is_one_time: bool) -> None:
    """Give the locked user a password; a one-time one must be changed before anything else."""
    user.set_password(password)
    user.password_set_at = timezone.now()
    user.must_change_password = is_one_time
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    PastPassword.objects.create(user=user, password=user.password)
    kept = user.past_passwords.values_list("pk", flat=True)[: policy().past]
    user.past_passwords.exclude(pk__in=list(kept)).delete()


def why_due(user: User) -> str:
    """Why the user has to change the password before going on; nothing where he need not."""
    if user.must_change_password:
        return "正在使用一次性密码。设定自己的密码后继续"
    left = days_left(user)
    if left is not None and left < 0:
        return f"密码已使用超过 {policy().days} 天。更换后继续"
    return ""


def days_left(user: User) -> int | None:
    """Whole days for which the password still holds; None where it does not run out.

    In a demo installation nothing runs out: its passwords stand on the login page.
    """
    longest = policy().days
    if longest is None or settings.DEMO:
        return None
    ends = user.password_set_at + timedelta(days=longest)
    return (timezone.localdate(ends) - timezone.localdate()).days


class HouseValidator:
    """The policy in Django's form, so that its forms and commands hold to it too."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with all that is wrong, each as what to do."""
        found = list(_faults(password, user))
        if found:
            raise ValidationError([ValidationError(words, code="password") for words in found])

    def get_help_text(self) -> str:
        """What the page says below the field."""
        return policy().words


def _faults(password: str, user: User | None) -> Iterator[str]:
    rules = policy()
    if len(password) < rules.shortest:
        yield f"密码至少 {rules.shortest} 位，现为 {len(password)} 位"
    present = sum(bool(re.search(pattern, password)) for pattern in _CLASSES)
    if present < rules.classes:
        yield f"大写字母、小写字母、数字、符号中至少用 {rules.classes} 种，现为 {present} 种"
    if _is_known(password):
        yield "这是常见或已经泄露的密码（包括加上数字、符号的变形）。换一个"
    if _is_run(password):
        yield "密码主要由重复、连续或键盘相邻的字符组成。换一个"
    if user is None:
        return
    if _is_like(password, user):
        yield "密码与账号、姓名或电话相近。换一个"
    if user.pk and _was_used(password, user, rules.past):
        yield f"这个密码最近 {rules.past} 次用过。换一个没有用过的"


@cache
def _breached() -> frozenset[str]:
    """The twenty thousand most frequent passwords of published breaches, in small letters."""
    return frozenset(CommonPasswordValidator().passwords)


def _is_known(password: str) -> bool:
    """On the list, or a word of it dressed up: P@ssw0rd2026!, Admin@123."""
    small = password.lower().strip()
    forms = {small, small.translate(_WRITTEN)}
    forms |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", form) for form in (small, *forms)}
    forms |= {form.translate(_WRITTEN) for form in forms}
    # Short words are part of many a good password; as the whole of the letters they are none.
    return any(form in _HEARTS or (len(form) >= 5 and form in _breached()) for form in forms)


def _is_run(password: str) -> bool:
    """Whether three quarters of it are repetition, counting, or neighbours on the keyboard."""
    small = password.lower()
    covered = [False] * len(small)
    tracks = [*_ROWS, *(row[::-1] for row in _ROWS), _COLUMNS, _COLUMNS[::-1]]
    for start in range(len(small) - _LONGEST_RUN + 1):
        piece = small[start : start + _LONGEST_RUN]
        if len(set(piece)) == 1 or any(piece in track for track in tracks):
            covered[start : start + _LONGEST_RUN] = [True] * _LONGEST_RUN
    few = len(set(small)) <= max(3, len(small) // 4)
    return few or sum(covered) >= 0.75 * len(small)


def _is_like(password: str, user: User) -> bool:
    """Whether it holds, or nearly is, what everybody knows of the person."""
    small = password.lower()
    for known in (user.username.lower(), user.full_name.lower(), user.phone.whole):
        if len(known) >= 3 and known in small:
            return True
        if known and SequenceMatcher(a=small, b=known).quick_ratio() >= _ALIKE:
            return True
    return False


def _was_used(password: str, user: User, past: int) -> bool:
    hashes = [user.password, *user.past_passwords.values_list("password", flat=True)[:past]]
    return any(check_password(password, each) for each in dict.fromkeys(hashes))
