"""Teams and drills with believable defaults, made through the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drills.exercises.acts.conclusion import Outcome, hold_drill
from drills.exercises.acts.planning import (
    Call,
    DrillPlan,
    PhasePlan,
    decide_plan,
    plan_drill,
    submit_plan,
)
from drills.models import Drill, Member, Sex, Team, TeamKind
from drills.rollcall.acts import Mark, mark_roll
from drills.teams.acts.members import MemberFacts, enlist_members
from drills.teams.acts.teams import TeamFacts, establish_team
from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role
from tests.builders.office import Office


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An aware instant of the office's clock."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def team_facts(name: str = "东区抢险抢修一队", **changes: object) -> TeamFacts:
    """A team of rescue and repair, forty by establishment."""
    facts = {
        "kind_id": TeamKind.objects.get(code="rescue_repair").pk,
        "name": name,
        "raising_unit": "东区住房和城乡建设局",
        "establishment": 40,
        "established_on": date(2020, 3, 1),
        "liaison": "周联络",
    }
    return TeamFacts(**{**facts, **changes})


def member_facts(name: str, number: int = 0, **changes: object) -> MemberFacts:
    """A man of thirty with a mobile number of his own."""
    facts = {
        "name": name,
        "sex": Sex.MALE,
        "born_on": date(timezone.localdate().year - 30, 1, 1),
        "phone": f"1390000{number:04d}",
        "post": "队员",
        "joined_on": date(2021, 5, 1),
    }
    return MemberFacts(**{**facts, **changes})


class Range:
    """The trainer of the east and what they set up."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.trainer = office.who(Role.TRAINER)

    def team(
        self, name: str = "东区抢险抢修一队", members: int = 0, by: User | None = None, **facts
    ) -> Team:
        """A team with so many members 队员001, 队员002 …"""
        by = by or self.trainer
        assert by.organisation_id
        team = establish_team(by.organisation_id, team_facts(name, **facts), by=by)
        if members:
            offset = Member.objects.count()
            roll = [member_facts(f"队员{n:03d}", offset + n) for n in range(1, members + 1)]
            enlist_members(team.pk, roll, by=by)
        return team

    def drill(
        self,
        *calls: tuple[Team, int],
        on: date | None = None,
        hours: tuple[int, int] = (9, 11),
        by: User | None = None,
        organisation: Organisation | None = None,
        approved: bool = True,
        **plan: object,
    ) -> Drill:
        """An approved drill from nine to eleven, yesterday unless told otherwise."""
        by = by or self.trainer
        day = on or timezone.localdate() - timedelta(days=1)
        facts = {
            "title": "抢险抢修专业队演练",
            "kind": "team",
            "level": "district",
            "starts_at": at(day, hours[0]),
            "ends_at": at(day, hours[1]),
            "place": "东区人民广场",
            "organiser": "X市东区国防动员办公室",
            "objectives": "检验集结和处置能力",
            "safety": "设安全员，划定警戒区",
            "phases": [PhasePlan("发放预先警报", time(9)), PhasePlan("抢修供水管线", time(9, 30))],
            "calls": [Call(team.pk, headcount) for team, headcount in calls],
        }
        office = organisation or by.organisation
        drill = plan_drill(office.pk, DrillPlan(**{**facts, **plan}), by=by)
        return self.approve(drill, by) if approved else drill

    def approve(self, drill: Drill, by: User | None = None) -> Drill:
        """Submit the plan; the head of the same office approves it."""
        submitted = submit_plan(drill.pk, by=by or self.trainer, version=drill.version)
        at = drill.organisation
        return decide_plan(
            drill.pk,
            by=self.office.who(Role.HEAD, at=at),
            on=timezone.localdate(),
            approve=True,
            opinion="同意",
            version=submitted.version,
        )

    def call_roll(self, drill: Drill, **statuses: int) -> None:
        """Mark members in the order of the roster: ``call_roll(drill, present=3, absent=1)``."""
        members = iter(Member.objects.filter(team__calls__drill=drill).order_by("pk"))
        marks = [
            Mark(next(members).pk, status)
            for status, count in statuses.items()
            for _ in range(count)
        ]
        mark_roll(drill.occasion_id, marks, by=self.trainer)

    def hold(self, drill: Drill, **changes: object) -> Drill:
        """Conclude the drill as planned."""
        facts = {
            "started_at": drill.starts_at,
            "ended_at": drill.ends_at,
            "result": "按计划完成全部课目",
            "problems": "",
        }
        return hold_drill(
            drill.pk, Outcome(**{**facts, **changes}), by=self.trainer, version=drill.version
        )


@pytest.fixture
def ground(office: Office) -> Range:
    """The training ground of the east district."""
    return Range(office)


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """Sign a user in and give the browser."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="renfang.organisations.backends.StaffBackend")
        return client

    return signed_in
