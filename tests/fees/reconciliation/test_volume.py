"""M6: a large statement with a few oddities: what is exact is posted, the odd waits for a person.

500 lines in every run; ``RENFANG_STATEMENT_LINES=5000`` in a long run (make soak).
"""

from __future__ import annotations

import os
import random
from decimal import Decimal
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import LedgerEntry, Statement, StatementLine
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import mark_irrelevant, submit_statement
from fees.reconciliation.exchange.statements import import_statement
from renfang.acts import Incomplete
from renfang.organisations.permissions import Role
from tests.builders.many_debts import many_debts

LINES = int(os.environ.get("RENFANG_STATEMENT_LINES", "500"))
HEADS = "税票号码,入库日期,缴费人名称,项目代码,实缴金额"
ODD = ("other amount", "no code", "stranger", "same voucher", "returned")

Row = tuple[str, str, str, str, Decimal]


def odd(kind: str, row: Row, other: Row) -> Row:
    """A line of a statement with one thing about it that no machine may decide."""
    voucher, day, payer, code, amount = row
    return {
        "other amount": (voucher, day, payer, code, amount - 1),
        "no code": (voucher, day, payer, "", amount),
        "stranger": (voucher, day, "某水务有限公司", "", Decimal("3200.00")),
        "same voucher": (other[0], day, payer, code, amount),
        "returned": (voucher, day, payer, code, -amount),
    }[kind]


def content(rows: list[Row]) -> bytes:
    lines = [",".join(map(str, row)) for row in rows]
    return "\n".join([HEADS, *lines]).encode("gb18030")


def taken(desk, rows: list[Row], name: str, **stated) -> Statement:
    return import_statement(
        content(rows),
        name,
        organisation=desk.office.east,
        source="tax",
        by=desk.officer,
        **stated,
    )


def finished(desk, statement: Statement) -> Statement:
    waiting = StatementLine.objects.filter(
        statement=statement, lane__in=["suggested", "unclaimed", "different"]
    )
    for line in waiting:
        mark_irrelevant(line.pk, by=desk.officer, reason="与来源核对后另行处理")
    submit_statement(statement.pk, by=desk.officer)
    return finish_statement(statement.pk, by=desk.office.who(Role.HEAD))


@pytest.fixture
def rows(desk) -> list[Row]:
    """One exact line for each debt."""
    accounts = many_debts(desk.assessed(), LINES)
    return [
        (
            f"6202{number:08d}",
            desk.today.isoformat(),
            f"第{number}号置业有限公司",
            account.project.code,
            account.balance,
        )
        for number, account in enumerate(accounts, 1)
    ]


def test_every_oddity_waits_and_nothing_is_posted_by_guess(desk, rows):
    dice = random.Random(6)
    places = sorted(dice.sample(range(1, len(rows)), max(len(ODD), len(rows) * 3 // 100)))
    sent = list(rows)
    for turn, place in enumerate(places):
        sent[place] = odd(ODD[turn % len(ODD)], rows[place], sent[place - 1])
    total = sum((row[4] for row in sent), Decimal(0))
    with pytest.raises(Incomplete, match="填写合计"):
        taken(desk, sent, "回单.csv", stated_total=total + 1)

    statement = taken(desk, sent, "回单.csv", stated_count=len(sent), stated_total=total)

    numbers = {place + 2 for place in places}
    lanes = dict(statement.lines.values_list("number", "lane"))
    assert {number for number, lane in lanes.items() if lane != "matched"} == numbers
    finished(desk, statement)
    posted = LedgerEntry.objects.filter(source="tax")
    assert posted.count() == len(rows) - len(places)
    exact = sum((row[4] for place, row in enumerate(rows) if place not in set(places)), Decimal(0))
    assert -sum(entry.amount for entry in posted) == exact
    assert (list(findings()), list(discrepancies())) == ([], [])


def test_the_same_file_and_overlapping_periods_post_nothing_twice(desk, rows):
    half = len(rows) // 2
    finished(desk, taken(desk, rows[:half], "上旬.csv"))
    with pytest.raises(Incomplete, match="该文件已于"):
        taken(desk, rows[:half], "上旬（再次导出）.csv")
    assert Statement.objects.count() == 1

    overlapping = taken(desk, rows[half // 2 :], "中旬.csv")

    again = overlapping.lines.filter(lane="repeated").count()
    assert again == half - half // 2
    finished(desk, overlapping)
    assert LedgerEntry.objects.filter(source="tax").count() == len(rows)
    assert (list(findings()), list(discrepancies())) == ([], [])


def test_the_queries_of_an_import_do_not_grow_with_its_lines(desk, rows):
    counts = []
    for number, size in enumerate((20, 200)):
        part = list(islice(rows, number * 20, number * 20 + size))
        with CaptureQueriesContext(connection) as queries:
            taken(desk, part, f"{size}.csv")
        counts.append(len(queries))
    # Rows are inserted in batches; one query for each line would be 180 more.
    assert counts[1] <= counts[0] + 10
