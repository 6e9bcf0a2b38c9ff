"""What is read about upkeep: lights of hazards, and what the stages of conversion are called."""

from __future__ import annotations

from datetime import date

from engineering.upkeep.models import ConversionStage, Hazard, TimeClass
from renfang.clocks.rules import Deadline, Standing, WorkingCalendar, standing
from renfang.organisations.models import Organisation


def stages_in_force(organisation: Organisation) -> dict[str, ConversionStage]:
    """Each stage as an organisation applies it: its own, else its superiors', else the common."""
    found = {stage.value: ConversionStage(label=str(stage.label)) for stage in TimeClass}
    rows = ConversionStage.objects.filter(organisation__in=organisation.lineage).select_related(
        "organisation"
    )
    return found | {row.time_class: row for row in rows.order_by("organisation__path")}


def stages_of(organisation: Organisation) -> dict[str, str]:
    """What each stage is called at an organisation: its own words, else its superiors'."""
    return {name: str(stage) for name, stage in stages_in_force(organisation).items()}


def hazard_light(hazard: Hazard, calendar: WorkingCalendar, today: date) -> Standing | None:
    """The light of a hazard still to be rectified; None for others."""
    if hazard.state != Hazard.State.OPEN:
        return None
    due = Deadline(hazard.due_on, estimated=False, steps=())
    return standing(today, due, start=hazard.found_on, calendar=calendar)
