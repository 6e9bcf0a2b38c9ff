"""Things that the lines of table_schooling are about, made by the acts.

What is written down about training and assessment carries the mark 训, and so do the teams and
members that are assessed: the printer reads their certificates, and no other roster.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.assessments.acts.assessments import (
    AssessmentFacts,
    ScoreEntry,
    arrange_assessment,
    enter_scores,
)
from drills.assessments.acts.certificates import candidates, issue_certificate
from drills.assessments.acts.corrections import open_correction
from drills.assessments.acts.scales import PROPOSED, ScaleFacts, adopt_scale
from drills.assessments.acts.signing import sign_off
from drills.models import (
    Assessment,
    GradingScale,
    Member,
    Service,
    Sex,
    Team,
    TeamKind,
    TrainingPlan,
)
from drills.reorganisation.acts.campaigns import (
    OrderFacts,
    confirm_roster,
    order_campaign,
    run_audit,
)
from drills.reorganisation.acts.musters import MusterFacts, add_muster_photo, call_muster
from drills.rollcall.acts import mark_roll
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
from drills.teams.acts.kinds import KindFacts, PracticeFacts, add_kind, set_practice
from drills.teams.acts.members import MemberFacts, enlist_members
from drills.teams.acts.teams import TeamFacts, establish_team
from drills.training.acts.checkin import open_checkin
from drills.training.acts.plans import PlanFacts, SubjectPlan, draft_plan, issue_plan, set_subjects
from drills.training.acts.sessions import SessionFacts, arrange_session
from renfang.documents.registry import void_document
from renfang.exchange.acts import upload
from renfang.organisations.permissions import Role
from tests.builders.files import drawn
from tests.sweep.bureau import Bureau
from tests.sweep.training import keep_roll_file, keep_score_file


def roster_table(bureau: Bureau) -> bytes:
    """One member as CSV."""
    return f"姓名,性别,入队日期\n{bureau.marked('训', '导员')},男,2022-05-01\n".encode()


def equipment_table(bureau: Bureau) -> bytes:
    """One line of equipment as CSV."""
    return f"装备名称,编配数量,实有数量,完好数量\n{bureau.marked('训', '担架')},4,4,4\n".encode()


def _files(bureau: Bureau, team: Team) -> None:
    """A roster and an equipment list that wait to be confirmed."""
    files = {"roster": roster_table(bureau), "equipment": equipment_table(bureau)}
    for slug, content in files.items():
        batch = upload(
            f"drills.{slug}",
            content,
            f"{bureau.marked('训')}.csv",
            by=bureau.who(Role.TRAINER),
            subject_id=team.pk,
        )
        bureau.keep_file(f"batch_{slug}", batch)


def school(bureau: Bureau) -> None:
    """Everything that table_schooling needs, in the bureau given."""
    team, twin = _team(bureau, "训练队"), _team(bureau, "对照队")
    bureau.keep("team_schooled", team)
    _kinds(bureau)
    _establishment(bureau, team)
    _files(bureau, team)
    _expanded(bureau)
    plan = _plan(bureau)
    bureau.things["plan_team"] = {"pk": plan.pk, "team": team.pk}
    _sessions(bureau, plan, team)
    _assessments(bureau, plan, team)
    _campaigns(bureau, team, twin)


def _kinds(bureau: Bureau) -> None:
    """A kind that the bureau added, and what it sets itself for a shared one.

    Offices below inherit the kind: one that has any puts no mark on it.
    """
    trainer, office = bureau.who(Role.TRAINER), bureau.organisation.pk
    inherited = bureau.organisation.children.exists() or not bureau.organisation.parent_id
    label = "全市水域队" if inherited else bureau.marked("队", "水域队")
    facts = KindFacts(label, age_from=18, age_to=40)
    bureau.keep("team_kind", add_kind(office, facts, by=trainer))
    shared = TeamKind.objects.get(code="fire")
    practice = PracticeFacts(bureau.marked("队", "部门"), 18, 45)
    bureau.keep("kind_practice", set_practice(shared.pk, office, practice, by=trainer))


def _today() -> date:
    return timezone.localdate()


def _at(hour: int, day: date | None = None) -> datetime:
    return timezone.make_aware(datetime.combine(day or _today(), time(hour)))


def _team(bureau: Bureau, name: str, service: str = Service.REGULAR) -> Team:
    """A team of two, each on the roster of every such team: the cross-audit finds them."""
    trainer = bureau.who(Role.TRAINER)
    facts = TeamFacts(
        kind_id=TeamKind.objects.get(code="rescue_repair").pk,
        name=bureau.marked("训", f"{name}{next(bureau.numbers)}"),
        raising_unit=bureau.marked("队", "住建局"),
        establishment=40,
        established_on=date(2020, 3, 1),
    )
    team = establish_team(bureau.organisation.pk, facts, by=trainer)
    roll = [
        MemberFacts(
            name=bureau.marked("训", f"学员{number}"),
            sex=Sex.MALE,
            born_on=date(1995, 1, number),
            phone=bureau.contact(),
            joined_on=date(2021, 5, 1),
            service=service,
        )
        for number in (1, 2)
    ]
    enlist_members(team.pk, roll, by=trainer)
    return team


def _establishment(bureau: Bureau, team: Team) -> None:
    trainer, unit = bureau.who(Role.TRAINER), bureau.marked("队", "一分队")
    set_units(team.pk, [UnitPlan(unit)], by=trainer)
    set_posts(team.pk, [PostPlan(unit, bureau.marked("队", "队长"), 1)], by=trainer)
    keeper = bureau.marked("队", "保管人")
    item = EquipmentPlan(bureau.marked("队", "发电机"), 2, 2, 1, keeper=keeper)
    set_equipment(team.pk, [item], by=trainer)


def _expanded(bureau: Bureau) -> None:
    """A team with a reserve, and one that is expanded."""
    bureau.keep("team_reserve", _team(bureau, "后备一队", Service.RESERVE))
    team = _team(bureau, "后备二队", Service.RESERVE)
    order = Order(
        bureau.marked("队", "令1号"), _today(), bureau.marked("队", "支援"),
        [member.pk for member in team.members.all()],
    )  # fmt: skip
    bureau.keep("expansion", expand_team(team.pk, order, by=bureau.who(Role.TRAINER)))


def _plan(bureau: Bureau) -> TrainingPlan:
    """The year's issued plan, and next year's still being drafted."""
    trainer, office = bureau.who(Role.TRAINER), bureau.organisation.pk
    subjects = [SubjectPlan(bureau.marked("训", "自救互救"), "common", Decimal("2.0"))]
    draft = draft_plan(office, PlanFacts(_today().year + 1), by=trainer)
    bureau.keep("plan_draft", set_subjects(draft.pk, subjects, by=trainer, version=None))
    plan = draft_plan(office, PlanFacts(_today().year, bureau.marked("训", "要求")), by=trainer)
    set_subjects(plan.pk, subjects, by=trainer, version=None)
    number = bureau.marked("训", "1号")
    issued = issue_plan(plan.pk, by=trainer, document_number=number, on=_today(), version=None)
    return bureau.keep("plan", issued)


def _sessions(bureau: Bureau, plan: TrainingPlan, team: Team) -> None:
    """A session to call the roll at, and one whose roll is called."""
    trainer = bureau.who(Role.TRAINER)
    for thing, hour in (("session", 1), ("session_called", 0)):
        facts = SessionFacts(
            subject_id=plan.subjects.get().pk,
            starts_at=_at(hour) if hour else _at(0),
            ends_at=_at(hour + 1),
            hours=Decimal("1.0"),
            place=bureau.marked("训", "基地"),
            instructor=bureau.marked("训", "教员"),
            content=bureau.marked("训", "内容"),
            team_ids=[team.pk],
        )
        arranged = bureau.keep(thing, arrange_session(facts, by=trainer))
        if thing == "session":
            bureau.keep("session_roll", arranged.occasion)
            keep_roll_file(bureau, "batch_roll", arranged.occasion, team)
    mark_roll(arranged.occasion_id, [], by=trainer, rest_present=[team.pk])
    now = timezone.now()
    running = replace(
        facts, starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(minutes=50)
    )
    checked = bureau.keep("session_checkin", arrange_session(running, by=trainer))
    open_checkin(checked.pk, by=trainer, minutes=60)


def _examination(bureau: Bureau, plan: TrainingPlan, team: Team, scale: GradingScale) -> Assessment:
    facts = AssessmentFacts(
        title=bureau.marked("训", f"考核{next(bureau.numbers)}"),
        form="examination",
        scale_id=scale.pk,
        held_on=_today(),
        place=bureau.marked("训", "考场"),
        examiner=bureau.marked("训", "主考"),
        subject_ids=[plan.subjects.get().pk],
        team_ids=[team.pk],
    )
    return arrange_assessment(plan.pk, facts, by=bureau.who(Role.TRAINER))


def _scored(bureau: Bureau, assessment: Assessment) -> Assessment:
    part = assessment.parts.get()
    entries = [
        ScoreEntry(member.pk, part.pk, 1, Decimal("85.0"))
        for member in Member.objects.filter(team__assessments=assessment)
    ]
    enter_scores(assessment.pk, entries, by=bureau.who(Role.TRAINER))
    return assessment


def _assessments(bureau: Bureau, plan: TrainingPlan, team: Team) -> None:
    """An assessment being scored, one to sign off, one signed with a certificate issued."""
    trainer = bureau.who(Role.TRAINER)
    scale = adopt_scale(
        bureau.organisation.pk,
        ScaleFacts(bureau.marked("训", "百分制"), Decimal("100.0"), PROPOSED),
        by=trainer,
    )
    bureau.keep("scale", scale)
    bureau.keep("assessment_open", _examination(bureau, plan, team, scale))
    keep_score_file(bureau, _examination(bureau, plan, team, scale), team)
    bureau.keep("assessment_scored", _scored(bureau, _examination(bureau, plan, team, scale)))
    signed = _scored(bureau, _examination(bureau, plan, team, scale))
    # The hours asked are reached by nobody yet: one of the two is asked for less.
    plan.subjects.update(required_hours=Decimal("1.0"))
    paper = sign_off(signed.pk, by=bureau.who(Role.HEAD), on=_today(), version=None)
    bureau.keep("assessment_signed", signed)
    bureau.keep("score_register", paper)
    certificate = issue_certificate(signed.pk, candidates(signed)[0].result.pk, by=trainer)
    bureau.keep("training_certificate", certificate)
    bureau.keep("assessment_corrected", _corrected(bureau, plan, team, scale))
    bureau.keep("assessment_unregistered", _unregistered(bureau, plan, team, scale))


def _corrected(bureau: Bureau, plan: TrainingPlan, team: Team, scale: GradingScale) -> Assessment:
    """A correction that is not signed off yet."""
    signed = _scored(bureau, _examination(bureau, plan, team, scale))
    sign_off(signed.pk, by=bureau.who(Role.HEAD), on=_today(), version=None)
    reason = bureau.marked("训", "成绩登错行")
    return open_correction(signed.pk, by=bureau.who(Role.TRAINER), reason=reason)


def _unregistered(
    bureau: Bureau, plan: TrainingPlan, team: Team, scale: GradingScale
) -> Assessment:
    """A signed assessment whose register was voided."""
    signed = _scored(bureau, _examination(bureau, plan, team, scale))
    paper = sign_off(signed.pk, by=bureau.who(Role.HEAD), on=_today(), version=None)
    reason = bureau.marked("训", "印章位置有误")
    void_document(paper.pk, by=bureau.who(Role.TRAINER), reason=reason)
    return signed


def _campaigns(bureau: Bureau, team: Team, twin: Team) -> None:
    """This year's campaign with a finding and a muster; last year's ready to be closed."""
    trainer, today = bureau.who(Role.TRAINER), _today()
    facts = OrderFacts(
        year=today.year,
        order_number=bureau.marked("队", "令5号"),
        ordered_on=today,
        due_on=today + timedelta(days=30),
        team_ids=[team.pk, twin.pk],
        requirements=bureau.marked("队", "要求"),
    )
    campaign = bureau.keep("campaign", order_campaign(bureau.organisation.pk, facts, by=trainer))
    entry = bureau.keep("campaign_team", campaign.entries.get(team=team))
    bureau.keep("finding", run_audit(campaign.pk, by=trainer)[0])
    muster = call_muster(
        entry.pk,
        MusterFacts(_at(3), _at(4), bureau.marked("队", "广场"), bureau.marked("队", "带队人")),
        by=trainer,
    )
    bureau.keep("muster", muster)
    bureau.keep("muster_roll", muster.occasion)
    keep_roll_file(bureau, "batch_muster_roll", muster.occasion, team)
    bureau.keep("muster_photo", add_muster_photo(muster.pk, drawn(picture(bureau)), by=trainer))
    before = date(today.year - 1, 3, 1)
    earlier = OrderFacts(
        before.year, bureau.marked("队", "令4号"), before, date(today.year - 1, 9, 1), [twin.pk]
    )
    ready = order_campaign(bureau.organisation.pk, earlier, by=trainer)
    confirm_roster(ready.entries.get().pk, by=trainer, matches=True, note="", found={})
    run_audit(ready.pk, by=trainer)
    bureau.keep("campaign_ready", ready)


def picture(bureau: Bureau) -> SimpleUploadedFile:
    """A small photograph, another one each time."""
    from PIL import Image

    target = BytesIO()
    Image.new("RGB", (12, 8), (next(bureau.numbers) % 256, 80, 80)).save(target, "PNG")
    return SimpleUploadedFile("点验.png", target.getvalue())
