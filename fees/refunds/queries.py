"""Until when a refund's step is to be done, what refunds take, and what an account has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Sum, Value
from django.urls import reverse

from fees.assessments.models import Assessment
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Kind
from fees.ledger.queries import handling_of
from fees.payments.models import Slip
from fees.refunds.models import Refund, WriteOff
from renfang.acts import Incomplete
from renfang.clocks.periods import Code, period
from renfang.clocks.rules import (
    Light,
    Standing,
    WorkingCalendar,
    remaining_working_days,
)
from renfang.uploads.keeping import KeptFile

NEAR_WORKING_DAYS = 3
State = Refund.State


def payments_of(account: FeeAccount) -> list[LedgerEntry]:
    """The payments that stand, oldest first: the list of what was paid (缴款明细)."""
    return list(
        account.entries.filter(kind=Kind.PAYMENT, reversed_by__isnull=True).order_by("sequence")
    )


def likely_ground(account: FeeAccount) -> str:
    """The ground that the form proposes: what made the surplus, as far as the file knows."""
    last = account.assessments.order_by("-version").first()
    if last is not None and last.kind == Assessment.Kind.ENDED:
        return Refund.Ground.CANCELLED
    if last is not None and last.kind in (Assessment.Kind.OUTCOME, Assessment.Kind.REDO):
        return Refund.Ground.JUDGMENT
    if last is not None and last.difference < ZERO:
        return Refund.Ground.REASSESSED
    return ""


def due_on(refund: Refund, calendar: WorkingCalendar) -> date | None:
    """Until when the present step is to be done; None for a refund that is settled."""
    begun = {
        State.REQUESTED: refund.applied_on,
        State.VERIFIED: refund.verified_on,
        State.APPROVED: refund.approved_on,
    }.get(State(refund.state))
    if begun is None:
        return None
    return period(Code.REFUND_STEP, begun).counted_from(begun, calendar).last_day


def standing_of_refund(refund: Refund, today: date, calendar: WorkingCalendar) -> Standing | None:
    """The light of the present step; None for a refund that is settled."""
    due = due_on(refund, calendar)
    if due is None:
        return None
    left = remaining_working_days(today, due, calendar)
    if due < today:
        return Standing(Light.RED, f"超期 {(today - due).days} 天", left)
    light = Light.AMBER if left <= NEAR_WORKING_DAYS else Light.GREEN
    return Standing(light, f"剩 {left} 个工作日", left)


def taken_by_refunds(account: FeeAccount, besides: models.Model | None) -> Decimal:
    """What open refunds have taken of the account's surplus, in yuan."""
    refunds = account.refunds.filter(state__in=Refund.OPEN)
    if isinstance(besides, Refund):
        refunds = refunds.exclude(pk=besides.pk)
    return refunds.aggregate(sum=Sum("amount"))["sum"] or ZERO


def waiting_reversals(account: FeeAccount) -> Decimal:
    """What reversals that wait for their check would take of the surplus, in yuan."""
    waiting = account.slips.filter(kind=Slip.Kind.REVERSAL, state=Slip.State.RECORDED, amount__gt=0)
    return waiting.aggregate(sum=Sum("amount"))["sum"] or ZERO


def uncovered_by(entry: LedgerEntry) -> list[Refund]:
    """The open refunds of the account that its surplus does not cover once ``entry`` is undone."""
    account = entry.account
    refunds = list(account.refunds.filter(state__in=Refund.OPEN).order_by("id"))
    taken = sum((refund.amount for refund in refunds), ZERO)
    left = max(ZERO, account.surplus + min(entry.amount, ZERO))
    return refunds if entry.amount < ZERO and taken > left else []


def write_off_of(account: FeeAccount) -> LedgerEntry | None:
    """The last write-off of the account that stands; None without one."""
    standing = account.entries.filter(kind=Kind.WRITE_OFF, reversed_by__isnull=True)
    return standing.order_by("-sequence").first()


def require_evidence(organisation_id: int, file: KeptFile | None) -> None:
    """Raises Incomplete where the office settled that a file is needed and there is none."""
    if file is None and handling_of(organisation_id).needs_evidence:
        raise Incomplete("本机构要求附证明材料。选择扫描件后提交", field="evidence")


def decided_on_account(account: FeeAccount) -> list[dict[str, Any]]:
    """Refunds and write-offs of the account, newest first, as its page lists them; one query."""
    refunds = account.refunds.order_by().annotate(what=Value("退付"))
    write_offs = account.write_offs.order_by().annotate(what=Value("核销"))
    both = refunds.values_list("pk", "applied_on", "amount", "state", "what").union(
        write_offs.values_list("pk", "requested_on", "amount", "state", "what"), all=True
    )
    found = sorted(both, key=lambda row: (row[1], row[4], row[0]), reverse=True)
    return [
        {
            "label": what,
            "url": reverse("fees:refund" if what == "退付" else "fees:write_off", args=[pk]),
            "on": day,
            "amount": amount,
            "state": dict((Refund if what == "退付" else WriteOff).State.choices)[state],
        }
        for pk, day, amount, state, what in found
    ]
