"""Pages of drills: the list, one drill and what is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.exercises.acts.conclusion import close_drill, hold_drill, reopen_drill
from drills.exercises.acts.planning import cancel_drill
from drills.exercises.forms import DrillQuery, OutcomeForm
from drills.exercises.hooks import DRILL_CARDS, JOINED
from drills.exercises.models import Drill, DrillState, DrillTeam
from drills.exercises.papers.report import DRILL_REPORT
from drills.exercises.queries.story import life_of, links_of
from drills.figures import rate_text
from drills.rollcall.models import ATTENDED, Occasion
from drills.rollcall.queries import roll_of
from drills.teams.models import Team
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.forms import VersionedReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import refuse_on_form, whole_numbers

_EVENTS_SHOWN = 30


class DrillList(ListPage):
    """演练: every drill the user may see, the latest first."""

    model, query, title, noun = Drill, DrillQuery, "演练", "场"
    permission = "view_drills"
    columns = (
        col.Title("演练名称", "title", link="drills:drill", width=32),
        col.Column("类型", "kind"),
        col.Short("级别", "level"),
        col.Day("开始时间", "starts_at", width=20),
        col.Column("地点", "place", width=28),
        col.Column("主管机构", "organisation.name", width=28),
        col.Number("应到", lambda drill: drill.expected or None),
        col.Number("实到", lambda drill: drill.arrived if drill.is_counted else None),
        col.Number("到位率", lambda drill: drill.rate if drill.is_counted else None),
        col.State("状态", "state", "planned=todo held=waiting cancelled=blocked"),
    )
    links = (
        Link("按月查看", "drills:calendar", "calendar"),
        Link("按年查看", "drills:year"),
        Link("拟制演练计划", "drills:drill_new", "plus", "manage_drills", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有演练。先拟制计划，当日点名，结束后归档并打印考勤记录表",
            "拟制第一份计划",
            "drills:drill_new",
            "speakerphone",
            "manage_drills",
        ),
        Nothing("还没有演练，由训练演练岗位拟制计划", symbol="speakerphone"),
    )
    nothing_found = "没有符合条件的演练"

    def prepare(self, rows: Sequence[Drill]) -> None:
        """How many were called and came."""
        _add_figures(rows)


def _add_figures(shown: Sequence[Drill]) -> None:
    """应到, 实到 and 到位率 of the drills on a page, in one query."""
    expected = (
        DrillTeam.objects.filter(drill=OuterRef("pk"))
        .order_by()
        .values("drill")
        .annotate(sum=Sum("planned_headcount"))
        .values("sum")
    )
    figures = {
        row.pk: row
        for row in Drill.objects.filter(pk__in=[drill.pk for drill in shown])
        .annotate(
            expected=Coalesce(Subquery(expected), 0),
            arrived=Count("occasion__marks", filter=Q(occasion__marks__status__in=ATTENDED)),
        )
        .only("pk")
    }
    for drill in shown:
        drill.expected = figures[drill.pk].expected
        drill.arrived = figures[drill.pk].arrived
        drill.rate = rate_text(drill.arrived, drill.expected)
        # Nothing to show before anybody was called, nor where no team takes part.
        done = drill.state in (DrillState.HELD, DrillState.CLOSED)
        drill.is_counted = bool(drill.expected) and (done or drill.arrived > 0)


def find_drill(request: HttpRequest, pk: int, permission: str | None = None) -> Drill:
    """The drill in scope; NotPermitted where another post handles it."""
    visible = Drill.objects.visible_to(request.scope).select_related(
        "organisation", "planned_by", "approved_by", "occasion", *JOINED
    )
    drill: Drill = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, drill)
    return drill


@require_GET
def drill(request: HttpRequest, pk: int) -> HttpResponse:
    """One drill: plan, figures by team, who did not come, papers, history."""
    drill = find_drill(request, pk)
    roll = roll_of(drill.occasion)
    may_manage = request.scope.may("manage_drills", drill)
    exceptions = [
        (section.team, line)
        for section in roll.sections
        for line in section.lines
        if line.attendance and line.status != "present"
    ]
    papers = list(IssuedDocument.objects.of(drill).with_state())
    context = {
        "drill": drill,
        "phases": drill.phases.all(),
        "sections": roll.sections,
        "turnout": roll.turnout,
        "exceptions": exceptions,
        "papers": papers,
        "life": life_of(drill),
        "links": links_of(drill) if may_manage else [],
        "cards": [card(request, drill) for card in DRILL_CARDS],
        "has_report": any(paper.kind == DRILL_REPORT and not paper.is_void for paper in papers),
        "may_approve": request.scope.may("approve_drills", drill),
        "is_open": drill.state in (DrillState.PLANNED, DrillState.HELD),
        "events": events_of(drill)[:_EVENTS_SHOWN],
        "may_manage": may_manage,
        "may_mark": may_manage and drill.state in (DrillState.PLANNED, DrillState.HELD),
        "is_due": timezone.localdate(drill.starts_at) <= timezone.localdate(),
        "engaged": _engaged_elsewhere(request, drill),
    }
    return render(request, "drills/exercises/drill.html", context)


def _engaged_elsewhere(request: HttpRequest, drill: Drill) -> list[DrillTeam]:
    """Teams of this drill that another drill has called up for the same time."""
    if drill.state != DrillState.PLANNED:
        return []
    meanwhile = Occasion.objects.overlapping(*drill.period)
    others = Drill.objects.visible_to(request.scope).filter(occasion__in=meanwhile)
    return list(
        DrillTeam.objects.filter(
            drill__in=others.exclude(pk=drill.pk), team__in=drill.calls.values("team")
        ).select_related("drill", "team")
    )


@require_http_methods(["GET", "POST"])
def drill_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消演练."""
    return _with_reason(
        request, pk, cancel_drill, "drills/exercises/drill_cancel.html", "演练已取消"
    )


@require_http_methods(["GET", "POST"])
def drill_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """重新打开已归档的演练."""
    return _with_reason(
        request,
        pk,
        reopen_drill,
        "drills/exercises/drill_reopen.html",
        "演练已重新打开，更正后再归档",
    )


def _with_reason(request: HttpRequest, pk: int, act: Any, template: str, done: str) -> HttpResponse:
    """The page of an act that needs nothing but a reason."""
    drill = find_drill(request, pk, "manage_drills")
    form = VersionedReasonForm(request.POST or None, initial={"version": drill.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, done)
                return redirect("drills:drill", pk)
    return render(request, template, {"form": form, "drill": drill}, status=status)


@require_http_methods(["GET", "POST"])
def drill_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """登记组织情况."""
    drill = find_drill(request, pk, "manage_drills")
    form = OutcomeForm(request.POST or None, drill=drill)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"]
            try:
                hold_drill(pk, form.outcome(), by=request.user, version=version)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "组织情况已登记。核对后归档，签发考勤记录表")
                return redirect("drills:drill", pk)
    roll = roll_of(drill.occasion)
    context = {
        "form": form,
        "drill": drill,
        "sections": roll.sections,
        "turnout": roll.turnout,
    }
    return render(request, "drills/exercises/drill_hold.html", context, status=status)


@require_http_methods(["GET", "POST"])
def drill_close(request: HttpRequest, pk: int) -> HttpResponse:
    """核对并归档: everything that the record will state, then its number and PDF."""
    drill = find_drill(request, pk, "manage_drills")
    refusal_shown: Refused | None = None
    if request.method == "POST":
        # A version that nobody was shown is older than every other.
        version = (whole_numbers([request.POST.get("version", "")]) or [-1])[0]
        try:
            paper = close_drill(
                pk,
                by=request.user,
                on=timezone.localdate(),
                version=version,
            )
        except Refused as refusal:
            refusal_shown = refusal
        else:
            messages.success(request, f"演练已归档，考勤记录表 {paper.number} 已签发")
            return redirect("drills:drill", pk)
    roll = roll_of(drill.occasion)
    context = {
        "drill": drill,
        "phases": drill.phases.all(),
        "sections": roll.sections,
        "turnout": roll.turnout,
        "refusal": refusal_shown,
    }
    status = refusal_shown.status if refusal_shown else 200
    return render(request, "drills/exercises/drill_close.html", context, status=status)


def team_card(request: HttpRequest, team: Team) -> str:
    """参加的演练, for a team's page: the latest that the user may see."""
    drills = Drill.objects.visible_to(request.scope).filter(calls__team=team)
    context = {"drills": drills.order_by("-starts_at")[:10]}
    return render_to_string("drills/exercises/_team_card.html", context)
