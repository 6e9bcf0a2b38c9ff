"""战备情况 on the page and as a workbook, and the year's targets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.forms.readiness import TargetForm, YearForm
from drills.models import ReadinessTarget
from drills.readiness import YearFigures, measures, of_offices, of_teams, trend
from drills.readiness_workbook import export_readiness
from drills.year_targets import set_targets
from renfang.exchange.workbook import download
from renfang.workbench.act_forms import FormPage, act_form, offices_with

# The picture of the trend, in its own units.
_HIGH, _STEP, _BAR = 120, 90, 36


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """战备情况: against targets, by team, by office, over five years."""
    offices_with(request.scope, "view_readiness")
    form = YearForm(request.GET or None)
    year = form.asked()
    teams = of_teams(request.scope, year)
    years = trend(request.scope, year)
    context = {
        "form": form,
        "year": year,
        "measures": measures(request.scope, year, teams, years[-1].drills),
        "teams": teams,
        "offices": of_offices(teams),
        "years": years,
        "bars": _bars(years),
        "width": len(years) * _STEP,
        "may_manage": request.scope.holds("manage_readiness"),
    }
    return render(request, "drills/figures.html", context)


def _bars(years: list[YearFigures]) -> list[dict[str, Any]]:
    """Columns of drills and the heights of the two rates, for the picture."""
    most = max((each.drills for each in years), default=0) or 1
    bars = []
    for place, each in enumerate(years):
        height = each.drills * _HIGH // most
        x = place * _STEP + (_STEP - _BAR) // 2
        bars.append(
            {
                "year": each.year,
                "drills": each.drills,
                "x": x,
                "y": _HIGH - height + 20,
                "height": height,
                "width": _BAR,
                "middle": x + _BAR // 2,
                "label_y": _HIGH - height + 14,
            }
        )
    return bars


@require_POST
def figures_export(request: HttpRequest) -> HttpResponse:
    """The same as XLSX with charts."""
    offices_with(request.scope, "view_readiness")
    year = YearForm(request.GET or None).asked()
    teams = of_teams(request.scope, year)
    years = trend(request.scope, year)
    content = export_readiness(
        year,
        teams,
        measures(request.scope, year, teams, years[-1].drills),
        years,
        by=request.user,
    )
    return download(content, f"战备情况{year}.xlsx")


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """下达年度目标."""
    year = timezone.localdate().year
    organisations = offices_with(request.scope, "manage_readiness")
    initial: dict[str, Any] = {"year": year}
    known = ReadinessTarget.objects.visible_to(request.scope).filter(
        organisation=request.user.organisation_id, year=year
    )
    for row in known.values():
        initial |= {key: value for key, value in row.items() if key != "id"}
        initial["organisation"] = row["organisation_id"]
    form = TargetForm(request.POST or None, organisations=organisations, initial=initial)

    def perform() -> ReadinessTarget:
        values = form.rest()
        return set_targets(
            form.cleaned_data["organisation"].pk, values.pop("year"), values, by=request.user
        )

    page = FormPage("年度目标", "保存目标", [("战备情况", reverse("drills:figures"))])
    return act_form(request, form, page, perform, done="年度目标已保存")
