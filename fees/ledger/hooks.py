"""What the rooms above the ledger add to it: to the account's page, to closing, to the proof.

Each of them registers with these hooks in its ``workbench``; the ledger asks whoever is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, QuerySet
from django.http import HttpRequest

from fees.ledger.models import FeeAccount, LedgerEntry
from fees.ledger.rules import Demand
from renfang.hooks import Hook
from renfang.organisations.models import Organisation
from renfang.steps import Button


@dataclass(frozen=True)
class Link:
    """A way from the account's page to another; a button where ``rank`` gives it a place.

    ``is_next``: what the office does next. The first such button is the primary one.
    """

    label: str
    url: str
    rank: int = 50
    is_next: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one room adds to the page of an account: buttons, links, a note, cards as HTML.

    Cards stand ``above`` all others, in the ``main`` column, or at the ``side``.
    """

    buttons: Sequence[Link] = ()
    links: Sequence[Link] = ()
    payable_note: str = ""
    above: str = ""
    main: str = ""
    side: str = ""


# What a room shows on the page of any account, and of a project's alone: a compensation is neither
# assessed, noticed, refunded nor pursued. In the order of the rooms.
ACCOUNT_PARTS: Hook[Callable[[HttpRequest, FeeAccount], Part]] = Hook()
PROJECT_ACCOUNT_PARTS: Hook[Callable[[HttpRequest, FeeAccount], Part]] = Hook()


# What can be done with one entry, as buttons for a user who may.
ENTRY_BUTTONS: Hook[Callable[[HttpRequest, LedgerEntry], Iterable[Button]]] = Hook()


# What papers demand of the accounts, as it was at the end of a day: of each, the oldest first.
DEMANDS: Hook[Callable[[QuerySet[FeeAccount], date], Iterable[Demand]]] = Hook()


# Conditions, on a query of accounts, under which a room has tasks of its own for the debt.
PURSUITS: Hook[Callable[[], Exists]] = Hook()


@dataclass(frozen=True)
class Blocker:
    """One thing that keeps a month open: what, and where it is dealt with."""

    text: str
    url: str = ""


# What of an office is still open at the end of a month, given as its last day.
BLOCKERS: Hook[Callable[[Organisation, date], Iterable[Blocker]]] = Hook()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and what, in Chinese."""

    account: FeeAccount | None
    text: str

    def __str__(self) -> str:
        if self.account is None:
            return self.text
        return f"账户 {self.account.pk}（{self.account.title}）：{self.text}"


# What does not agree with the entries, of one office (its key) or of all.
PROOFS: Hook[Callable[[int | None], Iterable[Finding]]] = Hook()
