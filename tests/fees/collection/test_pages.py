"""The pages of collection: what they show, how many clicks the work takes, how few queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.collection.acts.letters import remind_all
from fees.models import CollectionCase, CollectionContact, FeeAccount, LetterBatch
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit
from tests.fees.collection.test_desk import overdue
from tests.kernel.documents.pdf import text_of

MOST_QUERIES = 15


@pytest.fixture
def browser(desk: Desk) -> Client:
    """The finance officer at the browser."""
    client = Client()
    client.force_login(desk.officer)
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_reminders_to_many_take_a_tick_and_three_clicks(desk: Desk, browser: Client):
    accounts = [overdue(desk, 40 + number, name=f"第{number}苑") for number in range(3)]
    remind_all([row.pk for row in accounts], method="mail", servers="张三、李四", by=desk.officer)
    shown = page(browser, "fees:collection", state="level1")
    assert all(f'value="{row.pk}"' in shown for row in accounts)
    chosen = {"account": [row.pk for row in accounts]}
    letters = reverse("fees:collection_letters")
    check = browser.post(letters, chosen).content.decode()
    assert "签发 3 份催缴通知书" in check
    # Who served the last time stands there already.
    assert 'value="张三、李四"' in check
    issued = browser.post(
        letters, {**chosen, "step": "issue", "method": "mail", "servers": "张三、李四"}
    )
    batch = LetterBatch.objects.latest("pk")
    assert issued.headers["Location"] == reverse("fees:letter_batch", args=[batch.pk])
    shown = page(browser, "fees:letter_batch", batch.pk)
    papers = [step.paper_id for step in batch.steps.all()]
    assert all(f'name="document" value="{pk}"' in shown for pk in papers)
    assert "合并打印 6 份" in shown
    assert {step.paper.snapshot["level"] for step in batch.steps.all()} == {"2"}


def test_call_and_promise_are_logged_and_the_next_debtor_is_there(desk: Desk, browser: Client):
    first, second = overdue(desk, 90), overdue(desk, 40, name="第二苑")
    cases = [Pursuit.begun(desk.office, row, desk.today).case for row in (first, second)]
    url = reverse("fees:collection_contact", args=[cases[0].pk])
    assert "下一户" in browser.get(url).content.decode()
    answer = browser.post(
        url,
        {
            "kind": "call",
            "on": desk.today.isoformat(),
            "summary": "承诺周五缴十二万五",
            "promised_on": (desk.today + timedelta(days=3)).isoformat(),
            "promised_amount": "12.5万",
            "next": "1",
        },
    )
    assert answer.headers["Location"] == reverse("fees:collection_contact", args=[cases[1].pk])
    assert f"{CollectionContact.objects.get().promised_amount:.2f}" == "125000.00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("promised_amount", "一大笔"),
        ("promised_amount", "9" * 5000),
        ("promised_on", "2026-02-30"),
        ("summary", ""),
        ("summary", "a\x00b"),
        ("kind", "telepathy"),
    ],
)
def test_unreadable_contact_is_told_and_writes_nothing(
    desk: Desk, browser: Client, field: str, value: str
):
    case = Pursuit.begun(desk.office, overdue(desk, 40), desk.today).case
    given = {"kind": "call", "on": desk.today.isoformat(), "summary": "已通话", field: value}
    url = reverse("fees:collection_contact", args=[case.pk])
    assert browser.post(url, given).status_code == 422
    assert not CollectionContact.objects.exists()


def test_next_step_explains_itself(desk: Desk, browser: Client):
    pursuit = Pursuit.begun(desk.office, desk.assessed(), date(2025, 1, 2))
    pursuit.decided(date(2025, 1, 16), date(2025, 1, 17))
    pursuit.step("demand", date(2025, 9, 1))
    shown = page(browser, "fees:collection_case", pursuit.case.pk)
    assert "下一步：申请法院强制执行" in shown
    assert "《行政强制法》第五十三条" in shown
    assert "催告书尚未登记送达" in shown
    assert "申请法院强制执行的最后一日" in shown
    assert "2025-10-17" in shown
    # The right has lapsed by now, and management sees it first.
    assert "申请法院强制执行的期限已过" in page(browser, "fees:figures")


def test_step_of_the_head_is_not_offered_to_finance(desk: Desk, browser: Client):
    pursuit = Pursuit.begun(desk.office, desk.assessed(), date(2025, 1, 2))
    pursuit.step("verify", date(2025, 1, 16))
    url = reverse("fees:collection_step", args=[pursuit.track().pk, "levy"])
    assert browser.get(url).status_code == 403
    for code in ("demand", "nonsense", "penalise"):
        url = reverse("fees:collection_step", args=[pursuit.track().pk, code])
        assert browser.get(url).status_code in (404, 409)


def test_step_form_keeps_what_was_typed(desk: Desk, browser: Client):
    pursuit = Pursuit.begun(desk.office, desk.assessed(), date(2025, 1, 2))
    url = reverse("fees:collection_step", args=[pursuit.track().pk, "verify"])
    answer = browser.post(url, {"on": "2025-01-16", "officers": "张三", "finding": "已竣工"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "填写两名以上办理人员" in shown
    assert "已竣工" in shown


def test_ageing_of_last_month_end_is_printed_in_two_clicks(desk: Desk, browser: Client):
    account = desk.assessed()
    shown = page(browser, "fees:ageing")
    month_end = desk.today.replace(day=1) - timedelta(days=1)
    assert f'href="?as_of={month_end}"' in shown
    later = page(browser, "fees:ageing", as_of=month_end.isoformat())
    assert f"?as_of={month_end}&amp;division=" in later
    answer = browser.get(reverse("fees:ageing_print"), {"as_of": desk.today.isoformat()})
    assert f"{account.balance:,}" in text_of(answer.content)


@pytest.mark.parametrize("day", ["2999-01-01", "昨天", "2026-02-30", "9" * 5000, "a\x00"])
def test_ageing_of_a_day_that_cannot_be_is_told(browser: Client, day: str):
    answer = browser.get(reverse("fees:ageing"), {"as_of": day})
    assert answer.status_code == 200


def test_pages_ask_the_database_seldom(
    desk: Desk, browser: Client, django_assert_max_num_queries: Any
):
    accounts = [overdue(desk, 40 + number, name=f"第{number}苑") for number in range(4)]
    report = remind_all(
        [row.pk for row in accounts], method="mail", servers="张三、李四", by=desk.officer
    )
    case = CollectionCase.objects.first()
    for name, *args in (
        ("fees:collection",),
        ("fees:ageing",),
        ("fees:collection_case", case.pk),
        ("fees:letter_batch", report.batch.pk),
        ("fees:collection_contact", case.pk),
    ):
        with django_assert_max_num_queries(MOST_QUERIES, info=name):
            page(browser, name, *args)


def test_letters_of_a_stranger_are_not_written(desk: Desk, account: FeeAccount):
    client = Client()
    client.force_login(desk.office.who(Role.FINANCE, at=desk.office.west))
    answer = client.post(reverse("fees:collection_letters"), {"account": account.pk})
    assert answer.status_code == 404
    assert not IssuedDocument.objects.filter(kind="payment_reminder").exists()
