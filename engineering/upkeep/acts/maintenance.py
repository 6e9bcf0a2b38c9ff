"""登记维护: the maintenance log of a shelter."""

from __future__ import annotations

from datetime import date

from engineering.shelters.models import Shelter
from engineering.upkeep.models import MaintenanceEntry
from engineering.upkeep.steps import MAINTAIN
from renfang.acts import act, require_past
from renfang.history.record import record
from renfang.organisations.models import User


@act
def log_maintenance(
    shelter_id: int, *, done_on: date, kind: str, content: str, unit: str, by: User
) -> MaintenanceEntry:
    """登记维护."""
    shelter: Shelter = Shelter.objects.locked_for(MAINTAIN, shelter_id, by)
    require_past(done_on, "日期", field="done_on")
    entry = MaintenanceEntry(
        shelter=shelter,
        done_on=done_on,
        kind=kind,
        content=content.strip(),
        unit=unit.strip(),
        recorded_by=by,
    )
    entry.full_clean(exclude=["shelter", "recorded_by"])
    entry.save(force_insert=True)
    record(
        by,
        "登记维护",
        shelter,
        after={"日期": done_on, "类别": entry.get_kind_display(), "内容": entry.content},
    )
    return entry
