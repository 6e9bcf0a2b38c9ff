"""What drills add to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.deadlines import MONTH, NOTICE, task
from drills.exercises.models import (
    Approval,
    Drill,
    DrillFinding,
    DrillPhotograph,
    DrillState,
    DrillTeam,
    FindingState,
)
from drills.exercises.papers import record, report
from drills.exercises.queries.registers import (
    drills_of_locality,
    drills_of_plan,
    drills_of_target,
    on_team,
)
from drills.exercises.queries.story import finding_standing
from drills.exercises.steps import CHECK, CLOSE, DECIDE, HOLD, RECTIFY, STEPS, SUBMIT
from drills.exercises.views.drills import team_card, trail_of
from drills.registers.models import KEY_TARGET, LOCALITY, PROTECTION_PLAN
from drills.rollcall.hooks import RollKind
from drills.rollcall.models import Attendance, OccasionKind
from drills.rollcall.workbench import open_rolls
from drills.teams.hooks import TEAM_CARDS
from drills.teams.models import Team
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.organisations.scope import Scope
from renfang.proof.hooks import Watched, watch
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Register the room's papers, menu entries, piles and finders, and its part of rooms below."""
    watch(Watched(DrillPhotograph, "drills.Drill", "drill_id"))
    record.register()
    report.register()
    register_entries(
        "专业队与演练",
        Entry("演练", "drills:drills", "speakerphone", "view_drills", rank=60),
        Entry("训练演练日历", "drills:calendar", "calendar-event", "view_drills", rank=70),
    )
    register_entries(
        "战备登记",
        Entry("问题整改", "drills:findings", "alert-triangle", "view_drills", rank=30),
        Entry("演练覆盖", "drills:coverage", "map-pin", "view_drills", rank=40),
    )
    register_piles(
        Pile(("manage_drills",), _open_drills, _to_carry_out),
        Pile(("manage_drills",), _defects, _to_mend),
        Pile(("approve_drills",), _plans, _to_approve),
        Pile(("approve_drills",), _mended, _to_check),
    )
    register_finder(find_drills)
    register_finder(find_findings)
    _add_to_rooms_below()


def _add_to_rooms_below() -> None:
    """How rolls are called, what teams are needed for, the drills that hang on a register's row."""
    open_rolls(DrillRoll())
    rests_on(Team, on_team, rank=10)
    TEAM_CARDS.register(team_card)
    rests_on(Drill, on_drill)
    KEY_TARGET.tables.register(drills_of_target)
    LOCALITY.tables.register(drills_of_locality)
    LOCALITY.links.append(("演练覆盖", "drills:coverage"))
    PROTECTION_PLAN.tables.register(drills_of_plan)


class DrillRoll(RollKind):
    """The teams that the plan calls up, each with its planned number."""

    code = OccasionKind.DRILL
    act = "登记考勤"
    permission = "manage_drills"

    def teams(self, owner: Drill) -> list[tuple[Team, int | None]]:
        calls = owner.calls.select_related("team__kind")
        return [
            (call.team, call.planned_headcount)
            for call in calls.order_by("team__kind__position", "team__name")
        ]

    def trail(self, owner: Drill) -> list[tuple[str, str]]:
        return trail_of(owner)


def on_drill(drill: Drill, ending: Ending | None) -> Iterator[Resting]:
    """Its record on file, which holds it closed; findings to be mended; who was called."""
    if ending is Ending.REOPEN:
        papers = IssuedDocument.objects.of(drill).filter(kind=record.DRILL_RECORD).current()
        for paper in papers:
            words = f"{paper}仍然有效。先作废该记录表，再重新打开"
            yield from papers_resting([paper], Effect.BLOCKS, words)
    for finding in drill.findings.exclude(state=FindingState.CLOSED):
        yield Resting(row=finding, label="问题整改", effect=Effect.REMAINS)


# How soon after a drill its record is to be on file.
FILING = timedelta(days=7)


def _open_drills(scope: Scope, today: date) -> QuerySet[Drill]:
    """Drills that are near, or held and not on file yet, the earliest first."""
    return (
        Drill.objects.visible_to(scope, "manage_drills")
        .filter(
            state__in=[DrillState.PLANNED, DrillState.HELD],
            starts_at__date__lte=today + NOTICE,
        )
        .annotate(
            is_called=Exists(Attendance.objects.filter(occasion=OuterRef("occasion"))),
            has_teams=Exists(DrillTeam.objects.filter(drill=OuterRef("pk"))),
        )
        .order_by("starts_at")
    )


def _to_carry_out(drill: Drill, today: date) -> Task:
    title, url, due = _next_act(drill, today)
    note = f"{timezone.localdate(drill.period[0])} {drill.place}"
    return task(title, drill.title, url, due, today, note)


def _next_act(drill: Drill, today: date) -> tuple[str, str, date]:
    """What comes next for whoever manages the drill: its name, its page, and by when."""
    begins_on, ends_on = (timezone.localdate(at) for at in drill.period)
    step = STEPS.main(drill)
    if step is SUBMIT:
        return step.to_do, step.url_for(drill), begins_on
    if step is CLOSE:
        return step.to_do, step.url_for(drill), ends_on + FILING
    if step is not HOLD:
        return "准备演练", reverse("drills:drill", args=[drill.pk]), begins_on
    if drill.has_teams and not drill.is_called:  # type: ignore[attr-defined]
        return "演练点名", reverse("drills:roll", args=[drill.occasion_id]), ends_on
    return step.to_do, step.url_for(drill), ends_on


def _plans(scope: Scope, today: date) -> QuerySet[Drill]:
    """Plans of others that wait for approval."""
    waiting = Drill.objects.visible_to(scope, "approve_drills").filter(
        state=DrillState.PLANNED, approval=Approval.SUBMITTED
    )
    return waiting.exclude(planned_by=scope.user).order_by("starts_at")


def _to_approve(drill: Drill, today: date) -> Task:
    due = timezone.localdate(drill.starts_at)
    url = DECIDE.url_for(drill)
    return task(DECIDE.to_do, drill.title, url, due, today, f"{due} {drill.place}")


def _mended(scope: Scope, today: date) -> QuerySet[DrillFinding]:
    """Findings that others have mended and someone has to check."""
    return (
        DrillFinding.objects.visible_to(scope, "approve_drills")
        .filter(state=FindingState.RECTIFIED)
        .exclude(rectified_by=scope.user)
        .order_by("due_on", "id")
    )


def _to_check(finding: DrillFinding, today: date) -> Task:
    return task(CHECK.to_do, finding.what, CHECK.url_for(finding), finding.due_on, today)


def _defects(scope: Scope, today: date) -> QuerySet[DrillFinding]:
    """Findings to be mended within a month."""
    return (
        DrillFinding.objects.visible_to(scope, "manage_drills")
        .filter(state=FindingState.OPEN, due_on__lte=today + MONTH)
        .order_by("due_on", "id")
    )


def _to_mend(finding: DrillFinding, today: date) -> Task:
    url, light = RECTIFY.url_for(finding), finding_standing(finding, today, current_calendar())
    return Task(RECTIFY.to_do, finding.what, url, finding.due_on, light, finding.responsible)


def find_drills(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Drills by part of the title or place, the latest first."""
    drills = Drill.objects.visible_to(scope)
    matching = drills.filter(title__icontains=words) | drills.filter(place__icontains=words)
    for drill in matching[:limit]:
        detail = f"{timezone.localdate(drill.starts_at)} · {drill.get_state_display()}"
        yield Hit("演练", drill.title, detail, reverse("drills:drill", args=[drill.pk]))


def find_findings(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Defects by part of what is wrong or of the unit that mends it, the one due first on top."""
    findings = DrillFinding.objects.visible_to(scope).select_related("drill")
    matching = findings.filter(Q(what__icontains=words) | Q(responsible__icontains=words))
    for finding in matching[:limit]:
        detail = f"{finding.responsible} · {finding.due_on} · {finding.get_state_display()}"
        url = reverse("drills:drill", args=[finding.drill_id])
        yield Hit("演练问题", finding.what, detail, f"{url}#finding-{finding.pk}")
