"""What rooms above put on the page of a plan in force; they register it in their ``workbench``."""

from __future__ import annotations

from collections.abc import Callable

from drills.training.models import TrainingPlan
from renfang.hooks import Hook
from renfang.steps import Steps

# What can be done to a plan, and cards.
STEPS_ABOVE: list[Steps] = []
PLAN_CARDS: Hook[Callable[[TrainingPlan], str]] = Hook()
