"""工程文书: the papers of a shelter's works besides the certificate, from facts to pages.

The first half turns snapshots into pages and queries nothing; the ``issue_`` functions below make
the snapshots.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import masked_name
from engineering.works.models import CompletionAcceptance, CompletionFiling, Rectification
from engineering.works.queries import passed_acceptance, supervision_report_of
from renfang.documents.frames import letter, sheet
from renfang.documents.kinds import (
    BY_ANALOGY,
    DocumentKind,
    Passage,
    Service,
    Snapshot,
    Text,
    register_kind,
)
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.documents.wording import PHONE, cited, contact
from renfang.organisations.models import User
from renfang.serving.papers import register_receipt

_COLUMNS = (0.9, 2.1, 0.9, 2.1)


def rectification_notice(snapshot: Snapshot, verification: Any) -> Any:
    """责令整改通知书: the defects, by when, and what follows (建设工程质量管理条例 arts 48, 64)."""
    from renfang.typesetting import Table

    found_on, due_on = _day(snapshot["found_on"]), _day(snapshot["due_on"])
    blocks = [
        f"{found_on}，本机关对你单位建设的{snapshot['shelter']}（{snapshot['address']}）"
        f"进行{snapshot['found_at']}，发现下列问题：",
        Table(
            columns=("序号", "部位", "问题"),
            rows=tuple(tuple(row) for row in snapshot["defects"]),
            widths=(1, 3, 8),
        ),
        f"根据{cited(snapshot)}的规定，现责令你单位"
        f"于{due_on}前（含当日）整改完毕，并将整改情况书面报本机关复查。",
        "你单位可以在上述期限内向本机关陈述、申辩。"
        "逾期不整改或者整改不合格的，依法处理；复查合格前，不予办理竣工验收备案。",
    ]
    return letter(snapshot, verification, blocks, to=snapshot["developer"], note=contact(snapshot))


def supervision_report(snapshot: Snapshot, verification: Any) -> Any:
    """质量监督报告 as a form; handed to the filing office within the limit after acceptance."""
    rows = [
        *_head_rows(snapshot),
        _pair("监督注册", _day(snapshot["registered_on"]), "监督人员", snapshot["supervisors"]),
        _pair("开工日期", _day(snapshot["started_on"]), "验收日期", _day(snapshot["accepted_on"])),
        _wide("施工图审查", snapshot["drawing_review"] or "—"),
        *_party_rows(snapshot["parties"]),
        _wide("监督检查", _lines(snapshot["visits"]) or "—", 18),
        _wide("整改情况", _lines(snapshot["orders"]) or "未发现需责令整改的问题", 14),
        _wide("参加验收人员", snapshot["attendees"] or "—"),
        _wide("对验收组织的评价", snapshot["evaluation"], 22),
        _wide("监督结论", snapshot["conclusion"], 22),
    ]
    return _form(snapshot, verification, rows)


def filing_form(snapshot: Snapshot, verification: Any) -> Any:
    """竣工验收备案表: approved and built figures side by side, parties, checks, materials."""
    timely = "逾期备案" if snapshot["is_late"] else "按期备案"
    due = f"期限 {_day(snapshot['due_on'])}，" if snapshot["due_on"] else ""
    started, accepted = _day(snapshot["started_on"]), _day(snapshot["accepted_on"])
    approved, built = f"{snapshot['approved_area']} ㎡", f"{snapshot['built_area']} ㎡"
    capacity = f"{snapshot['protective_units']} 个，{snapshot['headcount']} 人"
    checks = "；".join(f"{discipline}{result}" for discipline, result in snapshot["checklist"])
    *parties, last = snapshot["parties"]
    rows = [
        *_head_rows(snapshot),
        _pair("建设形式", snapshot["construction_form"], "平时用途", snapshot["peacetime_use"]),
        _pair("战时功能", snapshot["wartime_function"], "类别等级", snapshot["grades"]),
        _pair("批准面积", approved, "建筑面积", built),
        _pair("防护面积", _metres(snapshot, "protected_area"), *_sheltered(snapshot)),
        _pair("口部外通道", _metres(snapshot, "passage_area"), "单元、人数", capacity),
        _pair("开工日期", started, "验收日期", accepted),
        *_party_rows(parties),
        _pair(*last, "监督报告", snapshot["report_number"]),
        _wide("分专业核查", checks or "—"),
        _wide("备案材料", "；".join(snapshot["materials"])),
        _wide("备案收件", f"{_day(snapshot['received_on'])}收件，{due}{timely}"),
    ]
    if snapshot["note"]:
        rows.append(_wide("备注", snapshot["note"]))
    return _form(snapshot, verification, rows)


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a visitor compares: names and the day, never grades."""
    return [
        ("工程名称", snapshot["shelter"]),
        ("建设单位", masked_name(snapshot["developer"])),
    ]


def _form(snapshot: Snapshot, verification: Any, rows: list[Any]) -> Any:
    return sheet(snapshot, verification, rows, columns=_COLUMNS)


def _head_rows(snapshot: Snapshot) -> list[Any]:
    return [
        _pair("工程名称", snapshot["shelter"], "工程编号", snapshot["works_number"]),
        _pair("项目名称", snapshot["project"], "项目代码", snapshot["project_code"]),
        _wide("工程地址", snapshot["address"]),
    ]


def _sheltered(snapshot: Snapshot) -> tuple[str, str]:
    return "掩蔽面积", _metres(snapshot, "shelter_area")


def _party_rows(parties: list[list[str]]) -> list[Any]:
    rows = [_pair(*parties[index], *parties[index + 1]) for index in range(0, len(parties) - 1, 2)]
    if len(parties) % 2:
        rows.append(_wide(*parties[-1]))
    return rows


def _pair(label: str, value: str, other: str, other_value: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        (
            Cell(label, is_label=True),
            Cell(value or "—"),
            Cell(other, is_label=True),
            Cell(other_value or "—"),
        ),
        height=8,
    )


def _wide(label: str, value: str, height: int = 8) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow((Cell(label, is_label=True), Cell(value, span=3)), height=height)


def _lines(texts: list[str]) -> str:
    return "\n".join(texts)


def _metres(snapshot: Snapshot, name: str) -> str:
    return f"{snapshot[name]} ㎡" if snapshot[name] else "—"


def _day(text: str) -> str:
    from renfang.typesetting.page import chinese_date

    return chinese_date(date.fromisoformat(text)) if text else "—"


# The receipt that proves the service of the papers of a shelter.
SHELTER_RECEIPT = "shelter_receipt"
# 责令改正: 行政处罚法 art. 28; no law names how it is served.
_ORDERED = Service(
    BY_ANALOGY,
    "supervise_works",
    SHELTER_RECEIPT,
    unclocked="整改期限届满日由通知书载明，不自送达起计算",
)
# code → (label, 类别字, composer)
_PAPERS = {
    "rectification_notice": ("责令整改通知书", "责改", rectification_notice),
    "supervision_report": ("人民防空工程质量监督报告", "质监报", supervision_report),
    "filing_form": ("人民防空工程竣工验收备案表", "竣备表", filing_form),
}
_PASSAGES: dict[str, dict[Passage, Text]] = {
    "rectification_notice": {
        Passage.LEGAL_BASIS: "《建设工程质量管理条例》第四十八条",
        Passage.CONTACT: PHONE,
    },
}


def register() -> None:
    """Make the papers, and the receipts that prove the service of an order, known."""
    register_receipt(SHELTER_RECEIPT, "工程文书送达回证", "工送", "shelter_papers")
    for code, (label, word, compose) in _PAPERS.items():
        register_kind(
            DocumentKind(
                code=code,
                label=label,
                word=word,
                view_permission="view_shelter_papers",
                print_permission="print_shelter_papers",
                void_permission="void_shelter_papers",
                compose=compose,
                public_rows=public_rows,
                verifiable=True,
                mask=masked_grades,
                whole_permission="view_confidential",
                service=_ORDERED if code == "rectification_notice" else None,
                passages=_PASSAGES.get(code, {}),
                called="本通知书",
            )
        )


def issue_rectification_notice(order: Rectification, *, by: User, on: date) -> IssuedDocument:
    """责令整改通知书 inside the act that found the defects."""
    visit = order.visit
    found = f"{visit.get_stage_display()}监督检查" if visit else "竣工验收"
    snapshot = {
        **_head(order.shelter),
        "found_on": order.ordered_on.isoformat(),
        "found_at": found,
        "due_on": order.due_on.isoformat(),
        "defects": [
            [str(defect.position), defect.place, defect.description]
            for defect in order.defects.all()
        ],
    }
    return _issue("rectification_notice", order.shelter, snapshot, by=by, on=on)


def issue_report(
    shelter: Shelter, *, by: User, on: date, evaluation: str, conclusion: str
) -> IssuedDocument:
    """质量监督报告: supervision, visits, orders to rectify, acceptance, evaluation, conclusion."""
    supervision = shelter.supervision
    acceptance = passed_acceptance(shelter)
    orders = shelter.rectifications.all()
    snapshot = {
        **_head(shelter),
        "registered_on": supervision.registered_on.isoformat(),
        "supervisors": supervision.supervisors,
        "drawing_review": supervision.drawing_review,
        "parties": _parties(acceptance),
        "started_on": _iso(shelter.started_on),
        "accepted_on": acceptance.accepted_on.isoformat(),
        "attendees": acceptance.attendees,
        "visits": [
            f"{_day(visit.visited_on.isoformat())} {visit.get_stage_display()}：{visit.findings}"
            for visit in shelter.visits.order_by("visited_on", "id")
        ],
        "orders": [
            f"{_day(order.ordered_on.isoformat())} 责令整改 {order.defects.count()} 项，"
            f"{_day(_iso(order.closed_on))} 复查合格：{order.closing_note}"
            for order in orders.order_by("ordered_on", "id")
        ],
        "evaluation": evaluation,
        "conclusion": conclusion,
    }
    return _issue("supervision_report", shelter, snapshot, by=by, on=on)


def issue_filing_form(filing: CompletionFiling, *, by: User, on: date) -> IssuedDocument:
    """竣工验收备案表 inside the act that receives the filing."""
    shelter, acceptance = filing.shelter, filing.acceptance
    report = supervision_report_of(shelter)
    snapshot = {
        **_head(shelter),
        "construction_form": shelter.get_construction_form_display(),
        "wartime_function": shelter.get_wartime_function_display(),
        "grades": f"{shelter.get_category_display()} {shelter.get_nuclear_grade_display()}、"
        f"{shelter.get_conventional_grade_display()}，"
        f"防化{shelter.get_chemical_grade_display()}",
        "peacetime_use": shelter.peacetime_use,
        "approved_area": f"{shelter.approved_area:,.2f}",
        "built_area": f"{acceptance.built_area:,.2f}",
        "protected_area": _area(acceptance.protected_area),
        "shelter_area": f"{acceptance.shelter_area:,.2f}",
        "passage_area": _area(acceptance.passage_area),
        "protective_units": str(acceptance.protective_units),
        "headcount": str(acceptance.headcount),
        "parties": _parties(acceptance),
        "started_on": _iso(shelter.started_on),
        "accepted_on": acceptance.accepted_on.isoformat(),
        "report_number": report.number if report else acceptance.supervision_report,
        "checklist": _checklist(acceptance),
        "received_on": filing.received_on.isoformat(),
        "due_on": _iso(filing.due_on),
        "is_late": filing.is_late,
        "materials": filing.materials,
        "note": filing.note,
    }
    return _issue("filing_form", shelter, snapshot, by=by, on=on)


def _issue(
    kind: str, shelter: Shelter, snapshot: dict[str, Any], *, by: User, on: date
) -> IssuedDocument:
    return issue_document(
        kind,
        shelter,
        snapshot,
        title=_PAPERS[kind][0],
        organisation=shelter.organisation,
        on=on,
        by=by,
    )


def _head(shelter: Shelter) -> dict[str, str]:
    project = shelter.project
    return {
        "shelter": shelter.name,
        "works_number": shelter.works_number,
        "project": project.name if project else "",
        "project_code": project.code if project else "",
        "developer": shelter.owner_name,
        "address": shelter.place,
    }


def _parties(acceptance: CompletionAcceptance) -> list[list[str]]:
    return [
        ["建设单位", acceptance.developer],
        ["勘察单位", acceptance.surveyor],
        ["设计单位", acceptance.designer],
        ["施工单位", acceptance.contractor],
        ["监理单位", acceptance.supervisor],
    ]


def _checklist(acceptance: CompletionAcceptance) -> list[list[str]]:
    """Discipline and how many of its rows passed."""
    rows: dict[str, list[str]] = {}
    for item in acceptance.items.all():
        rows.setdefault(item.discipline, []).append(item.get_result_display())
    return [
        [
            discipline,
            "，".join(f"{word} {results.count(word)} 项" for word in dict.fromkeys(results)),
        ]
        for discipline, results in rows.items()
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _area(area: Any) -> str:
    return "" if area is None else f"{area:,.2f}"
