"""Pages of training sessions: list, one session, arranging, roll, import, conclusion."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.attendance_files import import_attendance
from drills.checkin import token_of
from drills.forms.training import (
    ConfirmForm,
    FileForm,
    ReasonForm,
    SessionForm,
    SessionQuery,
    session_initial,
)
from drills.models import SessionState, TrainingSession
from drills.sessions import (
    arrange_session,
    cancel_session,
    conclude_session,
    mark_session,
    rearrange_session,
    roll_of,
)
from drills.training_plans import teams_of
from drills.turnout import turnout_of
from drills.views.rolls import RollPage, roll_page
from drills.views.training import find_plan, trail_of
from renfang.history.record import events_of
from renfang.workbench.act_forms import FormPage, act_form, offices_with
from renfang.workbench.lists import page_of

_EVENTS_SHOWN = 20


def find_session(request: HttpRequest, pk: int, permission: str | None = None) -> TrainingSession:
    """The session in scope; NotPermitted where another post handles it."""
    visible = TrainingSession.objects.visible_to(request.scope).select_related(
        "subject__plan__organisation", "organisation"
    )
    session: TrainingSession = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, session)
    return session


def trail(session: TrainingSession) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this session."""
    return (
        ("训练课", reverse("drills:sessions")),
        (str(session), reverse("drills:session", args=[session.pk])),
    )


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """训练课: every session that the user may see, newest first."""
    offices_with(request.scope, "view_training")
    form = SessionQuery(request.GET or None)
    found = TrainingSession.objects.visible_to(request.scope)
    if form.is_bound:
        found = form.narrow(found)
    found = found.select_related("subject__plan", "organisation").prefetch_related("teams")
    context = {"form": form, "page": page_of(request, Paginator(found, 20))}
    return render(request, "drills/sessions.html", context)


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: facts, who came, history."""
    found = find_session(request, pk)
    sections = roll_of(found).sections
    context = {
        "session": found,
        "sections": sections,
        "turnout": turnout_of(sections),
        "events": events_of(found)[:_EVENTS_SHOWN],
        "may_manage": request.scope.may("manage_training", found),
        "is_open": found.state == SessionState.PLANNED,
        "checkin_open": bool(token_of(found)),
    }
    return render(request, "drills/session.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, pk: int) -> HttpResponse:
    """安排训练课 by the plan ``pk``."""
    plan = find_plan(request, pk, "manage_training")
    form = SessionForm(request.POST or None, plan=plan, teams=teams_of(plan, request.scope))
    return act_form(
        request,
        form,
        FormPage("安排训练课", "安排训练课", trail_of(plan)),
        lambda: arrange_session(form.facts(), by=request.user),
        done="训练课已安排",
        to=lambda arranged: reverse("drills:session", args=[arranged.pk]),
    )


@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """调整训练课."""
    found = find_session(request, pk, "manage_training")
    plan = found.subject.plan
    form = SessionForm(
        request.POST or None,
        plan=plan,
        teams=teams_of(plan, request.scope),
        initial=session_initial(found),
    )
    return act_form(
        request,
        form,
        FormPage("调整训练课", "保存调整", trail(found)),
        lambda: rearrange_session(
            pk, form.facts(), by=request.user, version=form.cleaned_data["version"]
        ),
        done="调整已保存",
    )


@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消训练课."""
    found = find_session(request, pk, "manage_training")
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    lead = "取消后本课考勤不计学时，记录保留。"
    return act_form(
        request,
        form,
        FormPage("取消训练课", "取消训练课", trail(found), lead=lead, danger=True),
        lambda: cancel_session(pk, by=request.user, **form.cleaned_data),
        done="训练课已取消",
    )


@require_http_methods(["GET", "POST"])
def session_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """办结训练课."""
    found = find_session(request, pk, "manage_training")
    form = ConfirmForm(request.POST or None, initial={"version": found.version})
    turnout = turnout_of(roll_of(found).sections)
    lead = (
        f"应到 {turnout.expected} 人，实到 {turnout.arrived} 人，未点名 {turnout.uncalled} 人。"
        f"办结后考勤不再变更，到课队员各计 {found.hours} 学时。"
    )
    return act_form(
        request,
        form,
        FormPage("办结训练课", "办结", trail(found), lead=lead),
        lambda: conclude_session(pk, by=request.user, version=form.cleaned_data["version"]),
        done="训练课已办结",
    )


@require_http_methods(["GET", "POST"])
def session_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """点名 at a session."""
    found = find_session(request, pk, "manage_training")
    begin = timezone.localtime(found.starts_at)
    page = RollPage(
        title=f"点名：{found.subject}",
        count=f"{begin:%Y-%m-%d %H:%M} {found.place}",
        trail=trail(found),
        url=reverse("drills:session_roll", args=[pk]),
        is_open=found.state == SessionState.PLANNED,
        roll=lambda: roll_of(found),
        write=lambda marks, rest: mark_session(pk, marks, by=request.user, rest_present=rest),
    )
    return roll_page(request, page)


@require_http_methods(["GET", "POST"])
def session_import(request: HttpRequest, pk: int) -> HttpResponse:
    """导入考勤 from a spreadsheet, all rows or none."""
    found = find_session(request, pk, "manage_training")
    form = FileForm(request.POST or None, request.FILES or None)
    lead = "表中须有“姓名”和“考勤”（到、迟到、缺席、请假）两列；可以有联系电话、到达时刻、说明。"
    return act_form(
        request,
        form,
        FormPage("导入考勤", "导入", trail(found), lead=lead, has_file=True),
        lambda: import_attendance(found, form.cleaned_data["file"].read(), by=request.user),
        done=lambda count: f"已导入 {count} 人的考勤",
    )
