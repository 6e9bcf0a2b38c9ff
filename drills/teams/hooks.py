"""What the rooms above know of a team and its members, and put on a team's page.

They register it in their ``workbench``; 离队, 撤销 and the page ask whoever is there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest

from drills.teams.models import Member, Team
from renfang.hooks import Hook

# (member, day, what stands on record, in words)
OnRecord = tuple[Member, date, str]

# The last thing that any of the members has on record, or None.
LAST_ON_RECORD: Hook[Callable[[QuerySet[Member]], OnRecord | None]] = Hook()
# Cards that rooms above put on a team's page, below its facts.
TEAM_CARDS: Hook[Callable[[HttpRequest, Team], str]] = Hook()
