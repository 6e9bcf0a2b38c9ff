"""Several offices' computers pay at the same moment: nothing twice, nothing too much."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry, Slip
from renfang.organisations.permissions import Role

# M1 in short form; RENFANG_RIVAL_PAYMENTS=10000 in a long run (make soak).
PAYMENTS = int(os.environ.get("RENFANG_RIVAL_PAYMENTS", "80"))
RIVALS, KILLS = (8, 12) if PAYMENTS > 1000 else (3, 2)

pytestmark = pytest.mark.django_db(transaction=True)


def race(*payments_of_each: list[dict[str, Any]]) -> Counter[str]:
    """Let one process for each list pay at once; how often each outcome came, in one word."""
    rivals = [Rival(payments) for payments in payments_of_each]
    for rival in rivals:
        rival.start()
    return Counter(outcome.split(":")[0] for rival in rivals for _, outcome in rival.join())


class Rival:
    """A process that pays, and what it has told so far: (key, outcome) for each payment done."""

    def __init__(self, payments: list[dict[str, Any]]) -> None:
        self.payments = payments
        self.told: list[tuple[str, str]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fees.payments.rival"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(json.dumps(connection.settings_dict["NAME"]), json.dumps(payments))
        self.listener = Thread(target=self._listen)

    def _say(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.told.append(tuple(json.loads(line)))

    def start(self) -> None:
        """Wait until it is ready, then let it pay."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self.listener.start()
        self._say("go")

    def kill(self) -> list[dict[str, Any]]:
        """End it in the middle of whatever it does; what it has not told is still to be paid."""
        self.process.kill()
        self.join()
        return self.payments[len(self.told) :]

    def join(self) -> list[tuple[str, str]]:
        """Everything it told, once it has ended."""
        self.listener.join(timeout=600)
        self.process.wait(timeout=600)
        return self.told


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


def test_computers_that_fail_in_the_middle_lose_nothing_and_pay_nothing_twice(desk):
    dice = random.Random(1)
    accounts = [desk.assessed(name=f"{number}号院") for number in range(RIVALS)]
    forms: list[dict[str, Any]] = []
    for number in range(PAYMENTS):
        if forms and dice.random() < 0.2:
            forms.append(dice.choice(forms))
        else:
            account = dice.choice(accounts)
            amount = str(1275000 * RIVALS // PAYMENTS + 1)
            forms.append(payment(desk, account, amount, f"TP{number}"))
    told: list[tuple[str, str]] = []
    rivals = [Rival(forms[turn::RIVALS]) for turn in range(RIVALS)]
    for rival in rivals:
        rival.start()
    for _ in range(KILLS):
        time.sleep(dice.random())
        place = dice.randrange(RIVALS)
        left = rivals[place].kill()
        told += rivals[place].told
        # One that was quicker than the kill sends an old form again.
        rivals[place] = Rival(left or forms[:1])
        rivals[place].start()
    for rival in rivals:
        told += rival.join()

    assert {key for key, _ in told} == {form["key"] for form in forms}
    posted = [key for key, outcome in told if outcome == "posted"]
    booked = {str(key) for key in LedgerEntry.objects.values_list("key", flat=True)}
    recorded = {str(key) for key in Slip.objects.values_list("key", flat=True)}
    assert len(posted) == len(set(posted))
    assert set(posted) <= booked
    assert {key for key, outcome in told if outcome == "repeat"} <= recorded
    assert not FeeAccount.objects.filter(balance__lt=0).exists()
    assert (list(findings()), list(discrepancies())) == ([], [])
