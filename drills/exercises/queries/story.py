"""What a drill's page tells of its life, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drills.exercises.acts.evaluation import grade_of, total_of
from drills.exercises.models import Drill, DrillKind, DrillState
from drills.exercises.papers.report import DRILL_REPORT
from drills.figures import rate_text
from drills.sirens.acts import Sounding, sounding_of
from renfang.documents.models import IssuedDocument


def life_of(drill: Drill, papers: Iterable[IssuedDocument]) -> dict[str, Any]:
    """Units, points, findings, pictures; ``papers`` are the drill's own.

    Rehearsals and the log have a page of their own. Points and findings come after the day.
    """
    is_past = drill.state in (DrillState.HELD, DrillState.CLOSED)
    scores = list(drill.scores.all()) if is_past else []
    total = total_of(scores)
    is_test = drill.kind == DrillKind.SIREN_TEST
    sounding = sounding_of(drill) if is_test and is_past else Sounding(0, 0)
    results = drill.siren_results.select_related("siren") if is_test and is_past else []
    return {
        "units": list(drill.participants.select_related("locality")),
        "scores": scores,
        "total": total,
        "grade": grade_of(total),
        "findings": list(drill.findings.all()) if is_past else [],
        "photographs": list(drill.photographs.all()),
        "plans": "、".join(str(plan) for plan in drill.tested_plans.all()),
        "notice": is_test and hasattr(drill, "siren_notice"),
        "sounding": sounding,
        "results": sorted(results, key=lambda each: (each.has_sounded, each.siren.number)),
        "sound_rate": rate_text(sounding.sounded, sounding.commanded),
        "has_report": any(
            paper.kind == DRILL_REPORT and not paper.is_void  # type: ignore[attr-defined]
            for paper in papers
        ),
    }
