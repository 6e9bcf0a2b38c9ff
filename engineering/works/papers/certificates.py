"""人民防空工程竣工验收备案证明: what the certificate states and what it looks like."""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import CERTIFICATE, masked_name
from engineering.works.models import CompletionAcceptance
from engineering.works.queries import settlement_statements, surplus
from renfang.documents.frames import certificate
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import cited

TITLE = "人民防空工程竣工验收备案证明"


def snapshot_of(shelter: Shelter, acceptance: CompletionAcceptance) -> dict[str, Any]:
    """Every value that the certificate prints, as text."""
    project = shelter.project
    approval = _approval_paper(shelter)
    difference = surplus(shelter, acceptance)
    compared = "与批准面积一致"
    if difference:
        compared = f"较批准面积{'多' if difference > 0 else '少'} {abs(difference):,.2f} 平方米"
    grades = (
        f"{shelter.get_category_display()} {shelter.get_nuclear_grade_display()}、"
        f"{shelter.get_conventional_grade_display()}，防化{shelter.get_chemical_grade_display()}"
    )
    return {
        "project": project.name if project else "",
        "project_code": project.code if project else "",
        "shelter": shelter.name,
        "developer": shelter.owner_name,
        "address": shelter.place,
        "approval_number": approval.number if approval else "",
        "wartime_function": shelter.get_wartime_function_display(),
        "grades": grades,
        "peacetime_use": shelter.peacetime_use,
        "approved_area": f"{shelter.approved_area:,.2f}",
        "built_area": f"{acceptance.built_area:,.2f}",
        "compared": compared,
        "shelter_area": f"{acceptance.shelter_area:,.2f}",
        "protective_units": str(acceptance.protective_units),
        "headcount": str(acceptance.headcount),
        "accepted_on": acceptance.accepted_on.isoformat(),
        "designer": acceptance.designer,
        "surveyor": acceptance.surveyor,
        "contractor": acceptance.contractor,
        "supervisor": acceptance.supervisor,
        "supervision_report": acceptance.supervision_report,
        "settlement": [list(line) for line in settlement_statements(project)],
    }


def _approval_paper(shelter: Shelter) -> IssuedDocument | None:
    if shelter.approval is None:
        return None
    return (
        IssuedDocument.objects.of(shelter.approval)
        .filter(kind__in=["build_approval", "relocation_approval", "change_decision"])
        .current()
        .first()
    )


def compose(snapshot: Snapshot, verification: Any) -> Any:
    """The certificate as one A4 page."""
    from renfang.typesetting.page import chinese_date

    accepted_on = chinese_date(date.fromisoformat(snapshot["accepted_on"]))
    report = snapshot["supervision_report"]
    return certificate(
        snapshot,
        verification,
        [(label, value) for label, value in _facts(snapshot) if value],
        f"上列人民防空工程于{accepted_on}竣工验收合格"
        f"{f'（质量监督报告{report}）' if report else ''}，"
        f"依照{cited(snapshot)}的规定予以备案，特发此证明。",
    )


def _facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The rows of the certificate, whether or not there is something to state in each."""
    areas = f"批准 {snapshot['approved_area']} 平方米，实测 {snapshot['built_area']} 平方米"
    capacity = (
        f"掩蔽面积 {snapshot['shelter_area']} 平方米，防护单元 {snapshot['protective_units']} 个，"
        f"掩蔽人数 {snapshot['headcount']} 人"
    )
    return [
        ("项目名称", snapshot["project"]),
        ("项目代码", snapshot["project_code"]),
        ("建设单位", snapshot["developer"]),
        ("建设地点", snapshot["address"]),
        ("工程名称", snapshot["shelter"]),
        ("审批文号", snapshot["approval_number"]),
        ("战时功能", f"{snapshot['wartime_function']}（{snapshot['grades']}）"),
        ("平时用途", snapshot["peacetime_use"]),
        ("建筑面积", f"{areas}，{snapshot['compared']}"),
        ("掩蔽能力", capacity),
        ("设计、勘察", f"{snapshot['designer']}；{snapshot['surveyor']}"),
        ("施工、监理", f"{snapshot['contractor']}；{snapshot['supervisor']}"),
        *((label, value) for label, value in snapshot["settlement"]),
    ]


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a visitor compares; grades and function stay off the open network."""
    return [
        ("项目名称", snapshot["project"]),
        ("建设单位", masked_name(snapshot["developer"])),
        ("工程名称", snapshot["shelter"]),
        ("实测建筑面积", f"{snapshot['built_area']} 平方米"),
        ("验收日期", snapshot["accepted_on"]),
    ]


def register() -> None:
    """Make the certificate known to the registry of papers."""
    register_kind(
        DocumentKind(
            code=CERTIFICATE,
            label=TITLE,
            word="竣备",
            view_permission="view_certificates",
            print_permission="print_certificates",
            void_permission="void_certificates",
            compose=compose,
            public_rows=public_rows,
            verifiable=True,
            mask=masked_grades,
            whole_permission="view_confidential",
            passages={
                Passage.LEGAL_BASIS: (
                    "《中华人民共和国人民防空法》第二十三条\n《建设工程质量管理条例》第四十九条"
                ),
            },
            called="本证明",
        )
    )
