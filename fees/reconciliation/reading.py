"""A statement as it was read, before it is kept: its lines and what names each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# Between a key and the count of its equals in the same file.
REPEATED = "~"


@dataclass(frozen=True)
class ReadLine:
    """One line as read: ``amount`` in yuan, negative for what the source took back."""

    number: int
    key: str
    booked_on: date
    amount: Decimal
    voucher: str = ""
    notice_number: str = ""
    project_code: str = ""
    payer: str = ""
    credit_code: str = ""
    remark: str = ""
    is_outgoing: bool = False


@dataclass(frozen=True)
class ReadStatement:
    """A file as read: its lines, their sum (yuan), and what was passed over."""

    lines: list[ReadLine]
    total: Decimal
    reading: dict[str, Any]


def key_of(values: Mapping[str, Any]) -> str:
    """What names the payment in whatever file it comes: its voucher number, else all it says."""
    sign = "-" if values["amount"] < 0 else "+"
    if values["voucher"]:
        return f"{sign}{values['voucher']}"
    content = "|".join(
        str(values[name])
        for name in ("booked_on", "amount", "payer", "credit_code", "notice_number", "remark")
    )
    return f"{sign}#{hashlib.sha256(content.encode()).hexdigest()[:40]}"
