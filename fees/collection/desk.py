"""What the desk shows of each debtor: the last words, the promise, the block, the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionContact,
    CollectionStep,
    CollectionTrack,
)
from fees.collection.queries import right_of
from fees.collection.steps.table import TRACK_STEPS
from fees.ledger.models import FeeAccount, LedgerEntry
from renfang.clocks.rules import Light, Standing
from renfang.quantities.fields import yuan

_OPEN = CollectionCase.State.OPEN
ZERO = Decimal(0)


@dataclass(frozen=True)
class Row:
    """One debtor on the desk."""

    account: FeeAccount
    case: CollectionCase | None
    days: int
    level: int
    contact: CollectionContact | None
    promise: Standing | None
    block: CollectionBlock | None
    tracks: Sequence[CollectionTrack]
    next_label: str
    right: Standing | None


def rows_of(accounts: Iterable[FeeAccount], today: date) -> list[Row]:
    """What the desk shows of the accounts of one page: a few queries, whatever their number."""
    wanted = list(accounts)
    cases = {
        case.account_id: case
        for case in CollectionCase.objects.filter(account__in=wanted, state=_OPEN)
        .annotate(last_contact=Subquery(_last_contact().values("pk")[:1]))
        .prefetch_related(
            "tracks",
            Prefetch("tracks__steps", _with_papers()),
            Prefetch("blocks", CollectionBlock.objects.filter(lifted_on__isnull=True)),
        )
    }
    contacts = CollectionContact.objects.in_bulk(
        [case.last_contact for case in cases.values() if case.last_contact]
    )
    promised = _promises(cases.values(), today)
    return [_row(account, cases.get(account.pk), contacts, promised, today) for account in wanted]


def _with_papers() -> QuerySet[CollectionStep]:
    """The steps, which tell the road to the court, with papers that may have to be issued anew."""
    return CollectionStep.objects.select_related("paper__voiding")


def _last_contact() -> QuerySet[CollectionContact]:
    return CollectionContact.objects.filter(case=OuterRef("pk")).order_by("-id")


def _row(
    account: FeeAccount,
    case: CollectionCase | None,
    contacts: dict[int, CollectionContact],
    promised: dict[int, Standing],
    today: date,
) -> Row:
    days = account.days_overdue(today)
    if case is None:
        return Row(account, None, days, 0, None, None, None, (), "立卷", None)
    tracks = list(case.tracks.all())
    for track in tracks:
        # The account is at hand: no track has to look for it.
        case.account = account
        track.case = case
    levy = tracks[0]
    step = TRACK_STEPS.main(levy)
    return Row(
        account,
        case,
        days,
        case.level,
        contacts.get(case.last_contact),
        promised.get(case.pk),
        next(iter(case.blocks.all()), None),
        tracks,
        step.label if step else levy.get_state_display(),
        next((right for right in (right_of(track, today) for track in tracks) if right), None),
    )


def _promises(cases: Iterable[CollectionCase], today: date) -> dict[int, Standing]:
    """The last promise of each case: open, kept or broken, by what was paid since it was given."""
    paid = (
        LedgerEntry.objects.filter(
            account=OuterRef("case__account"),
            kind__in=["payment", "reversal"],
            business_date__gte=OuterRef("on"),
        )
        .order_by()
        .values("account")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    promises = (
        CollectionContact.objects.filter(case__in=list(cases), promised_on__isnull=False)
        .annotate(moved=Coalesce(Subquery(paid), yuan(0)))
        .order_by("id")
    )
    return {row.case_id: _promise(row, today) for row in promises}


def _promise(contact: Any, today: date) -> Standing:
    left = (contact.promised_on - today).days
    said = f"{contact.promised_on} 缴 {contact.promised_amount:,} 元"
    if -contact.moved >= contact.promised_amount:
        return Standing(Light.GREEN, f"已兑现（{said}）", left)
    if left < 0:
        return Standing(Light.RED, f"未兑现（{said}）", left)
    light = Light.AMBER if left == 0 else Light.GREEN
    return Standing(light, said, left)
