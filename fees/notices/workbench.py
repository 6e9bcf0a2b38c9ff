"""What demands put on the to-do list and on the page of an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.hooks import PERMIT_END_LISTENERS, PermitEnd
from engineering.models import Application
from fees.assessments.acts.permit_endings import rests_on_permit
from fees.assessments.models import Assessment
from fees.assessments.queries import charging, versions_of
from fees.ledger.hooks import DEMANDS, PROJECT_ACCOUNT_PARTS, PROOFS, PURSUITS, Link, Part
from fees.ledger.models import FeeAccount
from fees.ledger.queries import standing_of
from fees.notices import papers
from fees.notices.acts import end_replaced_notices, keep_answer_on
from fees.notices.models import PaymentNotice
from fees.notices.queries import (
    CLOCK,
    broken_due_days,
    demands,
    demands_told,
    papers_of,
    serve_by,
)
from fees.notices.steps import ISSUE
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import register_clock
from renfang.clocks.rules import Deadline, standing
from renfang.documents.hooks import STANDING_LISTENERS
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.serving.hooks import AFTER_SERVICE
from renfang.serving.models import ServiceReceipt
from renfang.steps import stops
from renfang.workbench.tasks import Pile, Task, register_piles

NEAR = timedelta(days=7)
_ENDINGS_OF_PERMITS = (Ending.RETRACT, Ending.REVOKE, Ending.CANCEL_PERMIT)


def _owing(scope: Scope, today: date) -> QuerySet[FeeAccount]:
    """Debts without a notice, and those whose day is near or past, the oldest first.

    A debt that another room pursues has tasks of its own there.
    """
    found = FeeAccount.objects.visible_to(scope, ISSUE.permission).relocation().owing()
    for pursued in PURSUITS:
        found = found.exclude(pursued())
    on_its_way = ServiceReceipt.objects.filter(
        paper=OuterRef("demand"), state=ServiceReceipt.State.PREPARED
    )
    return (
        found.filter(Q(due_on__isnull=True) & ~Exists(on_its_way) | Q(due_on__lte=today + NEAR))
        .select_related("project__developer", "demand")
        .order_by("due_on", "id")
    )


def _to_demand(account: FeeAccount, today: date) -> Task:
    calendar = current_calendar()
    due, light = account.due_on, standing_of(account, today, calendar)
    if due is not None:
        title = "核对缴款情况" if due >= today else "催缴易地建设费"
    elif account.demand is None:
        title = "签发缴费通知书"
    else:
        title, due = "送达缴费文书", serve_by(account.demand)
        until = Deadline(due, not calendar.is_official(due.year), ())
        light = standing(today, until, start=account.demand.issued_on, calendar=calendar)
    return Task(
        title=title,
        subject=account.project.name,
        url=reverse("fees:account", args=[account.pk]),
        due=due,
        light=light,
        note=f"{account.project.developer}，欠缴 {account.balance:,} 元",
    )


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """The demands of all versions, and the next one where none of the current version counts."""
    scope, versions = request.scope, versions_of(account)
    current = versions[0]
    shown = papers_of(versions) if scope.may("view_fee_papers", current) else []
    is_demanded = any(paper.subject_id == current.pk and not paper.is_void for paper in shown)
    buttons = []
    if scope.may(ISSUE.permission, account) and not account.is_settled and not is_demanded:
        buttons.append(Link(ISSUE.label, ISSUE.url_for(current), rank=10, is_next=True))
    return Part(
        buttons=buttons,
        side=render_to_string("fees/notices/on_account.html", {"demands": demands_told(shown)}),
    )


def on_paper(paper: IssuedDocument, ending: Ending | None) -> Iterator[Resting]:
    """The account that a demand asks of, and its day to pay by."""
    for notice in PaymentNotice.objects.filter(document=paper).select_related(
        "assessment__account"
    ):
        yield Resting(
            row=notice.assessment.account,
            label="缴费账户",
            effect=Effect.REMAINS,
            words=f"按该文书应于 {notice.due_on} 前缴款",
        )


def on_application(permit: Application, ending: Ending | None) -> Iterator[Resting]:
    """The demands of the fee that is charged by the permit: they fall when the fee does."""
    current = charging().filter(account__project=permit.project_id).first()
    if ending not in _ENDINGS_OF_PERMITS or current is None:
        return
    if not rests_on_permit(current, permit):
        return
    frees = ending is Ending.REVOKE or not permit.is_used
    words = "随应缴取消失效，公开核验写明依据" if frees else "应缴不取消的，仍按该文书缴款"
    effect = Effect.FOLLOWS if frees else Effect.REMAINS
    yield from papers_resting(_demands_in_force(current.account_id), effect, words)


def _demands_in_force(account_id: int) -> QuerySet[IssuedDocument]:
    papers = PaymentNotice.objects.filter(assessment__account=account_id).values("document")
    return IssuedDocument.objects.filter(pk__in=papers).current().with_state()


def falling_demands(end: PermitEnd, by: User) -> list[IssuedDocument]:
    """The demands of a fee that ended with its permit; told by engineering, after the ledger was.

    What is owed still is demanded still.
    """
    account = FeeAccount.objects.filter(project=end.permit.project_id).first()
    if account is None or not end.frees or versions_of(account)[0].kind != Assessment.Kind.ENDED:
        return []
    return list(_demands_in_force(account.pk))


def _permit_is_lapsed(assessment: Assessment, by: User, on: date) -> str:
    """Nothing is demanded by a permit whose term ran out unused: whether it owes is open."""
    permit = assessment.application
    if permit is None or not permit.has_lapsed(on):
        return ""
    return (
        f"许可有效期已于 {permit.valid_until} 届满，未延续。先由负责人办理注销，"
        "核实项目是否已经开工，再决定是否继续征收"
    )


def register() -> None:
    """Register the room's papers and tasks, and its part of the ledger's pages."""
    papers.register()
    register_piles(Pile((ISSUE.permission,), _owing, _to_demand))
    register_clock(CLOCK)
    PROJECT_ACCOUNT_PARTS.register(_on_account)
    PROOFS.register(broken_due_days)
    DEMANDS.register(demands)
    STANDING_LISTENERS.register(keep_answer_on)
    AFTER_SERVICE.register(end_replaced_notices)
    rests_on(IssuedDocument, on_paper)
    rests_on(Application, on_application)
    PERMIT_END_LISTENERS.register(falling_demands, rank=60)
    ISSUE.asks.register(stops(_permit_is_lapsed))
