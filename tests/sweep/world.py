"""A city and two districts, each with everything an address can be about, made by the acts.

Whatever a bureau writes down carries its mark (标记东, 标记西, 标记市): a byte of it in an answer to
another bureau's staff is a leak, and so is the mark of a kind of record that a post may not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

from django.utils import timezone
from stdnum.cn import uscc

from drills.attendance import record_attendance
from drills.conclusion import Outcome, close_drill, hold_drill
from drills.models import Drill, DrillTeam, Member, Sex, Team, TeamKind
from drills.planning import Call, DrillPlan, PhasePlan, plan_drill
from drills.roster import MemberFacts, enlist_members
from drills.teams import TeamFacts, establish_team
from engineering.acceptance import record_acceptance, start_construction
from engineering.approval_clock import pause_clock
from engineering.approvals import (
    Plan,
    accept_application,
    request_correction,
    submit_application,
)
from engineering.certificates import issue_certificate
from engineering.decisions import decide_application, review_application
from engineering.importing import upload_ledger
from engineering.models import Application, Project, Shelter
from engineering.projects import BuildingEntry, ProjectEntry, register_project
from fees.assessment import assess_fee
from fees.ledger import record_payment, reverse_entry
from fees.models import Assessment
from fees.payment_notice import issue_payment_notice
from renfang.documents.models import IssuedDocument, NumberPrefix
from renfang.documents.registry import produce, void_document
from renfang.organisations.founding import found_organisation
from renfang.organisations.models import Division, Organisation, RoleAssignment, User
from renfang.organisations.permissions import Role
from renfang.organisations.roles import grant_role
from renfang.rules.models import CityClass, DivisionLevel, LocalPractice
from tests.engineering.cases import BUILD_ALL, OFFICE_BLOCK, RELOCATE_ALL, TOWER

PASSWORD = "a-long-enough-password"
FOUNDED_ON = date(2015, 1, 1)
# Who stands at the browser: every post, a member of staff without one, a disabled clerk, nobody.
NO_POST, DISABLED, VISITOR = "no_post", "disabled", "visitor"
STAFF = (*Role.values, NO_POST)
ACTORS = (*STAFF, DISABLED, VISITOR)
# An id that no row has, and ids that no column holds.
UNKNOWN_PK = 77_777_777


@dataclass
class Bureau:
    """One office: its mark, its people by post, and what its addresses are about by name."""

    mark: str
    organisation: Organisation
    # Begins every telephone number on its books.
    dialling: str
    people: dict[str, User] = field(default_factory=dict)
    # Thing → what stands in its address.
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def who(self, role: str) -> User:
        """The user in this post."""
        return self.people[role]

    def marked(self, kind: str, text: str = "") -> str:
        """Text that shows whose it is and what it is about: 标记东案…"""
        return f"{self.mark}{kind}{text}"

    def pk(self, thing: str) -> int:
        """The id of a thing."""
        return self.things[thing]["pk"]

    def phone(self) -> str:
        """Another telephone number of this bureau."""
        return f"{self.dialling}{next(self.numbers):04d}"

    def keep(self, thing: str, row: Any) -> Any:
        """Give a row the name by which the table asks for it."""
        self.things[thing] = {"pk": row.pk}
        return row


@dataclass(frozen=True)
class World:
    """Three bureaus; the districts stand below the city."""

    city: Bureau
    east: Bureau
    west: Bureau

    def strangers_to(self, bureau: Bureau) -> list[Bureau]:
        """The bureaus of which nothing may reach the staff of ``bureau``."""
        if bureau is self.city:
            return []
        return [other for other in (self.city, self.east, self.west) if other is not bureau]


def build() -> World:
    """Found the offices and play everything that the table needs, three times over.

    The papers are proven printable by the tests of each paper; here that would only cost time.
    """
    with mock.patch("renfang.documents.registry._prove_printable"):
        city = _found("标记市", "1390000", "620100", None)
        LocalPractice.objects.create(
            organisation=city.organisation,
            rulebook="national",
            city_class=CityClass.THIRD,
            division_level=DivisionLevel.CITY,
            local_share_bp=200,
            local_rate="1500.00",
            legal_basis="X发改价〔2020〕8号",
            effective_from=FOUNDED_ON,
        )
        east = _found("标记东", "1391111", "620102", city)
        west = _found("标记西", "1392222", "620104", city)
        for bureau in (city, east, west):
            _furnish(bureau)
    return World(city, east, west)


def _found(mark: str, dialling: str, code: str, above: Bureau | None) -> Bureau:
    division = Division.objects.create(code=code, name=f"{mark}区")
    organisation = found_organisation(
        f"{mark}国防动员办公室",
        mark,
        division,
        parent=above.organisation if above else None,
        founded_on=FOUNDED_ON,
        address=f"{mark}路 1 号",
    )
    NumberPrefix.objects.create(
        organisation=organisation, prefix=f"{mark}动", effective_from=FOUNDED_ON
    )
    bureau = Bureau(mark, organisation, dialling)
    for post in (*STAFF, DISABLED, "colleague"):
        bureau.people[post] = _person(bureau, post)
    bureau.keep("person", bureau.who(NO_POST))
    bureau.keep("assignment", RoleAssignment.objects.get(user=bureau.who("colleague")))
    User.objects.filter(pk=bureau.who(DISABLED).pk).update(is_active=False)
    return bureau


def _person(bureau: Bureau, post: str) -> User:
    """A member of staff; ``colleague`` is a second clerk, ``disabled`` was one."""
    user = User.objects.create_user(
        f"{post}-{bureau.organisation.pk}",
        password=PASSWORD,
        full_name=f"{bureau.mark}{post}",
        organisation=bureau.organisation,
        job_title=bureau.marked("人"),
        phone=bureau.phone(),
    )
    if post != NO_POST:
        role = post if post in Role.values else Role.CLERK
        grant_role(user.pk, role, bureau.organisation.pk, by=None)
    return user


def _furnish(bureau: Bureau) -> None:
    _applications(bureau)
    _shelters(bureau)
    _fees(bureau)
    _teams_and_drills(bureau)
    _ledger(bureau)
    for thing in ("relocation_approval", "certificate", "payment_notice", "drill_record"):
        produce(bureau.pk(thing))


# --- engineering -----------------------------------------------------------------------------


def project_values(bureau: Bureau, number: int) -> dict[str, Any]:
    """The facts of project ``number`` but for its buildings, as its form names them."""
    division = bureau.organisation.division
    body = f"91{division.code}MA9Y{number:05d}"
    return {
        "code": f"2404-{division.code}-04-01-{number:06d}",
        "name": bureau.marked("案", f"{number}号"),
        "credit_code": body + uscc.calc_check_digit(body),
        "developer_name": bureau.marked("案", f"{number}号置业有限公司"),
        "contact": bureau.marked("案", "联系人"),
        "phone": bureau.phone(),
        "address": bureau.marked("案", "路 8 号"),
        "note": bureau.marked("案", "备注"),
    }


def _registered(bureau: Bureau, building: BuildingEntry = TOWER) -> Project:
    facts = project_values(bureau, next(bureau.numbers))
    entry = ProjectEntry(
        **facts, division_id=bureau.organisation.division_id, buildings=(building,)
    )
    return register_project(
        entry, organisation_id=bureau.organisation.pk, by=bureau.who(Role.CLERK)
    )


def _received(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    project = _registered(bureau, TOWER if plan is BUILD_ALL else OFFICE_BLOCK)
    return submit_application(
        project.pk, plan, received_on=timezone.localdate(), by=bureau.who(Role.CLERK)
    )


def _accepted(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    application = _received(bureau, plan)
    return accept_application(
        application.pk, on=timezone.localdate(), by=bureau.who(Role.CLERK)
    )


def _reviewed(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    return review_application(
        _accepted(bureau, plan).pk,
        opinion=bureau.marked("案", "核定正确"),
        on=timezone.localdate(),
        by=bureau.who(Role.REVIEWER),
    )


def _granted(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    application = _reviewed(bureau, plan)
    decide_application(
        application.pk,
        grant=True,
        opinion=bureau.marked("案", "同意"),
        on=timezone.localdate(),
        by=bureau.who(Role.HEAD),
    )
    return Application.objects.get(pk=application.pk)


def _applications(bureau: Bureau) -> None:
    today, clerk = timezone.localdate(), bureau.who(Role.CLERK)
    bureau.keep("project", _registered(bureau))
    bureau.keep("received", _received(bureau))
    corrected = bureau.keep("correction", _received(bureau))
    request_correction(corrected.pk, note=bureau.marked("案", "缺勘察报告"), on=today, by=clerk)
    bureau.keep("accepted", _accepted(bureau))
    paused = bureau.keep("paused", _accepted(bureau))
    pause_clock(paused.pk, starts_on=today, reason=bureau.marked("案", "专家评审"), by=clerk)
    bureau.keep("reviewed", _reviewed(bureau))
    granted = bureau.keep("granted", _granted(bureau, RELOCATE_ALL))
    bureau.things["granted_project"] = {"pk": granted.project_id}
    bureau.keep(
        "relocation_approval",
        IssuedDocument.objects.of(granted).get(kind="relocation_approval"),
    )


def acceptance_findings(bureau: Bureau) -> dict[str, Any]:
    """What a completion acceptance finds, by field."""
    return {
        "accepted_on": timezone.localdate(),
        "conclusion": "passed",
        "built_area": Decimal("851.00"),
        "shelter_area": Decimal("600.00"),
        "protective_units": 1,
        "headcount": 600,
        "developer": bureau.marked("案", "置业有限公司"),
        "surveyor": bureau.marked("案", "勘察院"),
        "designer": bureau.marked("案", "设计院"),
        "contractor": bureau.marked("案", "建工集团"),
        "supervisor": bureau.marked("案", "监理公司"),
        "supervision_report": bureau.marked("案", "质监〔2026〕1号"),
        "note": bureau.marked("案", "符合要求"),
    }


def _shelter(bureau: Bureau, *, until: str) -> Shelter:
    shelter = Shelter.objects.get(approval=_granted(bureau))
    clerk = bureau.who(Role.CLERK)
    if until != "planned":
        start_construction(shelter.pk, by=clerk, started_on=timezone.localdate())
    if until in ("accepted", "certified"):
        record_acceptance(shelter.pk, by=clerk, findings=acceptance_findings(bureau))
    return shelter


def _shelters(bureau: Bureau) -> None:
    for until in ("planned", "started", "accepted", "certified"):
        bureau.keep(f"shelter_{until}", _shelter(bureau, until=until))
    certificate = issue_certificate(bureau.pk("shelter_certified"), by=bureau.who(Role.CLERK))
    bureau.keep("certificate", certificate)
    bureau.things["token"] = {"token": certificate.token}


# --- fees ------------------------------------------------------------------------------------


def _assessed(bureau: Bureau) -> Assessment:
    return assess_fee(
        _granted(bureau, RELOCATE_ALL).pk, by=bureau.who(Role.FINANCE), on=timezone.localdate()
    )


def _pay(bureau: Bureau, account_id: int, number: int) -> Any:
    return record_payment(
        account_id,
        by=bureau.who(Role.FINANCE),
        amount=Decimal("1000.00"),
        paid_on=timezone.localdate(),
        voucher_number=bureau.marked("费", str(number)),
        key=uuid4(),
    ).entry


def _fees(bureau: Bureau) -> None:
    officer, today = bureau.who(Role.FINANCE), timezone.localdate()
    bureau.keep("assessment_new", _assessed(bureau))
    assessment = bureau.keep("assessment", _assessed(bureau))
    bureau.keep("account", assessment.account)
    notice = issue_payment_notice(
        assessment.pk, by=officer, on=today, due_on=today + timedelta(days=30)
    )
    bureau.keep("payment_notice", notice.document)
    wrong = _pay(bureau, assessment.account_id, 1)
    reverse_entry(wrong.pk, by=officer, reason=bureau.marked("费", "金额录入错误"), key=uuid4())
    bureau.keep("entry", _pay(bureau, assessment.account_id, 2))


# --- teams and drills ------------------------------------------------------------------------


def _team(bureau: Bureau, name: str, strength: int) -> Team:
    trainer = bureau.who(Role.TRAINER)
    facts = TeamFacts(
        kind_id=TeamKind.objects.get(code="rescue_repair").pk,
        name=bureau.marked("队", name),
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
            phone=bureau.phone(),
            joined_on=date(2021, 5, 1),
        )
        for number in range(strength)
    ]
    if roll:
        enlist_members(team.pk, roll, by=trainer)
    return team


def _drill(bureau: Bureau, team: Team, days_ago: int) -> Drill:
    day = timezone.localdate() - timedelta(days=days_ago)
    plan = DrillPlan(
        title=bureau.marked("演", f"第{days_ago}次"),
        kind="team",
        level="district",
        starts_at=_at(day, 9),
        ends_at=_at(day, 11),
        place=bureau.marked("演", "广场"),
        organiser=bureau.marked("演", "办公室"),
        objectives=bureau.marked("演", "目标"),
        phases=[PhasePlan(bureau.marked("演", "警报"), time(9))],
        calls=[Call(team.pk, 2)],
    )
    return plan_drill(bureau.organisation.pk, plan, by=bureau.who(Role.TRAINER))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _held(bureau: Bureau, team: Team, days_ago: int) -> Drill:
    drill, trainer = _drill(bureau, team, days_ago), bureau.who(Role.TRAINER)
    record_attendance(drill.pk, [], by=trainer, rest_present=[team.pk])
    outcome = Outcome(drill.starts_at, drill.ends_at, result=bureau.marked("演", "完成"))
    return hold_drill(drill.pk, outcome, by=trainer, version=drill.version)


def _closed(bureau: Bureau, team: Team, days_ago: int) -> tuple[Drill, IssuedDocument]:
    drill = _held(bureau, team, days_ago)
    paper = close_drill(
        drill.pk,
        by=bureau.who(Role.TRAINER),
        on=timezone.localdate(),
        version=drill.version,
    )
    return drill, paper


def _teams_and_drills(bureau: Bureau) -> None:
    team = bureau.keep("team", _team(bureau, "抢险队", 2))
    bureau.keep("member", Member.objects.filter(team=team).first())
    bureau.keep("team_idle", _team(bureau, "后备队", 0))
    bureau.keep("drill_planned", _drill(bureau, team, 1))
    # Its roll is called: what is left is to say how it went.
    called = bureau.keep("drill_called", _drill(bureau, team, 2))
    trainer = bureau.who(Role.TRAINER)
    record_attendance(called.pk, [], by=trainer, rest_present=[team.pk])
    bureau.keep("drill_held", _held(bureau, team, 3))
    drill, paper = _closed(bureau, team, 4)
    bureau.keep("drill_closed", drill)
    bureau.keep("drill_record", paper)
    drill, paper = _closed(bureau, team, 5)
    bureau.keep("drill_voided", drill)
    void_document(paper.pk, by=trainer, reason=bureau.marked("演", "登记有误"))


# --- a ledger in preview ---------------------------------------------------------------------

_HEADS = (
    "项目代码,项目名称,建设单位,统一社会信用代码,建设地点,行政区划代码,"
    "楼栋号,用途,地上层数,基础埋深,首层建筑面积,地上建筑面积"
)


def ledger_file(bureau: Bureau, storeys: str = "18") -> bytes:
    """A ledger of one project as CSV; ``storeys`` may be something to mend."""
    facts = project_values(bureau, next(bureau.numbers))
    row = (
        facts["code"],
        bureau.marked("账", "项目"),
        bureau.marked("账", "置业有限公司"),
        facts["credit_code"],
        bureau.marked("账", "路"),
        bureau.organisation.division.code,
        f"1#楼,住宅,{storeys},5.20,850.00,15300.00",
    )
    return f"{_HEADS}\n{','.join(row)}\n".encode("utf-8-sig")


def _ledger(bureau: Bureau) -> None:
    clerk = bureau.who(Role.CLERK)
    name = f"{bureau.marked('账')}.csv"
    bureau.keep("batch", upload_ledger(ledger_file(bureau), name, by=clerk))
    to_mend = upload_ledger(ledger_file(bureau, "不详"), name, by=clerk)
    bureau.things["batch_row"] = {"pk": to_mend.pk, "group": 1}


def strength_of(bureau: Bureau, drill: str) -> DrillTeam:
    """The team that a drill calls up."""
    return DrillTeam.objects.get(drill=bureau.pk(drill))


def form_key(bureau: Bureau) -> UUID:
    """The key that a form would have minted."""
    return UUID(int=bureau.organisation.pk * 10_000 + next(bureau.numbers))
