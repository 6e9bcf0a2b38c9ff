"""A payment notice obliges from its service on, and the decision that follows takes its place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fees.ledger.audit import discrepancies
from fees.models import FeeAccount, PaymentNotice
from fees.notices.acts import issue_payment_notice
from fees.notices.queries import broken_due_days, demands_told, papers_of
from fees.notices.rules import LEVY_DECISION, court_application_day, day_to_pay, day_to_serve
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import foreseen
from renfang.documents.registry import compose, void_document
from renfang.organisations.scope import Scope
from renfang.serving.acts import prepare_service
from renfang.serving.queries import running_from
from renfang.typesetting import render
from renfang.workbench.tasks import open_tasks
from tests.builders.finance import Desk
from tests.builders.pursuit import served
from tests.kernel.documents.pdf import text_of


@pytest.fixture
def page(desk: Desk, client: Client) -> Client:
    """The officer's browser."""
    client.force_login(desk.officer)
    return client


def demand(desk: Desk, account: FeeAccount, days: int = 30, **options: str) -> PaymentNotice:
    """A demand of today on the assessment in force, to be paid in so many days."""
    return issue_payment_notice(
        account.assessments.order_by("-version").first().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=days),
        **options,
    )


def decide(desk: Desk, account: FeeAccount) -> PaymentNotice:
    return demand(desk, account, 40, kind=LEVY_DECISION, heard="当事人未提出陈述申辩")


def printed(notice: PaymentNotice) -> str:
    return text_of(render(compose(notice.document)))


def test_nobody_has_fewer_than_fifteen_days_from_the_service(desk: Desk) -> None:
    calendar = current_calendar()
    named = date(2026, 3, 31)
    assert day_to_pay(named, None, calendar) is None
    assert day_to_pay(named, date(2026, 3, 2), calendar) == named
    assert day_to_pay(named, date(2026, 3, 16), calendar) == named
    assert day_to_pay(named, date(2026, 3, 17), calendar) == date(2026, 4, 1)
    assert day_to_serve(named, date(2026, 3, 2)) == date(2026, 3, 16)
    assert day_to_serve(named, date(2026, 3, 20)) == date(2026, 3, 20)
    account = desk.assessed()
    text = printed(demand(desk, account))
    assert "收到本通知书之日距该日不足十五日的，自收到之日起十五日内缴清" in text


def test_what_was_not_served_asks_to_be_served_and_makes_nobody_overdue(
    desk: Desk, page: Client, read_back
) -> None:
    account = desk.assessed(name="未送达苑")
    notice = demand(desk, account)
    account = read_back(account)
    assert account.due_on is None
    assert account.demand_id == notice.document_id

    def todo() -> list[tuple[str, date | None]]:
        tasks = page.get("/").context["tasks"]
        return [(task.title, task.due) for task in tasks if task.subject == "未送达苑"]

    assert todo() == [("送达缴费文书", desk.today + timedelta(days=15))]
    shown = page.get(reverse("fees:account", args=[account.pk])).content.decode()
    assert "未送达，不计逾期" in shown
    given = {"recipient": "X公司", "place": "X路", "servers": "张三、李四"}
    prepare_service(notice.document_id, method="mail", on=desk.today, by=desk.officer, **given)
    assert todo() == [("登记送达", None)]


def test_days_and_remedies_run_from_the_effective_day(desk: Desk, page: Client, read_back) -> None:
    account = desk.assessed()
    notice = demand(desk, account)
    receipt = served(notice.document, desk.today, desk.officer, "public_notice", "两次上门未能送达")
    effective = desk.today + timedelta(days=30)
    assert receipt.effective_on == effective
    running = dict(running_from(receipt))
    assert running["缴款期限"] == read_back(account).due_on >= effective + timedelta(days=15)
    assert running["申请行政复议期限"] >= effective + timedelta(days=60)
    assert (running["提起行政诉讼期限"] - effective).days > 180
    shown = page.get(receipt.get_absolute_url()).content.decode()
    assert f"{running['提起行政诉讼期限']}" in shown
    court_by = court_application_day(effective, current_calendar())
    assert (court_by - running["提起行政诉讼期限"]).days > 85
    shown = page.get(reverse("fees:account", args=[account.pk])).content.decode()
    assert "本身可以复议、起诉" in shown
    assert f"{court_by}" in shown
    void_document(notice.document_id, by=desk.officer, reason="收件人有误，重新签发")
    receipt.refresh_from_db()
    assert running_from(receipt) == []


def test_a_decision_says_that_it_takes_the_place_of_the_notice_and_ends_it_when_served(
    desk: Desk, page: Client, read_back
) -> None:
    account = desk.assessed()
    notice = demand(desk, account)
    served(notice.document, desk.today, desk.officer)
    decision = decide(desk, account)
    text = printed(decision)
    assert f"{notice.document.number}《防空地下室易地建设费缴费通知书》自本决定书送达之日起" in text
    assert "由本决定代替，不再执行" in text
    assert not notice.document.is_void, "until the decision is served the notice stands"
    assert read_back(account).due_on == notice.due_on
    served(decision.document, desk.today, desk.officer)
    papers = {paper.pk: paper for paper in papers_of(list(account.assessments.all()))}
    assert papers[notice.document_id].state_label == "已由决定代替"
    assert papers[notice.document_id].voiding.basis_id == decision.document_id
    account = read_back(account)
    assert (account.due_on, account.demand_id) == (decision.due_on, decision.document_id)
    told = {row.paper.pk: row for row in demands_told(list(papers.values()))}
    assert told[notice.document_id].is_replaced
    assert told[notice.document_id].running == []
    assert told[notice.document_id].court_by is not None
    shown = page.get(reverse("fees:account", args=[account.pk])).content.decode()
    assert "复议、诉讼期限改按征收决定计算" in shown
    assert not list(broken_due_days(None))
    assert not foreseen()


def test_a_decision_without_a_notice_before_it_replaces_nothing(desk: Desk) -> None:
    decision = decide(desk, desk.assessed())
    assert "代替" not in printed(decision)


def test_the_second_audit_knows_that_an_unserved_notice_has_no_day(desk: Desk, read_back) -> None:
    account = desk.assessed()
    notice = demand(desk, account)
    assert not list(discrepancies())
    FeeAccount.objects.filter(pk=account.pk).update(due_on=notice.due_on)
    assert any("缴款期限" in finding for finding in discrepancies())
    assert [move.after for move in foreseen()] == ["-"]


def test_who_pays_before_the_service_has_nothing_to_be_served(desk: Desk, read_back) -> None:
    account = desk.assessed(name="已缴苑")
    demand(desk, account)
    desk.pay(account, f"{read_back(account).balance}", "TP001")
    tasks = open_tasks(Scope(desk.officer), timezone.localdate())
    assert not [task for task in tasks if task.subject == "已缴苑"]
