"""Several offices' computers pay at the same moment: nothing twice, nothing too much."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from fees.ledger_proof import findings
from fees.models import FeeAccount, LedgerEntry
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)


def race(*payments_of_each: list[dict[str, Any]]) -> Counter[str]:
    """Let one process for each list pay at once; how often each outcome came, in one word."""
    processes = []
    for payments in payments_of_each:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fees.rival"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(f"{json.dumps(connection.settings_dict['NAME'])}\n")
        process.stdin.write(f"{json.dumps(payments)}\n")
        process.stdin.flush()
        processes.append(process)
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes: Counter[str] = Counter()
    for process in processes:
        answer, _ = process.communicate(timeout=60)
        outcomes.update(outcome.split(":")[0] for outcome in json.loads(answer))
    return outcomes


def payment(desk, account: FeeAccount, amount: str, voucher: str, key: str = "") -> dict[str, Any]:
    """A payment as a rival takes it."""
    return {
        "by": desk.officer.pk,
        "checked_by": desk.office.who(Role.HEAD).pk,
        "account": account.pk,
        "amount": amount,
        "paid_on": desk.today.isoformat(),
        "voucher": voucher,
        "key": key or str(uuid4()),
    }


def test_a_form_sent_by_four_computers_at_once_posts_once(desk, read_back):
    account = desk.assessed()
    form = payment(desk, account, "1000.00", "TP001", key=str(uuid4()))

    outcomes = race(*[[form] * 3] * 4)

    assert outcomes == {"posted": 1, "repeat": 11}
    assert read_back(account).paid == Decimal("1000.00")
    assert list(findings()) == []


def test_computers_that_pay_the_same_debt_never_collect_too_much(desk, read_back):
    account = desk.assessed()

    outcomes = race(
        *[
            [payment(desk, account, "100000.00", f"TP{rival}{number}") for number in range(5)]
            for rival in range(4)
        ]
    )

    assert outcomes == {"posted": 12, "refused": 8}
    account = read_back(account)
    assert (account.paid, account.balance) == (Decimal("1200000.00"), Decimal("75000.00"))
    assert list(findings()) == []


def test_a_voucher_offered_for_two_debts_at_once_counts_for_one(desk):
    accounts = [desk.assessed(), desk.assessed(name="新苑")]

    outcomes = race(
        *[
            [payment(desk, account, "1000.00", f"TP{number}") for number in range(6)]
            for account in accounts
        ]
    )

    assert outcomes == {"posted": 6, "refused": 6}
    assert LedgerEntry.objects.filter(kind="payment").count() == 6
    assert list(findings()) == []
