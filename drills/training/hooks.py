"""What rooms above put on the page of a plan in force; they register it in their ``workbench``."""

from __future__ import annotations

from collections.abc import Callable

from drills.training.models import TrainingPlan
from renfang.hooks import Hook

# Acts as (label, address), and cards.
PLAN_ACTS: Hook[Callable[[TrainingPlan], tuple[str, str]]] = Hook()
PLAN_CARDS: Hook[Callable[[TrainingPlan], str]] = Hook()
