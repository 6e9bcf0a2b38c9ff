"""What may demand the fee, how long it leaves, and through whom it is paid. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from renfang.clocks.periods import Code, period
from renfang.clocks.rules import Whose, WorkingCalendar

PAYMENT_NOTICE = "payment_notice"
LEVY_DECISION = "levy_decision"
# What may demand the sum of an assessment, and what it is called on paper.
DEMANDS = {
    PAYMENT_NOTICE: "防空地下室易地建设费缴费通知书",
    LEVY_DECISION: "防空地下室易地建设费征收决定书",
}
# How a notice reads once a decision on the same debt has been served.
REPLACED = "已由决定代替"
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


def day_to_pay(named: date, served_on: date | None, calendar: WorkingCalendar) -> date | None:
    """The last day to pay what a demand asks for; None while it obliges nobody.

    ``named`` is the day that the paper names, ``served_on`` the day from which it counts as served.
    Notice and decision oblige from their service on and leave fifteen days at least, as they say
    themselves; never fewer than until the day that they name.
    """
    if served_on is None:
        return None
    term = period(Code.LEVY_PAYMENT, served_on).counted_from(served_on, calendar)
    return max(named, term.last_day)


def court_application_day(served_on: date, calendar: WorkingCalendar) -> date:
    """The last day to ask the court to enforce a demand that nobody contests.

    Three months from the end of its remedies, from the earliest day on which they can have run out.
    Source: 行政强制法 art. 53; 行政复议法 art. 20; 行政诉讼法 art. 46.
    """
    remedies = (period(code, served_on) for code in (Code.RECONSIDERATION, Code.LAWSUIT))
    ended = max(
        replace(limit, whose=Whose.OFFICE).counted_from(served_on, calendar).last_day
        for limit in remedies
    )
    return period(Code.COURT_APPLICATION, ended).counted_from(ended, calendar).last_day


def day_to_serve(named: date, issued_on: date) -> date:
    """The last day on which the service still leaves fifteen days before the day named.

    A proposal for 待办: no law says by when a demand is to be served. Never before it was issued.
    """
    return max(issued_on, named - timedelta(days=period(Code.LEVY_PAYMENT, issued_on).count))
