"""Pages of drills: the list, and one drill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from drills.exercises.forms import DrillQuery
from drills.exercises.hooks import DRILL_CARDS, JOINED, STEPS_ABOVE
from drills.exercises.models import Drill, DrillFinding, DrillState, DrillTeam
from drills.exercises.queries.story import life_of
from drills.exercises.steps import DAY_STEPS, FINDING_STEPS, PHOTOGRAPH, STEPS, UNDOING_STEPS
from drills.figures import rate_text
from drills.rollcall.models import ATTENDED, Occasion
from drills.rollcall.queries import Roll, roll_of
from drills.teams.models import Team
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table
from renfang.steps import Button, Steps

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


def trail_of(drill: Drill) -> list[tuple[str, str]]:
    """The pages above any page about a drill."""
    return [
        ("演练", reverse("drills:drills")),
        (drill.title, reverse("drills:drill", args=[drill.pk])),
    ]


def _finding_acts(finding: Any) -> str:
    links = (col.row_link(button.label, button.url, finding.what) for button in finding.buttons)
    return format_html_join(" ", "{}", ((link,) for link in links)) or col.NOTHING


_TEAMS = (
    col.Title("专业队", "team", link="drills:team", link_by="team.pk"),
    col.Column("种类", "team.kind"),
    col.Number("应到", "turnout.expected"),
    col.Number("实到", "turnout.arrived"),
    col.Number("迟到", "turnout.late"),
    col.Number("缺席", "turnout.absent"),
    col.Number("请假", "turnout.leave"),
    col.Number("未点", "turnout.uncalled"),
    col.Number("到位率", "turnout.rate_text"),
)
_EXCEPTIONS = (
    col.Short("姓名", "line.member"),
    col.Column("专业队", "team"),
    col.Short("考勤", "line.attendance.status"),
    col.TimeOfDay("到达时刻", "line.attendance.arrived_at"),
    col.Column("说明", "line.attendance.note"),
)
_PHASES = (
    col.TimeOfDay("计划时刻", "planned_time"),
    col.TimeOfDay("实际时刻", "actual_time"),
    col.Column("内容", "what"),
)
_UNITS = (
    col.Column("单位", "unit"),
    col.Short("类别", "kind"),
    col.Column("街道社区", "locality"),
    col.Number("计划人数", "planned_headcount"),
    col.Number("实到人数", "arrived_headcount"),
    col.TimeOfDay("通知", "notified_time"),
    col.TimeOfDay("到达", "arrived_time"),
)
_FINDINGS = (
    col.Column("问题", "what"),
    col.Column("责任单位", "responsible"),
    col.Day("期限", "due_on"),
    col.Short("状态", "state"),
    col.Short("办理", "", html=_finding_acts),
)


@require_GET
def drill(request: HttpRequest, pk: int) -> HttpResponse:
    """One drill: plan, figures by team, who did not come, papers, history."""
    drill = find_drill(request, pk)
    roll = roll_of(drill.occasion)
    may_manage = request.scope.may("manage_drills", drill)
    exceptions = [
        {"team": section.team, "line": line}
        for section in roll.sections
        for line in section.lines
        if line.attendance and line.status != "present"
    ]
    life = life_of(drill)
    context = {
        "drill": drill,
        "phases": Table("演练阶段", _PHASES, drill.phases.all()),
        "sections": roll.sections,
        "turnout": roll.turnout,
        "teams": Table("参演专业队", _TEAMS, roll.sections, foot=("合计", roll)),
        "exceptions": Table("迟到、缺席和请假的队员", _EXCEPTIONS, exceptions, is_dense=True),
        "papers": list(IssuedDocument.objects.of(drill).with_state()),
        "life": life,
        "units": Table("其他参演单位", _UNITS, life["units"]),
        "findings": Table("问题与整改", _FINDINGS, life["findings"], anchor="finding"),
        "cards": [card(request, drill) for card in DRILL_CARDS],
        "is_open": PHOTOGRAPH.fits(drill),
        "events": events_of(drill)[:_EVENTS_SHOWN],
        "may_manage": may_manage,
        "engaged": _engaged_elsewhere(request, drill),
    }
    context |= _buttons(request, drill, roll, life["findings"])
    return render(request, "drills/exercises/drill.html", context)


def _buttons(
    request: HttpRequest, drill: Drill, roll: Roll, findings: list[DrillFinding]
) -> dict[str, list[Button]]:
    """What can be done now: at the head, beside the drill, at the end; each finding has its own.

    Calling the roll comes before the outcome as long as somebody is left to call.
    """

    def open_to(steps: Steps, row: Drill | DrillFinding = drill) -> list[Button]:
        return steps.buttons(row, lambda needed: request.scope.may(needed, drill), request.user)

    for finding in findings:
        finding.buttons = open_to(FINDING_STEPS, finding)  # type: ignore[attr-defined]
    head = open_to(STEPS)
    if roll.sections and PHOTOGRAPH.fits(drill) and request.scope.may("manage_drills", drill):
        is_due = timezone.localdate(drill.starts_at) <= timezone.localdate()
        is_next = is_due and bool(roll.turnout.uncalled)
        url = reverse("drills:roll", args=[drill.occasion_id])
        rest = (replace(each, is_primary=each.is_primary and not is_next) for each in head)
        head = [Button("点名", url, is_next), *rest]
    day = [button for steps in (*STEPS_ABOVE, DAY_STEPS) for button in open_to(steps)]
    return {"buttons": head, "day": day, "undoing": open_to(UNDOING_STEPS)}


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


def team_card(request: HttpRequest, team: Team) -> str:
    """参加的演练, for a team's page: the latest that the user may see."""
    drills = Drill.objects.visible_to(request.scope).filter(calls__team=team)
    context = {"drills": drills.order_by("-starts_at")[:10]}
    return render_to_string("drills/exercises/_team_card.html", context)
