"""A permit that ends takes its fee along: charge, demands, drafts, collection, in one act."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from engineering.approvals.acts.permit_endings import end_permit
from engineering.models import Application
from fees.assessments.queries import latest_version
from fees.collection.acts.cases import open_case
from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import AssessmentDraft, CollectionCase, FeeAccount, LedgerEntry, PaymentNotice
from fees.notices.acts import issue_payment_notice
from fees.notices.steps import ISSUE
from fees.payments.queries import free_surplus
from fees.refunds.acts.refunds import RefundEntry, request_refund
from fees.refunds.models import Refund
from renfang.acts import WrongState
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, resting_on
from renfang.workbench.tasks import open_tasks

GROUNDS = {"revoke": "fraud", "retract": "facts_changed", "cancel": "given_up"}


def end(desk, application: Application, way: str = "revoke", **said: object) -> IssuedDocument:
    return end_permit(
        application.pk,
        way,
        ground=GROUNDS[way],
        facts="经核查，申请材料与实际不符，有书面材料为证",
        on=desk.today,
        hearing_note="被许可人未提出陈述、申辩",
        by=desk.office.who(Role.HEAD),
        **said,
    )


def noticed(desk, account: FeeAccount) -> PaymentNotice:
    return issue_payment_notice(
        latest_version(account.project).pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=15),
    )


def tasks_of(desk, role: Role = Role.FINANCE) -> list[str]:
    return [task.title for task in open_tasks(Scope(desk.office.who(role)), desk.today)]


@pytest.fixture
def charged(desk) -> FeeAccount:
    """paths.md F7.1: 750,000 charged and demanded, 600,000 paid."""
    account = desk.assess(desk.granted(planned="350.00")).account
    noticed(desk, account)
    desk.pay(account, "600000.00", "JKS-7701")
    return account


def permit_of(account: FeeAccount) -> Application:
    return Application.objects.get(project=account.project_id)


def test_a_revoked_permit_is_charged_nothing_and_what_was_paid_can_be_given_back(
    desk, charged, read_back, client
):
    assert (read_back(charged).payable, read_back(charged).balance) == (
        Decimal("750000.00"),
        Decimal("150000.00"),
    )
    end(desk, permit_of(charged))
    account = read_back(charged)
    assert (account.payable, account.paid) == (Decimal("0.00"), Decimal("600000.00"))
    assert (account.surplus, free_surplus(account)) == (Decimal("600000.00"),) * 2
    assert (account.due_on, account.demand_id) == (None, None)
    last = latest_version(account.project)
    assert (last.version, last.get_kind_display(), last.payable) == (2, "终止核定", Decimal("0.00"))
    entry = account.entries.order_by("-sequence").first()
    assert (entry.kind, entry.amount) == (LedgerEntry.Kind.REDUCTION, Decimal("-750000.00"))
    assert not list(findings(account.organisation_id))
    assert not list(discrepancies())
    # 退付 is offered with its ground, and can be asked for.
    client.force_login(desk.officer)
    form = client.get(reverse("fees:refund_new", args=[account.pk])).context["form"]
    assert form["ground"].value() == Refund.Ground.CANCELLED
    request_refund(
        account.pk,
        RefundEntry(
            amount=Decimal("600000.00"),
            ground=Refund.Ground.CANCELLED,
            reason="许可撤销",
            payee="滨河雅苑置业有限公司",
            payee_bank="某银行",
            payee_account="6222000000000000",
            applied_on=desk.today,
        ),
        by=desk.officer,
        key=uuid4(),
    )


def test_its_demand_reads_as_without_force_in_public_and_no_other_can_be_issued(
    desk, charged, client
):
    paper = end(desk, permit_of(charged))
    notice = PaymentNotice.objects.get().document
    assert notice.state_label == "已失效"
    assert notice.voiding.basis == paper
    page = client.get(reverse("verify", args=[notice.token])).content.decode()
    assert "已失效" in page
    assert paper.number in page
    assert "现行有效" not in page
    for version in charged.assessments.all():
        with pytest.raises(WrongState):
            issue_payment_notice(
                version.pk,
                by=desk.officer,
                on=desk.today,
                due_on=desk.today + timedelta(days=15),
            )
    client.force_login(desk.officer)
    shown = client.get(reverse("fees:account", args=[charged.pk])).content.decode()
    assert ISSUE.label not in shown
    assert "办理变更核定" not in shown
    assert "无应缴" in shown


def test_the_to_do_lists_turn_from_collecting_to_giving_back(desk, charged):
    end(desk, permit_of(charged))
    titles = tasks_of(desk)
    assert "办理退付或结转" in titles
    assert not {"核对缴款情况", "催缴易地建设费", "签发缴费通知书"} & set(titles)


@pytest.mark.parametrize("way", ["retract", "cancel"])
@pytest.mark.parametrize(("begun", "payable"), [(True, "750000.00"), (False, "0.00")])
def test_who_has_built_under_a_permit_that_ends_later_still_owes(
    desk, charged, read_back, way, begun, payable
):
    end(desk, permit_of(charged), way, begun=begun)
    assert read_back(charged).payable == Decimal(payable)
    assert PaymentNotice.objects.get().document.is_void != begun
    assert ("登记善后处理" in tasks_of(desk, Role.CLERK)) == (begun or way == "retract")


def test_a_draft_that_waits_is_taken_back(desk):
    draft = desk.submit(desk.granted(planned="350.00"))
    end(desk, draft.application)
    draft.refresh_from_db()
    assert draft.state == AssessmentDraft.State.WITHDRAWN
    assert "撤销" in draft.opinion


def test_the_levy_of_the_fee_is_dropped(desk, charged):
    clerk = desk.officer
    case = open_case(charged.pk, source="overdue", facts="逾期未缴", on=desk.today, by=clerk)
    permit = permit_of(charged)
    said = [row for row in resting_on(permit, Ending.REVOKE) if row.effect is Effect.FOLLOWS]
    end(desk, permit)
    track = case.tracks.get()
    assert [row.label for row in said] == ["核定", "缴费通知书", "追缴程序"]
    assert track.get_state_display() == "已撤案"
    assert track.steps.get().label == "许可终止，撤案"
    assert CollectionCase.objects.get().state == CollectionCase.State.OPEN


@pytest.mark.parametrize("ending", [Ending.REVOKE, Ending.CANCEL_PERMIT])
def test_what_the_page_said_would_follow_has_followed(desk, charged, ending):
    application = permit_of(charged)
    said = [row for row in resting_on(application, ending) if row.effect is Effect.FOLLOWS]
    assert [row.label for row in said] == ["核定", "缴费通知书"]
    end(desk, application, "revoke" if ending is Ending.REVOKE else "cancel")
    application.refresh_from_db()
    left = {row.label for row in resting_on(application) if row.depth == 0}
    assert not left & {row.label for row in said}


def test_a_project_whose_permit_ended_can_be_charged_anew(desk, charged, read_back):
    end(desk, permit_of(charged))
    again = desk.granted(project=charged.project, planned="350.00")
    desk.assess(again)
    account = read_back(charged)
    # What was paid before counts for the new charge.
    assert (account.payable, account.balance) == (Decimal("750000.00"), Decimal("150000.00"))
