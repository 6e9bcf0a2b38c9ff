"""Stories of approvals for the demo city: changes, renewals, returns, endings, and omissions.

``serve`` is how the papers of all demo applications reach their applicants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from stdnum.cn import uscc

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.attachments import attach_file
from engineering.approvals.acts.clock import extend_deadline
from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.decision import (
    decide_application,
    return_to_clerk,
    review_application,
)
from engineering.approvals.acts.gates import note_gate
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.materials import tick_materials
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.acts.settings import set_limits
from engineering.approvals.models.settings import ServiceItem
from engineering.area.facts import BuildingFacts
from engineering.omissions.acts import (
    Clue,
    close_omission,
    notify_omission,
    open_omission,
    verify_omission,
)
from engineering.projects.acts import ProjectEntry, amend_project, register_project
from engineering.projects.models import Project
from renfang.demo.stories import DemoCity, Story
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.serving.acts import Inquiry, Served, fail_service, prepare_service, record_service
from renfang.serving.models import ServiceReceipt
from renfang.uploads.keeping import read_upload

_WHY = {"left": "受送达人拒绝签收，由社区工作人员见证", "public_notice": "经两次上门均未能送达"}


def serve(
    city: DemoCity,
    project: Project,
    ago: int,
    method: str,
    *,
    dated: int = 0,
    inquiry: Inquiry | None = None,
    **proof: str,
) -> Iterator[date]:
    """A receipt that is prepared and comes back signed within the week, where it does at all.

    ``dated``: written by hand so many days ago already, and numbered only now.
    """
    paper: IssuedDocument = city.left[f"{project.name}/paper"]
    clerk = city.who(Role.CLERK)
    yield city.day(ago)
    receipt = prepare_service(
        paper.pk,
        method=method,
        recipient=project.developer.name,
        place=project.address,
        servers="李文静、林佳",
        note=_WHY.get(method, ""),
        inquiry=inquiry,
        explanation="外出送达时手写制作，回办公室后补录编号" if dated else "",
        on=city.day(dated or ago),
        by=clerk,
    )
    if not proof:
        return
    yield city.day(ago - 7)
    at = timezone.make_aware(datetime.combine(city.day(ago - 4), time(9, 30)))
    record_service(receipt.pk, Served(at=at, **proof), by=clerk)


TOWER = BuildingFacts(
    name="1号楼",
    use="residential",
    purpose="住宅",
    storeys=16,
    foundation_depth=Decimal("5.20"),
    ground_floor_area=Decimal("640.00"),
    above_ground_area=Decimal("9860.00"),
)
FACTORY = BuildingFacts(
    name="1号厂房",
    use="industrial",
    purpose="厂房",
    storeys=2,
    foundation_depth=Decimal("1.80"),
    ground_floor_area=Decimal("4200.00"),
    above_ground_area=Decimal("8100.00"),
)
HALL = BuildingFacts(
    name="商业楼",
    use="public",
    purpose="商业",
    storeys=4,
    foundation_depth=Decimal("2.40"),
    ground_floor_area=Decimal("1860.00"),
    above_ground_area=Decimal("7040.00"),
)
BUILD = Plan("build", Decimal("640.00"))
ELSEWHERE = Plan(
    "relocation",
    Decimal("0.00"),
    "below_first_floor",
    way="elsewhere",
    note="在南湖区湖滨路 200 号地块修建，与本项目同步竣工",
)


def stories(city: DemoCity) -> Iterator[Story]:
    """Every story of this module; the first one publishes the city's limits."""
    yield _limits(city)
    yield _changed(city)
    yield _renewed(city)
    yield _in_phases(city)
    yield _exempted(city)
    yield _builds_elsewhere(city)
    yield _returned(city)
    yield _extended(city)
    for way, number, name in (
        ("retract", 7, "北苑小区三期"),
        ("revoke", 8, "东岳公寓"),
        ("cancel", 9, "西岭驿站"),
    ):
        yield _ended(city, way, number, name)
    yield from _omissions(city)


def _limits(city: DemoCity) -> Story:
    yield city.day(800)
    head = city.who(Role.HEAD)
    for kind in ("build", "relocation"):
        item = ServiceItem(
            kind=kind,
            effective_from=city.day(380),
            promised_days=15,
            service_days=5,
            validity_months=24,
            legal_basis="云川市政务服务事项清单（2025 年版）",
        )
        set_limits(city.city.pk, item, by=head)


def _project(
    city: DemoCity, number: int, name: str, building: BuildingFacts = TOWER
) -> tuple[Project, ProjectEntry]:
    division = city.city.serves.order_by("-code").first()
    body = f"91{division.code}MB1X{number:05d}"
    entry = ProjectEntry(
        party_address="云川市人民路 66 号",
        legal_representative="吴建平",
        code=f"2409-{division.code}-47-01-{520000 + number * 311}",
        name=name,
        credit_code=body + uscc.calc_check_digit(body),
        developer_name=f"云川{name[:2]}建设有限公司",
        division_id=division.pk,
        address=f"云川市创新路 {number * 6} 号",
        contact="孙工",
        phone=f"1391111{2000 + number}",
        buildings=[building],
    )
    project = register_project(entry, organisation_id=city.city.pk, by=city.who(Role.CLERK))
    return project, entry


def _to_review(city: DemoCity, project: Project, plan: Plan, ago: int) -> Iterator[date]:
    """Received ``ago`` days back, accepted, reviewed; leaves the application's id in ``left``."""
    clerk = city.who(Role.CLERK)
    yield city.day(ago)
    application = submit_application(project.pk, plan, received_on=city.day(ago), by=clerk)
    city.left[project.name] = application.pk
    yield city.day(ago - 2)
    rows = [row.pk for row in application.materials.all()]
    tick_materials(application.pk, received=rows, by=clerk)
    accept_application(application.pk, on=city.day(ago - 2), by=clerk)
    yield city.day(ago - 5)
    review_application(
        application.pk,
        opinion="指标与总平面图一致，核定无误",
        on=city.day(ago - 5),
        by=city.who(Role.REVIEWER),
    )


def _to_decision(city: DemoCity, project: Project, plan: Plan, ago: int) -> Iterator[date]:
    yield from _to_review(city, project, plan, ago)
    yield city.day(ago - 7)
    city.left[f"{project.name}/paper"] = decide_application(
        city.left[project.name],
        grant=True,
        opinion="经审查，申请符合法定条件，同意。",
        on=city.day(ago - 7),
        by=city.who(Role.HEAD),
    )


def _changed(city: DemoCity) -> Story:
    """A larger design: the old figures stay, the change stands beside them; served by hand."""
    yield city.day(232)
    project, entry = _project(city, 1, "望江名邸")
    yield from _to_decision(city, project, BUILD, 230)
    clerk = city.who(Role.CLERK)
    yield city.day(221)
    yield from serve(city, project, 220, "direct", signatory="孙工")
    yield city.day(60)
    plan = Plan("change", Decimal("712.00"), note="规划调整，首层面积由 640㎡ 增加到 712㎡")
    application = submit_application(project.pk, plan, received_on=city.day(60), by=clerk)
    larger = replace(TOWER, ground_floor_area=Decimal("712.00"))
    amend_project(project.pk, replace(entry, buildings=[larger]), version=None, by=clerk)
    yield city.day(58)
    accept_application(application.pk, on=city.day(58), by=clerk)
    yield city.day(55)
    review_application(
        application.pk,
        opinion="变更后的指标与规划文件一致，同意变更",
        on=city.day(55),
        by=city.who(Role.REVIEWER),
    )
    yield city.day(52)
    city.left[f"{project.name}/paper"] = decide_application(
        application.pk,
        grant=True,
        opinion="同意复核意见，准予变更",
        on=city.day(52),
        by=city.who(Role.HEAD),
    )
    yield from serve(city, project, 50, "direct", signatory="孙工")


def _renewed(city: DemoCity) -> Story:
    yield city.day(352)
    project, _ = _project(city, 2, "青云里")
    yield from _to_decision(city, project, BUILD, 350)
    yield city.day(340)
    yield from serve(city, project, 339, "left", witness="社区工作人员赵某")
    plan = Plan("renewal", Decimal("640.00"), note="拆迁未完成，推迟开工，申请延续")
    yield from _to_decision(city, project, plan, 40)
    yield from serve(city, project, 30, "direct", signatory="孙工")


def _in_phases(city: DemoCity) -> Story:
    """The first phase builds 60 ㎡ more than it owes; the second one owes that much less."""
    yield city.day(110)
    first, entry = _project(city, 12, "澄湖花园一期")
    yield from _to_decision(city, first, Plan("build", Decimal("700.00")), 108)
    yield city.day(99)
    yield from serve(city, first, 98, "direct", signatory="孙工")
    yield city.day(2)
    second = replace(
        entry, code=f"{entry.code[:-6]}{530117}", name="澄湖花园二期", follows_id=first.pk
    )
    clerk = city.who(Role.CLERK)
    project = register_project(
        replace(second, is_last_phase=True), organisation_id=city.city.pk, by=clerk
    )
    yield city.day(1)
    plan = Plan("build", Decimal("580.00"))
    submit_application(project.pk, plan, received_on=city.day(1), by=clerk)


def _exempted(city: DemoCity) -> Story:
    yield city.day(33)
    project, _ = _project(city, 3, "云岭装备产业园", FACTORY)
    yield from _to_decision(city, project, Plan("exemption", Decimal("0.00")), 32)
    yield from serve(city, project, 24, "mail")
    receipt = ServiceReceipt.objects.get(paper=city.left[f"{project.name}/paper"])
    yield city.day(20)
    clerk = city.who(Role.CLERK)
    fail_service(receipt.pk, failure="returned", reason="邮件退回，地址有误", by=clerk)
    yield from serve(city, project, 19, "public_notice", proof="云川日报第 4 版")


def _builds_elsewhere(city: DemoCity) -> Story:
    yield city.day(29)
    project, _ = _project(city, 4, "湖滨生活广场", HALL)
    yield from _to_decision(city, project, ELSEWHERE, 28)
    inquiry = Inquiry(
        city.day(18),
        "登记住所、市场监督管理局、湖滨社区居民委员会",
        "住所已由他人使用，登记的联系人和电话均已停用，居民委员会不知去向",
    )
    yield from serve(city, project, 18, "public_notice", inquiry=inquiry)
    yield city.day(3)
    permit = project.applications.get()
    number = "建设工程规划许可证 建字第620205202600117号（演示）"
    note_gate(permit.pk, number=number, on=city.day(4), by=city.who(Role.CLERK))


def _returned(city: DemoCity) -> Story:
    """Sent back once, computed anew, and sent back again: it waits with the clerk."""
    clerk, reviewer = city.who(Role.CLERK), city.who(Role.REVIEWER)
    yield city.day(13)
    project, entry = _project(city, 5, "锦江学府")
    yield city.day(12)
    application = submit_application(project.pk, BUILD, received_on=city.day(12), by=clerk)
    file = read_upload(SimpleUploadedFile("规划方案总平面图.pdf", PDF))
    attach_file(application.pk, file, material_id=application.materials.all()[3].pk, by=clerk)
    yield city.day(10)
    accept_application(application.pk, on=city.day(10), by=clerk)
    yield city.day(8)
    return_to_clerk(application.pk, reason="首层面积与总平面图不一致，应为 655㎡", by=reviewer)
    larger = replace(TOWER, ground_floor_area=Decimal("655.00"))
    amend_project(project.pk, replace(entry, buildings=[larger]), version=None, by=clerk)
    recompute_area(application.pk, Plan("build", Decimal("655.00")), by=clerk)
    yield city.day(5)
    return_to_clerk(application.pk, reason="地上建筑面积也应按总平面图更正", by=reviewer)


def _extended(city: DemoCity) -> Story:
    yield city.day(19)
    project, _ = _project(city, 6, "滨江总部大厦")
    yield from _to_review(city, project, BUILD, 18)
    yield city.day(4)
    extend_deadline(
        city.left[project.name],
        reason="需要补充岩土工程勘察资料进一步核实",
        on=city.day(4),
        by=city.who(Role.HEAD),
    )


_FACTS = {
    "retract": ("facts_changed", "城市规划调整，项目用地改为城市绿地，有规划主管部门文件为证"),
    "revoke": ("fraud", "提交的规划指标文件系伪造，已经规划主管部门核实"),
    "cancel": ("given_up", "建设单位书面申请注销，项目不再实施"),
}


def _ended(city: DemoCity, way: str, number: int, name: str) -> Story:
    yield city.day(150)
    project, _ = _project(city, number, name)
    yield from _to_decision(city, project, BUILD, 148)
    yield from serve(city, project, 139, "direct", signatory="孙工")
    yield city.day(30)
    ground, facts = _FACTS[way]
    city.left[f"{name}/paper"] = end_permit(
        city.left[name],
        way,
        ground=ground,
        facts=facts,
        hearing_note="被许可人未提出陈述、申辩",
        on=city.day(30),
        by=city.who(Role.HEAD),
    )
    if way == "retract":
        yield from serve(city, project, 23, "direct", dated=28, signatory="孙工")
    elif way != "cancel":
        yield from serve(city, project, 28, "direct", signatory="孙工")


# 应建未建

_CLUES = (
    ("audit", "康宁养护中心", "审计发现该项目已竣工，没有结建审批和缴费记录"),
    ("survey", "银杏公馆", "竣工测绘成果显示没有防空地下室，审批台账中无此项目"),
    ("joint_acceptance", "丰收市场", "联合验收申请材料中没有人防审批文件"),
    ("complaint", "临江宿舍楼", "群众举报该楼未建防空地下室"),
)


def _omissions(city: DemoCity) -> Iterator[Story]:
    for number, (source, name, clue) in enumerate(_CLUES):
        yield _omission(city, number, Clue(source, city.day(50), name, f"云川{name[:2]}公司",
                                           f"云川市学苑路 {number * 8 + 2} 号", clue))  # fmt: skip


def _omission(city: DemoCity, number: int, clue: Clue) -> Story:
    """The first stays a clue, the second is verified, the third notified, the fourth closed."""
    clerk = city.who(Role.CLERK)
    yield city.day(50)
    omission = open_omission(clue, organisation_id=city.city.pk, by=clerk)
    if number == 0:
        return
    yield city.day(46)
    if clue.source == "complaint":
        close_omission(
            omission.pk,
            outcome="not_owed",
            note="经核查系既有建筑加固，没有新增面积",
            on=city.day(46),
            by=clerk,
        )
        return
    project, _ = _project(city, 20 + number, clue.name)
    verify_omission(
        omission.pk,
        project_id=project.pk,
        verifiers="李文静（执法证 470012）、林佳（执法证 470013）",
        finding="现场踏勘，主体结构已完工，地下一层未按防护要求设计施工",
        on=city.day(46),
        by=clerk,
    )
    if number == 2:
        yield city.day(40)
        notice = notify_omission(omission.pk, days=15, on=city.day(40), by=clerk)
        city.left[f"{project.name}/paper"] = notice
        yield from serve(city, project, 39, "direct", signatory="前台收件人")


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 58>>stream\nBT /F1 24 Tf 120 700 Td (SITE PLAN 1:500 - DEMO) Tj ET\n"
    b"endstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
