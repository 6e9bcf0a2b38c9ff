"""What has to be there before a step: each condition answers with what is missing, or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fees.collection.models import CollectionTrack
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION
from renfang.organisations.models import User

ZERO = Decimal(0)
_State, _Kind = CollectionTrack.State, CollectionTrack.Kind


def owed(track: CollectionTrack, by: User, day: date) -> str:
    """Something is still to be paid."""
    return "" if track.owed > ZERO else "没有欠缴。办理“确认缴清”"


def still_owed(track: CollectionTrack) -> str:
    """All that was decided is paid: otherwise why it cannot be said to be."""
    if track.kind != _Kind.LEVY and track.amount == ZERO:
        return "尚未作出处罚决定"
    return f"尚欠缴 {track.owed:,} 元。缴款入账后再办理" if track.owed > ZERO else ""


def written_off(track: CollectionTrack, by: User, day: date) -> str:
    """The fee was written off in the ledger."""
    if track.kind == _Kind.LEVY and track.owed > ZERO:
        return f"缴费账户尚有欠缴 {track.owed:,} 元。先在缴费账户办理核销并入账"
    return ""


def decision_issued(track: CollectionTrack, by: User, day: date) -> str:
    """The assessment came with a 征收决定书."""
    return "" if issued_decision(track) else "核定时没有签发征收决定书，或者已经作废、已被采用"


def undecided(track: CollectionTrack, by: User, day: date) -> str:
    """No 征收决定书 was issued with the assessment."""
    found = issued_decision(track) if track.kind == _Kind.LEVY else None
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


def order_served(track: CollectionTrack, by: User, day: date) -> str:
    """Where the debtor was ordered to pay, the order has reached him."""
    if track.state == _State.ORDERED and track.heard_until is None:
        return "责令限期缴纳通知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def notice_served(track: CollectionTrack, by: User, day: date) -> str:
    """Where the penalty was foretold, the notice has reached the debtor."""
    if track.state == _State.FORETOLD and track.heard_until is None:
        return "行政处罚事先告知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def heard(track: CollectionTrack, by: User, day: date) -> str:
    """The days to be heard, or of the hearing, are over."""
    if track.heard_until is not None and track.heard_until >= day:
        what = "听证日期" if track.state == _State.HEARING else "陈述申辩期限"
        return f"{what} {track.heard_until} 未过"
    return ""


def pay_by_passed(track: CollectionTrack, by: User, day: date) -> str:
    """The day to pay by is over."""
    if track.pay_by is not None and track.pay_by >= day:
        return f"缴款期限 {track.pay_by} 未届满"
    return ""


def demand_served(track: CollectionTrack, by: User, day: date) -> str:
    """The 催告书 has reached the debtor."""
    return "" if track.demand_ends_on else "催告书尚未登记送达。制作送达回证，送达后登记"


def demand_over(track: CollectionTrack, by: User, day: date) -> str:
    """Its ten working days are over. Source: 行政强制法 art. 54."""
    if track.demand_ends_on is not None and track.demand_ends_on >= day:
        return f"催告书送达后十个工作日至 {track.demand_ends_on}，尚未届满"
    return ""


def remedies_over(track: CollectionTrack, by: User, day: date) -> str:
    """Reconsideration and litigation can no longer be asked for."""
    if track.remedies_end_on is not None and track.remedies_end_on >= day:
        return f"复议、诉讼期限至 {track.remedies_end_on}，尚未届满"
    return ""


def in_time(track: CollectionTrack, by: User, day: date) -> str:
    """The court is asked within three months. Source: 行政强制法 art. 53."""
    if track.apply_by is not None and track.apply_by < day:
        return (
            f"申请法院强制执行的期限已于 {track.apply_by} 届满，没有正当理由的法院不予受理。"
            "确有正当理由的附证据"
        )
    return ""


def not_blocked(track: CollectionTrack, by: User, day: date) -> str:
    """Nobody holds reminders back."""
    block = next((row for row in track.case.blocks.all() if row.lifted_on is None), None)
    return f"已暂缓催缴（{block}）。解除后再发催缴通知" if block else ""
