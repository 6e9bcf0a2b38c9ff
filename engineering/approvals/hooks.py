"""What others add to approvals: cards on a project's page, and what an ending takes along.

fees registers its card when Django starts: engineering must not import fees, yet the page shows
what is owed beside what was approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.safestring import SafeString

from engineering.approvals.models.applications import Application
from engineering.projects.models import Project
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User

# Each gives rendered HTML, or None where the user is to see nothing.
PROJECT_CARDS: Hook[Callable[[HttpRequest, Project], SafeString | None]] = Hook()


@dataclass(frozen=True, kw_only=True)
class PermitEnd:
    """A permit that ends on a day: its number, and what became of it in one word (撤销).

    ``is_from_the_start``: revoked, it never counted. ``frees``: what it charged is not owed any
    more; so with one that never counted, or ended before anything was begun. Who has built under a
    permit that only later ended still owes what it charged.
    """

    permit: Application
    number: str
    word: str
    on: date
    is_from_the_start: bool
    frees: bool

    @property
    def reason(self) -> str:
        """The sentence for records and papers."""
        return f"许可{self.number}已于 {self.on} {self.word}"


# Each says what of the relocation fee is open when the planning or construction permit is put on
# record, or gives nothing.
GATE_CHECKS: Hook[Callable[[Project], str | None]] = Hook()
# Told of each permit that ends, inside the act and before its paper is numbered: each settles what
# rests on the permit in its own room, and gives back the papers that fall with it. The act then
# marks these, naming the paper that ended the permit.
PERMIT_END_LISTENERS: Hook[Callable[[PermitEnd, User], Iterable[IssuedDocument]]] = Hook()
