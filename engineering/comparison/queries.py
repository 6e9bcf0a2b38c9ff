"""The comparison itself, what is like a row, and how the work on the lists stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from engineering.area.facts import BuildingFacts
from engineering.comparison.hooks import COLLECTIONS, FEE_ESTIMATES, Collected, Estimator
from engineering.comparison.models import AuthorityRecord
from engineering.comparison.rules import (
    Described,
    Likeness,
    choose,
    exceeds,
    ground_floor,
    likeness,
    use_of,
)
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Building, Project
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.quantities.name_columns import name_among

_State, _Finding, _Stage = AuthorityRecord.State, AuthorityRecord.Finding, Project.Stage
# States in which the comparison still has a say.
COMPARED = (_State.OPEN, _State.AGREES)
# Findings that nobody has to look into.
WITHOUT_DOUBT = frozenset({_Finding.IN_HAND, _Finding.AGREES})
_CHUNK = 500


def described(record: AuthorityRecord) -> Described:
    """What the other authority says of the project."""
    return Described(
        name=record.name,
        developer=record.developer_name,
        address=record.address,
        code=record.project_code,
        credit_code=record.credit_code,
    )


def described_project(project: Project) -> Described:
    """What is known of a project of one's own."""
    return Described(
        name=project.name,
        developer=project.developer.name,
        address=project.address,
        code=project.code,
        credit_code=project.developer.credit_code,
    )


def projects_like(records: Sequence[AuthorityRecord], office: Organisation) -> list[Project]:
    """Projects of the office and of those below it that share a code, a name or a place with one
    of the rows. One query, whatever the number of rows."""
    codes = {record.project_code for record in records} - {""}
    credit = {record.credit_code for record in records} - {""}
    shared = (
        Q(code__in=codes)
        | Q(developer__credit_code__in=credit)
        | name_among("name", [record.name for record in records])
        | name_among("developer__name", [record.developer_name for record in records])
        | name_among("address", [record.address for record in records])
    )
    return list(
        Project.objects.filter(shared, organisation__path__startswith=office.path)
        .select_related("developer")
        .order_by("pk")
    )


@dataclass(frozen=True)
class Matched:
    """Which project a row is (id); without one, whether some are like it."""

    project_id: int | None
    is_asked: bool = False


def matches(records: Iterable[AuthorityRecord]) -> dict[int, Matched]:
    """For each row (id) the project that it is; rows that somebody has told about are left out."""
    found: dict[int, Matched] = {}
    untold = sorted(
        (record for record in records if not record.is_told), key=lambda each: each.organisation_id
    )
    offices = Organisation.objects.in_bulk({record.organisation_id for record in untold})
    for office, of_office in groupby(untold, key=lambda record: record.organisation_id):
        rows = list(of_office)
        for some in (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)):
            known = projects_like(some, offices[office])
            told = [described_project(project) for project in known]
            for record in some:
                choice = choose(described(record), told)
                sure = None if choice.sure is None else known[choice.sure].pk
                found[record.pk] = Matched(sure, bool(choice.asked))
    return found


def alike(record: AuthorityRecord) -> list[tuple[Project, Likeness]]:
    """Projects that the row may be, each with the grounds, the likeliest first."""
    known = projects_like([record], record.organisation)
    found = [
        (project, like)
        for project in known
        if (like := likeness(described(record), described_project(project))) is not None
    ]
    return sorted(found, key=lambda pair: (not pair[1].is_certain, -len(pair[1].grounds)))


@dataclass(frozen=True)
class Answer:
    """What the comparison says of a row; areas in ㎡, None without a project."""

    finding: str
    told_area: Decimal | None = None
    declared_area: Decimal | None = None


def answers(records: Sequence[AuthorityRecord], asked: Collection[int] = ()) -> dict[int, Answer]:
    """For each row (id) what its project shows; ``asked`` are rows without one that are like some.

    The area of a kind is that of all its rows for the project, but for those that are no clue: one
    project has many permits. It is held against the declared areas above ground.
    """
    projects = {record.project_id for record in records} - {None}
    told = {
        (row["project"], row["kind"]): row["area"]
        for row in AuthorityRecord.objects.filter(project__in=projects)
        .exclude(state=_State.DISMISSED)
        .order_by()
        .values("project", "kind")
        .annotate(area=Sum("area"))
    }
    declared = dict(
        Building.objects.filter(project__in=projects)
        .order_by()
        .values_list("project")
        .annotate(area=Sum("above_ground_area"))
    )
    stages = dict(Project.objects.filter(pk__in=projects).values_list("pk", "stage"))
    return {
        record.pk: _answer(
            record,
            stages.get(record.project_id),
            told.get((record.project_id, record.kind)),
            declared.get(record.project_id, Decimal("0.00")),
            is_asked=record.pk in asked,
        )
        for record in records
    }


def _answer(
    record: AuthorityRecord,
    stage: str | None,
    told: Decimal | None,
    declared: Decimal,
    *,
    is_asked: bool,
) -> Answer:
    if stage is None:
        return Answer(_Finding.ASKED if is_asked else _Finding.NOTHING)
    area = record.area if told is None else told
    if stage == _Stage.GRANTED:
        finding = _Finding.SMALLER if exceeds(area, declared) else _Finding.AGREES
    else:
        finding = {
            _Stage.REGISTERED: _Finding.UNAPPLIED,
            _Stage.IN_HAND: _Finding.IN_HAND,
        }.get(stage, _Finding.LAPSED)
    return Answer(finding, area, declared)


def siblings_of(record: AuthorityRecord) -> QuerySet[AuthorityRecord]:
    """Other rows that wait and name the same project of the same developer, or have its project."""
    same = (
        Q(project=record.project_id)
        if record.project_id
        else Q(
            name_among("name", [record.name]),
            name_among("developer_name", [record.developer_name]),
            project=None,
        )
    )
    return (
        AuthorityRecord.objects.filter(same, organisation=record.organisation_id, state=_State.OPEN)
        .exclude(pk=record.pk)
        .order_by("kind", "number", "building")
    )


def cases_like(record: AuthorityRecord) -> QuerySet[OmissionCase]:
    """Cases of the office that are not closed and are about the same project, or bear its name."""
    same = name_among("name", [record.name])
    if record.project_id:
        same |= Q(project=record.project_id)
    return OmissionCase.objects.filter(same, organisation=record.organisation_id).exclude(
        state=OmissionCase.State.CLOSED
    )


@dataclass(frozen=True)
class Estimate:
    """What a clue may be worth: yuan, or None with the words why nothing can be said."""

    fee: Decimal | None
    words: str


class Estimates:
    """Estimates of many rows: the law of an office and a day is asked once.

    The fee is that for what is not declared, by the law of the day of the permit. A list says
    little of a building: the ground floor is taken as an equal share of the storeys, the foundation
    as too shallow to reach any limit (0 m), the use by its words.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, date], Estimator | None] = {}

    def of(self, record: AuthorityRecord) -> Estimate:
        """What a row may be worth."""
        if record.storeys is None:
            return Estimate(None, "名录没有地上层数，不能估算")
        area, day = _undeclared(record), record.issued_on or timezone.localdate()
        building = BuildingFacts(
            name=record.building or record.name,
            use=use_of(record.purpose),
            storeys=record.storeys,
            foundation_depth=Decimal("0.00"),
            ground_floor_area=ground_floor(area, record.storeys),
            above_ground_area=area,
        )
        try:
            estimator = self._estimator(record, day)
            fee = estimator([building]) if estimator else None
        except Incomplete as refusal:
            return Estimate(None, f"不能估算：{refusal.message}")
        if fee is None:
            return Estimate(None, "没有收费规则，不能估算")
        return Estimate(fee, f"按 {day} 的规则和 {area:,}㎡ 估算，首层面积按各层均分，埋深未知")

    def _estimator(self, record: AuthorityRecord, day: date) -> Estimator | None:
        key = (record.organisation_id, day)
        if key not in self._known:
            self._known[key] = next(
                (function(record.organisation, day) for function in FEE_ESTIMATES), None
            )
        return self._known[key]


def _undeclared(record: AuthorityRecord) -> Decimal:
    """The area (㎡) that was not declared: all of it, but for what the project's permit covers."""
    if record.finding == _Finding.SMALLER and record.told_area is not None:
        return record.told_area - (record.declared_area or Decimal("0.00"))
    return record.area


def estimate(record: AuthorityRecord) -> Estimate:
    """The estimate of one row."""
    return Estimates().of(record)


@dataclass(frozen=True)
class Standing:
    """How the work on the lists stands, in rows, cases and yuan."""

    rows: int
    waiting: int
    cases: int
    estimated: Decimal
    charged: Decimal
    paid: Decimal


def standing(scope: Scope) -> Standing:
    """Of all rows that the user may see: what waits, what was found, decided and collected."""
    rows = AuthorityRecord.objects.visible_to(scope)
    sums: dict[str, Any] = rows.aggregate(
        rows=Count("pk"),
        waiting=Count("pk", filter=Q(state=_State.OPEN)),
        cases=Count("case", distinct=True),
        estimated=Sum("estimated_fee", filter=Q(state=_State.CLUE), default=Decimal("0.00")),
    )
    projects = set(rows.filter(case__project__isnull=False).values_list("case__project", flat=True))
    sums |= {"charged": Collected().charged, "paid": Collected().paid}
    for function in COLLECTIONS if projects else ():
        collected = function(projects)
        sums |= {"charged": collected.charged, "paid": collected.paid}
    return Standing(**sums)


def clue_words(record: AuthorityRecord) -> str:
    """What the clue says, as a proposal: which paper says what, and what was found of it."""
    dated = f"（{record.issued_on:%Y-%m-%d}）" if record.issued_on else ""
    whole = "地上建筑面积" if record.is_above_ground else "建筑面积"
    found = f"经比对，{record.get_finding_display()}"
    if record.finding == _Finding.SMALLER:
        found = (
            f"经比对，同类名录合计 {record.told_area:,}㎡，"
            f"本机构许可的申报地上面积 {record.declared_area:,}㎡"
        )
    return (
        f"{record.get_kind_display()} {record.number}{dated}载明“{record.name}”"
        f"{record.building}，{whole} {record.area:,}㎡。{found}。"
    )
