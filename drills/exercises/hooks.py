"""What rooms above add to a drill: to its acts, its page and its report.

They register it in their ``workbench``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from drills.exercises.models import Drill
from renfang.documents.kinds import Snapshot
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.steps import Steps

# What can be done to a drill in rooms above, beside what is done here. What they ask of a drill
# before it is held they register with the step (``HOLD.asks``).
STEPS_ABOVE: list[Steps] = []
# Cards on a drill's page, below its evaluation; "" where there is nothing.
DRILL_CARDS: Hook[Callable[[HttpRequest, Drill], str]] = Hook()
# One-to-one rows of rooms above that their part of the page asks for: read with the drill.
JOINED: list[str] = []
# Told, inside the act, that a planned drill was given another time or called off.
MOVED: Hook[Callable[[Drill, User], None]] = Hook()
# What the report holds besides: plain data for its snapshot, and blocks that print it at the end of
# 组织实施.
REPORT_FACTS: Hook[Callable[[Drill], dict[str, Any]]] = Hook()
REPORT_BLOCKS: Hook[Callable[[Snapshot], list[Any]]] = Hook()
