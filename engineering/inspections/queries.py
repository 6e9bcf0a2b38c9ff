"""Who and what may be inspected, the list of matters, and whether a draw can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from engineering.inspections.models import (
    InspectionMatter,
    InspectionPlan,
    InspectionTask,
    Inspector,
    ListedUnit,
    ObjectKind,
    RandomDraw,
)
from engineering.inspections.rules import (
    UNIT,
    WORK,
    Matter,
    Pair,
    draw,
    drawn_places,
    in_force,
)
from engineering.peacetime_use.models import PeacetimeUse
from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, deadline
from renfang.clocks.rules import Unit as Days
from renfang.documents.models import IssuedDocument
from renfang.inspected import UNIT_SOURCES, UnitAt
from renfang.organisations.models import Organisation

# Who plans inspections, and who enters what they found.
PLAN, RECORD = "plan_inspections", "record_upkeep"
# The code of the paper by which results are published.
PUBLICATION = "inspection_publication"
# Where the kinds of units that build stand in the registration for supervision.
_BUILDERS = {
    ObjectKind.CONTRACTOR: "supervision__contractor",
    ObjectKind.SUPERVISOR: "supervision__supervisor",
    ObjectKind.DESIGNER: "supervision__designer",
}


@dataclass(frozen=True)
class PoolUnit:
    """A unit of the pool: its number there, and where to look: (place's id, name)."""

    number: int
    name: str
    places: tuple[tuple[int, str], ...]


def drawn_again(outcome: RandomDraw) -> tuple[Pair, ...]:
    """The draw computed once more from what was kept of it."""
    return draw(
        outcome.seed,
        [number for number, *_ in outcome.pool],
        [pk for pk, _ in outcome.inspectors],
        count=outcome.count,
        team_size=outcome.team_size,
        word=UNIT if outcome.is_of_units else WORK,
    )


def target_of(row: dict[str, Any]) -> tuple[int, str]:
    """Number and name of what a row of a draw's result is about, works or a unit."""
    number, name = row["unit"] if "unit" in row else row["shelter"]
    return number, name


def is_repeatable(outcome: RandomDraw) -> bool:
    """Whether drawing again gives the kept result."""
    kept = tuple(
        Pair(target_of(row)[0], tuple(pk for pk, _ in row["inspectors"])) for row in outcome.result
    )
    return kept == drawn_again(outcome) and all(
        [pk for pk, _ in row["places"]] == list(_places_again(outcome, row["unit"][0]))
        for row in outcome.result
        if "unit" in row
    )


def _places_again(outcome: RandomDraw, unit: int) -> tuple[int, ...]:
    places = next(places for number, _, places in outcome.units if number == unit)
    return drawn_places(outcome.seed, unit, [pk for pk, _ in places], outcome.places_each)


def shelter_pool(organisation: Organisation) -> Any:
    """The shelters that an organisation and those below it inspect."""
    return Shelter.objects.filter(
        organisation__path__startswith=organisation.path, state__in=INSPECTED_STATES
    )


def inspector_pool(organisation: Organisation) -> Any:
    """The inspectors in the organisation's own list."""
    return Inspector.objects.filter(organisation=organisation, is_active=True)


# --- who may be drawn ----------------------------------------------------------------------------


def units_at(kind: str, organisation: Organisation) -> list[UnitAt]:
    """Units and places of a kind as the registers tell them, also places whose unit is unknown."""
    return [
        found._replace(unit=found.unit.strip())
        for source in UNIT_SOURCES
        for found in source(kind, organisation)
    ]


def unit_pool(kind: str, organisation: Organisation) -> list[PoolUnit]:
    """The units of a kind, one row for each name, numbered in the order of their names.

    Nobody inspects itself: what the office keeps is for its superior to draw.
    """
    units: dict[str, dict[int, str]] = {}
    for found in units_at(kind, organisation):
        if found.unit not in ("", organisation.name):
            places = units.setdefault(found.unit, {})
            if found.place:
                places[found.place] = found.name
    return [
        PoolUnit(number, name, tuple(sorted(units[name].items())))
        for number, name in enumerate(sorted(units), 1)
    ]


def keepers_and_builders(kind: str, organisation: Organisation) -> Iterator[UnitAt]:
    """Who keeps or uses standing works, and who builds works that are under construction."""
    if kind == ObjectKind.KEEPER:
        yield from _keepers(organisation)
        return
    if kind != ObjectKind.DEVELOPER and kind not in _BUILDERS:
        return
    works = Shelter.objects.filter(
        organisation__path__startswith=organisation.path,
        state=Shelter.State.UNDER_CONSTRUCTION,
    )
    fields = (_BUILDERS[ObjectKind(kind)],) if kind in _BUILDERS else _OWNER
    for pk, name, *units in works.order_by("pk").values_list("pk", "name", *fields):
        yield UnitAt(next(filter(None, units), ""), pk, name)


_OWNER = ("project__developer__name", "owner")


def _keepers(organisation: Organisation) -> Iterator[UnitAt]:
    works = shelter_pool(organisation).order_by("pk")
    for pk, name, *units in works.values_list("pk", "name", "operator", "owner", _OWNER[0]):
        yield UnitAt(next(filter(None, units), ""), pk, name)
    uses = PeacetimeUse.objects.filter(shelter__in=works, state=PeacetimeUse.State.IN_FORCE)
    for unit, pk, name in uses.order_by("pk").values_list("operator", "shelter", "shelter__name"):
        yield UnitAt(unit, pk, name)


def listed_units(kind: str, organisation: Organisation) -> Iterator[UnitAt]:
    """Units that the office, or one below it, listed by hand; where to look nobody wrote down."""
    rows = ListedUnit.objects.filter(
        organisation__path__startswith=organisation.path, kind=kind, is_active=True
    )
    for name in rows.order_by("pk").values_list("name", flat=True):
        yield UnitAt(name, 0, "")


def pool_size(kind: str, organisation: Organisation) -> int:
    """How many objects of a kind there are to draw from."""
    if kind == ObjectKind.WORKS:
        return int(shelter_pool(organisation).count())
    return len(unit_pool(kind, organisation))


# --- the list of matters -------------------------------------------------------------------------


def matters_on(organisation: Organisation, day: date) -> list[Matter]:
    """随机抽查事项清单 of an office on a day: its own rows, its superiors', else the law's."""
    rows = (
        InspectionMatter.objects.filter(
            organisation__in=organisation.lineage, effective_from__lte=day
        )
        .select_related("organisation")
        .order_by("organisation__path", "effective_from", "pk")
    )
    return in_force((row.matter, row.is_listed) for row in rows)


def drawn_this_year(organisation: Organisation, year: int) -> dict[int, tuple[int, int]]:
    """Matter's number → how often it was drawn by the office this year, and how many objects.

    What was drawn twice is one object. Works are told apart by their id; units by their name, for
    their numbers are those of one draw's pool.
    """
    times: dict[int, int] = {}
    objects: dict[int, set[Any]] = {}
    draws = RandomDraw.objects.filter(organisation=organisation, plan__year=year)
    for outcome in draws.only("matters", "object_kind", "result"):
        targets = (target_of(row) for row in outcome.result)
        drawn = {name if outcome.is_of_units else number for number, name in targets}
        for matter in outcome.matters:
            number = matter["number"]
            times[number] = times.get(number, 0) + 1
            objects.setdefault(number, set()).update(drawn)
    return {number: (count, len(objects[number])) for number, count in times.items()}


# --- publication ---------------------------------------------------------------------------------


def finished_on(plan: InspectionPlan) -> date | None:
    """The day of the last inspection; None while one is pending, or where no day was kept."""
    tasks = plan.tasks.aggregate(
        last=Max("closed_on"), pending=Max("pk", filter=Q(state=InspectionTask.State.PENDING))
    )
    return None if tasks["pending"] else tasks["last"]


def publish_by(outcome: RandomDraw, finished: date | None) -> Deadline | None:
    """公示期限: working days after the last inspection, the shortest of the matters drawn for."""
    days = [matter["publish_days"] for matter in outcome.matters]
    if finished is None or not days:
        return None
    return deadline(finished, min(days), Days.WORKING_DAY, calendar=current_calendar())


def to_publish(plans: QuerySet[InspectionPlan]) -> QuerySet[InspectionPlan]:
    """Plans drawn by the list whose inspections are over and whose results nobody published.

    What a publication told is counted, not dated: an inspection may be entered after the day on
    which it took place. Papers of before there was the count are judged by their day.
    """
    pending = InspectionTask.objects.filter(state=InspectionTask.State.PENDING)
    # No aggregate: 待办 asks whether there is any row (EXISTS), where SQLite takes no HAVING.
    closed = InspectionTask.objects.filter(plan=OuterRef("pk"), closed_on__isnull=False)
    published = (
        IssuedDocument.objects.current()
        .filter(
            kind=PUBLICATION,
            subject_type=ContentType.objects.get_for_model(InspectionPlan),
            subject_id=OuterRef("pk"),
        )
        .annotate(told=Cast(KeyTextTransform("closed", "snapshot"), IntegerField()))
    )
    whole = Q(told__gte=OuterRef("closed")) | Q(
        told__isnull=True, issued_on__gte=OuterRef("finished")
    )
    every = InspectionTask.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    return (
        plans.filter(source=InspectionPlan.Source.RANDOM)
        .exclude(pk__in=pending.values("plan"))
        .exclude(draw__matters=[])
        .annotate(
            finished=Subquery(closed.order_by("-closed_on").values("closed_on")[:1]),
            # None is pending: all are closed.
            closed=Subquery(every.annotate(number=Count("pk")).values("number")),
        )
        .filter(~Exists(published.filter(whole)), finished__isnull=False)
        .select_related("draw")
        .order_by("finished", "pk")
    )


def in_words(matters: Iterable[Any]) -> str:
    """The matters of a draw for facts and sentences: 第 1 项 …、第 2 项 …."""
    return "、".join(f"第 {matter['number']} 项 {matter['name']}" for matter in matters)
