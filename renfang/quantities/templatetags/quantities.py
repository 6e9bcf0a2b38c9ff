"""How amounts, areas and dates are written on pages and documents."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

register = template.Library()
NOT_FILLED = "—"


@register.filter
def money(value: Decimal | int | None) -> str:
    """¥1,234.50; a negative amount as -¥1,234.50; nothing as a dash."""
    if value is None or value == "":
        return NOT_FILLED
    return f"{'-' if value < 0 else ''}¥{_two_decimals(abs(value))}"


@register.filter
def area(value: Decimal | int | None) -> str:
    """1,234.50, the unit ㎡ stands in the column head or label."""
    return NOT_FILLED if value is None or value == "" else _two_decimals(value)


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年3月5日, no zero padding (GB/T 9704-2012); instants in the local time zone."""
    if not value:
        return NOT_FILLED
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.year}年{value.month}月{value.day}日"


def _two_decimals(value: Decimal | int) -> str:
    if isinstance(value, float):
        raise TypeError("quantities are shown from Decimal, never from float")
    return f"{Decimal(value):,.2f}"
