"""The ledger's rules: days of a month, how vouchers are written, what is left of a debt. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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


def written_down(content: list[Any]) -> str:
    """The values as compact JSON, of which digests are made."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def digest(content: list[Any]) -> str:
    """SHA-256 (hex) of the values, to tell one form from another; proofs use other digests."""
    return hashlib.sha256(written_down(content).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What asks for a debt: up to which version of its assessment, by which day, on which paper.

    A compensation has no versions: its day, of version 0, is the approval's. ``due_on`` is None
    while the paper obliges nobody yet. ``number`` is that of a paper of before renfang, which is
    not in the registry and has no ``paper_id``. ``is_decision``: what it asks for is decided anew,
    so from its service on it stands in the place of the notices before it.
    """

    account_id: int
    version: int = 0
    due_on: date | None = None
    paper_id: int | None = None
    number: str = ""
    is_decision: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What is left of one charge, in yuan, and the demand that it rests on; None without one."""

    amount: Decimal
    demand: Demand | None = None

    @property
    def due_on(self) -> date | None:
        """The day to pay by; None while nothing obliges anybody."""
        return self.demand.due_on if self.demand else None


def demand_on(version: int, demands: Sequence[Demand]) -> Demand | None:
    """Which of an account's demands, the oldest first, a charge of this version rests on.

    The last one on the first version that was demanded with or after it: a supplement assessed
    later takes no older charge along. A decision that obliges goes before notices.
    """
    asking = [demand for demand in demands if demand.version >= version]
    obliging = [demand for demand in asking if demand.due_on is not None]
    decisions = [demand for demand in obliging if demand.is_decision]
    found = decisions or obliging or asking
    first = min((demand.version for demand in found), default=0)
    return next((demand for demand in reversed(found) if demand.version == first), None)


def items_left(
    movements: Iterable[tuple[bool, int, Decimal]], demands: Sequence[Demand]
) -> list[Item]:
    """What is left of each charge, the oldest day first, once the credits met the oldest.

    A movement is (is it a charge, of which version, yuan). A payment lessens what is open; its
    reversal, or a refund, brings it back.
    """
    charges: list[Item] = []
    credit = Decimal(0)
    for is_charge, version, amount in movements:
        if is_charge:
            charges.append(Item(amount, demand_on(version, demands)))
        else:
            credit -= amount
    charges.sort(key=lambda item: (item.due_on is None, item.due_on or date.max))
    if credit < 0:
        # More came back than was ever met: it is owed like the oldest charge.
        first, *others = charges or [Item(Decimal(0))]
        return [replace(first, amount=first.amount - credit), *others]
    left = []
    for item in charges:
        met = min(item.amount, credit)
        credit -= met
        left.append(replace(item, amount=item.amount - met))
    return left
