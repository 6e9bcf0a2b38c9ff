"""What rooms above say about a project before it is amended."""

from __future__ import annotations

from collections.abc import Callable

from engineering.projects.models import Project
from renfang.hooks import Hook

# Each gives the Chinese reason why the buildings as registered must stay, or None.
RESTS_ON_BUILDINGS: Hook[Callable[[Project], str | None]] = Hook()
