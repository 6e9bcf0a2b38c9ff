"""审批文书: the papers of an application, from what they state to what they look like.

``issue_paper`` freezes what a paper states; the modules beside turn such a snapshot into pages
and query nothing: ``applications`` (受理 to 决定), ``clock`` (延长, 特别程序), ``changes``
(变更与延续), ``permit_endings`` (撤回, 撤销, 注销).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engineering.approvals.models.applications import Application, Computation
from engineering.approvals.paper_codes import DECISIONS, ENDINGS, SERVED
from engineering.approvals.papers import applications, changes, clock, permit_endings
from engineering.approvals.queries.deciding import decider_of, power_of
from engineering.approvals.queries.settings import limits_on
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from renfang.documents.kinds import DocumentKind, Passage, Service, Text, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.documents.wording import PHONE, REMEDIES
from renfang.organisations.models import Organisation, User
from renfang.rules.editions import find_book
from renfang.serving.papers import register_receipt

# code → (label, 类别字, title before the project's name, composer)
_PAPERS = {
    "acceptance_notice": ("受理通知书", "防受", applications.acceptance_notice),
    "supplement_notice": ("补正告知书", "防补", applications.supplement_notice),
    "rejection_notice": ("不予受理通知书", "防不受", applications.rejection_notice),
    "extension_notice": ("延长审批期限告知书", "防延", clock.extension_notice),
    "special_procedure_notice": (
        "特别程序告知书",
        "防特",
        clock.special_procedure_notice,
    ),
    "build_approval": ("防空地下室建设审批意见书", "防建审", applications.build_approval),
    "relocation_approval": (
        "防空地下室易地建设审批意见书",
        "防易审",
        applications.relocation_approval,
    ),
    "exemption_approval": ("防空地下室免建确认书", "防免审", applications.exemption_approval),
    "refusal_decision": ("不予行政许可决定书", "防不许", applications.refusal_decision),
    "change_decision": ("准予变更行政许可决定书", "防变", changes.change_decision),
    "renewal_decision": ("准予延续行政许可决定书", "防续", changes.renewal_decision),
    "retraction_decision": (
        "撤回行政许可决定书",
        "防撤回",
        permit_endings.ending_decision("retraction_decision"),
    ),
    "revocation_decision": (
        "撤销行政许可决定书",
        "防撤销",
        permit_endings.ending_decision("revocation_decision"),
    ),
    "cancellation_decision": (
        "注销行政许可决定书",
        "防注销",
        permit_endings.ending_decision("cancellation_decision"),
    ),
}
# The receipt that proves the service of these papers.
RECEIPT = "delivery_receipt"
_PERMITS = "《中华人民共和国行政许可法》"
_LAW = "《中华人民共和国人民防空法》第二十二条"
_RULES = "《人民防空工程建设管理规定》（〔2003〕国人防办字第18号）"
_GRANTED = f"{_LAW}\n{_RULES}第四十五条、第四十七条\n{_PERMITS}第三十八条第一款"
_RELOCATED = (
    f"{_LAW}\n{_RULES}第四十八条\n"
    "《关于规范防空地下室易地建设收费的规定的通知》（计价格〔2000〕474号）\n"
    f"{_PERMITS}第三十八条第一款"
)
# Nothing is permitted: the law asks for no shelter and so for no permit.
_NOT_ASKED = f"{_LAW}\n{_RULES}第四十五条、第四十七条\n{_PERMITS}第三十二条第一款第（一）项"
# paper → the law that it cites.
BASES = {
    "acceptance_notice": f"{_PERMITS}第三十二条第一款第（五）项、第二款",
    "supplement_notice": f"{_PERMITS}第三十二条第一款第（四）项",
    "rejection_notice": f"{_PERMITS}第三十二条",
    "extension_notice": f"{_PERMITS}第四十二条第一款",
    "special_procedure_notice": f"{_PERMITS}第四十五条",
    "build_approval": _GRANTED,
    "relocation_approval": _RELOCATED,
    "exemption_approval": _NOT_ASKED,
    "refusal_decision": f"{_PERMITS}第三十八条第二款",
    "change_decision": f"{_PERMITS}第四十九条",
    "renewal_decision": f"{_PERMITS}第五十条",
    "retraction_decision": f"{_PERMITS}第八条第二款",
    "revocation_decision": f"{_PERMITS}第六十九条",
    "cancellation_decision": f"{_PERMITS}第七十条",
}
# What does not begin with the service of those that tell no remedies.
_UNCLOCKED = {
    "supplement_notice": "补正没有法定期限，收到全部补正材料之日起计算审查受理的期限",
    "extension_notice": "延长的审批期限自原期限届满起计算，不自送达起计算",
    "special_procedure_notice": "所需时间自特别程序开始起计算，不自送达起计算",
}
# How a paper speaks of itself where it is no 决定书.
_CALLED = {
    "rejection_notice": "本通知书",
    "build_approval": "本意见书",
    "relocation_approval": "本意见书",
    "exemption_approval": "本确认书",
}


def register() -> None:
    """Make the papers of an application, and the receipts of their service, known."""
    register_receipt(RECEIPT, "送达回证", "防送", "approval_papers")
    for code, (label, word, compose) in _PAPERS.items():
        register_kind(
            DocumentKind(
                code=code,
                label=label,
                word=word,
                view_permission="view_approval_papers",
                print_permission="print_approval_papers",
                void_permission="void_approval_papers",
                compose=compose,
                public_rows=applications.public_rows
                if code in DECISIONS
                else applications.public_project_rows,
                verifiable=code in DECISIONS + ENDINGS,
                mask=masked_grades,
                whole_permission="view_confidential",
                service=_service(code),
                passages=_passages(code),
                called=_CALLED.get(code, "本决定书"),
            )
        )


def _service(code: str) -> Service | None:
    """Who serves a paper of the kind, by which law, and until when a decision is to be served."""
    if code not in SERVED:
        return None
    is_limited = code in DECISIONS + ENDINGS
    return Service(
        SERVED[code],
        "handle_application",
        RECEIPT,
        last_day=_serve_by if is_limited else None,
        unclocked=_UNCLOCKED.get(code, ""),
    )


def _serve_by(paper: IssuedDocument) -> date:
    """As the application has it; a decision whose permit has ended since keeps its own day."""
    application = paper.subject
    if application.serve_by is None or (application.ended_on and paper.kind not in ENDINGS):
        return date.fromisoformat(paper.snapshot["serve_by"])
    return application.serve_by


def _passages(code: str) -> dict[Passage, Text]:
    """What a paper prints in words that the office may choose."""
    passages: dict[Passage, Text] = {}
    if code in BASES:
        passages[Passage.LEGAL_BASIS] = BASES[code]
    if code in (*DECISIONS, *ENDINGS, "rejection_notice"):
        passages[Passage.REMEDIES] = REMEDIES
    if code == "supplement_notice":
        passages[Passage.CONTACT] = f"{{office_address}}\n{PHONE}"
    return passages


def title_of(kind: str, application: Application) -> str:
    """The title a paper carries: the project it concerns and what it is."""
    label = _PAPERS[kind][0]
    if kind == "build_approval":
        return f"关于{application.project.name}\n防空地下室建设的审批意见书"
    if kind == "relocation_approval":
        return f"关于{application.project.name}\n防空地下室易地建设的审批意见书"
    if kind == "exemption_approval":
        return f"关于{application.project.name}\n免建防空地下室的确认书"
    return label


def issue_paper(
    kind: str, application: Application, *, on: date, by: User, **stated: Any
) -> IssuedDocument:
    """Number one paper about an application, inside the act that decides on it.

    ``stated`` are facts of the act itself that the application does not keep.
    """
    return issue_document(
        kind,
        application,
        snapshot_of(application) | stated,
        title=title_of(kind, application),
        organisation=application.organisation,
        issuer=issuer_of(kind, application),
        on=on,
        by=by,
    )


def issuer_of(kind: str, application: Application) -> Organisation:
    """Decisions bear the name of the office that decides, all else that of the one that handles."""
    if kind in (*DECISIONS, *ENDINGS, "extension_notice"):
        return decider_of(application)
    return application.organisation


def snapshot_of(application: Application, shelter: Shelter | None = None) -> dict[str, Any]:
    """Everything that the papers of an application may state, as plain JSON.

    ``shelter`` is the one the approval creates (or would create: the check page); without it the
    application's own is taken.
    """
    computation = application.computations.first()
    if shelter is None:
        shelter = Shelter.objects.filter(approval=application).first()
    return {
        **_project(application.project),
        "kind": application.get_kind_display(),
        "accepted_at": _accepting_office(application),
        "decides_by": power_of(application),
        "received_on": application.received_on.isoformat(),
        "resubmitted_on": _day(application.resubmitted_on),
        "accepted_on": _day(application.accepted_on),
        "due_on": _day(application.due_on),
        "due_is_estimated": application.due_is_estimated,
        "correction_note": application.correction_note,
        "rejection_reason": application.rejection_reason,
        "rejection_ground": application.rejection_ground,
        "competent_office": application.competent_office,
        "opinion": application.decision_opinion,
        **_asked(application),
        "days_to_decide": application.days_to_decide,
        "extended_by_days": application.extended_by_days,
        "extension_reason": application.extension_reason,
        "valid_until": _day(application.valid_until),
        "renewal_notice_days": _renewal_notice(application),
        "serve_by": _day(application.serve_by),
        "planned_area": _area(application.planned_area),
        "computation": _computation(computation) if computation else None,
        "gate": _gate(computation),
        "buildings": [_building(building) for building in application.project.buildings.all()],
        "shelter": _shelter(shelter) if shelter else None,
    }


def _asked(application: Application) -> dict[str, str]:
    """What the applicant asks for, on which ground."""
    return {
        "ground": application.ground_name,
        "ground_basis": application.ground_basis,
        "ground_facts": application.ground_facts,
        "relocation_way": application.relocation_way,
        "request_note": application.request_note,
    }


def _renewal_notice(application: Application) -> int:
    """How many days before its end a permit's renewal is to be applied for."""
    on = application.decided_on or application.received_on
    return limits_on(application.organisation, Application.Kind.RENEWAL, on).renewal_notice_days


def _accepting_office(application: Application) -> str:
    """Who received and accepted it, where that is not the office that decides."""
    office = application.organisation
    if decider_of(application).pk == office.pk:
        return ""
    return office.style_on(application.accepted_on or application.received_on).name


def _project(project: Project) -> dict[str, Any]:
    return {
        "project": project.name,
        "project_code": project.code,
        "address": f"{project.division.name}{_not_twice(project.address, project.division.name)}",
        "zone": project.get_zone_display(),
        "developer": project.developer.name,
        "credit_code": project.developer.credit_code,
    }


def _not_twice(address: str, division: str) -> str:
    """The address without the division that is printed in front of it."""
    return address.split(division, 1)[-1] if division in address else address


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _area(area: Decimal) -> str:
    return f"{area:,.2f}"


def _computation(computation: Computation) -> dict[str, Any]:
    return {
        "required_area": _area(computation.required_area),
        "planned_area": _area(computation.planned_area),
        "shortfall_area": _area(computation.shortfall_area),
        "by_grade": {
            grade: _area(Decimal(area)) for grade, area in computation.required_by_grade.items()
        },
        "steps": computation.steps,
    }


def _gate(computation: Computation | None) -> dict[str, str] | None:
    """What the place's law withholds while a relocation fee is unpaid; None where nothing."""
    if computation is None:
        return None
    rules = find_book(computation.rulebook).on(computation.as_of)
    if not rules.gate_words:
        return None
    return {"words": rules.gate_words, "basis": rules.gate_basis}


def _building(building: Any) -> dict[str, str]:
    return {
        "name": building.name,
        "use": building.get_use_display(),
        "purpose": building.purpose,
        "storeys": str(building.storeys),
        "foundation_depth": str(building.foundation_depth),
        "ground_floor_area": _area(building.ground_floor_area),
        "above_ground_area": _area(building.above_ground_area),
    }


def _shelter(shelter: Shelter) -> dict[str, str]:
    return {
        "name": shelter.name,
        "category": shelter.get_category_display(),
        "wartime_function": shelter.get_wartime_function_display(),
        "resistance": f"{shelter.get_nuclear_grade_display()}、"
        f"{shelter.get_conventional_grade_display()}",
        "chemical_grade": shelter.get_chemical_grade_display(),
        "approved_area": _area(shelter.approved_area),
    }
