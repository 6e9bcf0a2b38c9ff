"""工程文书: the papers of a shelter's works besides the certificate, from facts to snapshot.

``engineering.shelter_texts`` turns such a snapshot into pages and queries nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering import shelter_texts
from engineering.grade_mask import masked_grades
from engineering.models import CompletionAcceptance, CompletionFiling, Rectification, Shelter
from renfang.documents.kinds import DocumentKind, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.organisations.models import User

# code → (label, 类别字, composer)
_PAPERS = {
    "rectification_notice": ("责令整改通知书", "责改", shelter_texts.rectification_notice),
    "supervision_report": ("人民防空工程质量监督报告", "质监报", shelter_texts.supervision_report),
    "filing_form": ("人民防空工程竣工验收备案表", "竣备表", shelter_texts.filing_form),
}


def register() -> None:
    """Make the papers known to the registry."""
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
                public_rows=shelter_texts.public_rows,
                verifiable=True,
                mask=masked_grades,
                whole_permission="view_confidential",
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
        "phone": order.shelter.organisation.phone,
    }
    return _issue("rectification_notice", order.shelter, snapshot, by=by, on=on)


def supervision_report_of(shelter: Shelter) -> IssuedDocument | None:
    """The report in force, if there is one."""
    return IssuedDocument.objects.of(shelter).filter(kind="supervision_report").current().first()


def issue_report(
    shelter: Shelter, *, by: User, on: date, evaluation: str, conclusion: str
) -> IssuedDocument:
    """质量监督报告: supervision, visits, orders to rectify, acceptance, evaluation, conclusion."""
    supervision = shelter.supervision
    acceptance = _passed(shelter)
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
            f"{visit.visited_on} {visit.get_stage_display()}：{visit.findings}"
            for visit in shelter.visits.order_by("visited_on", "id")
        ],
        "orders": [
            f"{order.ordered_on} 责令整改 {order.defects.count()} 项，"
            f"{order.closed_on} 复查合格：{order.closing_note}"
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


def _passed(shelter: Shelter) -> CompletionAcceptance:
    return shelter.acceptances.filter(conclusion=CompletionAcceptance.Conclusion.PASSED).first()


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
