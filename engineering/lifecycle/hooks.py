"""Who is told of a demolition that is made good with money, and who says whether it was paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from engineering.lifecycle.models import Demolition
from renfang.hooks import Hook
from renfang.organisations.models import User

# Told of each demolition approved against compensation, inside its transaction.
COMPENSATION_LISTENERS: Hook[Callable[[Demolition, User], None]] = Hook()
# Each gives a Chinese reason while the compensation is not paid, or None.
COMPENSATION_CHECKS: Hook[Callable[[Demolition], str | None]] = Hook()
# Each gives the day of the last payment, or None: nothing is made good before it.
COMPENSATION_DAYS: Hook[Callable[[Demolition], date | None]] = Hook()
