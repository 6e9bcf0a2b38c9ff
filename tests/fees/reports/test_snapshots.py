"""期末快照: what was printed stays printed, with the state of the ledger on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from fees.models import FrozenStatement
from fees.reports.acts import freeze_statement
from fees.reports.queries.ageing import ageing_in, as_data, from_data
from renfang.acts import Incomplete, NotPermitted
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.kernel.documents.pdf import text_of, without_space

END = date(2026, 3, 31)


@pytest.fixture
def frozen(desk, office):
    with time_machine.travel("2026-03-10 02:00Z", tick=False):
        account = desk.assessed()
        desk.pay(account, "1000.00", "TP001")
    with time_machine.travel("2026-04-08 02:00Z", tick=False):
        row = freeze_statement(office.east.pk, as_of=END, note="季度决算", by=desk.officer)
        yield account, row


def test_what_is_booked_later_for_the_day_changes_no_snapshot(desk, frozen, client):
    account, row = frozen
    client.force_login(desk.officer)
    address = reverse("fees:frozen_statement_print", args=[row.pk])
    before = without_space(text_of(client.get(address).content))
    assert "1,274,000.00" in before
    assert row.heads in before
    assert f"当时台账共{row.entries}笔分录" in before
    desk.pay(account, "4000.00", "TP002", paid_on=date(2026, 3, 20))
    assert ageing_in(Scope(desk.officer), END).total.total == Decimal("1270000.00")
    assert without_space(text_of(client.get(address).content)) == before
    page = client.get(row.get_absolute_url()).content.decode()
    assert "¥1,274,000.00" in page
    listed = client.get(reverse("fees:frozen_statements")).content.decode()
    assert "季度决算" in listed


def test_a_snapshot_says_the_same_as_the_picture(desk, frozen):
    picture = ageing_in(Scope(desk.officer), END)
    assert from_data(as_data(picture)) == picture


def test_who_closes_months_freezes_and_only_days_that_are_over(desk, office, frozen):
    with pytest.raises(NotPermitted):
        freeze_statement(office.east.pk, as_of=END, by=office.who(Role.HEAD))
    with pytest.raises(Incomplete):
        freeze_statement(office.east.pk, as_of=date(2026, 4, 9), by=desk.officer)
    assert FrozenStatement.objects.count() == 1


def test_the_form_takes_a_snapshot(desk, office, frozen, client):
    client.force_login(desk.officer)
    address = reverse("fees:freeze_statement", args=[office.east.pk])
    form = client.get(address).context["form"]
    assert form.initial["as_of"] == END
    answer = client.post(address, {"as_of": "2026-03-31", "note": ""})
    last = FrozenStatement.objects.first()
    assert answer.url == last.get_absolute_url()
    assert client.get(reverse("fees:freeze_statement", args=[office.west.pk])).status_code == 404
