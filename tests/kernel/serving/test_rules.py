"""What each method of service needs, and from which day a paper counts as served."""

from __future__ import annotations

from datetime import date

from renfang.serving.models import ServiceReceipt
from renfang.serving.rules import PROOFS, effective_day


def test_every_method_says_what_proves_it() -> None:
    assert list(PROOFS) == ServiceReceipt.Method.values


def test_only_a_public_notice_takes_its_thirty_days() -> None:
    day = date(2024, 1, 31)
    effective = {method: effective_day(method, day) for method in ServiceReceipt.Method}
    assert effective.pop(ServiceReceipt.Method.PUBLIC_NOTICE) == date(2024, 3, 1)
    assert set(effective.values()) == {day}
