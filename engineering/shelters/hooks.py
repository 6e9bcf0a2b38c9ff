"""What the rooms above the register add to the page of a shelter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from engineering.shelters.models import Shelter
from renfang.clocks.rules import WorkingCalendar
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.scope import Scope
from renfang.steps import Button


@dataclass(frozen=True)
class ShelterPage:
    """What the page of a shelter has read already.

    ``shelter`` carries what READ_ALONG added and ``kinds_in_force`` (``papers_in_force``);
    ``every_paper`` are all of its papers, ``papers`` those that the user may see.
    """

    shelter: Any
    scope: Scope
    every_paper: Sequence[IssuedDocument]
    papers: Sequence[IssuedDocument]
    today: date
    calendar: WorkingCalendar

    def may(self, permission: str) -> bool:
        """Whether the user holds the permission on this shelter."""
        return self.scope.may(permission, self.shelter)


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What one room adds to the page; HTML is rendered, all of it may be left out.

    ``links`` follow all the steps; ``holds`` are reasons that hold the works up; ``area_facts`` and
    ``area_notices`` stand in the card of areas, ``cards`` below the register's own, ``side_cards``
    in the right column; ``paper_links`` stand below the list of papers.
    """

    steps: Sequence[Button] = ()
    links: Sequence[Button] = ()
    holds: Sequence[str] = ()
    area_facts: SafeString | str = ""
    area_notices: SafeString | str = ""
    cards: SafeString | str = ""
    side_cards: SafeString | str = ""
    paper_links: SafeString | str = ""


ADDITIONS: Hook[Callable[[ShelterPage], Addition]] = Hook()
# Each joins to the page's one query on shelters what its room wants to know of every one.
READ_ALONG: Hook[Callable[[QuerySet[Shelter]], QuerySet[Shelter]]] = Hook()
