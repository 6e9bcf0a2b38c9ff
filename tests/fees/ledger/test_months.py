"""A closed month stays closed; what comes late is booked on the first open day and says so."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from fees.ledger.acts import (
    answer_reopening,
    ask_reopening,
    close_empty_months,
    close_month,
)
from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.ledger.queries import chain_heads
from fees.models import LedgerBook
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.database.protection import maintenance
from renfang.organisations.permissions import Role
from tests.kernel.documents.pdf import text_of, without_space

MARCH = date(2026, 3, 1)


@pytest.fixture
def march(desk):
    """An account assessed in March; today is 8 April."""
    with time_machine.travel("2026-03-10 02:00Z", tick=False):
        account = desk.assessed()
        desk.pay(account, "1000.00", "TP001")
    with time_machine.travel("2026-04-08 02:00Z", tick=False):
        yield account


def test_a_month_closes_when_nothing_of_it_is_open(desk, office, march):
    waiting = desk.record(march, "5.00", "TP002", paid_on=date(2026, 3, 20)).slip
    with pytest.raises(Refused, match="1 笔记账单待复核"):
        close_month(office.east.pk, MARCH, by=desk.officer)
    desk.check(waiting)
    with pytest.raises(WrongState, match="2026-03"):
        close_month(office.east.pk, date(2026, 4, 1), by=desk.officer)
    with pytest.raises(NotPermitted):
        close_month(office.east.pk, MARCH, by=office.who(Role.HEAD))

    event = close_month(office.east.pk, MARCH, by=desk.officer)
    assert (event.entries, event.paid) == (3, Decimal("1005.00"))
    assert LedgerBook.objects.get(organisation=office.east).closed_through == date(2026, 3, 31)
    with pytest.raises(Refused, match="尚未结束"):
        close_month(office.east.pk, date(2026, 4, 1), by=desk.officer)


def test_a_late_voucher_is_booked_on_the_first_open_day_and_says_so(desk, office, march):
    close_month(office.east.pk, MARCH, by=desk.officer)

    entry = desk.pay(march, "7.00", "TP003", paid_on=date(2026, 3, 30))

    assert entry.business_date == date(2026, 4, 1)
    assert "业务日期 2026-03-30，该月已结账" in entry.note
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_a_month_is_opened_again_by_two_persons(desk, office, march):
    close_month(office.east.pk, MARCH, by=desk.officer)
    with pytest.raises(Incomplete, match="至少 5 个字"):
        ask_reopening(office.east.pk, by=desk.officer, reason="错")
    ask_reopening(office.east.pk, by=desk.officer, reason="漏记一笔缴款")
    with pytest.raises(Refused, match="申请人以外"):
        answer_reopening(office.east.pk, by=desk.officer, agree=True)
    answer_reopening(office.east.pk, by=office.who(Role.HEAD), agree=True)

    entry = desk.pay(march, "7.00", "TP003", paid_on=date(2026, 3, 30))
    assert entry.business_date == date(2026, 3, 30)
    with pytest.raises(WrongState, match="没有待审批"):
        answer_reopening(office.east.pk, by=office.who(Role.HEAD), agree=True)


def test_an_entry_slipped_into_a_closed_month_is_found_by_both_audits(desk, office, march):
    entry = desk.pay(march, "7.00", "TP003")
    close_month(office.east.pk, MARCH, by=desk.officer)
    from django.db import connection

    with maintenance("测试篡改"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE fees_ledgerentry SET business_date = %s WHERE id = %s",
            [(MARCH + timedelta(days=5)).isoformat(), entry.pk],
        )
    assert any("结账后台账有变动" in str(finding) for finding in findings())
    assert any("结账后台账有变动" in text for text in discrepancies())


def test_many_empty_months_are_closed_by_one_act(desk, office, march):
    """Up to the month that holds entries again, or to the last that is over."""
    with time_machine.travel("2026-04-08 02:00Z", tick=False):
        close_month(office.east.pk, MARCH, by=desk.officer)
        with pytest.raises(WrongState, match="逐月结账"):
            close_empty_months(office.east.pk, by=desk.officer)
    with time_machine.travel("2026-09-08 02:00Z", tick=False):
        desk.pay(march, "5.00", "TP002", paid_on=date(2026, 8, 3))
        events = close_empty_months(office.east.pk, by=desk.officer)
    assert [event.month.month for event in events] == [4, 5, 6, 7]
    assert LedgerBook.objects.get(organisation=office.east).closed_through == date(2026, 7, 31)
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_what_waits_in_an_empty_month_keeps_it_open(desk, office, march):
    close_month(office.east.pk, MARCH, by=desk.officer)
    with time_machine.travel("2026-09-08 02:00Z", tick=False):
        desk.record(march, "5.00", "TP002", paid_on=date(2026, 7, 3))
        events = close_empty_months(office.east.pk, by=desk.officer)
    assert [event.month.month for event in events] == [4, 5, 6]


def test_the_months_paper_carries_the_heads_of_the_chains(desk, office, march, client):
    event = close_month(office.east.pk, MARCH, by=desk.officer)
    entries, chains, heads = chain_heads(office.east, event.at)
    client.force_login(desk.officer)

    def paper() -> str:
        answer = client.get(reverse("fees:month_sheet", args=[event.pk]))
        return without_space(text_of(answer.content))

    text = paper()
    assert heads in text
    assert f"{chains}个账户，{entries}笔分录" in text
    assert "首次核定1,275,000.00元" in text
    with time_machine.travel("2026-05-08 02:00Z", tick=False):
        desk.pay(march, "5.00", "TP002")
        client.force_login(desk.officer)
        assert paper() == text
