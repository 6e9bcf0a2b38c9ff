"""Stories of shelters for the demo city, from a register handed in as a file to demolition.

The file holds one sound shelter and one that needs mending. The others stand in every state: of
the register, of rectification and filing, of life and demolition; one survey found too little.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.demo.lifecycle import demolition_stories
from engineering.demo.projects import Example, tell, tower
from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
)
from engineering.lifecycle.models import Demolition
from engineering.shelters.acts.register import (
    EquipmentFacts,
    OpeningFacts,
    ShelterEntry,
    register_shelter,
)
from engineering.shelters.models import Shelter
from engineering.shelters.rules import UnitFacts
from engineering.shelters.standards import checklist, filing_materials
from engineering.works.acts.acceptance import ItemFinding, record_acceptance, start_construction
from engineering.works.acts.filing import receive_filing
from engineering.works.acts.supervision import (
    Defects,
    close_rectification,
    issue_supervision_report,
    record_visit,
    register_supervision,
)
from engineering.works.models import Rectification
from renfang.demo.stories import DemoCity, Story
from renfang.documents.registry import print_document
from renfang.exchange.acts import upload
from renfang.exchange.workbook import ExportColumn, ExportSheet, write_sheets
from renfang.organisations.models import Division
from renfang.organisations.permissions import Role

_HEAD = (
    "工程编号",
    "工程名称",
    "早期工程",
    "行政区划代码",
    "工程地址",
    "战时功能",
    "建筑面积",
    "掩蔽面积",
)
_SHELTERS = (
    ("云川人防-620203-1001", "南湖老街地下室", "是", "620203", "南湖区老街 12 号", "二等人员掩蔽",
     "486.20", "300.00"),
    ("云川人防-620203-1002", "纺织厂防空洞", "是", "620203", "", "仓库", "352.00", "410.00"),
)  # fmt: skip
_UNITS = (
    ("云川人防-620203-1001", "1", "二等人员掩蔽", "486.20", "300.00"),
    ("云川人防-620203-1002", "1", "物资库", "三百五十二", "210.00"),
)


def ledger_story(city: DemoCity) -> Story:
    """Uploaded a day ago and not confirmed yet."""
    yield city.day(1)
    target = io.BytesIO()
    units = ("工程编号", "单元编号", "战时功能", "建筑面积", "掩蔽面积")
    write_sheets(
        target,
        [
            ExportSheet("人防工程台账", [ExportColumn(title) for title in _HEAD], _SHELTERS),
            ExportSheet("防护单元", [ExportColumn(title) for title in units], _UNITS),
        ],
    )
    upload("shelters", target.getvalue(), "南湖区早期工程台账.xlsx", by=city.who(Role.CLERK))


# (name, where, division, form, built, function, life), oldest first.
_SECOND = "personnel_second"
_STANDING = (
    ("高新广场地下商场", "city", "620205", "cut_and_cover", "6820.00", _SECOND, ()),
    ("东门地道（一段）", "east", "620102", "gallery", "940.50", _SECOND, ("D", "closed")),
    ("西岭坑道医院", "west", "620104", "tunnel", "2310.00", "medical", ("B", "reinforcing")),
    ("南湖早期掩蔽部", "south", "620203", "gallery", "615.30", _SECOND, ("C",)),
    ("老粮库库房", "east", "620102", "cut_and_cover", "1480.00", "supplies", ("D", "converted")),
    ("东川路口地下通道", "east", "620102", "cut_and_cover", "520.00", _SECOND,
     ("C", "demolished")),
    ("西岭文化宫地下室", "west", "620104", "attached", "780.00", _SECOND, ("applied",)),
)  # fmt: skip
_WORKS = (
    Example(
        "桃源里一期", "east", "云川桃源置业有限公司", "东川区桃源路 5 号",
        (tower(1, 18, "705.20", "12480.60"),), 260, "planned", extra={"works": "rectifying"},
    ),
    Example(
        "松涛苑", "west", "云川松涛房地产有限公司", "西岭区松涛路 9 号",
        (tower(1, 16, "662.00", "10120.00"),), 250, "planned", extra={"works": "received"},
    ),
    Example(
        "望江府", "city", "云川望江置业有限公司", "高新区望江路 21 号",
        (tower(1, 24, "820.00", "17640.00"),), 240, "planned", extra={"works": "short"},
    ),
    Example(
        "翠竹园", "city", "云川翠竹置业有限公司", "高新区翠竹路 8 号",
        (tower(1, 18, "698.00", "12010.00"),), 235, "planned", extra={"works": "late"},
    ),
    Example(
        "杏林雅居", "south", "云川杏林置业有限公司", "南湖区杏林路 3 号",
        (tower(1, 18, "690.00", "11960.00"),), 230, "planned", extra={"works": "accepted"},
    ),
)  # fmt: skip


def shelter_stories(city: DemoCity) -> Iterator[Story]:
    """Every story of the register of shelters."""
    for number, row in enumerate(_STANDING, 1):
        yield _standing(city, number, *row)
    for number, example in enumerate(_WORKS, 101):
        yield _built(city, number, example)
    yield _print_story(city)
    yield from demolition_stories(city)
    yield ledger_story(city)


def _print_story(city: DemoCity) -> Story:
    """The first certificate was printed, and printed again when the original was soiled."""
    yield city.day(2)
    certificate = city.left.get("云水雅苑/certificate")
    if certificate is not None:
        printer = city.who(Role.PRINTER)
        print_document(certificate.pk, by=printer)
        print_document(certificate.pk, by=printer, reason="原件污损，建设单位申请补打")


def _standing(
    city: DemoCity,
    number: int,
    name: str,
    at: str,
    division: str,
    form: str,
    built: str,
    function: str,
    life: tuple[str, ...],
) -> Story:
    """A shelter that stood before the system: entered in the register, then its later life."""
    clerk = city.who(Role.CLERK)
    yield city.day(400 - number)
    shelter = _enter(city, number, name, at, division, form, Decimal(built), function)
    if not life or life == ("applied",):
        yield city.day(9)
        if life:
            _apply(city, shelter, city.day(9))
        return
    yield city.day(150 - number)
    take_life_step(
        shelter.pk, "evaluation", by=clerk, on=city.day(150 - number), grade=life[0],
        evaluator="云川市建筑工程质量检测中心", note="抽检结构、渗漏和口部封堵情况",
    )  # fmt: skip
    yield city.day(120 - number)
    on, basis = city.day(120 - number), f"云动〔{city.day(120).year}〕{number}号"
    kinds = {"closed": "closure", "reinforcing": "reinforcement_start", "converted": "conversion"}
    if life[-1] in kinds:
        take_life_step(shelter.pk, kinds[life[-1]], by=clerk, on=on, basis=basis)
    if life[-1] == "demolished":
        demolition = _apply(city, shelter, city.day(120 - number))
        yield city.day(100)
        decide_demolition(
            demolition.pk, by=city.who(Role.HEAD), approve=True, on=city.day(100),
            opinion="道路拓宽确需拆除，同意拆除并按原面积补建",
        )  # fmt: skip
        yield city.day(80)
        record_demolished(demolition.pk, by=clerk, on=city.day(80))


def _apply(city: DemoCity, shelter: Shelter, on: date) -> Demolition:
    return apply_demolition(
        shelter.pk,
        by=city.who(Role.CLERK),
        applicant="云川市城市建设投资有限公司",
        applied_on=on,
        reason="城市道路拓宽改造，无法避让",
        area=shelter.built_area,
        remedy="rebuild",
    )


def _units(number: int, built: Decimal, function: str) -> list[UnitFacts]:
    """Protective units of equal size; one of some shelters has an exit too few."""
    count = int(built // 1900) + 1
    each = (built / count).quantize(Decimal("0.01")) - Decimal("0.01")
    return [
        UnitFacts(
            number=str(index),
            floor="地下一层",
            wartime_function=function,
            built_area=each,
            shelter_area=(each * Decimal("0.6")).quantize(Decimal("0.01")),
            headcount=int(each * Decimal("0.5")),
            blast_units=int(each // 480) + 1,
            exits=2 if index > 1 else 1 + (number % 2),
            outdoor_exits=1,
            peacetime_use="商场" if number == 1 else "",
        )
        for index in range(1, count + 1)
    ]


def _enter(
    city: DemoCity,
    number: int,
    name: str,
    at: str,
    division: str,
    form: str,
    built: Decimal,
    function: str,
) -> Shelter:
    sheltered = (built * Decimal("0.62")).quantize(Decimal("0.01"))
    entry = ShelterEntry(
        {
            "name": name,
            "works_number": f"云川人防-{division}-{number:04d}",
            "construction_form": form,
            "is_legacy": number > 1,
            "division_id": Division.objects.get(code=division).pk,
            "address": f"{name}所在街区",
            "wartime_function": function,
            "nuclear_grade": "5",
            "conventional_grade": "5",
            "chemical_grade": "c",
            "built_area": built,
            "protected_area": (built * Decimal("0.9")).quantize(Decimal("0.01")),
            "shelter_area": sheltered,
            "headcount": int(sheltered),
            "owner": "云川市国防动员办公室",
            "operator": "云川市人防工程维护管理所",
            "peacetime_use": "商场" if number == 1 else "闲置",
            # Made-up points outside the country's land.
            "longitude": Decimal("103.800000") + Decimal(number).scaleb(-2),
            "latitude": Decimal("36.000000") + Decimal(number * 7 % 10).scaleb(-2),
            "completed_on": city.day(16_000 - number * 37),
        },
        _units(number, built, function),
        [OpeningFacts("K1", "main_exit", "东侧街口", "HFM1520 一樘")],
        [EquipmentFacts("doors", "钢筋混凝土防护密闭门", 2, "HFM1520", "1")],
    )
    return register_shelter(entry, organisation_id=getattr(city, at).pk, by=city.who(Role.CLERK))


def _built(city: DemoCity, number: int, example: Example) -> Story:
    """From approval to acceptance with supervision, as far as the example has come."""
    yield from tell(city, number, example)
    day, clerk, until = city.day, city.who(Role.CLERK), example.extra["works"]
    shelter = city.left[example.name].shelters.get()
    yield day(example.ago - 40)
    register_supervision(shelter.pk, by=clerk, values=_supervision(day(example.ago - 40)))
    yield day(example.ago - 44)
    start_construction(shelter.pk, by=clerk, started_on=day(example.ago - 44))
    yield day(60)
    _visit(city, shelter, day(60), "structure", "抽查底板、侧墙钢筋和混凝土强度，符合设计")
    if until == "late":
        yield day(40)
        _accept(city, shelter, day(40), short=False)
        yield day(8)
        receive_filing(shelter.pk, by=clerk, received_on=day(8), materials=filing_materials(day(8)))
        return
    yield day(28)
    _visit(
        city, shelter, day(28), "equipment", "抽查防护密闭门安装",
        (("口部", "FM2 防护密闭门门框墙局部蜂窝"), ("通风机房", "滤毒室密闭阀门方向装反")),
    )  # fmt: skip
    if until == "rectifying":
        return
    yield day(14)
    order = Rectification.objects.get(shelter=shelter)
    close_rectification(order.pk, by=clerk, closed_on=day(14), note="逐项复查，均已整改")
    yield day(9)
    _accept(city, shelter, day(9), short=until == "short")
    if until == "received":
        yield day(6)
        issue_supervision_report(
            shelter.pk, by=clerk, on=day(6),
            evaluation="验收组织形式、程序和执行标准符合规定",
            conclusion="工程质量符合设计和《人民防空工程质量验收与评价标准》要求，同意验收结论",
        )  # fmt: skip
        yield day(3)
        receive_filing(shelter.pk, by=clerk, received_on=day(3), materials=filing_materials(day(3)))


def _supervision(on: date) -> dict[str, Any]:
    return {
        "registered_on": on,
        "supervisors": "郑海涛、孙立",
        "contractor": "云川建工集团有限公司",
        "supervisor": "云川正平工程监理有限公司",
        "designer": "云川市建筑设计研究院有限公司",
        "surveyor": "云川市勘察测绘研究院",
        "drawing_review": f"云审图〔{on.year}〕防{on:%m%d}号",
        "plan": "基础、主体、防护设备安装和竣工四次到场检查",
    }


def _visit(
    city: DemoCity, shelter: Shelter, on: date, stage: str, found: str, defects: Defects = ()
) -> None:
    record_visit(
        shelter.pk,
        by=city.who(Role.CLERK),
        values={
            "visited_on": on,
            "stage": stage,
            "findings": found,
            "visitors": "郑海涛、孙立",
        },
        defects=defects,
    )


def _accept(city: DemoCity, shelter: Shelter, on: date, *, short: bool) -> None:
    built = shelter.approved_area + (Decimal("-36.50") if short else Decimal("4.18"))
    _, rows = checklist(on)
    record_acceptance(
        shelter.pk,
        by=city.who(Role.CLERK),
        findings={
            "accepted_on": on,
            "conclusion": "passed",
            "built_area": built,
            "protected_area": (built * Decimal("0.92")).quantize(Decimal("0.01")),
            "shelter_area": (built * Decimal("0.70")).quantize(Decimal("0.01")),
            "passage_area": Decimal("32.40"),
            "protective_units": 1,
            "headcount": int(built * Decimal("0.7")),
            "developer": shelter.owner_name,
            "surveyor": "云川市勘察测绘研究院",
            "designer": "云川市建筑设计研究院有限公司",
            "contractor": "云川建工集团有限公司",
            "supervisor": "云川正平工程监理有限公司",
            "attendees": "建设、勘察、设计、施工、监理单位项目负责人；监督人员郑海涛、孙立",
        },
        items=[ItemFinding(discipline, item, "passed") for discipline, item in rows],
    )
