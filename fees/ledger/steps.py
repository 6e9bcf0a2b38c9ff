"""What can be done with the months of an office's book: closed, and opened again by two persons."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fees.ledger.models import LedgerBook
from fees.ledger.queries import blockers, empty_months, next_month, open_request
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.steps import Step, Steps, stops

_CLOSES = "close_month"


def _is_empty(book: LedgerBook) -> str:
    return "" if next_month(book, book.organisation) else "台账还没有分录，不需结账"


def _is_blocked(book: LedgerBook, by: User, on: date) -> str:
    month = next_month(book, book.organisation)
    found = list(blockers(book.organisation, month, on)) if month else []
    return "还不能结账：" + "；".join(blocker.text for blocker in found) if found else ""


CLOSE = Step(
    label="结账",
    url="fees:month_close",
    key="organisation_id",
    permission=_CLOSES,
    lead="结账前自动核验台账。迟到的单据记入未结账的首日并注明原日期。",
    in_place=True,
    idle=_is_empty,
    asks=Hook(stops(_is_blocked, Refused)),
)


def _has_no_empty_months(book: LedgerBook) -> str:
    if len(empty_months(book, timezone.localdate())) > 1:
        return ""
    return "没有连续几个可以结账的无分录月份。逐月结账"


CLOSE_EMPTY = Step(
    label="连续结账",
    press="结清无分录的月份",
    url="fees:months_close",
    key="organisation_id",
    permission=_CLOSES,
    lead="结清已经过去、没有分录的各月，到有分录的月份为止。",
    at_once=True,
    idle=_has_no_empty_months,
)


def _is_open(book: LedgerBook) -> str:
    return "" if book.closed_through else "还没有结账的月份，不需反结账"


# Asked again, the later reason counts.
ASK = Step(
    label="申请反结账",
    press="提交审批",
    url="fees:month_ask",
    key="organisation_id",
    permission=_CLOSES,
    lead="反结账由另一人审批，全过程留痕。迟到的单据不需反结账：登记后自动记入未结账的首日。",
    idle=_is_open,
)


def _is_not_asked(book: LedgerBook) -> str:
    asked = open_request(book.organisation)
    return "" if asked else "没有待审批的反结账申请。刷新页面查看"


def _asked_for_it(book: LedgerBook, by: User, on: date) -> str:
    asked = open_request(book.organisation)
    if asked is None or asked.by_id != by.pk:
        return ""
    return "反结账由申请人以外的人员审批。由另一位有权限的人员办理"


ANSWER = Step(
    label="审批反结账",
    press="同意反结账",
    url="fees:month_answer",
    key="organisation_id",
    permission="reopen_month",
    in_place=True,
    idle=_is_not_asked,
    asks=Hook(stops(_asked_for_it, Refused)),
)
# What binds every collector of the office is settled by who decides on collection.
SET = Step(
    label="收费办理设置",
    press="保存设置",
    url="fees:fee_settings",
    key="organisation_id",
    permission="decide_collection",
    lead="本机构催缴、退付和核销的办理要求，保存后对以后的办理生效。",
)
STEPS = Steps(LedgerBook, CLOSE, CLOSE_EMPTY, ASK, ANSWER, SET)
