"""The ledger's small rules: days of a month, how vouchers and amounts are written. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from renfang.quantities.parsing import normalise_digits


def last_day(month: date) -> date:
    """The last day of the month of a day."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def in_words(amount: Decimal) -> str:
    """An amount as the history shows it."""
    return f"{amount:,.2f} 元"


def voucher_key(number: str) -> str:
    """A voucher number as it is compared: half width, capitals, no blanks."""
    return "".join(normalise_digits(number).upper().split())


def digest(content: list[Any]) -> str:
    """SHA-256 (hex) of the values, written down as compact JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
