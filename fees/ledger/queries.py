"""Where an account stands today: not yet demanded, running, or overdue, with its light."""

from __future__ import annotations

from datetime import date

from fees.ledger.models import FeeAccount
from renfang.clocks.rules import Light, Standing, WorkingCalendar, remaining_working_days

NEAR_WORKING_DAYS = 3


def standing_of(account: FeeAccount, today: date, calendar: WorkingCalendar) -> Standing | None:
    """The account's light on ``today``; None when nothing is owed.

    Overdue is counted in calendar days after the day to pay by, what is left in working days.
    """
    if account.is_settled:
        return None
    if account.due_on is None:
        return Standing(Light.PAUSED, "未发缴费通知", 0)
    left = remaining_working_days(today, account.due_on, calendar)
    if account.due_on < today:
        return Standing(Light.RED, f"逾期 {(today - account.due_on).days} 天", left)
    if account.due_on == today:
        return Standing(Light.AMBER, "今日到期", left)
    light = Light.AMBER if left <= NEAR_WORKING_DAYS else Light.GREEN
    return Standing(light, f"剩 {left} 个工作日", left)
