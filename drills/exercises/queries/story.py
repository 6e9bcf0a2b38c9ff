"""What a drill's page tells of its life and offers to do, in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.deadlines import standing_on
from drills.exercises.models import Drill, DrillFinding, DrillState, FindingState
from drills.exercises.rules import book, grade_of, total_of
from renfang.clocks.rules import Standing, WorkingCalendar
from renfang.organisations.scope import Scope


def life_of(drill: Drill) -> dict[str, Any]:
    """Units, points, findings, pictures.

    Rehearsals and the log have a page of their own. Points and findings come after the day.
    """
    is_past = drill.state in (DrillState.HELD, DrillState.CLOSED)
    scores = list(drill.scores.all()) if is_past else []
    total = total_of(scores)
    return {
        "units": list(drill.participants.select_related("locality")),
        "scores": scores,
        "total": total,
        "grade": grade_of(total),
        "findings": list(drill.findings.all()) if is_past else [],
        "photographs": list(drill.photographs.all()),
        "plans": "、".join(str(plan) for plan in drill.tested_plans.all()),
    }


def starting_sheet(drill: Drill, scope: Scope) -> list[tuple[str, int]]:
    """Criteria to begin with: the drill's own, else those of the office's last evaluated drill of
    the kind, else the built-in ones."""
    own = list(drill.scores.values_list("criterion", "full_marks"))
    if own:
        return own
    earlier = (
        Drill.objects.visible_to(scope)
        .filter(organisation=drill.organisation_id, kind=drill.kind, scores__isnull=False)
        .order_by("-starts_at")
        .first()
    )
    if earlier is not None:
        return list(earlier.scores.values_list("criterion", "full_marks"))
    items = book().get(drill.kind, book()["default"])["items"]
    return [(str(name), int(marks)) for name, marks in items]


def finding_standing(
    finding: DrillFinding, today: date, calendar: WorkingCalendar
) -> Standing | None:
    """The light of a finding's deadline; none once it is closed."""
    if finding.state == FindingState.CLOSED:
        return None
    return standing_on(today, finding.due_on, finding.due_on - finding.found_on, calendar)
