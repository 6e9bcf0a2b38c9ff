"""What may demand the fee, how long it leaves, and through whom it is paid. Pure."""

from __future__ import annotations

from datetime import date

from renfang.clocks.periods import Code, period
from renfang.clocks.rules import WorkingCalendar

PAYMENT_NOTICE = "payment_notice"
LEVY_DECISION = "levy_decision"
# What may demand the sum of an assessment, and what it is called on paper.
DEMANDS = {
    PAYMENT_NOTICE: "防空地下室易地建设费缴费通知书",
    LEVY_DECISION: "防空地下室易地建设费征收决定书",
}
# The receipts that prove the service of demands and of the papers of collection (追缴).
NOTICE_RECEIPT = "notice_receipt"
COLLECTION_RECEIPT = "collection_receipt"
# No national text fixes a term of payment; this is what the form proposes, nothing more.
PROPOSED_WORKING_DAYS = 15
# 财税〔2020〕58号: from this day on the tax bureau collects what the office assessed.
TAX_COLLECTS_FROM = date(2021, 1, 1)


def channel_on(day: date) -> str:
    """How the fee is paid, by the day of the notice."""
    if day < TAX_COLLECTS_FROM:
        return "持本通知书领取《非税收入一般缴款书》，到指定银行缴入国库。"
    return (
        "向项目所在地主管税务机关申报缴纳。根据《财政部关于水土保持补偿费等四项非税收入划转税务部门"
        "征收的通知》（财税〔2020〕58号），自2021年1月1日起，防空地下室易地建设费由税务机关按照"
        "人民防空主管部门核定的金额征收。"
    )


def day_to_pay(
    kind: str, named: date, served_on: date | None, calendar: WorkingCalendar
) -> date | None:
    """The last day to pay what a demand asks for; None while it obliges nobody.

    ``named`` is the day that the paper names, ``served_on`` the day from which it counts as served.
    A decision obliges from its service on and leaves fifteen days at least, as it says itself. A
    notice leaves as many where it came only after the day that it names.
    """
    if served_on is None:
        return None if kind == LEVY_DECISION else named
    if kind != LEVY_DECISION and served_on <= named:
        return named
    term = period(Code.LEVY_PAYMENT, served_on).counted_from(served_on, calendar)
    return max(named, term.last_day)
