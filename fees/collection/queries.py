"""催缴台: who owes what since when, what was said last, what comes next, and what holds it up.

The timeline of a case: steps, services, contacts, promises, blocks and files, as they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionContact,
    CollectionTrack,
)
from fees.collection.rules import warning_of
from fees.collection.steps import LawfulStep, steps_from
from fees.ledger.models import FeeAccount, LedgerEntry
from renfang.clocks.rules import Light, Standing
from renfang.history.models import Event
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
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


def overdue_accounts(scope: Scope, today: date, **wanted: Any) -> QuerySet[FeeAccount]:
    """Accounts that are overdue or have an open case, the longest overdue first.

    ``wanted``: ``name``, ``state`` (new, level0…3, blocked, promised, broken, lapsing), as the
    desk's form asks.
    """
    has_case = Exists(CollectionCase.objects.filter(account=OuterRef("pk"), state=_OPEN))
    accounts = FeeAccount.objects.visible_to(scope).filter(
        Q(balance__gt=ZERO, due_on__lt=today) | has_case
    )
    if name := wanted.get("name"):
        accounts = accounts.filter(
            Q(project__name__contains=name) | Q(project__developer__name__contains=name)
        )
    return _narrowed(accounts, wanted.get("state") or "", today).order_by("due_on", "id")


def _narrowed(accounts: QuerySet[FeeAccount], state: str, today: date) -> QuerySet[FeeAccount]:
    cases = CollectionCase.objects.filter(account=OuterRef("pk"), state=_OPEN)
    if state == "new":
        return accounts.exclude(Exists(cases))
    if state.startswith("level"):
        reminded = int(state.removeprefix("level"))
        if not reminded:
            return accounts.exclude(Exists(cases.filter(level__gt=0)))
        return accounts.filter(Exists(cases.filter(level=reminded)))
    if state == "blocked":
        return accounts.filter(
            Exists(cases.filter(blocks__isnull=False, blocks__lifted_on__isnull=True))
        )
    if state == "promised":
        return accounts.filter(Exists(cases.filter(contacts__promised_on__gte=today)))
    if state == "broken":
        return accounts.filter(balance__gt=ZERO).filter(
            Exists(cases.filter(contacts__promised_on__lt=today))
        )
    if state == "lapsing":
        near = lapsing_tracks(CollectionTrack.objects.all(), today)
        return accounts.filter(Exists(cases.filter(tracks__in=near)))
    return accounts


def lapsing_tracks(tracks: QuerySet[CollectionTrack], today: date) -> QuerySet[CollectionTrack]:
    """Tracks whose right to apply to the court lapses within sixty days, or has lapsed."""
    return tracks.filter(
        state__in=CollectionTrack.BEFORE_COURT,
        case__state=_OPEN,
        apply_by__lte=today + timedelta(days=60),
    ).filter(~Q(kind=CollectionTrack.Kind.LEVY) | Q(case__account__balance__gt=ZERO))


def lapsed_tracks(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Rights that have lapsed: what management must see first."""
    return (
        lapsing_tracks(CollectionTrack.objects.visible_to(scope), today)
        .filter(apply_by__lt=today)
        .select_related("case__account__project__developer")
        .order_by("apply_by", "id")
    )


def promises_due(scope: Scope, today: date) -> list[CollectionContact]:
    """Promises whose day is today, of debtors who still owe."""
    return list(
        CollectionContact.objects.visible_to(scope)
        .filter(promised_on=today, case__state=_OPEN, case__account__balance__gt=ZERO)
        .select_related("case__account__project__developer")
        .order_by("id")[:20]
    )


def rows_of(accounts: Iterable[FeeAccount], today: date) -> list[Row]:
    """What the desk shows of the accounts of one page: three queries, whatever their number."""
    wanted = list(accounts)
    cases = {
        case.account_id: case
        for case in CollectionCase.objects.filter(account__in=wanted, state=_OPEN)
        .annotate(last_contact=Subquery(_last_contact().values("pk")[:1]))
        .prefetch_related(
            "tracks",
            Prefetch("blocks", CollectionBlock.objects.filter(lifted_on__isnull=True)),
        )
    }
    contacts = CollectionContact.objects.in_bulk(
        [case.last_contact for case in cases.values() if case.last_contact]
    )
    promised = _promises(cases.values(), today)
    return [_row(account, cases.get(account.pk), contacts, promised, today) for account in wanted]


def _last_contact() -> QuerySet[CollectionContact]:
    return CollectionContact.objects.filter(case=OuterRef("pk")).order_by("-id")


def _row(
    account: FeeAccount,
    case: CollectionCase | None,
    contacts: dict[int, CollectionContact],
    promised: dict[int, Standing],
    today: date,
) -> Row:
    days = max((today - account.due_on).days, 0) if account.due_on else 0
    if case is None:
        return Row(account, None, days, 0, None, None, None, (), "立卷", None)
    tracks = list(case.tracks.all())
    for track in tracks:
        # The account is at hand: no track has to look for it.
        case.account = account
        track.case = case
    levy = tracks[0]
    step = main_step(levy)
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


def main_step(track: CollectionTrack) -> LawfulStep | None:
    """The step by which the law goes on; 确认缴清 where nothing is owed."""
    steps = steps_from(track.kind, track.state)
    if track.owed <= ZERO and track.amount + track.case.account.payable > ZERO:
        paid = next((step for step in steps if step.code == "paid"), None)
        if paid is not None and (track.kind == CollectionTrack.Kind.LEVY or track.amount > ZERO):
            return paid
    return next((step for step in steps if step.is_main), None)


def right_of(track: CollectionTrack, today: date) -> Standing | None:
    """The light of the right to apply to the court: sixty days ahead, and red once lapsed."""
    if track.apply_by is None or track.state not in CollectionTrack.BEFORE_COURT:
        return None
    left = (track.apply_by - today).days
    warning = warning_of(track.apply_by, today)
    if left < 0:
        return Standing(Light.RED, f"已过 {-left} 天", left)
    if warning is None:
        return Standing(Light.GREEN, f"剩 {left} 天", left)
    light = Light.RED if warning <= 7 else Light.AMBER
    return Standing(light, f"剩 {left} 天", left)


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


_LOOKS = {
    "暂缓催缴": "pause",
    "未能送达": "waiting",
    "登记不予受理或不准予执行": "bad",
    "登记决定被撤销": "bad",
    "中止执行": "pause",
    "终结执行": "bad",
    "登记不履行协议": "bad",
}


def timeline_of(case: CollectionCase) -> list[dict[str, Any]]:
    """Entries for partials/timeline.html, oldest first: the history of the case in words."""
    return [
        _entry(event) for event in sorted(events_of(case), key=lambda event: (event.at, event.pk))
    ]


def _entry(event: Event) -> dict[str, Any]:
    told = "；".join(f"{label}：{value}" for label, value in event.after.items())
    return {
        "what": event.act,
        "who": event.actor_label,
        "at": event.at,
        "opinion": "。".join(part.rstrip("。") for part in (told, event.note) if part),
        "state": _LOOKS.get(event.act, ""),
    }
