"""警报设施: 完好率, 统控率, 鸣响率, 音响覆盖率; each siren's past; the devices of a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from drills.exercises.models import Drill, DrillKind, DrillState
from drills.figures import rate_text
from drills.registers.catalogue import Figure
from drills.sirens.models import Siren, SirenCoverage, SirenState
from renfang.inspected import SIREN_KEEPERS, UnitAt
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table


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


def figures_of_sirens(scope: Scope) -> list[Figure]:
    """The figures above the register of sirens."""
    return [Figure(label, text) for label, text in siren_figures(scope)]


_ENTRIES = (
    col.Day("日期", "on"),
    col.Short("事项", "kind"),
    col.Column("情况", "content"),
    col.Column("批准文件", "approval"),
    col.Short("登记人", "recorded_by"),
)
_TESTS = (
    col.Title("演练", "drill", link="drills:drill", link_by="drill_id"),
    col.Short("应鸣", lambda result: "是" if result.is_commanded else "否"),
    col.Short("鸣响", lambda result: "是" if result.has_sounded else "否"),
    col.Column("未鸣原因", "reason"),
    col.Number("实测分贝", "decibels"),
)


def tables_of_siren(siren: Siren, scope: Scope) -> list[Table]:
    """What was done to a siren, and how it sounded in the tests that the user may see."""
    entries = siren.entries.select_related("recorded_by")[:50]
    results = siren.results.filter(drill__in=Drill.objects.visible_to(scope))
    tests = results.select_related("drill").order_by("-drill__starts_at")[:20]
    return [Table("维护与故障", _ENTRIES, entries), Table("试鸣结果", _TESTS, tests)]


@dataclass(frozen=True)
class Sounding:
    """应鸣 and 鸣响 devices of one test: 鸣响率 = 正常鸣响台数 / 应鸣台数."""

    commanded: int
    sounded: int


def sirens_of(drill: Drill):
    """Devices that a test of this drill's office may set off, in one order; one that was tested
    and dismantled afterwards stays on the sheet."""
    return (
        Siren.objects.filter(organisation__path__startswith=drill.organisation.path)
        .filter(Q(is_current=True) & ~Q(state=SirenState.DISMANTLED) | Q(results__drill=drill))
        .distinct()
        .order_by("number", "pk")
    )


def sounding_of(drill: Drill) -> Sounding:
    """The test's figures, in one query."""
    flags = drill.siren_results.values_list("is_commanded", "has_sounded")
    commanded = [sounded for is_commanded, sounded in flags if is_commanded]
    return Sounding(len(commanded), sum(commanded))


def siren_keepers(kind: str, organisation: Any) -> Iterator[UnitAt]:
    """Who may be drawn for an inspection of sirens: the owner of each that is not dismantled."""
    if kind != SIREN_KEEPERS:
        return
    sirens = Siren.objects.filter(
        organisation__path__startswith=organisation.path, is_current=True
    ).exclude(state=SirenState.DISMANTLED)
    for siren in sirens.order_by("pk"):
        yield UnitAt(siren.owner.strip(), siren.pk, str(siren))
