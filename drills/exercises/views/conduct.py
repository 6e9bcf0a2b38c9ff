"""Pages of what is done to a drill, from its approval to the record on file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.exercises import steps
from drills.exercises.acts.conclusion import close_drill, hold_drill, issue_report, reopen_drill
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.execution import log_event, record_rehearsal, record_responses
from drills.exercises.acts.planning import cancel_drill, decide_plan, submit_plan
from drills.exercises.forms import (
    DecisionForm,
    LogForm,
    OutcomeForm,
    RehearsalForm,
    ResponsesForm,
    ScoreRows,
)
from drills.exercises.models import Drill
from drills.exercises.queries.story import starting_sheet
from drills.exercises.rules import grade_of, total_of
from drills.exercises.views.drills import find_drill, trail_of
from drills.rollcall.queries import roll_of
from renfang.pages import columns as col
from renfang.pages.act_forms import acts_on, fresh, step_page
from renfang.pages.forms import VersionedReasonForm, VersionForm
from renfang.pages.formsets import sent_rows
from renfang.pages.lists import sent
from renfang.pages.tables import Table
from renfang.steps import Step

# The page of an act with the styles of drills.
TEMPLATE = "drills/act_form.html"


_act = acts_on(find_drill, trail_of)


def _page(
    request: HttpRequest,
    step: Step,
    drill: Drill,
    form: forms.BaseForm,
    perform: Callable[[], Any],
    **more: Any,
) -> HttpResponse:
    more = {"trail": trail_of(drill), "template": TEMPLATE, **more}
    return step_page(request, step, drill, form, perform, **more)


def _plan_facts(drill: Drill) -> list[tuple[str, Any]]:
    begin, end = (timezone.localtime(at) for at in (drill.starts_at, drill.ends_at))
    teams = drill.calls.select_related("team")
    return [
        ("演练名称", drill.title),
        ("类型与级别", f"{drill.get_kind_display()}，{drill.get_level_display()}"),
        ("时间", f"{begin:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}"),
        ("地点", drill.place),
        ("演练目标", drill.objectives),
        ("想定", drill.scenario),
        ("演练阶段", "\n".join(phase.words for phase in drill.phases.all())),
        ("参演力量", "、".join(str(each) for each in [*teams, *drill.participants.all()])),
        ("器材与保障", drill.resources),
        ("安全措施", drill.safety),
        ("拟制人", drill.planned_by),
    ]


def _with_the_plan(drill: Drill) -> dict[str, Any]:
    return {"facts": _plan_facts(drill)}


def _with_the_roll(drill: Drill) -> dict[str, Any]:
    """Who came: what the record will state besides the outcome."""
    roll = roll_of(drill.occasion)
    extra = {"drill": drill, "sections": roll.sections, "turnout": roll.turnout}
    return {"extra": extra, "template": TEMPLATE}


def _decide(pk: int, *, decision: str, **values: Any) -> Drill:
    return decide_plan(pk, approve=decision == "yes", on=timezone.localdate(), **values)


def _close(pk: int, **values: Any) -> Any:
    return close_drill(pk, on=timezone.localdate(), **values)


def _report(pk: int, **values: Any) -> Any:
    return issue_report(pk, on=timezone.localdate(), **values)


drill_submit = _act(
    steps.SUBMIT, fresh(VersionForm), submit_plan, "演练计划已提交审批", _with_the_plan
)
drill_decide = _act(steps.DECIDE, fresh(DecisionForm), _decide, "审批意见已登记", _with_the_plan)
rehearsal_new = _act(steps.REHEARSE, fresh(RehearsalForm), record_rehearsal, "预演已登记")
drill_close = _act(
    steps.CLOSE,
    fresh(VersionForm),
    _close,
    lambda paper: f"演练已归档，考勤记录表 {paper.number} 已签发",
    lambda drill: {"check": "drills/exercises/_close.html", **_with_the_roll(drill)},
)
drill_report = _act(
    steps.REPORT,
    fresh(forms.Form),
    _report,
    lambda paper: f"演练总结报告 {paper.number} 已签发",
)
drill_cancel = _act(steps.CANCEL, fresh(VersionedReasonForm), cancel_drill, "演练已取消")
drill_reopen = _act(
    steps.REOPEN, fresh(VersionedReasonForm), reopen_drill, "演练已重新打开，更正后再归档"
)


@require_http_methods(["GET", "POST"])
def drill_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """登记组织情况."""
    drill = find_drill(request, pk, steps.HOLD.permission)
    form = OutcomeForm(sent(request), drill=drill)
    return _page(
        request,
        steps.HOLD,
        drill,
        form,
        lambda: hold_drill(
            pk, form.outcome(), by=request.user, version=form.cleaned_data["version"]
        ),
        done="组织情况已登记。核对后归档，签发考勤记录表",
        body="drills/exercises/_hold.html",
        **_with_the_roll(drill),
    )


@require_http_methods(["GET", "POST"])
def drill_log(request: HttpRequest, pk: int) -> HttpResponse:
    """预演和执行记录: the next line, above what was done."""
    drill = find_drill(request, pk, steps.LOG.permission)
    initial = {
        "on": timezone.localdate(drill.period[0]),
        "at_time": timezone.localtime().time(),
    }
    form = LogForm(sent(request), initial=initial)
    return _page(
        request,
        steps.LOG,
        drill,
        form,
        lambda: log_event(
            pk,
            by=request.user,
            at=form.at(),
            kind=form.cleaned_data["kind"],
            what=form.cleaned_data["what"],
        ),
        done="已记入执行记录",
        to=lambda entry: steps.LOG.url_for(drill),
        body="drills/exercises/_log_line.html",
        below="drills/exercises/_log.html",
        extra=_written(drill),
    )


@require_GET
def drill_story(request: HttpRequest, pk: int) -> HttpResponse:
    """预演和执行记录, to be read."""
    drill = find_drill(request, pk)
    return render(request, "drills/exercises/drill_story.html", _written(drill))


_REHEARSALS = (
    col.Day("日期", "held_on"),
    col.Number("人数", "headcount"),
    col.Column("内容", "content"),
    col.Column("发现问题", "problems"),
)
_LOG = (
    col.Day("时刻", "at", html=lambda entry: f"{timezone.localtime(entry.at):%m-%d %H:%M}"),
    col.Short("事项", "kind"),
    col.Column("内容", "what"),
    col.Short("登记人", "recorded_by"),
)


def _written(drill: Drill) -> dict[str, Any]:
    log = drill.log.select_related("recorded_by")
    return {
        "drill": drill,
        "rehearsals": Table("预演", _REHEARSALS, drill.rehearsals.all()),
        "log": Table("执行记录", _LOG, log),
    }


@require_http_methods(["GET", "POST"])
def drill_responses(request: HttpRequest, pk: int) -> HttpResponse:
    """通知与到达: a grid of everybody who takes part."""
    drill = find_drill(request, pk, steps.RESPOND.permission)
    form = ResponsesForm(sent(request), drill=drill)

    def perform() -> Drill:
        teams, units = form.responses()
        return record_responses(pk, by=request.user, teams=teams, units=units)

    return _page(
        request,
        steps.RESPOND,
        drill,
        form,
        perform,
        done="通知与到达已登记",
        body="drills/exercises/_responses.html",
    )


@require_http_methods(["GET", "POST"])
def drill_evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """登记评估: the sheet, its criteria open to change."""
    drill = find_drill(request, pk, steps.EVALUATE.permission)
    data = sent_rows(request)
    form = fresh(VersionForm)(data, drill)
    rows = ScoreRows(data, initial=None if data else _sheet(request, drill), prefix="scores")
    for row in rows.forms:
        row.empty_permitted, row.use_required_attribute = True, False

    def told(evaluated: Drill) -> str:
        total = total_of(list(evaluated.scores.all()))
        return f"评估已登记：总分 {total}，{grade_of(total)}"

    return _page(
        request,
        steps.EVALUATE,
        drill,
        form,
        lambda: evaluate_drill(
            pk,
            [Points(**row) for row in rows.given],
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        done=told,
        parts=[rows],
        body="drills/exercises/_evaluate.html",
    )


def _sheet(request: HttpRequest, drill: Drill) -> list[dict[str, Any]]:
    own = list(drill.scores.values("criterion", "full_marks", "score", "note"))
    return own or [
        {"criterion": name, "full_marks": marks}
        for name, marks in starting_sheet(drill, request.scope)
    ]
