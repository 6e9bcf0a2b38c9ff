"""Who and what may be inspected, and whether a draw can be repeated."""

from __future__ import annotations

from typing import Any

from engineering.inspections.models import Inspector, RandomDraw
from engineering.inspections.rules import Pair, draw
from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.organisations.models import Organisation

# Who plans inspections, and who enters what they found.
PLAN, RECORD = "plan_inspections", "record_upkeep"


def drawn_again(outcome: RandomDraw) -> tuple[Pair, ...]:
    """The draw computed once more from what was kept of it."""
    return draw(
        outcome.seed,
        [pk for pk, _ in outcome.shelters],
        [pk for pk, _ in outcome.inspectors],
        shelter_count=outcome.shelter_count,
        team_size=outcome.team_size,
    )


def is_repeatable(outcome: RandomDraw) -> bool:
    """Whether drawing again gives the kept result."""
    kept = tuple(
        Pair(row["shelter"][0], tuple(pk for pk, _ in row["inspectors"])) for row in outcome.result
    )
    return kept == drawn_again(outcome)


def shelter_pool(organisation: Organisation) -> Any:
    """The shelters that an organisation and those below it inspect."""
    return Shelter.objects.filter(
        organisation__path__startswith=organisation.path, state__in=INSPECTED_STATES
    )


def inspector_pool(organisation: Organisation) -> Any:
    """The inspectors in the organisation's own list."""
    return Inspector.objects.filter(organisation=organisation, is_active=True)
