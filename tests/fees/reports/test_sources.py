"""三方对账 and 余额调节表: one payment, several sources, and every yuan between them explained."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fees.models import FeeAccount, LedgerEntry, Statement
from fees.reconciliation.acts.statements import accept_line, confirm_line, mark_irrelevant
from fees.reports.papers import adjustment_pdf
from fees.reports.queries.sources import adjustments, evidence_of
from tests.builders.finance import Desk
from tests.fees.reconciliation.test_statements import file_of, finished, line_of, row, taken
from tests.kernel.documents.pdf import text_of, without_space

pytestmark = pytest.mark.django_db


def said(desk: Desk) -> dict[str, str]:
    """What the sources say of each payment, by its number."""
    entries = list(LedgerEntry.objects.filter(kind="payment"))
    found = evidence_of(entries)
    return {entry.voucher: found[entry.pk].words for entry in entries}


def posted(desk: Desk, *accounts: FeeAccount, source: str = "tax") -> Statement:
    """A statement of 1,000 yuan for each account, numbered T1, T2 …, posted."""
    rows = [row(desk, each, ref=f"T{n}", amount="1000") for n, each in enumerate(accounts, 1)]
    statement = taken(desk, file_of(*rows), source=source)
    for line in statement.lines.exclude(lane="matched"):
        accept_line(line.pk, by=desk.officer)
    return finished(desk, statement)


def by_source(desk: Desk) -> dict[str, dict[str, Decimal]]:
    found = adjustments(desk.office.east, desk.today.replace(day=1))
    for each in found:
        assert each.adjusted == each.stated, each.parts
    return {each.source: dict(each.parts) for each in found}


def test_sources_agree_are_missed_or_were_never_asked(desk: Desk) -> None:
    one, two, three = desk.assessed(), desk.assessed(name="二"), desk.assessed(name="三")
    posted(desk, one, two, three)
    assert set(said(desk).values()) == {"1 个来源一致"}
    treasury = taken(
        desk,
        file_of(
            row(desk, one, ref="T1", amount="1000"),
            row(desk, two, ref="G7", amount="1000"),
        ),
        "国库.csv",
        source="treasury",
    )
    # The same money under another number is no evidence before somebody says so.
    assert said(desk)["T2"] == "缺国库入库流水"
    confirm_line(line_of(treasury, "G7").pk, by=desk.officer)
    assert said(desk) == {"T1": "2 个来源一致", "T2": "2 个来源一致", "T3": "缺国库入库流水"}


def test_the_ledger_and_each_source_differ_by_what_is_named(desk: Desk) -> None:
    one, two = desk.assessed(), desk.assessed(name="二")
    posted(desk, one, two)
    bank = taken(
        desk,
        file_of(
            row(desk, one, ref="T1", amount="1000"),
            row(desk, ref="B9", amount="77", payer="谁也不认识"),
            row(desk, ref="B10", amount="5", payer="利息"),
        ),
        "银行.csv",
        source="bank",
    )
    mark_irrelevant(line_of(bank, "B10").pk, by=desk.officer, reason="利息")
    found = by_source(desk)
    assert found["tax"]["来源本月合计"] == found["tax"]["台账本月收款净额"] == Decimal("2000.00")
    assert found["bank"] == {
        "台账本月收款净额": Decimal("2000.00"),
        "减：台账已记，来源未列": Decimal("-1000.00"),
        "减：台账本月已记，来源列在其他月份": Decimal("0.00"),
        "加：来源本月已列，台账记在其他月份": Decimal("0.00"),
        "加：来源已列，台账未记": Decimal("77.00"),
        "调节后": Decimal("1077.00"),
        "来源本月合计": Decimal("1077.00"),
    }


def test_money_of_another_month_and_money_that_was_taken_back(desk: Desk) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=40), tick=False):
        one = desk.assessed()
        desk.pay(one, "1000", voucher="V1")
    two = desk.assessed(name="二")
    late = taken(desk, file_of(row(desk, one, ref="V1", amount="1000")), "迟.csv")
    confirm_line(line_of(late, "V1").pk, by=desk.officer)
    posted(desk, two)
    found = by_source(desk)["tax"]
    assert found["台账本月收款净额"] == Decimal("1000.00")
    assert found["加：来源本月已列，台账记在其他月份"] == Decimal("1000.00")
    assert found["来源本月合计"] == Decimal("2000.00")
    desk.reverse(LedgerEntry.objects.get(kind="payment", source="tax"))
    found = by_source(desk)["tax"]
    assert found["台账本月收款净额"] == Decimal("0.00")
    assert found["减：台账已记，来源未列"] == Decimal("1000.00")
    assert found["来源本月合计"] == Decimal("2000.00")


def test_pages_and_print(desk: Desk, client: Client) -> None:
    posted(desk, desk.assessed(), desk.assessed(name="二"))
    client.force_login(desk.officer)
    page = client.get(reverse("fees:source_agreement")).content.decode()
    assert "1 个来源一致" in page
    month = f"{desk.today:%Y-%m}"
    page = client.get(reverse("fees:adjustments"), {"month": month}).content.decode()
    assert "调节后" in page
    assert client.get(reverse("fees:adjustments_print"), {"month": month}).status_code == 200
    assert "月份写成" in client.get(reverse("fees:adjustments"), {"month": "x"}).content.decode()
    first = desk.today.replace(day=1)
    told = without_space(
        text_of(
            adjustment_pdf(
                adjustments(desk.office.east, first),
                first,
                letterhead="X市东区国防动员办公室",
                issuer="X市东区国防动员办公室",
                today=desk.today,
            )
        )
    )
    assert "台账与税务缴费回单" in told
    assert "2,000.00" in told


def test_the_list_costs_the_same_however_long_it_is(desk: Desk, client: Client) -> None:
    posted(desk, desk.assessed())
    client.force_login(desk.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("fees:source_agreement"))
        return len(queries)

    asked()
    short = asked()
    rows = [desk.assessed(name=f"第{n}") for n in range(6)]
    lines = [row(desk, each, ref=f"Z{n}", amount="1000") for n, each in enumerate(rows)]
    statement = taken(desk, file_of(*lines), "二.csv")
    for line in statement.lines.exclude(lane="matched"):
        accept_line(line.pk, by=desk.officer)
    finished(desk, statement)
    assert asked() == short
