"""Teams, members and drills, one for each state that a page needs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill
from drills.exercises.acts.planning import (
    Call,
    DrillPlan,
    PhasePlan,
    decide_plan,
    plan_drill,
    submit_plan,
)
from drills.models import (
    Assessment,
    Drill,
    DrillTeam,
    Member,
    Occasion,
    Sex,
    Team,
    TeamKind,
)
from drills.rollcall.acts import mark_roll
from drills.rollcall.hooks import kind_of
from drills.teams.acts.members import MemberFacts, enlist_members
from drills.teams.acts.teams import TeamFacts, establish_team
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import void_document
from renfang.exchange.acts import upload
from renfang.organisations.permissions import Role
from tests.sweep.bureau import Bureau


def _team(bureau: Bureau, name: str, strength: int) -> Team:
    trainer = bureau.who(Role.TRAINER)
    facts = TeamFacts(
        kind_id=TeamKind.objects.get(code="rescue_repair").pk,
        name=bureau.marked("队", f"{name}{next(bureau.numbers)}"),
        raising_unit=bureau.marked("队", "住建局"),
        establishment=40,
        established_on=date(2020, 3, 1),
        liaison=bureau.marked("队", "联络员"),
        note=bureau.marked("队", "备注"),
    )
    team = establish_team(bureau.organisation.pk, facts, by=trainer)
    roll = [
        MemberFacts(
            name=bureau.marked("队", f"员{number}"),
            sex=Sex.MALE,
            phone=bureau.contact(),
            joined_on=date(2021, 5, 1),
        )
        for number in range(strength)
    ]
    if roll:
        enlist_members(team.pk, roll, by=trainer)
    return team


def drill_of(bureau: Bureau, team: Team, days_ago: int) -> Drill:
    """A planned drill."""
    day = timezone.localdate() - timedelta(days=days_ago)
    # A day in the past, or, below zero, one to come.
    plan = DrillPlan(
        title=bureau.marked("演", f"第{days_ago}次"),
        kind="team",
        level="district",
        starts_at=_at(day, 9),
        ends_at=_at(day, 11),
        place=bureau.marked("演", "广场"),
        organiser=bureau.marked("演", "办公室"),
        objectives=bureau.marked("演", "目标"),
        safety=bureau.marked("演", "安全员"),
        phases=[PhasePlan(bureau.marked("演", "警报"), time(9))],
        calls=[Call(team.pk, 2)],
    )
    return plan_drill(bureau.organisation.pk, plan, by=bureau.who(Role.TRAINER))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def approve(bureau: Bureau, drill: Drill) -> Drill:
    """Submit the plan; the head approves it."""
    submit_plan(drill.pk, by=bureau.who(Role.TRAINER), version=None)
    return decide_plan(
        drill.pk,
        by=bureau.who(Role.HEAD),
        on=timezone.localdate(),
        approve=True,
        opinion=bureau.marked("演", "同意"),
        version=None,
    )


def held_drill(bureau: Bureau, team: Team, days_ago: int) -> Drill:
    """A drill that took place, everybody present."""
    drill, trainer = approve(bureau, drill_of(bureau, team, days_ago)), bureau.who(Role.TRAINER)
    mark_roll(drill.occasion_id, [], by=trainer, rest_present=[team.pk])
    outcome = Outcome(drill.starts_at, drill.ends_at, result=bureau.marked("演", "完成"))
    return hold_drill(drill.pk, outcome, by=trainer, version=drill.version)


def _closed(bureau: Bureau, team: Team, days_ago: int) -> tuple[Drill, IssuedDocument]:
    drill = held_drill(bureau, team, days_ago)
    paper = close_drill(
        drill.pk,
        by=bureau.who(Role.TRAINER),
        on=timezone.localdate(),
        version=drill.version,
    )
    return drill, paper


def train(bureau: Bureau) -> None:
    """A team at strength and an idle one; a drill in every state."""
    team = bureau.keep("team", _team(bureau, "抢险队", 2))
    member = bureau.keep("member", Member.objects.filter(team=team).first())
    bureau.keep_number("member_number", member, "phone")
    bureau.keep("team_idle", _team(bureau, "后备队", 0))
    planned = bureau.keep("drill_planned", drill_of(bureau, team, 1))
    bureau.keep("drill_roll", planned.occasion)
    keep_roll_file(bureau, "batch_drill_roll", planned.occasion, team)
    # Its roll is called: what is left is to say how it went.
    called = bureau.keep("drill_called", approve(bureau, drill_of(bureau, team, 2)))
    trainer = bureau.who(Role.TRAINER)
    mark_roll(called.occasion_id, [], by=trainer, rest_present=[team.pk])
    bureau.keep("drill_held", held_drill(bureau, team, 3))
    drill, paper = _closed(bureau, team, 4)
    bureau.keep("drill_closed", drill)
    bureau.keep("filed_roll", drill.occasion)
    bureau.keep("drill_record", paper)
    drill, paper = _closed(bureau, team, 5)
    bureau.keep("drill_voided", drill)
    void_document(paper.pk, by=trainer, reason=bureau.marked("演", "登记有误"))


def keep_roll_file(bureau: Bureau, thing: str, occasion: Occasion, team: Team) -> None:
    """A sheet of attendance that waits to be confirmed: one member on leave."""
    code = kind_of(occasion).import_code
    batch = upload(
        code,
        attendance_table(team),
        f"{bureau.marked('训')}.csv",
        by=bureau.who(Role.TRAINER),
        subject_id=occasion.pk,
    )
    bureau.keep_file(thing, batch)


def keep_score_file(bureau: Bureau, assessment: Assessment, team: Team) -> None:
    """A sheet of scores that waits to be confirmed: one member of the team."""
    member = Member.objects.filter(team=team).first()
    assert member is not None
    batch = upload(
        "drills.scores",
        f"姓名,成绩\n{member.name},88\n".encode(),
        f"{bureau.marked('训')}.csv",
        by=bureau.who(Role.TRAINER),
        subject_id=assessment.pk,
    )
    bureau.keep_file("batch_scores", batch)


def attendance_table(team: Team) -> bytes:
    """One member on leave as CSV."""
    member = Member.objects.filter(team=team).first()
    assert member is not None
    return f"姓名,考勤\n{member.name},请假\n".encode()


def strength_of(bureau: Bureau, drill: str) -> DrillTeam:
    """The team that a drill calls up."""
    return DrillTeam.objects.get(drill=bureau.pk(drill))
