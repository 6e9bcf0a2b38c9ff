"""月结: an office's month is closed when nothing of it is open any more, and then stays as it is.

What arrives later for a closed month is booked on the first open day and says so. To open a month
again takes two persons; every step is a row that stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from fees.ledger.models import LedgerBook, LedgerEntry, MonthEvent
from fees.payments.models import Slip
from fees.reconciliation.models import Statement
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.quantities.fields import yuan

_CHARGES = Q(effect__in=[LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.REDUCTION])
_PAYMENTS = Q(
    effect__in=[LedgerEntry.Kind.PAYMENT, LedgerEntry.Kind.REFUND, LedgerEntry.Kind.CARRY_OVER]
)


@dataclass(frozen=True)
class Blocker:
    """One thing that keeps a month open: what, and where it is dealt with."""

    text: str
    url: str = ""


def locked_book(organisation: Organisation) -> LedgerBook:
    """The office's book, opened when it has none, locked for the rest of the transaction."""
    LedgerBook.objects.get_or_create(organisation=organisation)
    return LedgerBook.objects.select_for_update().get(organisation=organisation)


def booked_on(book: LedgerBook, day: date) -> date:
    """The day on which something of ``day`` is booked: the first open one where it is closed."""
    if book.closed_through is not None and day <= book.closed_through:
        return book.closed_through + timedelta(days=1)
    return day


def last_day(month: date) -> date:
    """The last day of the month of a day."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def next_month(book: LedgerBook | None, organisation: Organisation) -> date | None:
    """The first day of the month that is to be closed next; None before the first entry."""
    if book is not None and book.closed_through is not None:
        return book.closed_through + timedelta(days=1)
    first = LedgerEntry.objects.filter(organisation=organisation).aggregate(
        first=Min("business_date")
    )["first"]
    return first.replace(day=1) if first else None


def totals_of(organisation: Organisation, month: date) -> dict[str, Any]:
    """Entries, 核定净额 and 缴款净额 (yuan) of a month, as closing fixes them."""
    rows = LedgerEntry.objects.filter(
        organisation=organisation, business_date__range=(month, last_day(month))
    ).annotate(effect=Coalesce("reverses__kind", "kind"))
    sums = rows.aggregate(
        entries=Count("id"),
        charged=Coalesce(Sum("amount", filter=_CHARGES), yuan(0)),
        paid=Coalesce(Sum("amount", filter=_PAYMENTS), yuan(0)),
    )
    sums["paid"] = Decimal(0) - sums["paid"]
    return sums


def blockers(organisation: Organisation, month: date, today: date) -> Iterator[Blocker]:
    """What keeps the month open, one by one; nothing when it may be closed."""
    end = last_day(month)
    if today <= end:
        yield Blocker(f"{month:%Y 年 %-m 月}尚未结束，{end} 之后结账")
    slips = Slip.objects.filter(
        organisation=organisation, state=Slip.State.RECORDED, business_date__lte=end
    )
    if waiting := slips.count():
        yield Blocker(f"{waiting} 笔记账单待复核", reverse("fees:slips"))
    statements = Statement.objects.filter(
        organisation=organisation,
        state__in=[Statement.State.OPEN, Statement.State.SUBMITTED],
        first_day__lte=end,
    )
    for statement in statements[:20]:
        yield Blocker(
            f"{statement}{statement.get_state_display()}",
            reverse("fees:statement", args=[statement.pk]),
        )


@act
def close_month(organisation_id: int, month: date, *, by: User) -> MonthEvent:
    """结账: fix the month's totals and take no more entries into it.

    Raises Refused with what keeps it open, WrongState when another month is the next.
    """
    organisation = _office(organisation_id, by, "close_month")
    book = locked_book(organisation)
    _require_next(book, organisation, month)
    found = list(blockers(organisation, month, timezone.localdate()))
    if found:
        raise Refused("还不能结账：" + "；".join(blocker.text for blocker in found))
    _require_sound(organisation)
    event = MonthEvent.objects.create(
        organisation=organisation,
        month=month,
        act=MonthEvent.Act.CLOSED,
        by=by,
        **totals_of(organisation, month),
    )
    before = book.closed_through
    book.closed_through = last_day(month)
    book.save(update_fields=["closed_through"])
    record(
        by,
        "结账",
        book,
        before={"已结账至": before or ""},
        after={"已结账至": book.closed_through, "分录笔数": event.entries},
    )
    return event


def _require_sound(organisation: Organisation) -> None:
    """A month is closed on books that prove themselves."""
    from fees.ledger.proof import findings

    wrong = list(findings(organisation.pk))
    if wrong:
        raise Refused(f"台账核验有 {len(wrong)} 处不符，暂不能结账。首处：{wrong[0]}")


def _require_next(book: LedgerBook, organisation: Organisation, month: date) -> None:
    wanted = next_month(book, organisation)
    if wanted is None:
        raise WrongState("台账还没有分录，不需结账")
    if month != wanted:
        raise WrongState(f"按月依次结账，下一个待结账月份为 {wanted:%Y-%m}。刷新页面查看")


@act
def ask_reopening(organisation_id: int, *, by: User, reason: str) -> MonthEvent:
    """申请反结账: ask that the last closed month be opened again, and say why.

    Asked again, the later reason counts; both stay.
    """
    organisation = _office(organisation_id, by, "close_month")
    book = locked_book(organisation)
    month = _last_closed(book)
    if len(reason.strip()) < 5:
        raise Incomplete("写明反结账的原因，至少 5 个字", field="reason")
    event = MonthEvent.objects.create(
        organisation=organisation,
        month=month,
        act=MonthEvent.Act.REOPENING,
        reason=reason.strip(),
        by=by,
    )
    record(by, "申请反结账", book, after={"月份": f"{month:%Y-%m}"}, note=event.reason)
    return event


@act
def answer_reopening(organisation_id: int, *, by: User, agree: bool) -> MonthEvent:
    """审批反结账: another person opens the month again, or leaves it closed."""
    organisation = _office(organisation_id, by, "reopen_month")
    book = locked_book(organisation)
    request = open_request(organisation)
    if request is None:
        raise WrongState("没有待审批的反结账申请。刷新页面查看")
    if request.by_id == by.pk:
        raise Refused("反结账由申请人以外的人员审批。由另一位有权限的人员办理")
    kind = MonthEvent.Act.REOPENED if agree else MonthEvent.Act.REFUSED
    event = MonthEvent.objects.create(
        organisation=organisation, month=request.month, act=kind, reason=request.reason, by=by
    )
    before = book.closed_through
    if agree:
        book.closed_through = _closed_before(organisation, request.month)
        book.save(update_fields=["closed_through"])
    record(
        by,
        event.get_act_display(),
        book,
        before={"已结账至": before or ""},
        after={"已结账至": book.closed_through or ""},
        note=request.reason,
    )
    return event


def open_request(organisation: Organisation) -> MonthEvent | None:
    """The request to open a month again that nobody has answered; None if there is none."""
    last = MonthEvent.objects.filter(organisation=organisation).first()
    return last if last is not None and last.act == MonthEvent.Act.REOPENING else None


def _last_closed(book: LedgerBook) -> date:
    if book.closed_through is None:
        raise WrongState("还没有结账的月份，不需反结账")
    return book.closed_through.replace(day=1)


def _closed_before(organisation: Organisation, month: date) -> date | None:
    """Until when the book stays closed once ``month`` is open: the earlier closed month's end."""
    earlier = MonthEvent.objects.filter(
        organisation=organisation, act=MonthEvent.Act.CLOSED, month__lt=month
    ).aggregate(last=Max("month"))["last"]
    return last_day(earlier) if earlier else None


def _office(organisation_id: int, by: User, permission: str) -> Organisation:
    """The office, if the user sees its fees and may do ``permission`` there."""
    scope = Scope(by)
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not scope.may("view_fees", organisation_id):
        raise NotFound("机构")
    scope.require(permission, organisation_id)
    return organisation
