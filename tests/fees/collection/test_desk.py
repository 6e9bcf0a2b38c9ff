"""催缴台: who comes first, what was promised, what holds reminders back, letters to many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from fees.collection.acts.cases import take_step
from fees.collection.acts.contacts import block_reminders, file_evidence, lift_block, log_contact
from fees.collection.acts.letters import LetterReport, papers_of_batch, planned, remind_all
from fees.collection.desk import rows_of
from fees.collection.queries import (
    in_collection,
    lapsed_tracks,
    next_day_of,
    overdue_accounts,
    right_of,
)
from fees.ledger.acts import set_fee_handling
from fees.models import (
    CollectionCase,
    CollectionContact,
    CollectionStep,
    CollectionTrack,
    FeeAccount,
)
from fees.notices.acts import issue_payment_notice
from fees.reconciliation.acts.statements import discard_statement
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.documents.acts import print_batch
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import read_pdf
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.serving.models import ServiceReceipt
from renfang.workbench.tasks import open_tasks
from tests.builders.files import checked, pdf
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit, served
from tests.fees.reconciliation.test_statements import taken
from tests.kernel.documents.pdf import text_of, without_space

TODAY = date(2025, 9, 1)


def overdue(desk: Desk, days: int, **options: Any) -> FeeAccount:
    """An account whose day to pay by was so many days ago."""
    account = desk.assessed(**options)
    due_on = desk.today - timedelta(days=days)
    on = min(desk.today, due_on - timedelta(days=20))
    notice = issue_payment_notice(
        account.assessments.get().pk, by=desk.officer, on=on, due_on=due_on
    )
    served(notice.document, on, desk.officer)
    account.refresh_from_db()
    return account


def rows(desk: Desk, state: str = "") -> list[Any]:
    accounts = overdue_accounts(Scope(desk.officer), desk.today)
    if state:
        accounts = in_collection(accounts, state, desk.today)
    return rows_of(accounts.select_related("project__developer", "organisation"), desk.today)


def test_longest_overdue_comes_first(desk: Desk):
    young, old = overdue(desk, 5), overdue(desk, 95, name="东湖雅苑")
    overdue(desk, -5, name="未到期")
    assert [(row.account, row.days) for row in rows(desk)] == [(old, 95), (young, 5)]
    assert [row.next_label for row in rows(desk)] == ["立卷", "立卷"]


def test_who_has_paid_is_not_overdue_while_the_case_is_open(desk: Desk):
    account = overdue(desk, 40)
    Pursuit.begun(desk.office, account, desk.today)
    assert [row.days for row in rows(desk)] == [40]
    desk.pay(account, f"{account.balance}", "6201")
    assert [(row.account, row.days) for row in rows(desk)] == [(account, 0)]


def test_letters_to_many_open_cases_and_come_with_their_sheets(desk: Desk):
    accounts = [overdue(desk, 40 + number, name=f"第{number}苑") for number in range(3)]
    report = remind_all(
        [row.pk for row in accounts], method="mail", servers="张三、李四", by=desk.officer
    )
    assert report.refused == []
    assert report.batch is not None
    papers = papers_of_batch(report.batch)
    found = IssuedDocument.objects.in_bulk(papers)
    kinds = [found[pk].kind for pk in papers]
    assert kinds == ["payment_reminder", "collection_receipt"] * 3
    assert print_batch(papers, by=desk.officer).startswith(b"%PDF")
    assert [row.level for row in rows(desk)] == [1, 1, 1]
    again = sent(desk, accounts[0])
    assert again.steps[0].paper.snapshot["level"] == "2"
    assert [row.account for row in rows(desk, state="level2")] == [accounts[0]]


def test_letter_that_cannot_go_out_keeps_no_other_waiting(desk: Desk):
    blocked, free = overdue(desk, 40), overdue(desk, 41, name="自由苑")
    case = Pursuit.begun(desk.office, blocked, desk.today).case
    block_reminders(case.pk, kind="dispute", reason="面积有争议，正在复核", by=desk.officer)
    report = remind_all([blocked.pk, free.pk], method="mail", servers="张三、李四", by=desk.officer)
    assert len(report.steps) == 1
    ((name, reason),) = report.refused
    assert name == blocked.project.name
    assert "已暂缓催缴" in reason
    assert CollectionCase.objects.get(pk=case.pk).level == 0


def test_one_server_is_not_enough_and_nothing_is_issued(desk: Desk):
    account = overdue(desk, 40)
    with pytest.raises(Incomplete) as caught:
        remind_all([account.pk], method="mail", servers="张三", by=desk.officer)
    assert caught.value.field == "servers"
    assert not CollectionCase.objects.exists()
    assert not IssuedDocument.objects.filter(kind="payment_reminder").exists()


def test_batch_has_a_limit_and_a_beginning(desk: Desk):
    for ids, words in (([], "没有选中"), (range(1, 102), "一次最多催缴 100 户")):
        with pytest.raises(Refused, match=words):
            remind_all(list(ids), method="mail", servers="张三、李四", by=desk.officer)


def sent(desk: Desk, *accounts: FeeAccount) -> LetterReport:
    ids = [account.pk for account in accounts]
    return remind_all(ids, method="mail", servers="张三、李四", by=desk.officer)


def held_back(desk: Desk, account: FeeAccount) -> str:
    """What the check page says of the account; the act says the same and issues nothing."""
    account.refresh_from_db()
    (plan,) = planned([account], desk.officer)
    report = sent(desk, account)
    assert [words for _, words in report.refused] == ([plan.hold] if plan.hold else [])
    assert bool(report.steps) is not bool(plan.hold)
    return plan.hold


def test_money_that_is_there_and_not_posted_holds_the_letter(desk: Desk):
    account = overdue(desk, 40)
    desk.record(account, "1000.00", "TP001")
    assert "1,000.00 元缴款已登记" in held_back(desk, account)
    desk.check(account.slips.get())
    assert held_back(desk, account) == ""


def test_part_of_the_debt_in_an_open_statement_holds_the_letter(desk: Desk):
    account = overdue(desk, 40)
    day, code = timezone.localdate(), account.project.code
    text = f"入库日期,实缴金额,税票号码,项目代码\n{day},1000.00,TP001,{code}\n"
    statement = taken(desk, text.encode())
    assert statement.lines.get().lane == "different"
    assert "1,000.00 元缴款已登记或者已匹配" in held_back(desk, account)
    discard_statement(statement.pk, by=desk.officer)
    assert held_back(desk, account) == ""


def test_nobody_is_reminded_of_what_no_served_paper_demands(desk: Desk):
    account = desk.assessed()
    assert "先签发缴费通知书并办理送达" in held_back(desk, account)
    sheet, on = account.assessments.get(), desk.today
    notice = issue_payment_notice(sheet.pk, by=desk.officer, on=on, due_on=on + timedelta(days=30))
    assert "先签发缴费通知书并办理送达" in held_back(desk, account)
    served(notice.document, on, desk.officer)
    assert held_back(desk, account) == ""


def test_a_live_promise_holds_the_letter_until_its_day(desk: Desk):
    account = overdue(desk, 40)
    promised(desk, account, 3)
    assert "尚未到期" in held_back(desk, account)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert held_back(desk, account) == ""


def test_who_owes_nothing_or_is_before_the_court_gets_no_letter(desk: Desk):
    paid, contested = overdue(desk, 40), overdue(desk, 41, name="诉讼苑")
    Pursuit.begun(desk.office, paid, desk.today)
    desk.pay(paid, f"{paid.balance}", "TP001")
    pursuit = Pursuit.begun(desk.office, contested, desk.today)
    CollectionTrack.objects.filter(case=pursuit.case).update(state="contested")
    assert held_back(desk, paid).startswith("没有欠缴")
    assert held_back(desk, contested) == "正在复议或者诉讼。结果登记后再催缴"


def test_the_office_settles_how_soon_it_reminds_again(desk: Desk):
    account = overdue(desk, 40)
    handled(desk, letter_interval=7)
    assert held_back(desk, account) == ""
    assert "至少相隔 7 天" in held_back(desk, account)
    case = CollectionCase.objects.get()
    track = case.tracks.get()
    with pytest.raises(Incomplete, match="至少相隔 7 天") as caught:
        take_step(track.pk, "remind", on=desk.today, values={}, by=desk.officer)
    assert caught.value.field == "explanation"
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert held_back(desk, account) == ""


def handled(desk: Desk, **options: Any) -> None:
    usual = {"letter_interval": 0, "joint_letters": False, "needs_evidence": False}
    head = desk.office.who(Role.HEAD)
    set_fee_handling(desk.office.east.pk, by=head, **{**usual, **options})


def test_one_letter_asks_for_all_debts_of_a_debtor(desk: Desk):
    first, second = overdue(desk, 40), overdue(desk, 60, name="二期")
    project = second.project
    project.developer = first.project.developer
    project.save(update_fields=["developer"])
    other = overdue(desk, 50, name="别家")
    handled(desk, joint_letters=True)
    report = sent(desk, first, second, other)
    assert report.refused == []
    assert len(report.steps) == 2
    letter = report.steps[0].paper
    assert [debt["project"] for debt in letter.snapshot["debts"]] == ["二期", "滨河雅苑"]
    text = without_space(text_of(read_pdf(letter)))
    assert "下列2个项目尚欠缴防空地下室易地建设费共计2,550,000.00元" in text
    assert [row.level for row in rows(desk)] == [1, 1, 1]
    named = CollectionStep.objects.get(track__case__account=first, code="remind")
    assert (named.paper, named.values["joint_with"]) == (None, letter.number)
    assert len(papers_of_batch(report.batch)) == 4


def test_only_the_head_settles_it_and_within_bounds(desk: Desk):
    with pytest.raises(NotPermitted):
        set_fee_handling(
            desk.office.east.pk,
            letter_interval=7,
            joint_letters=False,
            needs_evidence=False,
            by=desk.officer,
        )
    with pytest.raises(Incomplete, match="0 至 90 天"):
        handled(desk, letter_interval=91)


def promised(desk: Desk, account: FeeAccount, days: int, amount: str = "1000") -> CollectionContact:
    case = account.collection_cases.first() or Pursuit.begun(desk.office, account, desk.today).case
    return log_contact(
        case.pk,
        kind="call",
        summary="承诺缴纳",
        on=desk.today,
        person="财务经理",
        promised_amount=Decimal(amount),
        promised_on=desk.today + timedelta(days=days),
        by=desk.officer,
    )


def test_promise_is_open_then_kept_or_broken(desk: Desk):
    account = overdue(desk, 10)
    promised(desk, account, 3)
    assert rows(desk)[0].promise.light.colour == "green"
    later = desk.today + timedelta(days=4)
    accounts = overdue_accounts(Scope(desk.officer), later)
    assert rows_of(accounts, later)[0].promise.text.startswith("未兑现")
    desk.pay(account, "1000.00", "6201")
    assert rows_of(accounts.all(), later)[0].promise.text.startswith("已兑现")


def test_promise_is_of_a_sum_on_a_day(desk: Desk):
    case = Pursuit.begun(desk.office, overdue(desk, 10), desk.today).case
    given = {"kind": "call", "summary": "承诺缴纳", "on": desk.today, "by": desk.officer}
    for promise, field in (
        ({"promised_on": desk.today}, "promised_amount"),
        ({"promised_amount": Decimal(1)}, "promised_on"),
        ({"promised_amount": Decimal(0), "promised_on": desk.today}, "promised_amount"),
        (
            {"promised_amount": Decimal(1), "promised_on": desk.today - timedelta(days=1)},
            "promised_on",
        ),
    ):
        with pytest.raises(Incomplete) as caught:
            log_contact(case.pk, **given, **promise)
        assert caught.value.field == field
    assert not CollectionContact.objects.exists()


def test_block_holds_reminders_until_it_is_lifted(desk: Desk):
    pursuit = Pursuit.begun(desk.office, overdue(desk, 10), desk.today)
    block = block_reminders(
        pursuit.case.pk, kind="court", reason="已提起诉讼待判决", by=desk.officer
    )
    with pytest.raises(WrongState, match="解除后再发催缴通知"):
        pursuit.step("remind", desk.today)
    lift_block(block.pk, reason="法院已驳回", by=desk.officer)
    assert pursuit.step("remind", desk.today).paper is not None
    assert CollectionCase.objects.get().level == 1
    with pytest.raises(WrongState, match="已于"):
        lift_block(block.pk, reason="法院已驳回", by=desk.officer)


def test_evidence_is_kept_with_what_it_proves(desk: Desk):
    case = Pursuit.begun(desk.office, overdue(desk, 10), desk.today).case
    upload = checked("竣工备案表.pdf", pdf("evidence"))
    row = file_evidence(case.pk, upload, purpose="竣工日期", by=desk.officer)
    assert (row.name, row.media_type) == ("竣工备案表.pdf", "application/pdf")
    again = checked("另名.pdf", pdf("evidence"))
    with pytest.raises(Incomplete, match="已作为"):
        file_evidence(case.pk, again, purpose="竣工日期", by=desk.officer)
    with pytest.raises(Incomplete, match="不是 pdf 格式"):
        checked("假.pdf", b"MZ")


def decided(desk: Desk) -> Pursuit:
    """A decision served on 2025-01-17: the court until 2025-10-17."""
    pursuit = Pursuit.begun(desk.office, desk.assessed(), date(2025, 1, 2))
    pursuit.decided(date(2025, 1, 16), date(2025, 1, 17))
    return pursuit


def said_to_do(desk: Desk, today: date) -> list[str]:
    """The lines of 待办 about the way to the court, which finance and the head both have."""
    found = []
    for role in (Role.FINANCE, Role.HEAD):
        titles = [task.title for task in open_tasks(Scope(desk.office.who(role)), today)]
        found.append([title for title in titles if "申请" in title or "催告" in title])
    # The limits of the procedure are lines of their own, for finance alone.
    found = [[title for title in titles if "追缴：" not in title] for titles in found]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("days_left", "title"),
    [
        (61, None),
        (60, "申请法院强制执行（60 天预警）"),
        (30, "申请法院强制执行（30 天预警）"),
        (15, "申请法院强制执行（15 天预警）"),
        (7, "申请法院强制执行（7 天预警）"),
        (0, "申请法院强制执行（7 天预警）"),
        (-1, "申请执行的权利已过期限"),
    ],
)
def test_to_do_list_warns_before_the_right_lapses(desk: Desk, days_left: int, title: str | None):
    pursuit = decided(desk)
    pursuit.step("demand", date(2025, 7, 18))
    pursuit.serve(date(2025, 7, 21))
    today = date(2025, 10, 17) - timedelta(days=days_left)
    assert said_to_do(desk, today) == ([title] if title else [])


@pytest.mark.parametrize(
    ("today", "title", "last_day"),
    [
        (date(2025, 7, 28), None, None),
        (date(2025, 7, 29), "公告送达催告书（30 天预警）", date(2025, 8, 28)),
        (date(2025, 8, 28), "公告送达催告书（7 天预警）", date(2025, 8, 28)),
        (date(2025, 8, 29), "送达催告书（30 天预警）", date(2025, 9, 27)),
        (date(2025, 9, 27), "送达催告书（7 天预警）", date(2025, 9, 27)),
        (date(2025, 9, 28), "催告已来不及，申请将逾期", date(2025, 10, 17)),
        (date(2025, 10, 18), "申请执行的权利已过期限", date(2025, 10, 17)),
    ],
)
def test_to_do_list_warns_on_the_earliest_day_that_is_still_open(
    desk: Desk, today: date, title: str | None, last_day: date | None
):
    """The last day to apply is Friday 10-17: ten working days before, across 国庆, 09-27."""
    pursuit = decided(desk)
    assert said_to_do(desk, today) == ([title] if title else [])
    ahead = next_day_of(pursuit.track(), today)
    if last_day is not None:
        assert ahead.day == last_day
    right = right_of(pursuit.track(), today)
    assert right.light.colour == ("green" if not title else right.light.colour)
    if today >= date(2025, 9, 28):
        assert right.light.colour == "red"


def test_a_debt_under_procedure_has_the_lines_of_its_case_alone(desk: Desk):
    overdue(desk, 3)
    idle = [task.title for task in open_tasks(Scope(desk.officer), desk.today)]
    assert "催缴易地建设费" in idle
    account = FeeAccount.objects.get()
    pursuit = Pursuit.begun(desk.office, account, desk.today)
    pursuit.step("verify", desk.today)
    pursuit.step("order", desk.today)
    pursuit.serve(desk.today)
    titles = [
        task.title for task in open_tasks(Scope(desk.officer), desk.today + timedelta(days=30))
    ]
    assert "催缴易地建设费" not in titles
    assert "追缴：责令缴纳和陈述申辩期限" in titles


def test_lapsed_right_stands_in_the_management_figures(desk: Desk):
    pursuit = decided(desk)
    head = Scope(pursuit.head)
    assert list(lapsed_tracks(head, date(2025, 10, 17))) == []
    assert list(lapsed_tracks(head, date(2025, 10, 18))) == [pursuit.track()]
    assert list(lapsed_tracks(Scope(AnonymousUser()), date(2025, 10, 18))) == []


def test_right_that_was_used_does_not_lapse(desk: Desk):
    pursuit = decided(desk)
    pursuit.step("demand", date(2025, 9, 1))
    pursuit.serve(date(2025, 9, 2))
    pursuit.step("apply", date(2025, 9, 17))
    assert list(lapsed_tracks(Scope(pursuit.head), date(2026, 1, 1))) == []


def test_receipts_and_limits_are_on_the_to_do_list(desk: Desk):
    pursuit = Pursuit.begun(desk.office, desk.assessed(), date(2025, 1, 2))
    pursuit.step("verify", date(2025, 1, 16))
    pursuit.step("order", date(2025, 1, 16))
    pursuit.serve(date(2025, 1, 17))
    titles = [task.title for task in open_tasks(Scope(desk.officer), date(2025, 1, 20))]
    assert [title for title in titles if "追缴" in title] == ["追缴：责令缴纳和陈述申辩期限"]
    assert ServiceReceipt.objects.get().state == "served"
    assert CollectionTrack.objects.get().due_on == date(2025, 1, 24)
