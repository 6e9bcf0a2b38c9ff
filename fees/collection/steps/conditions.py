"""What has to be there before a step: each condition answers with what is missing, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fees.collection.models import CollectionTrack
from fees.collection.steps.table import LEVY, LawfulStep
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION

ZERO = Decimal(0)
_State = CollectionTrack.State
Condition = Callable[[CollectionTrack, date], str]


def _owed(track: CollectionTrack, day: date) -> str:
    return "" if track.owed > ZERO else "没有欠缴。办理“确认缴清”"


def _paid_up(track: CollectionTrack, day: date) -> str:
    if track.kind != LEVY and track.amount == ZERO:
        return "尚未作出处罚决定"
    return f"尚欠缴 {track.owed:,} 元。缴款入账后再办理" if track.owed > ZERO else ""


def _written_off(track: CollectionTrack, day: date) -> str:
    if track.kind == LEVY and track.owed > ZERO:
        return f"缴费账户尚有欠缴 {track.owed:,} 元。先在缴费账户办理核销并入账"
    return ""


def _decision_issued(track: CollectionTrack, day: date) -> str:
    return "" if issued_decision(track) else "核定时没有签发征收决定书，或者已经作废、已被采用"


def _undecided(track: CollectionTrack, day: date) -> str:
    found = issued_decision(track)
    return f"核定时已签发{found}。办理“采用核定时的征收决定书”，不再另作决定" if found else ""


def issued_decision(track: CollectionTrack) -> PaymentNotice | None:
    """The 征收决定书 issued with the assessment that still counts and that no track has adopted."""
    return (
        PaymentNotice.objects.filter(
            assessment__account=track.case.account_id,
            document__kind=LEVY_DECISION,
            document__voiding__isnull=True,
            document__collection_step__isnull=True,
        )
        .select_related("document")
        .first()
    )


def _order_served(track: CollectionTrack, day: date) -> str:
    if track.state == _State.ORDERED and track.heard_until is None:
        return "责令限期缴纳通知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def _notice_served(track: CollectionTrack, day: date) -> str:
    if track.state == _State.FORETOLD and track.heard_until is None:
        return "行政处罚事先告知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def _heard(track: CollectionTrack, day: date) -> str:
    if track.heard_until is not None and track.heard_until >= day:
        what = "听证日期" if track.state == _State.HEARING else "陈述申辩期限"
        return f"{what} {track.heard_until} 未过"
    return ""


def _pay_by_passed(track: CollectionTrack, day: date) -> str:
    if track.pay_by is not None and track.pay_by >= day:
        return f"缴款期限 {track.pay_by} 未届满"
    return ""


def _demand_served(track: CollectionTrack, day: date) -> str:
    return "" if track.demand_ends_on else "催告书尚未登记送达。制作送达回证，送达后登记"


def _demand_over(track: CollectionTrack, day: date) -> str:
    if track.demand_ends_on is not None and track.demand_ends_on >= day:
        return f"催告书送达后十个工作日至 {track.demand_ends_on}，尚未届满"
    return ""


def _remedies_over(track: CollectionTrack, day: date) -> str:
    if track.remedies_end_on is not None and track.remedies_end_on >= day:
        return f"复议、诉讼期限至 {track.remedies_end_on}，尚未届满"
    return ""


def _not_lapsed(track: CollectionTrack, day: date) -> str:
    if track.apply_by is not None and track.apply_by < day:
        return (
            f"申请法院强制执行的期限已于 {track.apply_by} 届满。"
            "有正当理由的写明理由并附证据，否则法院不予受理"
        )
    return ""


def _not_blocked(track: CollectionTrack, day: date) -> str:
    block = next((row for row in track.case.blocks.all() if row.lifted_on is None), None)
    return f"已暂缓催缴（{block}）。解除后再发催缴通知" if block else ""


_CONDITIONS: Mapping[str, Condition] = {
    "owed": _owed,
    "paid_up": _paid_up,
    "written_off": _written_off,
    "decision_issued": _decision_issued,
    "undecided": _undecided,
    "order_served": _order_served,
    "notice_served": _notice_served,
    "heard": _heard,
    "pay_by_passed": _pay_by_passed,
    "demand_served": _demand_served,
    "demand_over": _demand_over,
    "remedies_over": _remedies_over,
    "not_lapsed": _not_lapsed,
    "not_blocked": _not_blocked,
}


def missing_for(
    step: LawfulStep, track: CollectionTrack, day: date, values: Mapping[str, Any] | None = None
) -> list[str]:
    """What keeps the step from being taken on ``day``, in words; empty when nothing does.

    A late application to the court is let through where ``values`` give its justification.
    """
    found = []
    for name in step.conditions:
        if name == "not_lapsed" and values and values.get("justification"):
            continue
        words = _CONDITIONS[name](track, day)
        if words:
            found.append(words)
    return found
