"""离队 and 撤销 must not predate what members have on record, nor leave a plan without its team."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from drills.assessments.models import AssessmentState, Score
from drills.exercises.models import DrillState
from drills.reorganisation.models import CampaignState, CampaignTeam, MusterMark
from drills.rollcall.models import Attendance
from drills.teams.models import Member, Team
from drills.training.models import SessionMark, SessionState
from renfang.acts import Incomplete, WrongState

# (member, day, what stands on record, in words)
_Found = tuple[Member, date, str]


def refuse_leaving(members: QuerySet[Member], on: date) -> None:
    """Raise Incomplete on ``on`` when one of the members has something on record from then on.

    The day of leaving is no longer one of service: what is on record lies before it.
    """
    found = max(
        filter(
            None, (_at_a_drill(members), _trained(members), _mustered(members), _scored(members))
        ),
        key=lambda one: one[1],
        default=None,
    )
    if found is not None and found[1] >= on:
        member, day, what = found
        raise Incomplete(f"{member}在 {day} 的{what}，离队日期须晚于这一天", field="on")


def _at_a_drill(members: QuerySet[Member]) -> _Found | None:
    rows = Attendance.objects.filter(member__in=members).select_related("drill", "member")
    last = rows.order_by("-drill__starts_at").first()
    if last is None:
        return None
    day = timezone.localdate(last.drill.period[0])
    return last.member, day, f"演练“{last.drill}”中有考勤"


def _trained(members: QuerySet[Member]) -> _Found | None:
    rows = SessionMark.objects.filter(member__in=members).exclude(
        session__state=SessionState.CANCELLED
    )
    last = rows.select_related("session__subject", "member").order_by("-session__starts_at").first()
    if last is None:
        return None
    day = timezone.localdate(last.session.starts_at)
    return last.member, day, f"训练课“{last.session.subject}”中有考勤"


def _mustered(members: QuerySet[Member]) -> _Found | None:
    rows = MusterMark.objects.filter(member__in=members).select_related("muster", "member")
    last = rows.order_by("-muster__called_at").first()
    if last is None:
        return None
    return last.member, timezone.localdate(last.muster.called_at), "拉动点验中有考勤"


def _scored(members: QuerySet[Member]) -> _Found | None:
    rows = Score.objects.filter(member__in=members).select_related("part__assessment", "member")
    last = rows.order_by("-part__assessment__held_on").first()
    if last is None:
        return None
    assessment = last.part.assessment
    return last.member, assessment.held_on, f"考核“{assessment}”中有成绩"


def refuse_dissolving(team: Team) -> None:
    """Raise WrongState while a drill, session, assessment or campaign still needs the team."""
    call = team.calls.filter(drill__state=DrillState.PLANNED).select_related("drill").first()
    if call is not None:
        raise WrongState(f"{team}已列入演练“{call.drill}”。先从该演练中移出，或取消该演练")
    session = team.sessions.filter(state=SessionState.PLANNED).select_related("subject").first()
    if session is not None:
        raise WrongState(f"{team}已列入训练课“{session}”。先办结、取消该训练课，或从中移出该队")
    assessment = team.assessments.filter(state=AssessmentState.OPEN).first()
    if assessment is not None:
        raise WrongState(f"{team}列入的考核“{assessment}”尚未核定。核定成绩后再撤销")
    entry = (
        CampaignTeam.objects.filter(team=team, campaign__state=CampaignState.OPEN)
        .select_related("campaign")
        .first()
    )
    if entry is not None:
        raise WrongState(f"{team}列入的{entry.campaign}尚未办结。整组归档后再撤销")
