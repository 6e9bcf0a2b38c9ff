"""Pages of training: the year's plan with subjects and hours, sessions, 签到.

扫码签到 has the trainer's page with the code, and the public page that a phone opens.
"""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.rollcall.models import MarkSource
from drills.rollcall.queries import roll_of
from drills.teams.models import Member, Team, TeamKind
from drills.teams.queries import active_teams
from drills.training import steps
from drills.training.acts.checkin import (
    Expired,
    check_in,
    close_checkin,
    open_checkin,
    session_of,
    token_of,
)
from drills.training.acts.plans import draft_plan, issue_plan, set_subjects, set_team_hours
from drills.training.acts.sessions import (
    arrange_session,
    cancel_session,
    conclude_session,
    rearrange_session,
)
from drills.training.forms import (
    CheckinForm,
    IssueForm,
    MinutesForm,
    PlanForm,
    SessionForm,
    SessionQuery,
    SubjectRows,
    TeamHoursForm,
    session_initial,
    subject_plans,
)
from drills.training.hooks import PLAN_CARDS, STEPS_ABOVE
from drills.training.models import PlanState, TeamHours, TrainingPlan, TrainingSession
from drills.training.queries import (
    TeamStanding,
    accrued,
    required,
    subjects_for,
    team_standings,
)
from drills.training.rules import standing
from drills.training.tries import TooMany, note_wrong_try, one_at_a_time, require_room
from renfang.acts import NotFound, Refused
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import (
    FormPage,
    act_form,
    acts_on,
    fresh,
    offices_with,
    rows_page,
    step_page,
)
from renfang.pages.forms import VersionedReasonForm, VersionForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import refuse_on_form, sent
from renfang.pages.tables import Table

_EVENTS_SHOWN = 20


def find_plan(request: HttpRequest, pk: int, permission: str | None = None) -> TrainingPlan:
    """The plan in scope; NotPermitted where another post handles it."""
    visible = TrainingPlan.objects.visible_to(request.scope).select_related("organisation")
    plan: TrainingPlan = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, plan)
    return plan


def trail_of(plan: TrainingPlan) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this plan."""
    return (
        ("训练计划", reverse("drills:training_plans")),
        (str(plan), reverse("drills:training_plan", args=[plan.pk])),
    )


class PlanList(ListPage):
    """训练计划: every year's plan that the user may see."""

    model, title, noun = TrainingPlan, "训练计划", "份"
    permission = "view_training"
    columns = (
        col.Title("年度", str, link="drills:training_plan", sort="year", width=28),
        col.Column("主管机构", "organisation.name", width=28),
        col.Number("课目", lambda plan: len(plan.subjects.all())),
        col.Code("下达文号", "document_number", width=26),
        col.Day("下达日期", "issued_on"),
        col.State("状态", "state", "draft=todo *=good"),
    )
    prefetch = ("subjects",)
    links = (
        Link("评分标准", "drills:grading_scales"),
        Link(
            "拟制年度训练计划", "drills:training_plan_new", "plus", "manage_training", is_main=True
        ),
    )
    nothing = (
        Nothing(
            "还没有年度训练计划。列入课目和学时，下达后安排训练课",
            "拟制年度训练计划",
            "drills:training_plan_new",
            "calendar-event",
            "manage_training",
        ),
        Nothing("还没有年度训练计划，由训练演练岗位拟制", symbol="calendar-event"),
    )


@require_http_methods(["GET", "POST"])
def training_plan_new(request: HttpRequest) -> HttpResponse:
    """拟制年度训练计划."""
    organisations = offices_with(request.scope, "manage_training")
    form = PlanForm(
        request.POST or None,
        organisations=organisations,
        plans=TrainingPlan.objects.visible_to(request.scope),
        initial={"year": timezone.localdate().year},
    )
    page = FormPage(
        "拟制年度训练计划", "拟制计划", (("训练计划", reverse("drills:training_plans")),)
    )
    return act_form(
        request,
        form,
        page,
        lambda: draft_plan(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done="计划已拟制。列入课目和学时后下达",
        to=lambda plan: reverse("drills:training_plan_subjects", args=[plan.pk]),
    )


_SUBJECTS = (
    col.Column("课目", "name"),
    col.Short("类别", "category"),
    col.Column("适用种类", lambda subject: subject.team_kind or "各类专业队"),
    col.Number("规定学时", "required_hours"),
)


def _standing_columns(plan: TrainingPlan) -> tuple[col.Column, ...]:
    """How far a team is, with the way to its part of the plan."""

    def address(row: TeamStanding) -> str:
        return reverse("drills:training_plan_team", args=[plan.pk, row.team.pk])

    return (
        col.Title("专业队", "team", link=address),
        col.Column("种类", "team.kind"),
        col.Number("规定学时", "asked"),
        col.Number("在编", lambda row: len(row.members)),
        col.Number("参训率", "trained_text"),
        col.Number("学时达标", lambda row: f"{row.met} 人"),
        col.Number("学时完成率", "rate_text"),
    )


@require_GET
def training_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its subjects, and how far every team is."""
    plan = find_plan(request, pk)
    teams = list(active_teams(plan.organisation, request.scope))
    members = Member.objects.serving_on(timezone.localdate()).filter(team__in=teams)
    context = {
        "plan": plan,
        "subjects": Table("课目与规定学时", _SUBJECTS, plan.subjects.select_related("team_kind")),
        "standings": Table(
            "各队训练进度",
            _standing_columns(plan),
            team_standings(plan, teams, members),
            has_keys=True,
        ),
        "sessions": plan_sessions(plan),
        "cards": [card(plan) for card in PLAN_CARDS],
        "events": events_of(plan)[:_EVENTS_SHOWN],
        "buttons": [
            button
            for table in (steps.PLAN_STEPS, *STEPS_ABOVE)
            for button in table.buttons(plan, partial(request.scope.may, subject=plan))
        ],
        "may_manage": request.scope.may("manage_training", plan),
        "is_draft": plan.state == PlanState.DRAFT,
    }
    return render(request, "drills/training/training_plan.html", context)


def plan_sessions(plan: TrainingPlan) -> QuerySet[TrainingSession]:
    """The ten latest sessions of a plan."""
    return (
        TrainingSession.objects.filter(subject__plan=plan)
        .select_related("subject")
        .order_by("-starts_at")[:10]
    )


@require_http_methods(["GET", "POST"])
def training_plan_subjects(request: HttpRequest, pk: int) -> HttpResponse:
    """调整课目: the rows of the plan."""
    plan = find_plan(request, pk, steps.SET_SUBJECTS.permission)
    kinds = TeamKind.objects.known_to(plan.organisation)
    return rows_page(
        request,
        steps.SET_SUBJECTS,
        plan,
        partial(SubjectRows, form_kwargs={"kinds": kinds}),
        list(plan.subjects.values("name", "category", "team_kind", "required_hours")),
        lambda rows, version: set_subjects(
            pk, subject_plans(rows), by=request.user, version=version
        ),
        trail=trail_of(plan),
        done="课目已保存",
        title="课目与规定学时",
    )


training_plan_issue = acts_on(find_plan, trail_of)(
    steps.ISSUE, fresh(IssueForm), issue_plan, lambda plan: f"{plan}已下达。下一步安排训练课"
)


@require_http_methods(["GET", "POST"])
def training_plan_team(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    """One team in the plan: every member's hours by subject; the team's own hours."""
    plan = find_plan(request, pk)
    row = active_teams(plan.organisation, request.scope).filter(pk=team).first()
    if row is None:
        raise NotFound("专业队")
    subjects = subjects_for(plan, row)
    own = dict(
        TeamHours.objects.filter(team=row, subject__plan=plan).values_list(
            "subject", "required_hours"
        )
    )
    form = TeamHoursForm(request.POST or None, subjects=subjects, own=own)
    status = 200
    if request.method == "POST":
        request.scope.require("manage_training", plan)
        status = 422
        if form.is_valid():
            try:
                set_team_hours(pk, team, form.hours(), by=request.user)
            except Refused as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                messages.success(request, "本队学时已保存")
                return redirect("drills:training_plan_team", pk, team)
    context = {
        "plan": plan,
        "team": row,
        "form": form,
        "trail": trail_of(plan),
        "may_manage": request.scope.may("manage_training", plan),
        "hours": _hours_of(plan, row),
    }
    return render(request, "drills/training/training_plan_team.html", context, status=status)


def _hours_of(plan: TrainingPlan, team: Team) -> Table:
    """Every member's hours by subject, for the page."""
    members = list(Member.objects.serving_on(timezone.localdate()).filter(team=team))
    hours = accrued(plan, [member.pk for member in members])
    asked = required(plan, [team])[team.pk]
    subjects = [(subject, asked[subject.pk]) for subject in subjects_for(plan, team)]
    rows = []
    for member in members:
        own = hours.get(member.pk, {})
        rows.append({"member": member, "hours": own, "state": standing(own, asked)})
    columns = (
        col.Head("姓名", "member.name"),
        *(
            col.Number(
                f"{subject.name}（{need}）", lambda row, pk=subject.pk: row["hours"].get(pk, "0.0")
            )
            for subject, need in subjects
        ),
        col.Number("累计", "state.total"),
        col.Number("完成率", "state.rate_text"),
        col.State(
            "状态",
            lambda row: "达标" if row["state"].is_met else "未达标",
            lambda row: "good" if row["state"].is_met else "waiting",
        ),
    )
    return Table("队员学时", columns, rows, is_dense=True)


def find_session(request: HttpRequest, pk: int, permission: str | None = None) -> TrainingSession:
    """The session in scope; NotPermitted where another post handles it."""
    visible = TrainingSession.objects.visible_to(request.scope).select_related(
        "subject__plan__organisation", "organisation", "occasion"
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


class SessionList(ListPage):
    """训练课: every session that the user may see, newest first."""

    model, query, title, noun = TrainingSession, SessionQuery, "训练课", "次"
    permission = "view_training"
    columns = (
        col.Title("课目", "subject.name", link="drills:session", width=28),
        col.Day("时间", "starts_at", width=20),
        col.Column("地点", "place", width=28),
        col.Short("教员", "instructor"),
        col.Number("学时", "hours", total=True),
        col.Column("参训专业队", lambda row: "、".join(map(str, row.teams.all())), width=32),
        col.State("状态", "state", "planned=todo closed=plain *=blocked"),
    )
    related = ("subject__plan",)
    prefetch = ("teams",)
    links = (Link("训练计划", "drills:training_plans"),)
    nothing = (
        Nothing(
            "还没有安排训练课。从已下达的年度训练计划中安排",
            "打开训练计划",
            "drills:training_plans",
            "calendar-event",
        ),
    )
    nothing_found = "没有符合条件的训练课"


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: facts, who came, history."""
    found = find_session(request, pk)
    roll, may = roll_of(found.occasion), partial(request.scope.may, subject=found)
    context = {
        "session": found,
        "sections": roll.sections,
        "turnout": roll.turnout,
        "events": events_of(found)[:_EVENTS_SHOWN],
        "may_mark": may(steps.CHECKIN.permission) and steps.CHECKIN.fits(found),
        "buttons": steps.STEPS.buttons(found, may),
        "changes": steps.CHANGES.buttons(found, may),
    }
    return render(request, "drills/training/session.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, pk: int) -> HttpResponse:
    """安排训练课 by the plan ``pk``."""
    plan = find_plan(request, pk, steps.ARRANGE.permission)
    form = SessionForm(
        sent(request), plan=plan, teams=active_teams(plan.organisation, request.scope)
    )
    return step_page(
        request,
        steps.ARRANGE,
        plan,
        form,
        lambda: arrange_session(form.facts(), by=request.user),
        trail=trail_of(plan),
        done="训练课已安排",
        to=lambda arranged: reverse("drills:session", args=[arranged.pk]),
    )


@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """调整训练课."""
    found = find_session(request, pk, steps.REARRANGE.permission)
    plan = found.subject.plan
    form = SessionForm(
        sent(request),
        plan=plan,
        teams=active_teams(plan.organisation, request.scope),
        initial=session_initial(found),
    )
    return step_page(
        request,
        steps.REARRANGE,
        found,
        form,
        lambda: rearrange_session(
            pk, form.facts(), by=request.user, version=form.cleaned_data["version"]
        ),
        trail=trail(found),
        done="调整已保存",
    )


_session_act = acts_on(find_session, trail)


def _who_came(found: TrainingSession) -> dict[str, Any]:
    turnout = roll_of(found.occasion).turnout
    lead = (
        f"应到 {turnout.expected} 人，实到 {turnout.arrived} 人，未点名 {turnout.uncalled} 人。"
        f"办结后考勤不再变更，到课队员各计 {found.hours} 学时。"
    )
    return {"lead": lead}


def _address_of(token: str) -> str:
    return settings.PUBLIC_ADDRESS + reverse("drills:checkin", args=[token])


def _code(found: TrainingSession) -> dict[str, Any]:
    """The code for the hall, where check-in is open; a new one takes its place."""
    token = token_of(found)
    if not token:
        return {}
    extra = {
        "session": found,
        "address": _address_of(token),
        "arrived": found.occasion.marks.filter(source=MarkSource.CHECKIN).count(),
        "buttons": [steps.STOP_CHECKIN.button(found)],
    }
    return {
        "act": "换发二维码",
        "template": "drills/act_form.html",
        "below": "drills/training/_checkin_code.html",
        "extra": extra,
    }


session_conclude = _session_act(
    steps.CONCLUDE, fresh(VersionForm), conclude_session, "训练课已办结", _who_came
)
session_cancel = _session_act(
    steps.CANCEL, fresh(VersionedReasonForm), cancel_session, "训练课已取消"
)
session_checkin = _session_act(
    steps.CHECKIN, fresh(MinutesForm), open_checkin, "扫码签到已开放", _code, steps.CHECKIN.url_for
)
session_checkin_close = _session_act(
    steps.STOP_CHECKIN,
    fresh(VersionForm),
    close_checkin,
    "扫码签到已停止",
    to=steps.CHECKIN.url_for,
)


@require_GET
def session_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code as SVG; 404 while check-in is closed."""
    session = find_session(request, pk, "manage_training")
    token = token_of(session)
    if not token:
        raise NotFound("签到二维码")
    target = io.BytesIO()
    code = segno.make_qr(_address_of(token), error="m")
    code.save(target, kind="svg", scale=8, border=4)
    return HttpResponse(target.getvalue(), content_type="image/svg+xml")


@login_not_required
@require_http_methods(["GET", "POST"])
def checkin(request: HttpRequest, token: str) -> HttpResponse:
    """What the code opens on a member's phone. Shows the session, never the roster."""
    try:
        session = session_of(token)
    except Expired as expired:
        return _closed(request, expired.message, 200)
    form = CheckinForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal = _tried(request, session, token, form.cleaned_data)
            if refusal is None:
                return _unindexed(
                    render(request, "drills/training/checkin_done.html", {"session": session})
                )
            if isinstance(refusal, TooMany):
                return _closed(request, refusal.message, refusal.status)
            status = refuse_on_form(form, refusal)
    response = render(
        request, "drills/training/checkin.html", {"form": form, "session": session}, status=status
    )
    return _unindexed(response)


def _tried(
    request: HttpRequest, session: TrainingSession, token: str, said: dict[str, Any]
) -> Refused | None:
    """Check in, heard one after another; why not, with the wrong try on record by then."""
    with one_at_a_time(session):
        try:
            require_room(request, session, said["name"])
            check_in(token, **said)
        except TooMany as refusal:
            return refusal
        except Refused as refusal:
            note_wrong_try(request, session, said["name"], refusal)
            return refusal
    return None


def _closed(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return _unindexed(
        render(request, "drills/training/checkin_closed.html", {"message": message}, status=status)
    )


def _unindexed(response: HttpResponse) -> HttpResponse:
    """Keep answers out of search engines, and addresses (which hold tokens) out of referrers."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
