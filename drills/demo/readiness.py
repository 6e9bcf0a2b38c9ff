"""Stories of readiness for the demo city: registers, a siren test, an evacuation drill."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.demo.drills import submit
from drills.duty.models import DUTY_PERSON
from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill, issue_report
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.execution import Response, log_event, record_rehearsal, record_responses
from drills.exercises.acts.findings import (
    FindingFacts,
    close_finding,
    raise_finding,
    rectify_finding,
)
from drills.exercises.acts.photographs import add_photograph
from drills.exercises.acts.planning import DrillPlan, Participation, PhasePlan, plan_drill
from drills.exercises.models import Drill, DrillKind, DrillLevel, ParticipantKind
from drills.readiness.acts import set_targets
from drills.registers.acts import enter
from drills.registers.catalogue import Register
from drills.registers.models import EVACUATION_BASE, KEY_TARGET, LOCALITY, PROTECTION_PLAN
from drills.sirens.acts import (
    CoverageFacts,
    Result,
    publish_notice,
    record_coverage,
    record_results,
    record_siren_entry,
)
from drills.sirens.models import SIREN
from renfang.demo.stories import DemoCity, Story, moment
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import read_picture

_COMMUNITIES = ("人民路", "和平", "新村", "临江", "青年", "桃园", "建设", "东风")
_SIRENS = ("市政府", "市一中", "体育馆", "火车站", "临江小区", "市医院")


def readiness_stories(city: DemoCity) -> Iterator[Story]:
    """Every story of readiness. The registers come first: the others stand on them."""
    yield _registers(city)
    yield _siren_test(city)
    yield _evacuation(city)


def _enter(city: DemoCity, register: Register, number: str, **values: object) -> int:
    row = enter(register, city.city.pk, {"number": number, **values}, by=city.who(Role.TRAINER))
    city.left[f"{register.slug}.{number}"] = row.pk
    return row.pk


def _registers(city: DemoCity) -> Story:
    yield city.day(500)
    _enter_sirens(city)
    _enter(city, LOCALITY, "J01", name="临江街道", kind="street", population=42_000)
    for number, name in enumerate(_COMMUNITIES, 1):
        _enter(
            city, LOCALITY, f"S{number:02d}", name=f"{name}社区", kind="community",
            above="临江街道", population=4_000 + number * 150,
        )  # fmt: skip
    target = _enter(
        city, KEY_TARGET, "M01", name="云川市自来水厂", grade="city", category="供水",
        owner="云川市水务集团", force_teams=2, force_headcount=36, is_connected=True,
    )  # fmt: skip
    _enter(
        city, EVACUATION_BASE, "B01", name="青山疏散基地", place="南湖区青山镇",
        area=Decimal("36000.00"), capacity=5_000, receiving_unit="青山镇人民政府",
        peacetime_use="青少年活动营地", approved_by="云川市人民政府", has_water=True,
        has_power=True, conversion_score=80, capacity_score=75, support_score=70,
        management_score=85, equipment_score=60,
    )  # fmt: skip
    _plans(city, target)
    for number, (name, post) in enumerate(
        (("沈国强", "分管副主任"), ("马志远", "训练科科员"), ("罗鹏", "信息科科员")), 1
    ):
        _enter(city, DUTY_PERSON, f"Z{number:02d}", name=name, post=post, can_lead=number == 1)
    facts = CoverageFacts(
        timezone.localdate(), Decimal("52000000.00"), Decimal("50960000.00"), 610_000, 599_000,
        "警报音响覆盖实测",
    )  # fmt: skip
    record_coverage(city.city.pk, facts, by=city.who(Role.TRAINER))
    yield city.day(200)
    values = {"drills": 4, "team_coverage": 100, "locality_coverage": 50, "staffing": 95,
              "turnout": 90, "hours": 24, "pass_rate": 90, "siren_rate": 95}  # fmt: skip
    set_targets(city.city.pk, city.today.year, values, by=city.who(Role.TRAINER))
    yield city.day(100)
    record_siren_entry(
        city.left["siren.J002"], by=city.who(Role.TRAINER), on=timezone.localdate(),
        kind="maintenance", content="更换蓄电池，测试正常",
    )  # fmt: skip


def _enter_sirens(city: DemoCity) -> None:
    for number, name in enumerate(_SIRENS, 1):
        _enter(
            city, SIREN, f"J{number:03d}", name=name, type="electronic", model="DJB-500",
            power_watts=500, decibels=115, place=f"{name}楼顶", owner=name, keeper="值班室",
            radius=800, control="radio", power_supply="市电和蓄电池",
            installed_on=city.day(1500),
        )  # fmt: skip


def _plans(city: DemoCity, target: int) -> None:
    soon, later = city.today + timedelta(days=18), city.today + timedelta(days=200)
    _enter(
        city, PROTECTION_PLAN, "Y01", title="云川市防空袭预案", kind="city",
        owner="云川市国防动员办公室", is_secret=True, review_due_on=later,
    )  # fmt: skip
    _enter(
        city, PROTECTION_PLAN, "Y02", title="云川市自来水厂防护方案", kind="key_target",
        owner="云川市水务集团", key_target_id=target, review_due_on=soon,
        summary="组织抢险抢修、警戒和备用水源启用",
    )  # fmt: skip
    _enter(
        city, PROTECTION_PLAN, "Y03", title="临江街道人口疏散方案", kind="evacuation",
        owner="临江街道办事处", review_due_on=later, summary="按社区编组，徒步和车辆结合疏散",
    )  # fmt: skip


def _plan(city: DemoCity, **changes: object) -> DrillPlan:
    facts = {
        "level": DrillLevel.CITY,
        "organiser": "云川市国防动员办公室",
        "safety": "设安全员和医疗点，控制现场人流",
        "resources": "扩音器 10 个，引导标识 30 块，急救包 12 个",
    }
    return DrillPlan(**{**facts, **changes})  # type: ignore[arg-type]


def _siren_test(city: DemoCity) -> Story:
    trainer, day = city.who(Role.TRAINER), city.day(60)
    yield city.day(80)
    drill = plan_drill(
        city.city.pk,
        _plan(
            city, title=f"{day.year} 年防空警报试鸣", kind=DrillKind.SIREN_TEST,
            starts_at=moment(day, 10), ends_at=moment(day, 10, 19), place="云川市城区",
            objectives="检验警报设施，增强市民国防观念",
            phases=[
                PhasePlan("预先警报", time(10)), PhasePlan("空袭警报", time(10, 8)),
                PhasePlan("解除警报", time(10, 16)),
            ],
        ),
        by=trainer,
    )  # fmt: skip
    submit(city, drill)
    yield city.day(70)
    publish_notice(
        drill.pk, by=trainer, on=timezone.localdate(), medium="政府网站、云川日报、广播电视",
        scope_text="云川市城区", approval=f"云政办函〔{day.year}〕37号",
    )  # fmt: skip
    yield day + timedelta(days=1)
    results = {
        city.left[f"siren.J{number:03d}"]: Result(True, True, decibels=110 + number)
        for number in range(1, 6)
    }
    results[city.left["siren.J006"]] = Result(True, False, "功放板烧毁")
    record_results(drill.pk, results, by=trainer)
    _conclude(city, drill, day, "各警报器按指令鸣响，市民秩序正常", (10, 10))
    points = [Points("公告与宣传", 20, 19), Points("指令下达", 20, 20), Points("鸣响率", 40, 33),
              Points("值守与联络", 20, 18)]  # fmt: skip
    evaluate_drill(drill.pk, points, by=trainer, version=None)
    issue_report(drill.pk, by=trainer, on=timezone.localdate())
    drill.refresh_from_db()
    close_drill(drill.pk, by=trainer, on=timezone.localdate(), version=drill.version)


def _conclude(city: DemoCity, drill: Drill, day, result: str, hours: tuple[int, int]) -> None:
    drill.refresh_from_db()
    outcome = Outcome(
        started_at=moment(day, hours[0]),
        ended_at=moment(day, hours[1], 40),
        result=result,
        phase_times={phase.pk: phase.planned_time for phase in drill.phases.all()},
    )
    hold_drill(drill.pk, outcome, by=city.who(Role.TRAINER), version=drill.version)


def _evacuation(city: DemoCity) -> Story:
    trainer, day = city.who(Role.TRAINER), city.day(32)
    yield city.day(55)
    units = [
        Participation(
            ParticipantKind.RESIDENTS, f"{name}社区居民", 80, city.left[f"locality.S{number:02d}"]
        )
        for number, name in enumerate(_COMMUNITIES[:3], 1)
    ]
    drill = plan_drill(
        city.city.pk,
        _plan(
            city, title="临江街道防空疏散掩蔽演练", kind=DrillKind.EVACUATION,
            level=DrillLevel.STREET, starts_at=moment(day, 9), ends_at=moment(day, 10, 30),
            place="临江街道人防工程", objectives="检验疏散命令传达、引导和掩蔽",
            scenario="接上级通报，预计 30 分钟后城区遭空袭，街道组织居民就近掩蔽",
            participants=units, tested_plan_ids=[city.left["protection_plan.Y03"]],
            phases=[
                PhasePlan("下达疏散命令", time(9)),
                PhasePlan("预先警报，居民携带应急包", time(9, 5)),
                PhasePlan("空袭警报，进入掩蔽工程", time(9, 15)), PhasePlan("解除警报", time(10)),
            ],
        ),
        by=trainer,
    )  # fmt: skip
    submit(city, drill)
    yield city.day(40)
    record_rehearsal(
        drill.pk, by=trainer, on=timezone.localdate(), headcount=60, content="骨干走位和信号识别",
        problems="北口引导员不足",
    )  # fmt: skip
    yield day + timedelta(days=1)
    _carry_out(city, drill, day)
    _conclude(city, drill, day, "三个社区居民在 12 分钟内进入掩蔽工程", (9, 10))
    points = [Points("组织指挥", 20, 18), Points("警报感知", 15, 14), Points("疏散用时", 20, 17),
              Points("到达率", 15, 13), Points("秩序", 15, 14),
              Points("安全与保障", 15, 13)]  # fmt: skip
    evaluate_drill(drill.pk, points, by=trainer, version=None)
    _defects(city, drill)
    issue_report(drill.pk, by=trainer, on=timezone.localdate())


def _carry_out(city: DemoCity, drill: Drill, day) -> None:
    trainer = city.who(Role.TRAINER)
    for minute, kind, what in (
        (0, "order", "街道指挥所下达疏散命令"),
        (5, "early_warning", "鸣放预先警报"),
        (15, "air_raid", "鸣放空袭警报，关闭防护密闭门"),
        (60, "all_clear", "解除警报，居民撤收"),
    ):
        then = moment(day, 9) + timedelta(minutes=minute)
        log_event(drill.pk, by=trainer, at=then, kind=kind, what=what)
    units = {
        unit.pk: Response(time(9, 2), time(9, 14 + place), 74 + place)
        for place, unit in enumerate(drill.participants.all())
    }
    record_responses(drill.pk, by=trainer, teams={}, units=units)
    for colour, caption in ((96, "居民集结"), (128, "进入掩蔽工程")):
        picture = read_picture(_picture(colour), "drills")
        add_photograph(drill.pk, picture, caption=caption, by=trainer)


def _defects(city: DemoCity, drill: Drill) -> None:
    """One defect past its day, one that waits to be checked, one that is closed."""
    trainer, today = city.who(Role.TRAINER), timezone.localdate()
    found = []
    for what, action, days in (
        ("北口引导标识不清", "补设夜光标识 12 处", 20),
        ("扩音器电量不足", "更换电池并纳入月检", 45),
        ("应急包配备不齐", "按清单补齐", 40),
    ):
        due = today + timedelta(days=days)
        facts = FindingFacts(what, action, "临江街道办事处", due)
        found.append(raise_finding(drill.pk, facts, by=trainer, on=today))
    for finding in found[1:]:
        rectify_finding(
            finding.pk, by=trainer, on=today, rectification="已按措施整改到位", version=None
        )
    close_finding(found[2].pk, by=city.who(Role.HEAD), on=today, passed=True, note="", version=None)


def _picture(shade: int) -> SimpleUploadedFile:
    """A drawn scene in place of a photograph: sky, ground, a door, people as dots."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (640, 400), (190, 210, 225))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 260, 640, 400), fill=(shade, shade, 90))
    draw.rectangle((250, 140, 390, 300), fill=(90, 95, 105))
    for place in range(12):
        x = 40 + place * 48
        draw.ellipse((x, 270, x + 18, 288), fill=(60, 40 + shade // 2, 40))
        draw.rectangle((x + 3, 288, x + 15, 330), fill=(shade // 2, 60, 120))
    target = io.BytesIO()
    image.save(target, "PNG")
    return SimpleUploadedFile("现场.png", target.getvalue(), "image/png")
