"""The registers (台账) of projects and applications: narrowed by a query form, counted per tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, QuerySet

from engineering.approvals.models.applications import OPEN_STATES, Application
from engineering.approvals.queries.clock import light_of, with_open_pause
from engineering.projects.models import Project
from renfang.clocks.rules import WorkingCalendar
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import number_key
from renfang.organisations.scope import Scope

PAGE_SIZE = 20
# Tab → the values of stage (projects) or state (applications) that stand in it; empty means all.
PROJECT_TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "open": ("在办", (Project.Stage.REGISTERED, Project.Stage.IN_HAND)),
    "done": ("已办结", (Project.Stage.GRANTED, Project.Stage.CLOSED)),
    "all": ("全部", ()),
}
APPLICATION_TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "open": ("在办", OPEN_STATES),
    "done": (
        "已办结",
        tuple(state for state in Application.State.values if state not in OPEN_STATES),
    ),
    "all": ("全部", ()),
}


class CountedPaginator(Paginator):
    """A paginator that was told how many rows there are, so that nobody counts them twice."""

    def __init__(self, rows: QuerySet, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count


def narrowed_projects(scope: Scope, wanted: Mapping[str, Any]) -> QuerySet[Project]:
    """Projects in scope that fit the query form's cleaned values."""
    rows = Project.objects.visible_to(scope)
    for name, lookup in (
        ("name", "name__icontains"),
        ("code", "code__icontains"),
        ("developer", "developer__name__icontains"),
        ("stage", "stage"),
        ("registered_from", "registered_on__gte"),
        ("registered_to", "registered_on__lte"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    return rows


def narrowed_applications(scope: Scope, wanted: Mapping[str, Any]) -> QuerySet[Application]:
    """Applications in scope that fit the query form's cleaned values."""
    rows = Application.objects.visible_to(scope)
    for name, lookup in (
        ("name", "project__name__icontains"),
        ("code", "project__code__icontains"),
        ("developer", "project__developer__name__icontains"),
        ("state", "state"),
        ("kind", "kind"),
        ("handler", "handler__full_name__icontains"),
        ("accepted_from", "accepted_on__gte"),
        ("accepted_to", "accepted_on__lte"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    if wanted.get("number"):
        rows = rows.filter(pk__in=_with_paper_numbered(scope, wanted["number"]))
    return rows


def under_light(
    rows: QuerySet[Application], colour: str, today: date, calendar: WorkingCalendar
) -> QuerySet[Application]:
    """The open applications of ``rows`` whose light is of this colour today.

    A light depends on working days, which no database counts; what is open at one time is a few
    thousand applications at most.
    """
    running = with_open_pause(rows.filter(state__in=OPEN_STATES)).only(
        "state", "due_on", "due_is_estimated", "accepted_on", "received_on", "resubmitted_on"
    )
    lights = ((row.pk, light_of(row, calendar, today)) for row in running)
    return rows.filter(
        pk__in=[pk for pk, light in lights if light is not None and light.light.colour == colour]
    )


def _with_paper_numbered(scope: Scope, number: str) -> QuerySet:
    """Ids of applications with a paper, visible to the user, whose number contains the text."""
    return (
        IssuedDocument.objects.filter(
            organisation__in=scope.organisations("view_approval_papers"),
            subject_type=ContentType.objects.get_for_model(Application),
            number_key__contains=number_key(number),
        )
        .order_by()
        .values("subject_id")
    )


def tab_counts(
    rows: QuerySet, column: str, tabs: Mapping[str, tuple[str, Sequence[str]]]
) -> dict[str, int]:
    """How many rows stand in each tab: one grouped count for all of them."""
    counted = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return {
        tab: sum(count for value, count in counted.items() if not values or value in values)
        for tab, (_, values) in tabs.items()
    }


def in_tab(rows: QuerySet, column: str, tab: tuple[str, Sequence[str]]) -> QuerySet:
    """The rows whose ``column`` stands in the tab; all of them in a tab without values."""
    return rows.filter(**{f"{column}__in": tab[1]}) if tab[1] else rows


def project_rows(rows: QuerySet[Project], tab: str) -> QuerySet[Project]:
    """The rows of a tab with what the list shows: developer and the application under way."""
    rows = in_tab(rows, "stage", PROJECT_TABS[tab])
    open_applications = Application.objects.filter(state__in=OPEN_STATES)
    return (
        rows.select_related("developer", "division")
        .prefetch_related(
            Prefetch(
                "applications",
                queryset=with_open_pause(open_applications),
                to_attr="open_applications",
            )
        )
        .order_by("-registered_on", "-id")
    )


def application_rows(rows: QuerySet[Application], tab: str) -> QuerySet[Application]:
    """The rows of a tab: what is under way by its last day, what is done newest first."""
    rows = in_tab(rows, "state", APPLICATION_TABS[tab])
    order = [F("due_on").asc(nulls_last=True), "id"] if tab == "open" else ["-received_on", "-id"]
    return with_open_pause(rows.select_related("project__developer", "handler")).order_by(*order)
