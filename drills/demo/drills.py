"""Stories of professional teams and drills for the demo city: every state of every register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill
from drills.exercises.acts.planning import (
    Call,
    DrillPlan,
    PhasePlan,
    cancel_drill,
    decide_plan,
    plan_drill,
    submit_plan,
)
from drills.exercises.models import Drill, DrillKind, DrillLevel
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.models import Presence
from drills.teams.acts.members import MemberFacts, discharge_member, enlist_members
from drills.teams.acts.teams import TeamFacts, dissolve_team, establish_team
from drills.teams.models import Member, TeamKind
from renfang.demo.stories import DemoCity, Story, moment
from renfang.organisations.permissions import Role

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = (
    "建国", "志强", "文博", "海涛", "晓东", "永刚", "立新", "国华", "俊杰", "明远",
    "秀英", "丽华", "雪梅", "婷婷", "思雨", "佳怡", "春燕", "玉兰", "红霞", "静怡",
)  # fmt: skip


@dataclass(frozen=True)
class DemoTeam:
    """A team, where it stands, what department raises it, and how many serve of how many posts."""

    kind: str
    name: str
    at: str
    raising_unit: str
    establishment: int
    serving: int


TEAMS = (
    DemoTeam("rescue_repair", "云川市人防抢险抢修队", "city", "云川市住房和城乡建设局", 24, 22),
    DemoTeam("medical", "云川市人防医疗救护队", "city", "云川市卫生健康委员会", 20, 20),
    DemoTeam("fire", "云川市人防消防队", "city", "云川市消防救援支队", 18, 16),
    DemoTeam("public_order", "云川市人防治安队", "city", "云川市公安局", 20, 15),
    DemoTeam("cbrn_epidemic", "东川区人防防化防疫队", "east", "东川区卫生健康局", 12, 11),
    DemoTeam("comms", "云川市人防通信队", "city", "中国电信云川分公司", 12, 12),
    DemoTeam("transport", "西岭区人防运输队", "west", "西岭区交通运输局", 16, 13),
    DemoTeam("psychological", "云川市人防心理防护队", "city", "云川市第三人民医院", 8, 6),
    DemoTeam("transport", "南湖区人防运输队", "south", "南湖区交通运输局", 10, 0),
)


def stories(city: DemoCity) -> Iterator[Story]:
    """Every story of this app."""
    for number, team in enumerate(TEAMS):
        yield _team_story(city, number, team)
    yield _closed_drill(city)
    yield _held_drill(city)
    yield _overdue_drill(city)
    yield _coming_drill(city)
    yield _cancelled_drill(city)
    yield _western_drill(city)


def _team_story(city: DemoCity, number: int, team: DemoTeam) -> Story:
    day = city.day(700 - number * 6)
    yield day
    trainer = city.who(Role.TRAINER)
    row = establish_team(
        getattr(city, team.at).pk,
        TeamFacts(
            kind_id=TeamKind.objects.get(code=team.kind).pk,
            name=team.name,
            raising_unit=team.raising_unit,
            establishment=team.establishment,
            established_on=day,
            supervising_unit="云川市国防动员办公室",
            liaison=_person(number * 7)[0],
            phone="0900-8123456",
        ),
        by=trainer,
    )
    city.left[team.name] = row
    if team.serving:
        enlist_members(row.pk, _roll(number, team, day), by=trainer)
    if team.kind == "medical":
        yield city.day(120)
        member = Member.objects.filter(team=row).last()
        assert member is not None
        discharge_member(
            member.pk, by=trainer, on=city.day(120), reason="工作调动", version=member.version
        )
    if team.serving == 0:
        yield city.day(200)
        row.refresh_from_db()
        dissolve_team(
            row.pk,
            by=trainer,
            on=city.day(200),
            reason="并入西岭区人防运输队",
            version=row.version,
        )


def _roll(number: int, team: DemoTeam, joined_on: date) -> list[MemberFacts]:
    posts = ["队长", "副队长", "联络员"] + ["队员"] * team.serving
    people = []
    for index in range(team.serving):
        name, sex = _person(number * 31 + index)
        people.append(
            MemberFacts(
                name=name,
                sex=sex,
                joined_on=joined_on,
                born_on=date(1984 + (number * 5 + index * 3) % 21, 1 + index % 12, 1 + index % 28),
                phone=f"139{number:02d}{1000 + index * 7:04d}{(index * 13) % 100:02d}",
                post=posts[index],
                raising_unit=team.raising_unit,
            )
        )
    return people


def _person(number: int) -> tuple[str, str]:
    """A name and sex; the same number always gives the same person."""
    given = number * 7 % len(_GIVEN)
    surname = _SURNAMES[(number + number // len(_GIVEN)) % len(_SURNAMES)]
    return surname + _GIVEN[given], "male" if given < 10 else "female"


def _plan(city: DemoCity, title: str, day: date, kind: str, teams: dict[str, int]) -> DrillPlan:
    return DrillPlan(
        title=title,
        kind=kind,
        level=DrillLevel.CITY,
        starts_at=moment(day, 9),
        ends_at=moment(day, 11, 30),
        place="云川市人民广场",
        organiser="云川市国防动员办公室",
        objectives="检验专业队集结、机动和处置能力，熟悉协同程序",
        scenario="某日上午，城区遭空袭，部分道路、供水管线受损，少量人员受伤",
        resources="指挥车 1 台，抢修器材 2 套，救护车 1 台",
        safety="划定警戒区，设安全员 4 名，安排救护车现场保障",
        phases=(
            PhasePlan("预先警报，队伍集结点名", time(9, 0)),
            PhasePlan("机动至任务地域，展开", time(9, 30)),
            PhasePlan("课目处置", time(10, 0)),
            PhasePlan("解除警报，讲评撤收", time(11, 0)),
        ),
        calls=[Call(city.left[name].pk, count) for name, count in teams.items()],
    )


def _mark(city: DemoCity, drill: Drill, absent: int, late: int) -> None:
    """Everybody came, but for the last few of the roll."""
    calls = list(drill.calls.values_list("team", flat=True))
    serving = Member.objects.serving_on(timezone.localdate(drill.starts_at))
    roll = list(serving.filter(team__in=calls).order_by("-pk"))
    marks = [Mark(member.pk, Presence.ABSENT) for member in roll[:absent]]
    marks += [Mark(member.pk, Presence.LATE, time(9, 20)) for member in roll[absent:][:late]]
    marks += [Mark(member.pk, Presence.LEAVE, note="住院") for member in roll[absent + late :][:1]]
    mark_roll(drill.occasion_id, marks, by=city.who(Role.TRAINER), rest_present=calls)


def submit(city: DemoCity, drill: Drill, *, approve: bool = True) -> None:
    """Submit the plan; the head approves it unless it is to wait."""
    submit_plan(drill.pk, by=city.who(Role.TRAINER), version=None)
    if approve:
        decide_plan(
            drill.pk,
            by=city.who(Role.HEAD),
            on=timezone.localdate(),
            approve=True,
            opinion="同意，抓好安全管理",
            version=None,
        )


def _hold(city: DemoCity, drill: Drill, day: date) -> None:
    drill.refresh_from_db()
    hold_drill(
        drill.pk,
        Outcome(
            started_at=moment(day, 9, 4),
            ended_at=moment(day, 11, 25),
            result="各队按时集结，处置动作规范，达到演练目的",
            problems="通信联络用语不够规范，个别队员集结迟缓",
            phase_times={
                phase.pk: time(hour, minute)
                for phase, (hour, minute) in zip(
                    drill.phases.all(), ((9, 4), (9, 36), (10, 5), (11, 2)), strict=True
                )
            },
        ),
        by=city.who(Role.TRAINER),
        version=drill.version,
    )


def _closed_drill(city: DemoCity) -> Story:
    trainer, day = city.who(Role.TRAINER), city.day(66)
    yield city.day(90)
    teams = {"云川市人防抢险抢修队": 22, "云川市人防消防队": 16, "云川市人防通信队": 12}
    plan = _plan(city, f"“云盾—{day.year}”专业队综合演练", day, DrillKind.COMPREHENSIVE, teams)
    drill = plan_drill(city.city.pk, plan, by=trainer)
    submit(city, drill)
    yield day
    _mark(city, drill, absent=2, late=1)
    yield day + timedelta(days=1)
    _hold(city, drill, day)
    drill.refresh_from_db()
    close_drill(drill.pk, by=trainer, on=day + timedelta(days=1), version=drill.version)


def _held_drill(city: DemoCity) -> Story:
    day = city.day(20)
    yield city.day(40)
    plan = _plan(city, "医疗救护队伤员转运演练", day, DrillKind.TEAM, {"云川市人防医疗救护队": 19})
    drill = plan_drill(city.city.pk, plan, by=city.who(Role.TRAINER))
    submit(city, drill)
    yield day
    _mark(city, drill, absent=1, late=1)
    yield day + timedelta(days=1)
    _hold(city, drill, day)


def _overdue_drill(city: DemoCity) -> Story:
    yield city.day(30)
    plan = _plan(
        city, "心理防护队街头宣传演练", city.day(6), DrillKind.TEAM, {"云川市人防心理防护队": 6}
    )
    submit(city, plan_drill(city.city.pk, plan, by=city.who(Role.TRAINER)))


def _coming_drill(city: DemoCity) -> Story:
    yield city.day(10)
    teams = {"云川市人防治安队": 15, "云川市人防医疗救护队": 19, "东川区人防防化防疫队": 11}
    plan = _plan(
        city, "街道社区防空疏散演练", city.today + timedelta(days=5), DrillKind.EVACUATION, teams
    )
    drill = plan_drill(city.city.pk, plan, by=city.who(Role.TRAINER))
    submit(city, drill, approve=False)


def _cancelled_drill(city: DemoCity) -> Story:
    yield city.day(50)
    plan = _plan(
        city,
        "机动指挥平台拉动演练",
        city.day(35),
        DrillKind.MOBILE_COMMAND,
        {"云川市人防通信队": 12},
    )
    drill = plan_drill(city.city.pk, plan, by=city.who(Role.TRAINER))
    yield city.day(38)
    drill.refresh_from_db()
    cancel_drill(
        drill.pk,
        by=city.who(Role.TRAINER),
        reason="暴雨红色预警，改期组织",
        version=drill.version,
    )


def _western_drill(city: DemoCity) -> Story:
    yield city.day(14)
    plan = _plan(
        city,
        "西岭区运输队物资前运演练",
        city.today + timedelta(days=12),
        DrillKind.TEAM,
        {"西岭区人防运输队": 13},
    )
    plan_drill(city.west.pk, plan, by=city.who(Role.TRAINER, "west"))
