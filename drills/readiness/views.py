"""战备情况 on the page and as a workbook, the year's targets, and its drills against them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.exercises.models import Drill
from drills.exercises.queries.calendar import conflicts, is_overdue, tally_of
from drills.exercises.views.calendar import midnight
from drills.readiness.acts import set_targets
from drills.readiness.exchange import export_readiness
from drills.readiness.forms import TargetForm
from drills.readiness.models import ReadinessTarget
from drills.readiness.queries import (
    Measure,
    TeamYear,
    YearFigures,
    measures,
    of_offices,
    of_teams,
    team_years,
    trend,
)
from renfang.exchange.workbook import download
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status
from renfang.pages.years import YearForm

# The picture of the trend, in its own units.
_HIGH, _STEP, _BAR = 120, 90, 36


def _met(measure: Measure) -> str:
    if measure.is_met is None:
        return col.NOTHING
    return status("达到", "good") if measure.is_met else status("未达到", "todo")


_MEASURES = (
    col.Column("指标", "label"),
    col.Number("完成", "words"),
    col.Number("目标", "target_words"),
    col.Column("情况", "is_met", html=_met),
)
_YEARS = (
    col.Code("年度", "year"),
    col.Number("演练场次", "drills"),
    col.Number("到位率（%）", "turnout"),
    col.Number("合格率（%）", "passed"),
)


def _figures(path: str = "") -> tuple[col.Column, ...]:
    """The columns of a team or an office; ``path`` leads from the row to its figures."""
    return (
        col.Number("编制", f"{path}posts"),
        col.Number("在编", f"{path}strength"),
        col.Number("满编率", f"{path}staffing"),
        col.Number("装备配备率", f"{path}equipment"),
        col.Number("装备完好率", f"{path}condition"),
        col.Number("人均学时", f"{path}hours_each"),
        col.Number("合格率", f"{path}passed"),
        col.Number("演练次数", f"{path}drills"),
        col.Number("到位率", f"{path}turnout"),
        col.Day("最近演练", f"{path}last_on"),
    )


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
        "measures": Table(
            "对照年度目标", _MEASURES, measures(request.scope, year, teams, years[-1].drills)
        ),
        "teams": Table(
            "各专业队战备情况",
            (
                col.Title("专业队", "row.name", link="drills:team", link_by="team.pk"),
                *_figures("row."),
            ),
            [{"team": team, "row": row} for team, row in teams],
        ),
        "offices": Table(
            "各机构战备情况", (col.Column("主管机构", "name"), *_figures()), of_offices(teams)
        ),
        "years": Table("历年趋势", _YEARS, years, is_dense=True),
        "bars": _bars(years),
        "width": len(years) * _STEP,
        "may_manage": request.scope.holds("manage_readiness"),
    }
    return render(request, "drills/readiness/figures.html", context)


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


def _standing_tone(row: TeamYear) -> str:
    if row.is_short:
        return "todo"
    return "good" if row.standing == "已完成" else "plain"


_TEAM_YEARS = (
    col.Title("专业队", "team", link="drills:team", link_by="team.pk"),
    col.Column("主管机构", "team.organisation"),
    col.Number("年度要求", "quota"),
    col.Number("已组织", "done"),
    col.Number("计划中", "planned"),
    col.Day("最近一场计划", "next_on"),
    col.State("情况", "standing", _standing_tone),
)


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """演练年历: twelve months with their drills, each team against its quota, conflicts."""
    offices_with(request.scope, "view_drills")
    form = YearForm(request.GET or None)
    asked, today = form.asked(), timezone.localdate()
    drills = list(
        Drill.objects.visible_to(request.scope)
        .filter(
            occasion__begins_at__gte=midnight(date(asked, 1, 1)),
            occasion__begins_at__lt=midnight(date(asked + 1, 1, 1)),
        )
        .order_by("starts_at")
    )
    months: list[list[Drill]] = [[] for _ in range(12)]
    for drill in drills:
        drill.is_overdue = is_overdue(drill, today)
        months[timezone.localdate(drill.period[0]).month - 1].append(drill)
    target = ReadinessTarget.objects.visible_to(request.scope).filter(
        year=asked, organisation=request.user.organisation_id
    )
    context = {
        "form": form,
        "year": asked,
        "months": [(date(asked, number, 1), each) for number, each in enumerate(months, 1)],
        "total": len(drills),
        "tally": tally_of(drills, today),
        "target": target.first(),
        "teams": Table(
            "各专业队年度演练", _TEAM_YEARS, team_years(request.scope, asked, drills, today)
        ),
        "conflicts": conflicts(request.scope, drills),
        "may_plan": request.scope.holds("manage_drills"),
    }
    return render(request, "drills/readiness/year.html", context)
