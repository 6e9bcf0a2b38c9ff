"""What rooms above say to refunds and write-offs."""

from __future__ import annotations

from collections.abc import Callable

from fees.ledger.models import FeeAccount
from renfang.hooks import Hook

# Why a debt cannot be given up on that ground (``WriteOff.Ground``) as its case stands; or nothing.
WRITE_OFF_CHECKS: Hook[Callable[[FeeAccount, str], str]] = Hook()
