"""警报设施 figures: 完好率, 统控率, 鸣响率, 音响覆盖率, each with what it divides by."""

from __future__ import annotations

from django.db.models import Count, Q

from drills.exercises.models import Drill, DrillKind, DrillState
from drills.figures import rate_text
from drills.sirens.acts import sounding_of
from drills.sirens.models import Siren, SirenCoverage, SirenState
from renfang.organisations.scope import Scope


def siren_figures(scope: Scope) -> list[tuple[str, str]]:
    """Label and text of each figure over the sirens that the user may see, in five queries.

    完好率 = 完好 / 在册 (dismantled left out); 统控率 = 纳入统控 / 在册; 鸣响率 of the last test
    held; 音响覆盖率 by area and by population as last surveyed for each office.
    """
    counts = (
        Siren.objects.visible_to(scope)
        .filter(is_current=True)
        .exclude(state=SirenState.DISMANTLED)
        .aggregate(
            all=Count("pk"),
            sound=Count("pk", filter=Q(state=SirenState.SOUND)),
            faulty=Count("pk", filter=Q(state=SirenState.FAULTY)),
            unified=Count("pk", filter=Q(is_unified=True)),
        )
    )
    total = counts["all"]
    return [
        ("在册", f"{total} 台"),
        ("故障", f"{counts['faulty']} 台"),
        ("完好率", rate_text(counts["sound"], total)),
        ("统控率", rate_text(counts["unified"], total)),
        ("最近试鸣鸣响率", _last_sounding(scope)),
        *_coverage(scope),
    ]


def _last_sounding(scope: Scope) -> str:
    last = (
        Drill.objects.visible_to(scope)
        .filter(kind=DrillKind.SIREN_TEST, state__in=[DrillState.HELD, DrillState.CLOSED])
        .order_by("-started_at")
        .first()
    )
    if last is None:
        return "—"
    sounding = sounding_of(last)
    return rate_text(sounding.sounded, sounding.commanded)


def _coverage(scope: Scope) -> list[tuple[str, str]]:
    """音响覆盖率 = 有效覆盖面积（人口）/ 建成区面积（人口）, the latest survey of each office."""
    latest: dict[int, SirenCoverage] = {}
    for survey in SirenCoverage.objects.visible_to(scope).order_by("as_of", "pk"):
        latest[survey.organisation_id] = survey
    surveys = list(latest.values())
    covered = sum((each.covered_area for each in surveys), start=0)
    built_up = sum((each.built_up_area for each in surveys), start=0)
    heard = sum(each.covered_population for each in surveys)
    people = sum(each.population for each in surveys)
    return [
        ("音响覆盖率（面积）", rate_text(int(covered * 100), int(built_up * 100))),
        ("音响覆盖率（人口）", rate_text(heard, people)),
    ]
