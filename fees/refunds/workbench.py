"""What refunds and write-offs put into the menu, on the to-do list, on an account's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from fees.assessments.models import Assessment
from fees.ledger.hooks import PROJECT_ACCOUNT_PARTS, Link, Part
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.menu import GROUP
from fees.payments.queries import SURPLUS_TAKEN
from fees.payments.steps import RECORD, REVERSE
from fees.refunds import papers
from fees.refunds.models import Refund, WriteOff
from fees.refunds.queries import (
    decided_on_account,
    due_on,
    standing_of_refund,
    taken_by_refunds,
    uncovered_by,
    write_off_of,
)
from fees.refunds.steps import APPROVE, REFUND_STEPS, VERIFY, WITHDRAW, WRITE_OFF
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code, period
from renfang.clocks.rules import light_until
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import Step, stops
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _refunds(step: Step) -> Pile:
    """The refunds that wait for one step; who verified a refund does not approve it."""

    def waiting(scope: Scope, today: date) -> QuerySet[Refund]:
        found = Refund.objects.visible_to(scope, step.permission).filter(state__in=step.start)
        if step is APPROVE:
            found = found.exclude(verified_by=scope.user)
        return found.select_related("account__project").order_by("id")

    def line(refund: Refund, today: date) -> Task:
        calendar = current_calendar()
        return Task(
            title=step.label,
            subject=refund.account.project.name,
            url=reverse("fees:refund", args=[refund.pk]),
            due=due_on(refund, calendar),
            light=standing_of_refund(refund, today, calendar),
            note=f"{refund.amount:,} 元",
        )

    return Pile((step.permission,), waiting, line)


def _write_offs(scope: Scope, today: date) -> QuerySet[WriteOff]:
    return (
        WriteOff.objects.visible_to(scope, WRITE_OFF.permission)
        .filter(state__in=WRITE_OFF.start)
        .exclude(requested_by=scope.user)
        .select_related("account__project", "requested_by")
        .order_by("id")
    )


def _to_decide(row: WriteOff, today: date) -> Task:
    return Task(
        title=WRITE_OFF.label,
        subject=row.account.project.name,
        url=reverse("fees:write_off", args=[row.pk]),
        note=f"{row.amount:,} 元，{row.requested_by} 申请",
    )


def _freed(scope: Scope, today: date) -> QuerySet[Assessment]:
    """Fees that ended, or that a decision lowered, where what was paid was not given back yet."""
    taken = Refund.objects.filter(account=OuterRef("account"), state__in=Refund.OPEN)
    return (
        Assessment.objects.visible_to(scope, VERIFY.permission)
        .filter(kind__in=Assessment.FOLLOWING, replaced_by__isnull=True, account__surplus__gt=ZERO)
        .exclude(Exists(taken))
        .select_related("account__project__developer", "application")
        .order_by("assessed_on", "id")
    )


def _to_give_back(assessment: Assessment, today: date) -> Task:
    account, is_ended = assessment.account, assessment.kind == Assessment.Kind.ENDED
    due, why = (
        (assessment.application.serve_by, "许可终止") if is_ended else _by_outcome(assessment)
    )
    return Task(
        title="办理退付或结转",
        subject=account.project.name,
        url=reverse("fees:account", args=[account.pk]),
        due=due,
        light=light_until(due, today, current_calendar()) if due else None,
        note=f"{why}，多缴 {account.surplus:,} 元，{account.project.developer}",
    )


def _by_outcome(assessment: Assessment) -> tuple[date, str]:
    """Verified within the ten days of a refund's first step; what changed the sum."""
    on = assessment.assessed_on
    due = period(Code.REFUND_STEP, on).counted_from(on, current_calendar()).last_day
    return due, "核定经生效的决定、裁判变更或者撤销"


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """The account's refunds and write-offs, and the ways to ask for one."""
    scope = request.scope
    buttons = []
    if account.surplus and scope.may(VERIFY.permission, account):
        url = reverse("fees:refund_new", args=[account.pk])
        buttons.append(Link("办理退付", url, rank=30))
    if not account.is_settled and scope.may(WITHDRAW.permission, account):
        url = reverse("fees:write_off_new", args=[account.pk])
        buttons.append(Link("申请核销", url, rank=50))
    given_up = write_off_of(account) if account.written_off else None
    if given_up is not None and scope.may(REVERSE.permission, account):
        buttons.append(Link("核销后收回", REVERSE.url_for(given_up), rank=60))
    context = {"decided": decided_on_account(account)}
    return Part(
        buttons=buttons,
        side=render_to_string("fees/refunds/on_account.html", context),
    )


_OPEN = (Refund.State.REQUESTED, Refund.State.VERIFIED, Refund.State.APPROVED)


def on_account(account: FeeAccount, ending: Ending | None) -> Iterator[Resting]:
    """Refunds and write-offs under way."""
    for refund in account.refunds.filter(state__in=_OPEN):
        yield Resting(row=refund, label="退付", effect=Effect.REMAINS)
    for row in account.write_offs.filter(state=WriteOff.State.REQUESTED):
        yield Resting(row=row, label="核销申请", effect=Effect.REMAINS)


def on_entry(entry: LedgerEntry, ending: Ending | None) -> Iterator[Resting]:
    """Refunds of the surplus that a payment may have made; no reversal takes their cover."""
    uncovered = uncovered_by(entry) if ending is Ending.REVERSE else []
    for refund in uncovered:
        words = (
            f"退付 {refund.amount:,} 元在办，冲正后多缴不足以退付。"
            "先结束该退付（不予退付或撤回），国库已经退付的先登记退付，再冲正"
        )
        yield Resting(row=refund, label="退付", effect=Effect.BLOCKS, words=words)
    if uncovered:
        return
    for refund in entry.account.refunds.filter(state__in=(*_OPEN, Refund.State.PAID)):
        words = "退付按入账时的多缴办理，冲正后核对是否仍有多缴"
        yield Resting(row=refund, label="退付", effect=Effect.REMAINS, words=words)


def _written_off(account: FeeAccount, by: User, on: date) -> str:
    """A receipt after the write-off is no surplus: the debt is revived first, by two persons."""
    if not account.is_settled or account.written_off <= ZERO:
        return ""
    return (
        f"该账户已核销 {account.written_off:,} 元，收到的款项不是多缴。先办理“核销后收回”"
        "（冲正核销，由另一人复核），恢复欠缴后登记缴款；剩余部分依法仍不能追缴的，重新申请核销"
    )


def register() -> None:
    """Register the room's papers, menu entries and tasks, and what it takes of a surplus."""
    papers.register()
    register_entries(
        GROUP,
        Entry("退付", "fees:refunds", "cash", "view_fees", rank=100),
        Entry("核销", "fees:write_offs", "gavel", "view_fees", rank=110),
    )
    register_piles(
        *(_refunds(step) for step in REFUND_STEPS if step.is_main),
        Pile((WRITE_OFF.permission,), _write_offs, _to_decide),
        Pile((VERIFY.permission,), _freed, _to_give_back),
    )
    PROJECT_ACCOUNT_PARTS.register(_on_account)
    SURPLUS_TAKEN.register(taken_by_refunds)
    RECORD.asks.register(stops(_written_off))
    rests_on(FeeAccount, on_account)
    rests_on(LedgerEntry, on_entry)
