"""M4: whatever is changed past the triggers is found, one change at a time, again and again.

60 changes in every run; ``RENFANG_TAMPERS=1000`` in a long run (make soak).
"""

from __future__ import annotations

import os
import random
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import LedgerEntry
from renfang.database.protection import maintenance

TAMPERS = int(os.environ.get("RENFANG_TAMPERS", "60"))

# What one who owns the tables could write into an entry; ``{n}`` is a number never there before.
_CHANGES = (
    "amount = amount + {n}",
    "balance_after = balance_after - {n}",
    "business_date = '20{m:02d}-01-{m:02d}'",
    "note = '改{n}'",
    "voucher = 'X{n}'",
    "voucher_turn = {n}",
    "posted_at = '20{m:02d}-03-01 02:03:04+00:00'",
    "fingerprint = '{n:064d}'",
    "prev_hash = '{n:064d}'",
    "hash = '{n:064d}'",
    "sequence = sequence + {n}",
)


@pytest.fixture
def entries(desk) -> list[int]:
    """Ten payments of one account, three of them reversed."""
    account = desk.assessed()
    for number in range(10):
        entry = desk.pay(account, f"{1000 + number}.00", f"TP{number}")
        if number % 4 == 0:
            desk.reverse(entry)
    return list(LedgerEntry.objects.values_list("pk", flat=True))


def test_each_of_many_random_changes_is_found(entries):
    dice = random.Random(4)
    missed = []
    for number in range(1, TAMPERS + 1):
        change = dice.choice(_CHANGES).format(n=number, m=1 + number % 25)
        entry = dice.choice(entries)
        with transaction.atomic():
            with maintenance("a tamper"), connection.cursor() as cursor:
                cursor.execute(f"UPDATE fees_ledgerentry SET {change} WHERE id = %s", [entry])
            if not list(findings()) or not list(discrepancies()):
                missed.append((entry, change))
            transaction.set_rollback(True)
    assert missed == []
    assert (list(findings()), list(discrepancies())) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fees_ledgerentry SET amount = 1",
        "DELETE FROM fees_ledgerentry",
    ],
)
def test_the_database_itself_refuses_without_the_switch(entries, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LedgerEntry.objects.count() == len(entries)
    assert LedgerEntry.objects.filter(amount=Decimal("0.01")).count() == 0
