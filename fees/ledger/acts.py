"""月结: an office's month is closed when nothing of it is open any more, and then stays as it is.

What arrives later for a closed month is booked on the first open day and says so. To open a month
again takes two persons; every step is a row that stays.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from fees.ledger.models import LedgerBook, MonthEvent
from fees.ledger.posting import locked_book
from fees.ledger.proof import findings
from fees.ledger.queries import empty_months, next_month, open_request, totals_of
from fees.ledger.rules import last_day
from fees.ledger.steps import ANSWER, ASK, CLOSE, CLOSE_EMPTY, SET
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act, require_text
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.steps import Step


@act
def close_month(organisation_id: int, month: date, *, by: User) -> MonthEvent:
    """结账: fix the month's totals and take no more entries into it.

    Raises Refused with what keeps it open, WrongState when another month is the next.
    """
    book = locked_book_for(CLOSE, organisation_id, by)
    organisation = book.organisation
    CLOSE.require(book, by)
    if month != (wanted := next_month(book, organisation)):
        raise WrongState(f"按月依次结账，下一个待结账月份为 {wanted:%Y-%m}。刷新页面查看")
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


@act
def close_empty_months(organisation_id: int, *, by: User) -> list[MonthEvent]:
    """结清无分录的月份: close in one act the months that are over and hold nothing, in a row.

    Each has its row; the history has one event that names the first and the last.
    """
    book = locked_book_for(CLOSE_EMPTY, organisation_id, by)
    organisation = book.organisation
    CLOSE_EMPTY.require(book, by)
    _require_sound(organisation)
    months = empty_months(book, timezone.localdate())
    events = [
        MonthEvent.objects.create(
            organisation=organisation, month=month, act=MonthEvent.Act.CLOSED, by=by
        )
        for month in months
    ]
    before = book.closed_through
    book.closed_through = last_day(months[-1])
    book.save(update_fields=["closed_through"])
    record(
        by,
        "连续结账",
        book,
        before={"已结账至": before or ""},
        after={
            "自": f"{months[0]:%Y-%m}",
            "月数": len(months),
            "已结账至": book.closed_through,
            "分录笔数": 0,
        },
    )
    return events


def _require_sound(organisation: Organisation) -> None:
    """A month is closed on books that prove themselves."""
    wrong = list(findings(organisation.pk))
    if wrong:
        raise Refused(f"台账核验有 {len(wrong)} 处不符，暂不能结账。首处：{wrong[0]}")


@act
def ask_reopening(organisation_id: int, *, by: User, reason: str) -> MonthEvent:
    """申请反结账: ask that the last closed month be opened again, and say why.

    Asked again, the later reason counts; both stay.
    """
    book = locked_book_for(ASK, organisation_id, by)
    ASK.require(book, by)
    month = book.closed_through.replace(day=1)
    reason = require_text(reason, "写明反结账的原因", least=5)
    event = MonthEvent.objects.create(
        organisation=book.organisation,
        month=month,
        act=MonthEvent.Act.REOPENING,
        reason=reason,
        by=by,
    )
    record(by, "申请反结账", book, after={"月份": f"{month:%Y-%m}"}, note=event.reason)
    return event


@act
def answer_reopening(organisation_id: int, *, by: User, agree: bool) -> MonthEvent:
    """审批反结账: another person opens the month again, or leaves it closed."""
    book = locked_book_for(ANSWER, organisation_id, by)
    ANSWER.require(book, by)
    organisation, request = book.organisation, open_request(book.organisation)
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


@act
def set_fee_handling(
    organisation_id: int,
    *,
    letter_interval: int,
    joint_letters: bool,
    needs_evidence: bool,
    by: User,
) -> LedgerBook:
    """收费办理设置: how the office reminds, and what it wants proven; days between two letters."""
    book = locked_book_for(SET, organisation_id, by)
    SET.require(book, by)
    if not 0 <= letter_interval <= 90:
        raise Incomplete("最短间隔为 0 至 90 天，0 表示不限", field="letter_interval")
    before = _handling(book)
    book.letter_interval, book.joint_letters = letter_interval, joint_letters
    book.needs_evidence = needs_evidence
    book.save(update_fields=["letter_interval", "joint_letters", "needs_evidence"])
    record(by, "收费办理设置", book, before=before, after=_handling(book))
    return book


def _handling(book: LedgerBook) -> dict[str, str]:
    def label(name: str) -> str:
        return str(LedgerBook._meta.get_field(name).verbose_name)

    return {
        label("letter_interval"): f"{book.letter_interval} 天",
        label("joint_letters"): "是" if book.joint_letters else "否",
        label("needs_evidence"): "是" if book.needs_evidence else "否",
    }


def _closed_before(organisation: Organisation, month: date) -> date | None:
    """Until when the book stays closed once ``month`` is open: the earlier closed month's end."""
    earlier = MonthEvent.objects.filter(
        organisation=organisation, act=MonthEvent.Act.CLOSED, month__lt=month
    ).aggregate(last=Max("month"))["last"]
    return last_day(earlier) if earlier else None


def locked_book_for(step: Step, organisation_id: int, by: User) -> LedgerBook:
    """The locked book of an office whose fees the user sees and where he may take the step.

    An office's first book is made here, so that there is something to lock.
    """
    scope = Scope(by)
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not scope.may(LedgerBook.view_permission, organisation_id):
        raise NotFound("机构")
    scope.require(step.permission, organisation_id)
    return locked_book(organisation)
