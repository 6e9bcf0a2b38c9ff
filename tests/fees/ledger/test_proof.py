"""verify_ledger: a sound ledger passes, a bypassed one is found out."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from renfang.database.protection import maintenance


@pytest.fixture
def booked(desk):
    """An account with a charge, two payments, and a reversal."""
    account = desk.assessed()
    desk.pay(account, "1000.00", "TP001")
    desk.reverse(desk.pay(account, "2000.00", "TP002"))
    return account


def tamper(statement: str, *values: object) -> None:
    """What somebody does who owns the tables and opens the switch."""
    with maintenance("测试篡改"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def texts() -> str:
    """What the proof finds; the audit in plain SQL must find something too, or nothing either."""
    proof = [str(finding) for finding in findings()]
    assert bool(proof) == bool(list(discrepancies()))
    return "\n".join(proof)


def remove(sequence: int) -> None:
    """Take an entry away together with what the database lets nobody leave dangling."""
    entry = "(SELECT id FROM fees_ledgerentry WHERE sequence = %s)"
    tamper(
        f"UPDATE fees_slip SET state = 'recorded', entry_id = NULL WHERE entry_id = {entry}",
        sequence,
    )
    tamper("DELETE FROM fees_ledgerentry WHERE sequence = %s", sequence)


def test_a_sound_ledger_has_no_findings(booked):
    assert texts() == ""


def test_the_command_says_what_it_verified(booked):
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert "核验 1 个账户、4 笔分录，全部相符" in out.getvalue()


def test_the_command_fails_when_anything_is_wrong(booked):
    tamper("UPDATE fees_feeaccount SET paid = paid + 1 WHERE id = %s", booked.pk)

    with pytest.raises(SystemExit) as stopped:
        call_command("verify_ledger", stdout=io.StringIO(), stderr=io.StringIO())
    assert stopped.value.code == 1


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount - 1",
        "balance_after = balance_after + 1",
        "voucher = 'TP999'",
        "business_date = '2020-01-01'",
        "note = '改过'",
        "posted_at = '2020-01-01 00:00:00+00'",
        "recorded_by_id = NULL",
        "voucher_turn = 3",
    ],
)
def test_a_changed_entry_breaks_the_hash_chain(booked, change):
    tamper(f"UPDATE fees_ledgerentry SET {change} WHERE sequence = 2")

    assert "第 2 笔内容与校验值不符" in texts()


def test_a_removed_entry_in_the_middle_is_missed(booked):
    remove(2)

    assert "第 3 笔之前有分录缺失" in texts()


def test_a_removed_last_entry_is_missed(booked):
    remove(4)

    assert "末尾分录缺失" in texts()


def test_a_changed_balance_is_found(booked):
    tamper("UPDATE fees_feeaccount SET balance = balance - 100 WHERE id = %s", booked.pk)

    assert "账户记载的欠缴" in texts()


def test_a_changed_assessment_is_found(booked):
    tamper("UPDATE fees_assessment SET payable = payable - 100, gross = gross - 100")

    assert f"现行核定为 {Decimal('1274999.00'):,} 元" in texts()


def test_a_changed_due_day_is_found(booked):
    tamper("UPDATE fees_feeaccount SET due_on = '2030-01-01'")

    assert "与现行有效的缴费文书或审批不一致" in texts()
