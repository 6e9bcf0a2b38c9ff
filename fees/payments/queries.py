"""What waits on slips, what of a surplus is still free, and the proof of what was posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse

from fees.ledger.hooks import Blocker, Finding
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.queries import of_office
from fees.payments.models import Slip
from renfang.hooks import Hook
from renfang.organisations.models import Organisation

# What the rooms above have taken of an account's surplus, without the row that asks itself.
SURPLUS_TAKEN: Hook[Callable[[FeeAccount, models.Model | None], Decimal]] = Hook()


def free_surplus(account: FeeAccount, *, besides: models.Model | None = None) -> Decimal:
    """What of the surplus no open refund or carry-over has taken yet, in yuan; never negative.

    ``besides``: the refund or the slip that asks, which does not stand in its own way.
    """
    carried = account.slips.filter(kind=Slip.Kind.CARRY_OVER, state=Slip.State.RECORDED)
    if isinstance(besides, Slip):
        carried = carried.exclude(pk=besides.pk)
    taken = carried.aggregate(sum=Sum("amount"))["sum"] or ZERO
    taken += sum((took(account, besides) for took in SURPLUS_TAKEN), ZERO)
    return max(ZERO, min(account.surplus, account.paid) - taken)


def waiting_payments(account: FeeAccount) -> Decimal:
    """What is recorded as paid on the account and not yet checked, in yuan."""
    waiting = account.slips.filter(kind=Slip.Kind.PAYMENT, state=Slip.State.RECORDED)
    return -(waiting.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def broken_slips(organisation_id: int | None) -> Iterator[Finding]:
    """Posted slips that do not say what their entry says, or have one person behind them."""
    posted = of_office(Slip.objects.filter(state=Slip.State.POSTED), organisation_id)
    for path, holder, what in (
        ("entry", "account", "分录"),
        ("compensation_entry", "compensation", "补偿费分录"),
    ):
        agrees = Q(
            **{
                f"{path}__amount": F("amount"),
                f"{path}__{holder}": F(holder),
                f"{path}__recorded_by": F("recorded_by"),
                f"{path}__posted_by": F("checked_by"),
                f"{path}__key": F("key"),
            }
        )
        for slip in posted.filter(**{f"{holder}__isnull": False}).exclude(agrees):
            yield Finding(None, f"记账单 {slip.pk} 与其{what}不一致")


def open_slips(organisation: Organisation, end: date) -> Iterator[Blocker]:
    """What keeps a month open: slips of up to its last day that nobody has checked."""
    slips = Slip.objects.filter(
        organisation=organisation, state=Slip.State.RECORDED, business_date__lte=end
    )
    if waiting := slips.count():
        yield Blocker(f"{waiting} 笔记账单待复核", reverse("fees:slips"))
