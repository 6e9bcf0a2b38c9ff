"""The buttons of a shelter's page; the rooms above add theirs (engineering.shelters.hooks)."""

from __future__ import annotations

from django.urls import reverse

from engineering.shelters.hooks import StepLink
from engineering.shelters.models import Shelter
from renfang.organisations.scope import Scope


def step_link(label: str, name: str, *args: object, is_primary: bool = False) -> StepLink:
    """The button that leads to the page ``name`` of engineering."""
    return StepLink(label, reverse(f"engineering:{name}", args=args), is_primary)


def own_steps(shelter: Shelter, scope: Scope) -> list[StepLink]:
    """What the register itself lets this user do; it comes after what the works wait for."""
    if scope.may("edit_shelter", shelter):
        return [step_link("更正台账", "shelter_amend", shelter.pk)]
    return []
