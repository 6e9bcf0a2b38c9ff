"""What payments put into the menu, on the to-do list and on the page of an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.hooks import COMPENSATION_CHECKS, COMPENSATION_DAYS
from engineering.models import Demolition
from fees.ledger.hooks import ACCOUNT_PARTS, BLOCKERS, ENTRY_BUTTONS, PROOFS, Link, Part
from fees.ledger.models import Fee, FeeAccount, LedgerEntry
from fees.ledger.queries import standing_of
from fees.menu import GROUP
from fees.payments.models import Slip
from fees.payments.queries import (
    broken_slips,
    carried_from,
    open_slips,
    other_side,
    posted_unlike_history,
    settled_slips,
    why_carried,
)
from fees.payments.steps import ACCOUNT_STEPS, CARRY_OVER, CHECK, ENTRY_STEPS, RECORD
from renfang.clocks.calendars import current_calendar
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.proof.hooks import CHECKS, Section, Watched, watch
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import Button
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _slips(scope: Scope, today: date) -> QuerySet[Slip]:
    """What others recorded, the oldest first."""
    return (
        Slip.objects.visible_to(scope, CHECK.permission)
        .filter(state__in=CHECK.start)
        .exclude(recorded_by=scope.user)
        .select_related("account__project", "account__demolition__shelter", "recorded_by")
        .order_by("id")
    )


def _to_check(slip: Slip, today: date) -> Task:
    return Task(
        title=f"复核{slip.get_kind_display()}",
        subject=slip.account.title,
        url=CHECK.url_for(slip),
        note=f"{abs(slip.amount):,} 元，{slip.recorded_by} 登记",
    )


def _uncompensated(scope: Scope, today: date) -> QuerySet[FeeAccount]:
    """Compensations for demolished works that are still owed, the oldest first."""
    return (
        FeeAccount.objects.visible_to(scope, RECORD.permission)
        .of_fee(Fee.COMPENSATION)
        .owing()
        .with_subject()
        .order_by("due_on", "id")
    )


def _to_compensate(account: FeeAccount, today: date) -> Task:
    return Task(
        title="核对拆除补偿费缴款",
        subject=account.title,
        url=account.get_absolute_url(),
        due=account.due_on,
        light=standing_of(account, today, current_calendar()),
        note=f"{account.payer}，欠缴 {account.balance:,} 元",
    )


def _opening(slip: Slip) -> str:
    label = "复核" if slip.is_to_check else "查看"
    about = f"{slip.get_kind_display()} {slip.voucher}"
    return col.row_link(label, reverse("fees:slip", args=[slip.pk]), about)


_WAITING = (
    col.Day("凭证日期", "business_date"),
    col.Short("事项", "kind"),
    col.Code("凭证号", "voucher"),
    col.Money("金额", "amount"),
    col.Short("登记人", "recorded_by"),
    col.Short("办理", "", html=_opening),
)


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """What waits for a check, and the ways to record a payment or carry a surplus over."""
    scope = request.scope
    offered = ACCOUNT_STEPS.offered(account, lambda needed: scope.may(needed, account))
    buttons = []
    if RECORD in offered:
        url = RECORD.url_for(account)
        buttons.append(Link(RECORD.label, url, rank=20, is_next=not account.is_settled))
    if CARRY_OVER in offered:
        buttons.append(Link(CARRY_OVER.label, CARRY_OVER.url_for(account), rank=40))
    waiting = account.slips.filter(state=Slip.State.RECORDED).select_related("recorded_by")
    may_check = scope.may(CHECK.permission, account)
    for slip in waiting:
        slip.is_to_check = may_check and slip.recorded_by_id != request.user.pk
    context = {"waiting": Table("已登记、待复核的事项", _WAITING, waiting)}
    return Part(
        buttons=buttons,
        above=render_to_string("fees/payments/on_account.html", context),
    )


def _on_entry(request: HttpRequest, entry: LedgerEntry) -> list[Button]:
    """The way to reverse an entry."""
    return ENTRY_STEPS.buttons(entry, lambda needed: request.scope.may(needed, entry.account))


def on_account(account: FeeAccount, ending: Ending | None) -> Iterator[Resting]:
    """Slips that wait for their second person."""
    for slip in account.slips.filter(state=Slip.State.RECORDED):
        yield Resting(row=slip, label="待复核的记账单", effect=Effect.REMAINS)


def on_entry(entry: LedgerEntry, ending: Ending | None) -> Iterator[Resting]:
    """A reversal that waits for its check, and what of the payment went on to another debt."""
    blocks = Effect.BLOCKS if ending is Ending.REVERSE else Effect.REMAINS
    for slip in entry.reversal_slips.filter(state=Slip.State.RECORDED):
        words = f"{entry}的冲正已登记，待另一人复核，不需再次办理"
        yield Resting(row=slip, label="待复核的冲正", effect=blocks, words=words)
    for row in carried_from(entry):
        yield Resting(row=row, label="结转", effect=blocks, words=why_carried(entry, row))
    if entry.kind == LedgerEntry.Kind.CARRY_OVER:
        yield from _on_other_side(entry, ending)


def _on_other_side(entry: LedgerEntry, ending: Ending | None) -> Iterator[Resting]:
    """The other entry of a carry-over goes with it, unless what it brought went on from there."""
    other = other_side(entry)
    words = f"“{other.account.title}”的同一笔结转一并冲正"
    yield Resting(row=other, label="结转", effect=Effect.FOLLOWS, words=words)
    if ending is not Ending.REVERSE:
        return
    for slip in other.reversal_slips.filter(state=Slip.State.RECORDED):
        words = f"这笔结转的冲正已在“{other.account.title}”登记，待另一人复核，不需再次办理"
        yield Resting(row=slip, label="待复核的冲正", effect=Effect.BLOCKS, words=words)
    for row in carried_from(other):
        words = why_carried(other, row)
        yield Resting(row=row, label="结转", effect=Effect.BLOCKS, words=words)


def reversal_waits(demolition: Demolition) -> str | None:
    """Why a compensation is not made good: a reversal of a payment waits for its check."""
    waiting = Slip.objects.filter(
        account__demolition=demolition, kind=Slip.Kind.REVERSAL, state=Slip.State.RECORDED
    )
    return (
        "拆除补偿费有一笔冲正待复核，复核入账或退回后再登记补偿完成" if waiting.exists() else None
    )


def last_paid_on(demolition: Demolition) -> date | None:
    """The day of the last payment that stands."""
    payments = LedgerEntry.objects.filter(
        account__demolition=demolition, kind=LedgerEntry.Kind.PAYMENT, reversed_by__isnull=True
    )
    return payments.aggregate(last=Max("business_date"))["last"]


def agreed() -> Section:
    """Slips, entries and history say the same, for the proof of everything."""
    section = Section("记账单、分录与办理记录", settled_slips().count(), "笔")
    return section.add(posted_unlike_history())


def register() -> None:
    """Register the room's menu entry and tasks, and its part of the ledger's pages."""
    register_entries(
        GROUP,
        Entry("记账单复核", "fees:slips", "receipt", "view_fees", rank=70),
    )
    register_piles(
        Pile((CHECK.permission,), _slips, _to_check),
        Pile((RECORD.permission,), _uncompensated, _to_compensate),
    )
    ACCOUNT_PARTS.register(_on_account)
    ENTRY_BUTTONS.register(_on_entry)
    COMPENSATION_CHECKS.register(reversal_waits, rank=40)
    COMPENSATION_DAYS.register(last_paid_on)
    BLOCKERS.register(open_slips)
    PROOFS.register(broken_slips)
    CHECKS.register(agreed, rank=20)
    watch(Watched(Slip, "fees.FeeAccount", "account_id", settled_slips))
    rests_on(FeeAccount, on_account)
    rests_on(LedgerEntry, on_entry)
