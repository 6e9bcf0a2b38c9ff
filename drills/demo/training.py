"""Stories of training, assessment and the yearly reorganisation for the demo city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from drills.assessments.acts.assessments import (
    AssessmentFacts,
    ScoreEntry,
    arrange_assessment,
    enter_scores,
)
from drills.assessments.acts.certificates import candidates, send_to_printing
from drills.assessments.acts.scales import PROPOSED, ScaleFacts, adopt_scale
from drills.assessments.acts.signing import sign_off
from drills.assessments.models import Assessment
from drills.reorganisation.acts.campaigns import (
    Found,
    OrderFacts,
    close_campaign,
    confirm_roster,
    order_campaign,
    run_audit,
    settle_finding,
)
from drills.reorganisation.acts.musters import (
    MusterFacts,
    call_muster,
    conclude_muster,
)
from drills.rollcall.acts import Mark, mark_roll
from drills.teams.acts.establishment import (
    EquipmentPlan,
    Order,
    PostPlan,
    UnitPlan,
    expand_team,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.acts.members import MemberFacts, enlist_members
from drills.teams.models import Member, Service, Team
from drills.training.acts.plans import PlanFacts, SubjectPlan, draft_plan, issue_plan, set_subjects
from drills.training.acts.sessions import (
    SessionFacts,
    arrange_session,
    conclude_session,
)
from drills.training.models import TrainingPlan, TrainingSession, TrainingSubject
from renfang.demo.stories import DemoCity, Story, moment
from renfang.organisations.permissions import Role

RESCUE, COMMS, FIRE = "云川市人防抢险抢修队", "云川市人防通信队", "云川市人防消防队"
_SUBJECTS = (
    SubjectPlan("国防动员与人民防空知识", "common", Decimal("4.0")),
    SubjectPlan("自救互救", "common", Decimal("4.0")),
    SubjectPlan("专业技能操作", "professional", Decimal("8.0")),
    SubjectPlan("队列与集结机动", "collective", Decimal("4.0")),
)


def stories(city: DemoCity) -> Iterator[Story]:
    """Every story of this part."""
    yield _establishment(city)
    yield _reserve(city)
    yield _last_reorganisation(city)
    yield _year(city)
    yield _reorganisation(city)


def _in_year(city: DemoCity, ago: int) -> date:
    """The day so long ago, but never in another year."""
    return max(city.day(ago), date(city.today.year, 1, 1))


def _team(city: DemoCity, name: str) -> Team:
    return Team.objects.get(pk=city.left[name].pk)


def _serving(team: Team, day: date) -> list[Member]:
    return list(Member.objects.serving_on(day).filter(team=team).order_by("pk"))


def _establishment(city: DemoCity) -> Story:
    """Two units with posts, most of them filled, and equipment of which some is out of order."""
    yield city.day(500)
    trainer, team = city.who(Role.TRAINER), _team(city, RESCUE)
    set_units(
        team.pk,
        [
            UnitPlan("队部"),
            UnitPlan("道路抢修分队", "排"),
            UnitPlan("管线抢修分队", "排"),
            UnitPlan("一班", "班", "管线抢修分队"),
        ],
        by=trainer,
    )
    set_posts(
        team.pk,
        [
            PostPlan("队部", "队长", 1, is_key=True),
            PostPlan("队部", "副队长", 2, is_key=True),
            PostPlan("道路抢修分队", "机械操作手", 8, "工程机械操作证"),
            PostPlan("管线抢修分队", "电工", 5, "电工证"),
            PostPlan("一班", "抢修员", 8),
        ],
        by=trainer,
    )
    set_equipment(
        team.pk,
        [
            EquipmentPlan("应急发电机", 4, 3, 3, "台", "GF-30", "队部", "周建国", "装备库"),
            EquipmentPlan("液压破拆工具", 6, 6, 5, "套", "", "道路抢修分队", "李志强", "装备库"),
            EquipmentPlan(
                "防毒面具", 24, 24, 24, "具", keeper="李志强", place="装备库",
                expires_on=city.today + timedelta(days=40),
            ),
        ],
        by=trainer,
    )  # fmt: skip
    _fill_posts(city, team)


def _fill_posts(city: DemoCity, team: Team) -> None:
    """All posts but the last three are held."""
    posts = [
        post
        for unit in team.units.all()
        for post in unit.posts.all()
        for _ in range(post.headcount)
    ]
    for member, post in zip(_serving(team, city.day(500)), posts[:-3], strict=False):
        until = city.today + timedelta(days=30 + member.pk % 400)
        Member.objects.filter(pk=member.pk).update(
            post_held=post,
            qualification=post.qualification,
            qualified_until=until if post.qualification else None,
            political_status=("party", "league", "other")[member.pk % 3],
            is_veteran=member.pk % 4 == 0,
        )


def _reserve(city: DemoCity) -> Story:
    """A reserve pool, part of it called in by an order of expansion."""
    yield city.day(150)
    trainer, team = city.who(Role.TRAINER), _team(city, COMMS)
    roll = [
        MemberFacts(
            name=name,
            sex="male",
            joined_on=city.day(150),
            born_on=date(1996, 3, 1 + number),
            phone=f"1380900{number:04d}",
            speciality="短波通信",
            raising_unit="中国移动云川分公司",
            service=Service.RESERVE,
        )
        for number, name in enumerate(("段志远", "范文涛", "方建新", "石永强"))
    ]
    reserve = enlist_members(team.pk, roll, by=trainer)
    yield city.day(25)
    order = Order(
        "云动令〔2026〕3号", city.day(25), "城市防空袭综合演练通信保障",
        [member.pk for member in reserve[:2]],
    )  # fmt: skip
    expand_team(team.pk, order, by=trainer)


def _year(city: DemoCity) -> Story:
    """The year's plan, sessions, a signed assessment with certificates, and one being scored."""
    trainer = city.who(Role.TRAINER)
    start = _in_year(city, 110)
    yield start
    plan = draft_plan(
        city.city.pk,
        PlanFacts(city.today.year, "按纲施训，分散训练与集中训练相结合，年底前完成考核"),
        by=trainer,
    )
    set_subjects(plan.pk, _SUBJECTS, by=trainer, version=None)
    number = f"云动训〔{city.today.year}〕2号"
    issue_plan(plan.pk, by=trainer, document_number=number, on=start, version=None)
    teams = [_team(city, RESCUE), _team(city, FIRE)]
    for subject, ago in zip(plan.subjects.all(), (75, 60, 45, 30), strict=True):
        day = _in_year(city, ago)
        yield day
        held = _session(city, subject, teams, day)
        yield day + timedelta(days=1)
        conclude_session(held.pk, by=trainer, version=None)
    scale = adopt_scale(
        city.city.pk, ScaleFacts("百分制四级评分", Decimal("100.0"), PROPOSED), by=trainer
    )
    day = _in_year(city, 16)
    yield day
    signed = _assess(city, plan, "抢险抢修队、消防队年度考核", [t.pk for t in teams], scale.pk, day)
    _score(city, signed, everybody=True)
    sign_off(signed.pk, by=city.who(Role.HEAD), on=day, version=None)
    ready = [one.result.pk for one in candidates(signed) if one.is_eligible]
    send_to_printing(signed.pk, ready[:12], by=trainer)
    day = _in_year(city, 4)
    yield day
    opened = _assess(city, plan, "通信队业务考核", [_team(city, COMMS).pk], scale.pk, day)
    _score(city, opened, everybody=False)
    coming = city.today + timedelta(days=4)
    if coming.year == city.today.year:
        _arrange(city, plan.subjects.first(), [_team(city, COMMS)], coming)


def _arrange(
    city: DemoCity, subject: TrainingSubject, teams: list[Team], day: date, hours: str = "4.0"
) -> TrainingSession:
    facts = SessionFacts(
        subject_id=subject.pk,
        starts_at=moment(day, 8, 30),
        ends_at=moment(day, 8, 30) + timedelta(hours=int(Decimal(hours))),
        hours=Decimal(hours),
        place="云川市国防动员训练基地",
        instructor="魏教员",
        content=f"{subject}理论讲解与实操",
        team_ids=[team.pk for team in teams],
    )
    return arrange_session(facts, by=city.who(Role.TRAINER))


def _session(
    city: DemoCity, subject: TrainingSubject, teams: list[Team], day: date
) -> TrainingSession:
    """Everybody came, but for one of the first team."""
    trainer = city.who(Role.TRAINER)
    held = _arrange(city, subject, teams, day, str(subject.required_hours))
    absent = _serving(teams[0], day)[-1]
    mark_roll(
        held.occasion_id,
        [Mark(absent.pk, "absent")],
        by=trainer,
        rest_present=[team.pk for team in teams],
    )
    return held


def _assess(
    city: DemoCity, plan: TrainingPlan, title: str, team_ids: list[int], scale_id: int, day: date
) -> Assessment:
    subjects = [row.pk for row in plan.subjects.all()[:3:2]]
    facts = AssessmentFacts(
        title, "examination", scale_id, day, "云川市国防动员训练基地", "马志远", subjects, team_ids
    )
    return arrange_assessment(plan.pk, facts, by=city.who(Role.TRAINER))


def _score(city: DemoCity, assessment: Assessment, *, everybody: bool) -> None:
    """Scores from 55 to 98, the same every time; one of the signed ones retakes and passes."""
    members = _serving_all(assessment)
    entries = []
    for place, part in enumerate(assessment.parts.all()):
        for number, member in enumerate(members if everybody else members[:7]):
            value = Decimal(58 + (number * 17 + place * 7) % 41)
            entries.append(ScoreEntry(member.pk, part.pk, 1, value))
            if everybody and value < 60:
                entries.append(ScoreEntry(member.pk, part.pk, 2, Decimal("72.5")))
    enter_scores(assessment.pk, entries, by=city.who(Role.TRAINER))


def _serving_all(assessment: Assessment) -> list[Member]:
    return list(
        Member.objects.serving_on(assessment.held_on)
        .filter(team__in=assessment.teams.all())
        .order_by("pk")
    )


def _last_reorganisation(city: DemoCity) -> Story:
    """Last year's: checked, audited and on file."""
    year = city.today.year - 1
    day = date(year, 11, 3)
    yield day
    trainer = city.who(Role.TRAINER)
    names = (RESCUE, FIRE, COMMS)
    facts = OrderFacts(
        year, f"云动令〔{year}〕8号", day, date(year, 12, 10),
        [_team(city, name).pk for name in names],
        "云川市人民政府、云川军分区", f"云政发〔{year}〕15号",
    )  # fmt: skip
    campaign = order_campaign(city.city.pk, facts, by=trainer)
    yield date(year, 11, 20)
    for entry in campaign.entries.all():
        _muster(city, entry.pk, entry.team, date(year, 11, 20), absent=1)
        found = {row.pk: Found(row.on_hand, row.serviceable) for row in entry.team.equipment.all()}
        confirm_roster(entry.pk, by=trainer, matches=True, note="", found=found)
    run_audit(campaign.pk, by=trainer)
    yield date(year, 12, 1)
    for finding in campaign.findings.all():
        settle_finding(finding.pk, by=trainer, keep=None, reason="核对身份证件，不是同一人")
    close_campaign(
        campaign.pk,
        by=trainer,
        on=date(year, 12, 1),
        summary="按期完成整组，人册相符",
        version=None,
    )


def _muster(city: DemoCity, entry_id: int, team: Team, day: date, absent: int) -> None:
    trainer = city.who(Role.TRAINER)
    facts = MusterFacts(moment(day, 7), moment(day, 8), "云川市人民广场", "队长")
    muster = call_muster(entry_id, facts, by=trainer)
    away = _serving(team, day)[-absent:] if absent else []
    marks = [Mark(member.pk, "absent") for member in away]
    mark_roll(muster.occasion_id, marks, by=trainer, rest_present=[team.pk])
    conclude_muster(
        muster.pk,
        by=trainer,
        roster_matches=True,
        equipment_complete=True,
        note="按时集结，装备携行齐全",
    )


def _reorganisation(city: DemoCity) -> Story:
    """This year's: one roster checked, one mustered, and somebody on two rosters."""
    day = _in_year(city, 18)
    yield day
    trainer = city.who(Role.TRAINER)
    teams = [_team(city, name) for name in (RESCUE, FIRE, COMMS)]
    for number, team in enumerate(teams[:2]):
        twin = MemberFacts("常海峰", "male", day, date(1990, 8, 12), f"1380911{number:04d}", "队员")
        enlist_members(team.pk, [twin], by=trainer)
    facts = OrderFacts(
        city.today.year, f"云动令〔{city.today.year}〕9号", day, city.today + timedelta(days=20),
        [team.pk for team in teams], "云川市人民政府、云川军分区",
        f"云政发〔{city.today.year}〕12号", "定人、定位、定装、定任务，逐队核对名册和装备",
    )  # fmt: skip
    campaign = order_campaign(city.city.pk, facts, by=trainer)
    entry = campaign.entries.get(team=teams[0])
    yield _in_year(city, 9)
    _muster(city, entry.pk, teams[0], _in_year(city, 9), absent=2)
    found = {row.pk: Found(row.on_hand, row.serviceable) for row in teams[0].equipment.all()}
    confirm_roster(entry.pk, by=trainer, matches=True, note="", found=found)
    run_audit(campaign.pk, by=trainer)
