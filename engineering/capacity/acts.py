"""人均占有面积: population figures, and snapshots of area against population.

人均人防建筑面积 = Σ人防建筑面积 ÷ 人口; 人均掩蔽面积 = Σ(人员掩蔽工程的掩蔽面积) ÷ 人口.
Which people are counted is the office's choice and is kept with the result.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from engineering.capacity.models import CapacitySnapshot, PopulationFigure, PopulationKind
from engineering.inspections.acts import INSPECTED_STATES
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.scope import Scope

VIEW, KEEP = "view_capacity", "keep_capacity"
_PERSONNEL = (Shelter.WartimeFunction.PERSONNEL_FIRST, Shelter.WartimeFunction.PERSONNEL_SECOND)
_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Works:
    """The numerators of one division: accepted works and their areas in ㎡."""

    count: int = 0
    built_area: Decimal = _ZERO
    shelter_area: Decimal = _ZERO


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
    if not divisions_of(organisation).filter(pk=division.pk).exists():
        raise NotFound("行政区划")
    if as_of > timezone.localdate():
        raise Incomplete("统计时点不能晚于今天", field="as_of")
    same = PopulationFigure.objects.filter(
        organisation=organisation, division=division, kind=kind, as_of=as_of
    )
    if same.exists():
        raise Incomplete("该区划、口径和时点的人口数已经登记，核对统计时点", field="as_of")
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
    works = works_by_division(organisation)
    rows = [_snapshot(organisation, figure, works, today, by) for figure in figures]
    CapacitySnapshot.objects.bulk_create(rows)
    record(
        by,
        "计算人均占有面积",
        organisation,
        organisation=organisation,
        after={str(row.division): f"{row.built_per_capita}㎡/人（{label}）" for row in rows},
    )
    return list(taken)


def works_by_division(organisation: Organisation) -> dict[int, Works]:
    """Accepted works that still stand, by division id, of an organisation and those below."""
    rows = (
        Shelter.objects.filter(
            organisation__path__startswith=organisation.path, state__in=INSPECTED_STATES
        )
        .annotate(at=Coalesce(F("division"), F("project__division")))
        .values("at")
        .annotate(
            works=Count("pk"),
            built=Sum("built_area"),
            sheltered=Sum("shelter_area", filter=Q(wartime_function__in=_PERSONNEL)),
        )
        .order_by("at")
    )
    return {
        row["at"]: Works(row["works"], row["built"] or _ZERO, row["sheltered"] or _ZERO)
        for row in rows
    }


def per_capita(area: Decimal, population: int) -> Decimal:
    """Square metres a head, two decimals, half up."""
    return (area / population).quantize(Decimal("0.01"), ROUND_HALF_UP)


def divisions_of(organisation: Organisation) -> Any:
    """The divisions that an organisation and those below it are for."""
    return Division.objects.filter(
        Q(served_by__path__startswith=organisation.path)
        | Q(seated__path__startswith=organisation.path)
    ).distinct()


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
    works: dict[int, Works],
    today: date,
    by: User,
) -> CapacitySnapshot:
    """A division's own works; a division that contains others (codes ending in 00) has theirs."""
    mine = works.get(figure.division_id, Works())
    if figure.division.code.endswith("00"):
        mine = _all_within(figure.division.code, works)
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


def _all_within(code: str, works: dict[int, Works]) -> Works:
    """The works of a city or province: of every division whose code begins like it (GB/T 2260)."""
    prefix = code.removesuffix("00").removesuffix("00")
    within = Division.objects.filter(code__startswith=prefix, pk__in=works).values_list("pk")
    parts = [works[pk] for (pk,) in within]
    return Works(
        sum(part.count for part in parts),
        sum((part.built_area for part in parts), _ZERO),
        sum((part.shelter_area for part in parts), _ZERO),
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


_COLUMNS = [
    ExportColumn("计算日期", Kind.DATE, 12),
    ExportColumn("行政区划", width=24),
    ExportColumn("工程数", Kind.INTEGER, 8),
    ExportColumn("人防建筑面积（㎡）", Kind.AREA, 20),
    ExportColumn("人员掩蔽面积（㎡）", Kind.AREA, 20),
    ExportColumn("人口口径", width=12),
    ExportColumn("人口数", Kind.INTEGER, 14),
    ExportColumn("人口统计时点", Kind.DATE, 14),
    ExportColumn("人口数据来源", width=30),
    ExportColumn("人均人防建筑面积（㎡）", Kind.AREA, 22),
    ExportColumn("人均掩蔽面积（㎡）", Kind.AREA, 20),
    ExportColumn("计算机构", width=24),
]


@act
def export_capacity(*, by: User) -> bytes:
    """导出人均占有面积: every kept row within scope."""
    scope = Scope(by)
    if not scope.holds(VIEW):
        raise NotPermitted.lacking(VIEW)
    rows = CapacitySnapshot.objects.visible_to(scope).select_related("division", "organisation")
    target = io.BytesIO()
    count = write_xlsx(target, _COLUMNS, map(_export_row, rows), sheet_name="人均占有面积")
    if by.organisation is not None:
        record(
            by,
            "导出人均占有面积",
            by.organisation,
            organisation=by.organisation,
            after={"行数": count},
        )
    return target.getvalue()


def _export_row(row: CapacitySnapshot) -> list[Any]:
    return [
        row.taken_on,
        str(row.division),
        row.shelter_count,
        row.built_area,
        row.shelter_area,
        row.get_kind_display(),
        row.population,
        row.population_as_of,
        row.population_source,
        row.built_per_capita,
        row.shelter_per_capita,
        str(row.organisation),
    ]
