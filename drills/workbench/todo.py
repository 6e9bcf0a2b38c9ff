"""What a trainer should do: drills that are near, and drills not called or not on file."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.exercises.models import (
    Approval,
    Drill,
    DrillFinding,
    DrillState,
    DrillTeam,
    FindingState,
)
from drills.registers.models import ProtectionPlan
from drills.rollcall.models import Attendance
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, Standing, WorkingCalendar, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task, register_piles

# How long before a drill it appears on the list, and how soon after it the record is due.
NOTICE = timedelta(days=14)
FILING = timedelta(days=7)
_MONTH = timedelta(days=30)


def declare() -> None:
    """Register the piles with the workbench."""
    register_piles(
        Pile(("manage_drills",), _open_drills, _to_carry_out),
        Pile(("manage_drills",), _defects, _to_mend),
        Pile(("approve_drills",), _plans, _to_approve),
        Pile(("approve_drills",), _mended, _to_check),
        Pile(("manage_readiness",), _reviews, _to_review),
    )


def _open_drills(scope: Scope, today: date) -> QuerySet[Drill]:
    """Drills that are near, or held and not on file yet, the earliest first."""
    return (
        Drill.objects.visible_to(scope, "manage_drills")
        .filter(
            state__in=[DrillState.PLANNED, DrillState.HELD],
            starts_at__date__lte=today + NOTICE,
        )
        .annotate(
            is_called=Exists(Attendance.objects.filter(drill=OuterRef("pk"))),
            has_teams=Exists(DrillTeam.objects.filter(drill=OuterRef("pk"))),
        )
        .order_by("starts_at")
    )


def _to_carry_out(drill: Drill, today: date) -> Task:
    title, view_name, due = _next_act(drill, today)
    return Task(
        title,
        drill.title,
        reverse(f"drills:{view_name}", args=[drill.pk]),
        due,
        _standing(today, due, NOTICE, current_calendar()),
        note=f"{timezone.localdate(drill.period[0])} {drill.place}",
    )


def _next_act(drill: Drill, today: date) -> tuple[str, str, date]:
    """What comes next for a drill: its name, the page where it is done, and by when."""
    begins_on, ends_on = (timezone.localdate(at) for at in drill.period)
    if drill.approval in (Approval.PREPARING, Approval.RETURNED):
        return "提交演练计划审批", "drill", begins_on
    if drill.state == DrillState.HELD:
        return "归档演练记录", "drill_close", ends_on + FILING
    if begins_on > today:
        return "准备演练", "drill", begins_on
    if drill.has_teams and not drill.is_called:  # type: ignore[attr-defined]
        return "演练点名", "attendance", ends_on
    return "登记演练组织情况", "drill_hold", ends_on


def finding_standing(
    finding: DrillFinding, today: date, calendar: WorkingCalendar
) -> Standing | None:
    """The light of a finding's deadline; none once it is closed."""
    if finding.state == FindingState.CLOSED:
        return None
    return _standing(today, finding.due_on, finding.due_on - finding.found_on, calendar)


def _standing(today: date, due: date, notice: timedelta, calendar: WorkingCalendar) -> Standing:
    deadline = Deadline(due, estimated=_is_estimated(due, calendar), steps=())
    return standing(today, deadline, start=due - notice, calendar=calendar)


def _plans(scope: Scope, today: date) -> QuerySet[Drill]:
    """Plans of others that wait for approval."""
    waiting = Drill.objects.visible_to(scope, "approve_drills").filter(
        state=DrillState.PLANNED, approval=Approval.SUBMITTED
    )
    return waiting.exclude(planned_by=scope.user).order_by("starts_at")


def _to_approve(drill: Drill, today: date) -> Task:
    due = timezone.localdate(drill.starts_at)
    url = reverse("drills:drill_decide", args=[drill.pk])
    light = _standing(today, due, NOTICE, current_calendar())
    return Task("审批演练计划", drill.title, url, due, light, f"{due} {drill.place}")


def _mended(scope: Scope, today: date) -> QuerySet[DrillFinding]:
    """Findings that others have mended and someone has to check."""
    return (
        DrillFinding.objects.visible_to(scope, "approve_drills")
        .filter(state=FindingState.RECTIFIED)
        .exclude(rectified_by=scope.user)
        .order_by("due_on", "id")
    )


def _to_check(finding: DrillFinding, today: date) -> Task:
    url = reverse("drills:finding_check", args=[finding.pk])
    light = _standing(today, finding.due_on, NOTICE, current_calendar())
    return Task("复核演练问题整改", finding.what, url, finding.due_on, light)


def _defects(scope: Scope, today: date) -> QuerySet[DrillFinding]:
    """Findings to be mended within a month."""
    return (
        DrillFinding.objects.visible_to(scope, "manage_drills")
        .filter(state=FindingState.OPEN, due_on__lte=today + _MONTH)
        .order_by("due_on", "id")
    )


def _to_mend(finding: DrillFinding, today: date) -> Task:
    url = reverse("drills:finding_rectify", args=[finding.pk])
    light = finding_standing(finding, today, current_calendar())
    return Task("登记演练问题整改", finding.what, url, finding.due_on, light, finding.responsible)


def _reviews(scope: Scope, today: date) -> QuerySet[ProtectionPlan]:
    """Plans whose review is due within a month, or past."""
    return (
        ProtectionPlan.objects.visible_to(scope, "manage_readiness")
        .filter(is_current=True, review_due_on__lte=today + _MONTH)
        .order_by("review_due_on")
    )


def _to_review(plan: ProtectionPlan, today: date) -> Task:
    url = reverse("drills:plan_review", args=[plan.pk])
    light = _standing(today, plan.review_due_on, _MONTH, current_calendar())
    return Task("评审预案方案", plan.title, url, plan.review_due_on, light, plan.owner)


def _is_estimated(due: date, calendar: WorkingCalendar) -> bool:
    return due.year not in calendar.official_years
