"""Pages of shelters: the register, one shelter, its start of works and its certificate."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from engineering.shelters.acts.register import warnings_of
from engineering.shelters.forms import ShelterQuery
from engineering.shelters.hooks import ADDITIONS, ShelterPage
from engineering.shelters.models import Shelter
from engineering.shelters.queries import filing_light, with_certificate, with_parts
from engineering.shelters.steps import STEPS
from renfang.acts import NotPermitted
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages.lists import page_of


def _visible(request: HttpRequest) -> QuerySet[Shelter]:
    return Shelter.objects.visible_to(request.scope).select_related(
        "project__developer", "approval", "organisation", "division"
    )


@require_GET
def shelters(request: HttpRequest) -> HttpResponse:
    """人防工程台账 within scope."""
    found = _visible(request).annotate(**with_certificate()).order_by("-id")
    form = ShelterQuery(request.GET or None, scope=request.scope)
    if form.is_bound and form.is_valid():
        found = _matching(found, form.cleaned_data)
    page = page_of(request, Paginator(found, 20))
    today, calendar = timezone.localdate(), current_calendar()
    for row in page:
        row.light = filing_light(row, today, calendar)
    context = {
        "form": form,
        "page": page,
        "may_register": request.scope.holds("edit_shelter"),
        "may_import": request.scope.holds("import_shelters"),
        "may_export_whole": request.scope.holds("view_confidential"),
    }
    return render(request, "engineering/shelters/shelters.html", context)


def _matching(found: QuerySet[Shelter], wanted: dict[str, str]) -> QuerySet[Shelter]:
    if wanted["name"]:
        found = found.filter(
            Q(name__contains=wanted["name"])
            | Q(project__name__contains=wanted["name"])
            | Q(works_number=wanted["name"])
        )
    for name in ("state", "wartime_function", "construction_form", "nuclear_grade"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted["is_legacy"]:
        found = found.filter(is_legacy=wanted["is_legacy"] == "yes")
    if wanted["certificate"] == "none":
        found = found.filter(is_certified=False)
    elif wanted["certificate"]:
        found = found.filter(is_certified=True)
        if wanted["certificate"] == "unprinted":
            found = found.filter(is_printed=False)
    return found


@require_GET
def shelter(request: HttpRequest, pk: int) -> HttpResponse:
    """One shelter: what it is, where it stands, and the next step at the top."""
    row: Any = get_object_or_404(with_parts(_visible(request)), pk=pk)
    scope = request.scope
    every = list(IssuedDocument.objects.of(row).with_state())
    page = ShelterPage(
        shelter=row,
        scope=scope,
        every_paper=every,
        papers=[paper for paper in every if _sees(scope, paper, row)],
        today=timezone.localdate(),
        calendar=current_calendar(),
    )
    row.kinds_in_force = {paper.kind for paper in every if not paper.is_void}
    additions = [addition(page) for addition in ADDITIONS]
    steps = [step for addition in additions for step in addition.steps]
    links = [link for addition in additions for link in addition.links]
    return render(
        request,
        "engineering/shelters/shelter.html",
        {
            "shelter": row,
            "papers": page.papers,
            "units": row.units.all(),
            "equipment": list(row.equipment.select_related("unit")) if row.has_equipment else [],
            "may_view_confidential": scope.may("view_confidential", row),
            "may_view_project": scope.may("view_projects", row),
            "warnings": warnings_of(row),
            "filing_light": filing_light(row, page.today, page.calendar),
            "events": events_of(row, *page.papers),
            "additions": additions,
            "steps": [*steps, *STEPS.buttons(row, page.may), *links],
        },
    )


def _sees(scope: Scope, paper: IssuedDocument, row: Shelter) -> bool:
    permission = paper.definition.view_permission
    return paper.organisation_id in scope.organisations(permission) or scope.may(permission, row)


def shelter_for(request: HttpRequest, pk: int, permission: str) -> Shelter:
    """A visible shelter on which the user may do ``permission``."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    return row


def trail_to(shelter: Shelter) -> tuple[tuple[str, str], ...]:
    """The pages above those of a shelter's acts."""
    return (
        ("人防工程台账", reverse("engineering:shelters")),
        (shelter.name, reverse("engineering:shelter", args=[shelter.pk])),
    )
