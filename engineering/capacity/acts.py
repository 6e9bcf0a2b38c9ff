"""人均占有面积: population figures, snapshots of area against population; looks at the map.

人均人防建筑面积 = Σ人防建筑面积 ÷ 人口; 人均掩蔽面积 = Σ(人员掩蔽工程的掩蔽面积) ÷ 人口.
Which people are counted is the office's choice and is kept with the result.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from engineering.capacity.models import CapacitySnapshot, PopulationFigure, PopulationKind
from engineering.capacity.queries import Works, divisions_of, works_of
from engineering.capacity.rules import per_capita
from renfang.acts import (
    Incomplete,
    NotFound,
    NotPermitted,
    Refused,
    act,
    require_past,
    require_text,
)
from renfang.history.record import record
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.scope import Scope

VIEW, KEEP = "view_capacity", "keep_capacity"
# What looking at the map asks for.
PERMISSION = "view_confidential"


@act
def enter_population(
    organisation_id: int,
    *,
    division: Division,
    kind: str,
    population: int,
    as_of: date,
    source: str,
    by: User,
) -> PopulationFigure:
    """登记人口数据."""
    organisation = _organisation(organisation_id, by)
    _require_new_figure(organisation, division, kind, as_of)
    figure = PopulationFigure(
        organisation=organisation,
        division=division,
        kind=kind,
        population=population,
        as_of=as_of,
        source=source.strip(),
    )
    figure.full_clean(exclude=["organisation", "division"])
    figure.save(force_insert=True)
    record(
        by,
        "登记人口数据",
        figure,
        after={
            "行政区划": str(division),
            "口径": figure.get_kind_display(),
            "人口数": population,
            "统计时点": as_of,
            "数据来源": figure.source,
        },
    )
    return figure


def _require_new_figure(
    organisation: Organisation, division: Division, kind: str, as_of: date
) -> None:
    """A figure of a division of the office, of a day that is not to come, not yet entered."""
    if not divisions_of(organisation).filter(pk=division.pk).exists():
        raise NotFound("行政区划")
    require_past(as_of, "统计时点", field="as_of")
    same = PopulationFigure.objects.filter(
        organisation=organisation, division=division, kind=kind, as_of=as_of
    )
    if same.exists():
        raise Incomplete("该区划、口径和时点的人口数已经登记，核对统计时点", field="as_of")


@act
def take_capacity_snapshot(organisation_id: int, *, kind: str, by: User) -> list[CapacitySnapshot]:
    """计算人均占有面积: one row for each division with a population figure of this kind.

    The latest figure up to today is the denominator. What was computed once on a day stays.
    """
    organisation = _organisation(organisation_id, by)
    today = timezone.localdate()
    taken = CapacitySnapshot.objects.filter(organisation=organisation, kind=kind, taken_on=today)
    label = PopulationKind(kind).label
    if taken.exists():
        raise Refused(f"今天已按{label}计算过。结果不修改，数据有变化的，次日重新计算")
    figures = _latest_figures(organisation, kind, today)
    if not figures:
        raise Refused(f"{organisation}没有{label}数据。先登记人口数据，再计算")
    works = works_of(organisation, [figure.division for figure in figures])
    rows = [
        _snapshot(organisation, figure, works[figure.division_id], today, by) for figure in figures
    ]
    CapacitySnapshot.objects.bulk_create(rows)
    record(
        by,
        "计算人均占有面积",
        organisation,
        organisation=organisation,
        after={str(row.division): f"{row.built_per_capita}㎡/人（{label}）" for row in rows},
    )
    return list(taken)


@act
def look_at_map(*, by: User, reason: str) -> None:
    """查看工程分布图: it shows positions, so who looked and why is kept."""
    if not Scope(by).holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    reason = require_text(reason, "写明查看事由", least=5)
    record(by, "查看工程分布图", by, organisation=by.organisation, note=reason)


def _latest_figures(organisation: Organisation, kind: str, day: date) -> list[PopulationFigure]:
    rows = (
        PopulationFigure.objects.filter(organisation=organisation, kind=kind, as_of__lte=day)
        .select_related("division")
        .order_by("division__code", "as_of", "pk")
    )
    return list({row.division_id: row for row in rows}.values())


def _snapshot(
    organisation: Organisation,
    figure: PopulationFigure,
    mine: Works,
    today: date,
    by: User,
) -> CapacitySnapshot:
    return CapacitySnapshot(
        organisation=organisation,
        division=figure.division,
        taken_on=today,
        taken_by=by,
        shelter_count=mine.count,
        built_area=mine.built_area,
        shelter_area=mine.shelter_area,
        kind=figure.kind,
        population=figure.population,
        population_as_of=figure.as_of,
        population_source=figure.source,
        built_per_capita=per_capita(mine.built_area, figure.population),
        shelter_per_capita=per_capita(mine.shelter_area, figure.population),
    )


def _organisation(organisation_id: int, by: User) -> Organisation:
    scope = Scope(by)
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None or not (
        scope.may(VIEW, organisation_id) or scope.may(KEEP, organisation_id)
    ):
        raise NotFound("机构")
    scope.require(KEEP, organisation_id)
    return organisation
