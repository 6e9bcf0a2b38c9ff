"""Stories of shelters' upkeep: inspections, hazards, conversion plans, capacity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engineering.capacity.acts import enter_population, take_capacity_snapshot
from engineering.inspections.acts import (
    draw_inspection,
    drop_task,
    enter_inspector,
    enter_matter,
    list_unit,
    plan_inspection,
    publish_inspection,
    record_result,
    set_inspector_active,
    set_unit_active,
)
from engineering.inspections.models import ObjectKind
from engineering.inspections.queries import shelter_pool, unit_pool
from engineering.shelters.acts.register import ShelterEntry, register_shelter
from engineering.shelters.models import Shelter
from engineering.upkeep.acts.conversion import (
    Measure,
    PlanEntry,
    enter_conversion_plan,
    review_conversion_plan,
)
from engineering.upkeep.acts.hazards import (
    HazardEntry,
    reinspect_hazard,
    report_hazard,
    report_rectified,
)
from engineering.upkeep.acts.inspection import Finding, record_inspection
from engineering.upkeep.acts.maintenance import log_maintenance
from engineering.upkeep.models import CheckItem, InspectionRecord
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.permissions import Role

_CENT = Decimal("0.01")


def upkeep_stories(city: DemoCity) -> Iterator[Story]:
    """Every story of this module."""
    yield _inspections(city)
    yield _random_inspection(city)
    yield _equipment_makers(city)
    yield _conversion(city)
    yield _older_works(city)
    yield _population(city)


def _shelter(name: str) -> Shelter:
    return Shelter.objects.get(project__name=name)


def _findings(*bad: str) -> dict[str, Finding]:
    return {
        item.value: Finding("bad", "见隐患") if item in bad else Finding("good")
        for item in CheckItem
    }


def _inspections(city: DemoCity) -> Story:
    """A year's plan half done, and a hazard in every state."""
    clerk = city.who(Role.CLERK)
    yield city.day(110)
    shelters = list(shelter_pool(city.city).order_by("pk")[:3])
    plan = plan_inspection(
        city.city.pk,
        shelter_ids=[shelter.pk for shelter in shelters],
        name=f"{city.day(110).year} 年度维护管理检查",
        starts_on=city.day(110),
        ends_on=city.today + timedelta(days=30),
        note="按年度检查计划对已验收工程逐个检查",
        by=clerk,
    )
    tasks = list(plan.tasks.select_related("shelter").order_by("pk"))
    yield city.day(70)
    day = city.day(70)
    hazards = (
        HazardEntry("leakage", "2 号防护单元顶板渗漏，地面积水约 3 ㎡", "general", day + _days(40)),
        HazardEntry("doors", "主要出入口防护密闭门闭锁锈死，不能关闭", "major", day + _days(15)),
        HazardEntry("signs", "工程标识牌缺失", "general", day + _days(20)),
    )
    inspection = record_inspection(
        tasks[0].shelter_id,
        inspected_on=day,
        inspectors="李文静、林佳",
        findings=_findings("leakage", "doors", "signs"),
        hazards=hazards,
        note="存在 3 处隐患，已书面通知使用单位整改",
        task_id=tasks[0].pk,
        by=clerk,
    )
    yield from _mended(city, inspection)


def _mended(city: DemoCity, inspection: InspectionRecord) -> Story:
    """One hazard closed, one waiting for its re-inspection, one overdue, one just reported."""
    clerk = city.who(Role.CLERK)
    leak, door, sign = inspection.hazards.order_by("pk")
    yield city.day(58)
    report_rectified(
        door.pk, measures="更换闭锁机构并除锈保养", rectified_on=city.day(58), by=clerk
    )
    yield city.day(55)
    reinspect_hazard(
        door.pk, inspected_on=city.day(55), is_passed=True, note="启闭灵活，密闭良好", by=clerk
    )
    yield city.day(9)
    report_rectified(sign.pk, measures="补装工程标识牌 2 块", rectified_on=city.day(9), by=clerk)
    report_hazard(
        leak.shelter_id,
        HazardEntry("fire", "灭火器压力不足 6 具", "general", city.today + _days(25)),
        found_on=city.day(9),
        by=clerk,
    )
    log_maintenance(
        leak.shelter_id,
        done_on=city.day(9),
        kind="service",
        content="通风机、水泵试运转，门扇铰页注油",
        unit="云川云水物业服务有限公司",
        by=clerk,
    )


def _days(count: int) -> timedelta:
    return timedelta(days=count)


_MATTERS = (
    {
        "number": 1,
        "category": "maintenance",
        "name": "人防工程维护管理的监督检查",
        "content": "主体结构、防护设备、通风和给排水设备是否完好，出入口是否畅通",
        "object_kind": "keeper",
        "ratio": 20,
        "times": 1,
        "basis": "《中华人民共和国人民防空法》第二十五条",
    },
    {
        "number": 4,
        "category": "quality",
        "name": "人防工程防护设备质量的监督检查",
        "content": "防护设备出厂检验和安装质量",
        "object_kind": "equipment",
        "level": "key",
        "method": "现场检查、抽样检测",
        "basis": "《中华人民共和国人民防空法》第二十三条",
    },
    {
        "number": 5,
        "category": "maintenance",
        "name": "早期人防工程安全的监督检查",
        "content": "早期工程的封堵、排水和地面沉降",
        "object_kind": "works",
        "basis": "《中华人民共和国人民防空法》第二十五条",
    },
)
_INSPECTORS = (
    ("李文静", "001"),
    ("贺敏", "005"),
    ("林佳", "002"),
    ("高翔", "003"),
    ("周建平", "004"),
)


def _random_inspection(city: DemoCity) -> Story:
    """Drawn at random: one inspected, one dropped, the others waiting."""
    clerk = city.who(Role.CLERK)
    yield city.day(40)
    _list_of_matters(city)
    yield city.day(30)
    inspectors = [
        enter_inspector(city.city.pk, name=name, certificate=f"云动执法{number}", by=clerk)
        for name, number in _INSPECTORS
    ]
    set_inspector_active(inspectors[1].pk, is_active=False, by=clerk)
    yield city.day(28)
    outcome = draw_inspection(
        city.city.pk,
        matters=[1],
        count=min(3, len(unit_pool(ObjectKind.KEEPER, city.city))),
        places_each=1,
        team_size=2,
        name=f"{city.day(28).year} 年第四季度双随机抽查",
        starts_on=city.day(28),
        ends_on=city.today + timedelta(days=2),
        note="按年度抽查计划，与使用单位年度检查一并进行",
        by=clerk,
    )
    yield city.day(15)
    tasks = list(outcome.plan.tasks.order_by("pk"))
    record_inspection(
        tasks[0].shelter_id,
        inspected_on=city.day(15),
        inspectors="、".join(person.name for person in tasks[0].inspectors.all()),
        findings=_findings(),
        note="未发现问题",
        task_id=tasks[0].pk,
        by=clerk,
    )
    if len(tasks) > 2:
        drop_task(tasks[2].pk, reason="工程正在实施改造，改期检查", by=clerk)
    yield city.day(10)
    publish_inspection(outcome.plan_id, by=clerk)


def _list_of_matters(city: DemoCity) -> None:
    """The city's own list, and the makers of doors that no other register names."""
    clerk = city.who(Role.CLERK)
    for terms in _MATTERS:
        enter_matter(
            city.city.pk,
            document="云川市人防随机抽查事项清单（演示）",
            effective_from=city.day(40),
            by=clerk,
            **terms,
        )
    list_unit(city.city.pk, kind="equipment", name="云川恒固人防设备有限公司", by=clerk)
    former = list_unit(city.city.pk, kind="equipment", name="云川安盾防护设备厂", by=clerk)
    set_unit_active(former.pk, is_active=False, by=clerk)


def _equipment_makers(city: DemoCity) -> Story:
    """The one maker of doors drawn, inspected, and its result published."""
    clerk = city.who(Role.CLERK)
    yield city.day(24)
    plan = draw_inspection(
        city.city.pk,
        matters=[4],
        count=1,
        team_size=2,
        name=f"{city.day(24).year} 年防护设备质量双随机抽查",
        starts_on=city.day(24),
        ends_on=city.day(4),
        joined_by="云川市住房和城乡建设局、云川市市场监督管理局",
        note="",
        by=clerk,
    ).plan
    yield city.day(14)
    record_result(
        plan.tasks.get().pk,
        inspected_on=city.day(14),
        result="mended",
        result_note="两樘防护密闭门出厂检验报告缺页，已责令当场补正",
        by=clerk,
    )
    yield city.day(12)
    publish_inspection(plan.pk, by=clerk)


def _conversion(city: DemoCity) -> Story:
    """One plan reviewed last year and due again, with a measure in each stage."""
    clerk = city.who(Role.CLERK)
    yield city.day(370)
    shelter = Shelter.objects.get(project__name="云水雅苑")
    plan = enter_conversion_plan(
        shelter.pk,
        PlanEntry(
            prepared_by="云川市建筑设计研究院有限公司",
            prepared_on=city.day(370),
            review_due_on=city.day(370) + timedelta(days=180),
            note="随竣工资料归档",
        ),
        (
            Measure("early", "临空墙预留孔洞封堵构件运至现场", "云川云水物业服务有限公司", "6 块"),
            Measure("imminent", "安装干厕、水箱和战时进风机", "云川云水物业服务有限公司", "1 套"),
            Measure("urgent", "关闭平时出入口，封堵孔口，清空车辆", "东川区国防动员办公室"),
        ),
        by=clerk,
    )
    yield city.day(190)
    review_conversion_plan(
        plan.pk,
        reviewed_on=city.day(190),
        review_due_on=city.today + timedelta(days=10),
        note="措施仍可行，责任单位无变化",
        by=clerk,
    )


# Name, where, form, wartime function, grade, state, ㎡, degrees east and north.
_OLDER_WORKS = (
    ("人民广场地下人防工程", "east", "cut_and_cover", "personnel_first", "5", "in_use",
     "2860.00", "103.821400", "36.062300"),
    ("东川区医疗救护站", "east", "cut_and_cover", "medical", "5", "in_use",
     "1420.00", "103.846200", "36.054100"),
    ("翠屏山坑道工程", "west", "tunnel", "supplies", "6", "in_use",
     "3150.00", "103.712800", "36.088700"),
    ("西岭区早期地道", "west", "gallery", "personnel_second", "6B", "closed",
     "640.00", "103.698300", "36.071500"),
    ("南湖区防空专业队工程", "south", "cut_and_cover", "team_personnel", "5", "reinforcing",
     "980.00", "103.902500", "36.021900"),
)  # fmt: skip


def _older_works(city: DemoCity) -> Story:
    """Works that no approval made, taken into the register with their coordinates."""
    yield city.day(120)
    for name, at, form, function, grade, state, area, longitude, latitude in _OLDER_WORKS:
        organisation = getattr(city, at)
        values = {
            "name": name,
            "construction_form": form,
            "is_legacy": form == "gallery",
            "division": organisation.division,
            "address": f"{organisation.division.name}（演示地址）",
            "wartime_function": function,
            "nuclear_grade": grade,
            "built_area": Decimal(area),
            "shelter_area": (Decimal(area) * Decimal("0.6")).quantize(_CENT),
            "longitude": Decimal(longitude),
            "latitude": Decimal(latitude),
            "owner": organisation.name,
        }
        register_shelter(
            ShelterEntry(values),
            organisation_id=organisation.pk,
            state=state,
            by=city.who(Role.CLERK),
        )


def _population(city: DemoCity) -> Story:
    """Figures of all kinds for the city, of residents for the districts; computed twice."""
    clerk = city.who(Role.CLERK)
    yield city.day(60)
    census = date(city.today.year - 1, 12, 31)
    figures: tuple[tuple[Any, str, int], ...] = (
        (city.city.division, "resident", 12_864),
        (city.city.division, "registered", 11_532),
        (city.city.division, "staying", 5_145),
        (city.east.division, "resident", 4_823),
        (city.west.division, "resident", 3_568),
        (city.south.division, "resident", 2_971),
    )
    for division, kind, population in figures:
        enter_population(
            city.city.pk,
            division=division,
            kind=kind,
            population=population,
            as_of=census,
            source=f"云川市{census.year}年统计公报（演示）",
            by=clerk,
        )
    take_capacity_snapshot(city.city.pk, kind="resident", by=clerk)
    yield city.day(8)
    take_capacity_snapshot(city.city.pk, kind="resident", by=clerk)
    take_capacity_snapshot(city.city.pk, kind="staying", by=clerk)
