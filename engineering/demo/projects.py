"""Stories of building projects for the demo city: one for every state of every register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import uscc

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.attachments import attach_file
from engineering.approvals.acts.clock import pause_clock, resume_clock
from engineering.approvals.acts.decision import decide_application, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import resubmit_application, submit_application
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.computation import compute_for
from engineering.area.facts import BuildingFacts
from engineering.demo.applications import PDF, serve
from engineering.projects.acts import ProjectEntry, register_project
from engineering.projects.models import Project, Use
from engineering.shelters.models import Shelter
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate, reissue_certificate
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import read_upload

RESIDENTIAL, PUBLIC = Use.RESIDENTIAL, Use.PUBLIC
GEOLOGY = "场地基岩埋深 1.2 至 2.6 米，见岩土工程勘察报告及设计单位说明"


@dataclass(frozen=True)
class Example:
    """One project: where, what, how long ago, how much of it built, and how far it has come."""

    name: str
    at: str
    developer: str
    address: str
    # (name, use, purpose, storeys, depth, ground floor, above ground, relief)
    buildings: tuple[tuple[Any, ...], ...]
    ago: int
    until: str
    # Share of the required area that is built; the rest is relocated.
    built: str = "1"
    extra: dict[str, Any] = field(default_factory=dict)


def tower(number: int, storeys: int, ground: str, above: str, relief: str = "") -> tuple[Any, ...]:
    """A block of flats as a row of an example."""
    return (f"{number}号楼", RESIDENTIAL, "住宅", storeys, "5.20", ground, above, relief)


def _hall(name: str, purpose: str, storeys: int, depth: str, ground: str, above: str, relief=""):
    return (name, PUBLIC, purpose, storeys, depth, ground, above, relief)


EXAMPLES = (
    Example(
        "云水雅苑", "east", "云川云水置业有限公司", "东川区滨河东路 118 号",
        (tower(1, 18, "862.40", "14820.35"), tower(2, 18, "862.40", "14820.35"),
         tower(3, 26, "715.28", "18206.90")),
        900, "certified",
    ),
    Example(
        "翠屏国际中心", "west", "云川翠屏商业发展有限公司", "西岭区翠屏大道 9 号",
        (_hall("主楼", "办公", 22, "9.60", "1840.50", "36120.80"),
         _hall("裙楼", "商业", 4, "9.60", "3260.00", "11840.20")),
        820, "reissued",
    ),
    Example(
        "东川区第二人民医院住院楼", "east", "云川市东川区第二人民医院", "东川区康乐路 31 号",
        (_hall("住院楼", "医疗", 14, "7.80", "1620.75", "20416.30"),),
        490, "accepted_works",
    ),
    Example(
        "南湖春晓", "south", "云川南湖房地产开发有限公司", "南湖区湖滨路 66 号",
        (tower(1, 33, "688.16", "21850.44"), tower(2, 33, "688.16", "21850.44")),
        520, "under_construction",
    ),
    Example(
        "岭上花园", "west", "云川岭上置业有限公司", "西岭区岭南路 205 号",
        (tower(1, 11, "912.60", "9480.15"), tower(2, 11, "912.60", "9480.15")),
        210, "planned",
    ),
    Example(
        "金谷广场", "east", "云川金谷投资有限公司", "东川区金谷路 1 号",
        (_hall("商业楼", "商业", 6, "4.50", "4120.00", "22860.00"),),
        430, "certified_partly", built="0.6",
    ),
    Example(
        "西岭区实验小学教学楼", "west", "云川市西岭区教育局", "西岭区育才路 12 号",
        (_hall("教学楼", "学校", 5, "2.50", "1180.00", "5640.00", "school"),),
        300, "granted", built="0", extra={"fee": "paid"},
    ),
    Example(
        "湖畔商业街", "south", "云川湖畔商业管理有限公司", "南湖区湖滨路 180 号",
        (_hall("A栋", "商业", 3, "2.40", "2150.60", "6240.90"),
         _hall("B栋", "商业", 3, "2.40", "1980.40", "5760.30")),
        260, "granted", built="0", extra={"fee": "overdue"},
    ),
    Example(
        "锦程汽车城展厅", "city", "云川锦程汽车贸易有限公司", "高新区创业路 88 号",
        (_hall("展厅", "商业", 2, "2.20", "5200.00", "9860.00"),),
        180, "granted", built="0", extra={"fee": "partly"},
    ),
    Example(
        "高新区科创大厦", "city", "云川高新建设发展有限公司", "高新区创新大道 6 号",
        (_hall("科创大厦", "办公", 19, "10.20", "1560.00", "28640.00"),),
        45, "granted", built="0.5", extra={"fee": "noticed"},
    ),
    Example(
        "东门里片区安置房", "east", "云川城市更新有限公司", "东川区东门里",
        (tower(1, 18, "705.30", "12244.60", "resettlement"),
         tower(2, 18, "705.30", "12244.60", "resettlement")),
        95, "granted", built="0", extra={"fee": "assessed"},
    ),
    Example(
        "梧桐苑", "west", "云川梧桐置业有限公司", "西岭区梧桐路 40 号",
        (tower(1, 17, "640.00", "10480.00"), tower(2, 17, "640.00", "10480.00")),
        75, "granted", built="0", extra={"fee": "pending"},
    ),
    Example(
        "云川职业学院图书馆", "east", "云川职业学院", "东川区学府路 2 号",
        (_hall("图书馆", "文化", 8, "5.60", "3240.00", "18960.00"),),
        60, "refused", built="0",
    ),
    Example(
        "海棠公馆", "south", "云川海棠房地产有限公司", "南湖区海棠路 7 号",
        (tower(1, 24, "760.20", "17480.60"),),
        16, "reviewed",
    ),
    Example(
        "星澜天地", "east", "云川星澜商业有限公司", "东川区星澜路 3 号",
        (_hall("商业楼", "商业", 5, "6.20", "3680.00", "16420.00"),),
        46, "accepted",
    ),
    Example(
        "秋枫里", "west", "云川秋枫置业有限公司", "西岭区枫林路 15 号",
        (tower(1, 16, "598.00", "9320.00"),),
        29, "accepted",
    ),
    Example(
        "万和酒店", "city", "云川万和酒店管理有限公司", "高新区万和路 1 号",
        (_hall("酒店", "酒店", 15, "8.40", "1480.00", "19860.00"),),
        12, "accepted",
    ),
    Example(
        "南湖区社区服务中心", "south", "云川市南湖区民政局", "南湖区安康路 20 号",
        (_hall("服务中心", "养老", 4, "2.60", "860.00", "3120.00"),),
        34, "paused", built="0",
    ),
    Example(
        "朗润府", "east", "云川朗润置业有限公司", "东川区朗润路 8 号",
        (tower(1, 21, "702.00", "13960.00"),),
        9, "correction",
    ),
    Example(
        "锦绣家园二期", "west", "云川锦绣置业有限公司", "西岭区锦绣路 2 号",
        (tower(5, 12, "820.00", "9240.00"), tower(6, 12, "820.00", "9240.00")),
        4, "received",
    ),
    Example(
        "东川区文化馆", "east", "云川市东川区文化馆", "东川区文昌路 5 号",
        (_hall("文化馆", "文化", 3, "2.40", "720.00", "2180.00"),),
        50, "not_accepted", built="0",
    ),
    Example(
        "湖光里", "south", "云川湖光置业有限公司", "南湖区湖光路 11 号",
        (tower(1, 14, "655.00", "8840.00"),),
        40, "withdrawn",
    ),
    Example(
        "云岭智造产业园", "city", "云川云岭智能制造有限公司", "高新区智造路 100 号",
        (("1号厂房", Use.INDUSTRIAL, "厂房", 2, "1.80", "6200.00", "11840.00", ""),
         _hall("倒班宿舍", "宿舍", 6, "2.60", "640.00", "3680.00")),
        3, "registered",
    ),
)  # fmt: skip


def stories(city: DemoCity) -> Iterator[Story]:
    """One story for each example."""
    for number, example in enumerate(EXAMPLES, 1):
        yield tell(city, number, example)


def tell(city: DemoCity, number: int, example: Example) -> Story:
    """One example from its registration on, as far as it has come."""
    day = city.day
    yield day(example.ago)
    project = _register(city, number, example)
    city.left[example.name] = project
    if example.until == "registered":
        return
    yield day(example.ago - 1)
    application = _submit(city, example, project)
    clerk = city.who(Role.CLERK)
    if any(relief for *_, relief in example.buildings):
        proof = read_upload(SimpleUploadedFile("减免证明材料.pdf", PDF))
        attach_file(application.pk, proof, by=clerk)
    if example.until == "received":
        return
    if example.until == "not_accepted":
        yield day(example.ago - 3)
        not_accept_application(
            application.pk,
            ground="not_ours",
            competent_office="云川市国防动员办公室",
            reason="项目位于市级重点片区，由市国防动员办公室审批",
            on=day(example.ago - 3),
            by=clerk,
        )
        return
    if example.until == "correction":
        yield day(example.ago - 3)
        request_correction(
            application.pk,
            note="一、缺少岩土工程勘察报告；二、总平面图未加盖设计单位出图章",
            on=day(example.ago - 3),
            by=clerk,
        )
        return
    yield from _review(city, example, application)


def _correct(city: DemoCity, example: Example, application: Application) -> Story:
    """A drawing is missing; three days later it is handed in."""
    day, clerk = city.day, city.who(Role.CLERK)
    yield day(example.ago - 3)
    request_correction(
        application.pk, note="缺少防空地下室平面图", on=day(example.ago - 3), by=clerk
    )
    yield day(example.ago - 6)
    application.refresh_from_db()
    plan = Plan(kind=application.kind, planned_area=application.planned_area)
    resubmit_application(application.pk, plan, on=day(example.ago - 6), by=clerk)


def _pause(application: Application, on: date, reason: str, clerk: User) -> None:
    pause_clock(application.pk, starts_on=on, reason=reason, expected_days=10, by=clerk)


def _review(city: DemoCity, example: Example, application: Application) -> Story:
    """From acceptance on; a long acceptance shows all lights."""
    day, clerk = city.day, city.who(Role.CLERK)
    if example.name == "翠屏国际中心":
        yield from _correct(city, example, application)
    accepted = day(example.ago - 7)
    yield accepted
    accept_application(application.pk, on=accepted, by=clerk)
    if example.until == "withdrawn":
        yield day(example.ago - 12)
        withdraw_application(application.pk, reason="建设单位调整规划方案", by=clerk)
    if example.until == "paused":
        yield day(example.ago - 10)
        _pause(application, day(example.ago - 10), "专家评审易地建设条件", clerk)
    if example.until in ("withdrawn", "paused", "accepted"):
        return
    if example.name == "湖畔商业街":
        yield day(example.ago - 9)
        _pause(application, day(example.ago - 9), "专家评审勘察报告", clerk)
        yield day(example.ago - 15)
        resume_clock(application.pk, resumes_on=day(example.ago - 15), by=clerk)
    reviewed = day(example.ago - 16) if example.ago > 30 else day(example.ago - 12)
    yield reviewed
    review_application(
        application.pk,
        opinion="指标与总平面图一致，应建面积核算无误",
        on=reviewed,
        by=city.who(Role.REVIEWER),
    )
    if example.until == "reviewed":
        return
    yield from _decide(city, example, application)


def _decide(city: DemoCity, example: Example, application: Application) -> Story:
    day = city.day
    decided = day(example.ago - 20)
    yield decided
    is_granted = example.until != "refused"
    paper = decide_application(
        application.pk,
        grant=is_granted,
        opinion="同意" if is_granted else "勘察报告不能证明不宜修建，应当就地修建防空地下室",
        on=decided,
        by=city.who(Role.HEAD),
    )
    city.left[f"{example.name}/decided"] = decided
    city.left[f"{example.name}/paper"] = paper
    if example.ago >= 45:
        yield from serve(city, application.project, example.ago - 22, "direct", signatory="孙工")
    if is_granted and example.until != "granted":
        yield from _build(city, example, Project.objects.get(pk=application.project_id))


def _as_built(project: Project, shelter: Shelter, finished: date) -> dict[str, Any]:
    """The findings of an acceptance that passes, a little more having been built than approved."""
    built = shelter.approved_area + Decimal("6.42")
    return {
        "accepted_on": finished,
        "conclusion": "passed",
        "built_area": built,
        "shelter_area": (built * Decimal("0.71")).quantize(Decimal("0.01")),
        "protective_units": int(built // 2000) + 1,
        "headcount": int(built * Decimal("0.71")),
        "developer": project.developer.name,
        "surveyor": "云川市勘察测绘研究院",
        "designer": "云川市建筑设计研究院有限公司",
        "contractor": "云川建工集团有限公司",
        "supervisor": "云川正平工程监理有限公司",
        "supervision_report": f"云防质监〔{finished.year}〕{project.pk}号",
        "note": "防护设备安装、密闭性能和平战转换预案符合设计要求",
    }


def _build(city: DemoCity, example: Example, project: Project) -> Story:
    """The shelter's life from the approval on."""
    day, clerk = city.day, city.who(Role.CLERK)
    shelter = project.shelters.get()
    if example.until == "planned":
        return
    yield day(example.ago - 60)
    start_construction(shelter.pk, by=clerk, started_on=day(example.ago - 60))
    if example.until == "under_construction":
        return
    finished = day(max(12, example.ago - 480))
    yield finished
    record_acceptance(shelter.pk, by=clerk, findings=_as_built(project, shelter, finished))
    if example.until == "accepted_works":
        return
    yield finished + timedelta(days=7)
    certificate = issue_certificate(shelter.pk, by=clerk, on=finished + timedelta(days=7))
    if example.until == "certified_partly":
        return
    yield finished + timedelta(days=8)
    printer = city.who(Role.PRINTER)
    city.left[f"{example.name}/certificate"] = certificate
    if example.until == "reissued":
        reissue_certificate(certificate.pk, by=printer, reason="平时用途由商业变更为汽车库")


def _register(city: DemoCity, number: int, example: Example) -> Project:
    organisation = getattr(city, example.at)
    division = organisation.serves.order_by("-code").first()
    return register_project(
        ProjectEntry(
            code=f"{city.day(example.ago):%y%m}-{division.code}-47-01-{310000 + number * 4177}",
            name=example.name,
            credit_code=_credit_code(division.code, number),
            developer_name=example.developer,
            division_id=division.pk,
            address=f"云川市{example.address}",
            party_address=f"云川市滨河大道 {100 + number} 号",
            legal_representative=("赵立新", "钱月华", "孙国栋", "周海燕")[number % 4],
            contact=("陈工", "王经理", "刘工", "赵经理")[number % 4],
            phone=f"1390000{1000 + number * 37}",
            buildings=[_building(row) for row in example.buildings],
        ),
        organisation_id=organisation.pk,
        by=city.who(Role.CLERK),
    )


def _building(row: tuple[Any, ...]) -> BuildingFacts:
    name, use, purpose, storeys, depth, ground, above, relief = row
    return BuildingFacts(
        name=name,
        use=use,
        purpose=purpose,
        storeys=storeys,
        foundation_depth=Decimal(depth),
        ground_floor_area=Decimal(ground),
        above_ground_area=Decimal(above),
        reliefs=(relief,) if relief else (),
    )


def _credit_code(division: str, number: int) -> str:
    """A well-formed code with the right check character; the number range is not in use."""
    body = f"91{division}MA9Y{number:05d}"
    return body + uscc.calc_check_digit(body)


def _submit(city: DemoCity, example: Example, project: Project) -> Application:
    received = city.day(example.ago - 1)
    required = compute_for(project, Decimal("0"), received).required_area
    share = Decimal(example.built)
    planned = (required * share).quantize(Decimal("0.01"))
    if share == 1:
        plan = Plan(kind=Application.Kind.BUILD, planned_area=planned + Decimal("12.00"))
    else:
        plan = Plan(
            kind=Application.Kind.RELOCATION,
            planned_area=planned,
            ground="geology",
            ground_facts=GEOLOGY,
        )
    return submit_application(project.pk, plan, received_on=received, by=city.who(Role.CLERK))
