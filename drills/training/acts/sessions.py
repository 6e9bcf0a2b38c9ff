"""Training sessions: arranging, concluding and cancelling them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from drills.rollcall.acts import call_together, move, settle
from drills.rollcall.models import OccasionKind, OccasionState
from drills.rollcall.queries import roll_of
from drills.teams.models import Team
from drills.teams.queries import active_teams
from drills.training.models import SessionState, TrainingPlan, TrainingSession, TrainingSubject
from drills.training.steps import ARRANGE, CANCEL, CONCLUDE, REARRANGE
from renfang.acts import Incomplete, NotFound, WrongState, act, require_text
from renfang.history.record import differences, record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import Step

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class SessionFacts:
    """What is arranged. Instants are aware; ``hours`` with one decimal."""

    subject_id: int
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    place: str
    instructor: str
    team_ids: Sequence[int]
    content: str = ""


_PLAIN = ("starts_at", "ends_at", "hours", "place", "instructor", "content")


@act
def arrange_session(facts: SessionFacts, *, by: User) -> TrainingSession:
    """安排训练课 by an issued plan of the year in which it takes place."""
    scope = Scope(by)
    subject = _subject(facts.subject_id, scope)
    plan: TrainingPlan = TrainingPlan.objects.locked_for(ARRANGE, subject.plan_id, by)
    teams = _check(facts, subject, scope)
    session = TrainingSession.objects.create(
        organisation=plan.organisation,
        subject=subject,
        planned_by=by,
        occasion=call_together(OccasionKind.SESSION, (facts.starts_at, facts.ends_at)),
        **{name: getattr(facts, name) for name in _PLAIN},
    )
    session.teams.set(teams)
    record(by, "安排训练课", session, after=_shown(session))
    return session


@act
def rearrange_session(
    session_id: int, facts: SessionFacts, *, by: User, version: int | None
) -> TrainingSession:
    """调整训练课 while it is planned. A team with marks on record stays in it."""
    scope = Scope(by)
    session = _locked(REARRANGE, session_id, by, version)
    subject = _subject(facts.subject_id, scope)
    if subject.plan_id != session.subject.plan_id:
        raise Incomplete("课目不在本训练课的年度计划中，重新选择", field="subject")
    teams = _check(facts, subject, scope)
    before = _shown(session)
    marked = Team.objects.filter(members__attendance__occasion=session.occasion).distinct()
    gone = [team for team in marked if team.pk not in facts.team_ids]
    if gone:
        raise WrongState(f"{gone[0]}在本次训练课中已有考勤，不能移出。先清除该队考勤")
    session.subject = subject
    for name in _PLAIN:
        setattr(session, name, getattr(facts, name))
    session.save_next()
    session.teams.set(teams)
    move(session.occasion, (session.starts_at, session.ends_at), scope)
    before, after = differences(before, _shown(session))
    record(by, "调整训练课", session, before=before, after=after)
    return session


@act
def cancel_session(
    session_id: int, *, by: User, reason: str, version: int | None
) -> TrainingSession:
    """取消训练课: its hours no longer count."""
    session = _locked(CANCEL, session_id, by, version)
    reason = require_text(reason, "写明取消原因", least=5)
    session.state, session.cancel_reason = SessionState.CANCELLED, reason
    session.checkin_key, session.checkin_until = "", None
    session.save_next()
    settle([session.occasion], OccasionState.VOID)
    record(
        by,
        "取消训练课",
        session,
        before={"状态": SessionState.PLANNED.label},
        after={"状态": SessionState.CANCELLED.label},
        note=reason,
    )
    return session


@act
def conclude_session(session_id: int, *, by: User, version: int | None) -> TrainingSession:
    """办结: everybody on the roll has been called; marks are no longer changed."""
    session = _locked(CONCLUDE, session_id, by, version)
    turnout = roll_of(session.occasion).turnout
    session.state = SessionState.CLOSED
    session.checkin_key, session.checkin_until = "", None
    session.save_next()
    settle([session.occasion], OccasionState.CLOSED)
    record(
        by,
        "办结训练课",
        session,
        before={"状态": SessionState.PLANNED.label},
        after={
            "状态": SessionState.CLOSED.label,
            "应到": turnout.expected,
            "实到": turnout.arrived,
            "计入学时": session.hours,
        },
    )
    return session


def _locked(step: Step, session_id: int, by: User, version: int | None) -> TrainingSession:
    session: TrainingSession = TrainingSession.objects.locked_for(
        step, session_id, by, version=version
    )
    return session


def _subject(subject_id: int, scope: Scope) -> TrainingSubject:
    subject = (
        TrainingSubject.objects.select_related("plan__organisation", "team_kind")
        .filter(pk=subject_id)
        .first()
    )
    if subject is None or not scope.may("view_training", subject.plan):
        raise NotFound("训练课目")
    return subject


def _check(facts: SessionFacts, subject: TrainingSubject, scope: Scope) -> list[Team]:
    """What a person can mend; gives the teams."""
    plan = subject.plan
    if facts.ends_at <= facts.starts_at:
        raise Incomplete("结束时间须晚于开始时间", field="ends_time")
    begin, end = timezone.localdate(facts.starts_at), timezone.localdate(facts.ends_at)
    if {begin.year, end.year} != {plan.year}:
        raise Incomplete(
            f"训练课时间 {begin} 不在 {plan.year} 年度内。改为该年度的日期，"
            f"或在 {begin.year} 年度训练计划中安排",
            field="on",
        )
    lasting = Decimal(int((facts.ends_at - facts.starts_at).total_seconds())) / 3600
    if not 0 < facts.hours <= lasting + _TENTH:
        raise Incomplete(
            f"计入学时须大于 0，不超过训练时长 {lasting.quantize(_TENTH)} 小时", field="hours"
        )
    teams = list(active_teams(plan.organisation, scope).filter(pk__in=list(facts.team_ids)))
    if not teams or len(teams) != len(set(facts.team_ids)):
        raise Incomplete("选择参训专业队；已撤销的和不属于本机构的队不能列入", field="teams")
    strangers = [team for team in teams if subject.team_kind_id not in (None, team.kind_id)]
    if strangers:
        raise Incomplete(
            f"课目“{subject}”适用于{subject.team_kind}，{strangers[0]}是{strangers[0].kind}",
            field="teams",
        )
    return teams


def _shown(session: TrainingSession) -> dict[str, Any]:
    begin, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "课目": str(session.subject.name),
        "时间": f"{begin:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}",
        "计入学时": session.hours,
        "地点": session.place,
        "教员": session.instructor,
        "训练内容": session.content,
        "参训专业队": "、".join(team.name for team in session.teams.all()),
    }
