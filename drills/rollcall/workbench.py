"""What rolls answer to the rooms below."""

from __future__ import annotations

from drills.rollcall.queries import last_attendance
from drills.teams.hooks import LAST_ON_RECORD


def register() -> None:
    """Tell the teams when somebody was last on a roll."""
    LAST_ON_RECORD.register(last_attendance)
