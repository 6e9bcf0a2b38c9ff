"""限期办理结建审批手续告知书: what the notice to an omitted project freezes and says."""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.approvals.papers import RECEIPT
from engineering.approvals.papers.applications import letter
from engineering.omissions.models import OmissionCase
from engineering.omissions.queries import OMISSION_NOTICE, counted_from
from renfang.documents.kinds import (
    BY_ANALOGY,
    DocumentKind,
    Passage,
    Service,
    Snapshot,
    register_kind,
)
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.documents.wording import cited, day, sentence
from renfang.organisations.models import User


def omission_notice(snapshot: Snapshot, verification: Any) -> Any:
    """限期办理结建审批手续告知书: never applied, and by when to make it good.

    Source: 人民防空法 arts 22, 48; 最高人民法院指导案例21号.
    """
    return letter(
        snapshot,
        verification,
        [
            f"经核查，你单位建设的{snapshot['project']}（建设地点：{snapshot['address']}）"
            "未依法办理应建防空地下室的民用建筑项目报建审批手续。核查情况如下："
            f"{sentence(snapshot['finding'])}",
            "按照登记的楼栋指标核算，该项目应建防空地下室面积"
            f"{snapshot['required_area']}平方米，最终以审批核定为准。",
            f"根据{cited(snapshot)}的规定，你单位应当{_term(snapshot)}"
            "向本机关办理结建审批手续。逾期未办理的，"
            "本机关将依法处理；未申请而不修建的，不适用易地建设费的减免规定。",
            "你单位有权在上述期限内向本机关陈述、申辩。",
        ],
    )


def _term(snapshot: Snapshot) -> str:
    """By when to apply: days from the service; a notice of before named a day."""
    if named := snapshot.get("remedy_by"):
        return f"于{day(named)}前（含当日）"
    return f"自收到本告知书之日起{snapshot['remedy_days']}个工作日内"


def term_to_apply(paper: IssuedDocument, served: date) -> tuple[str, date]:
    """By when to apply, once the notice is served."""
    case = paper.subject
    return "限期办理至", case.remedy_by or counted_from(case.remedy_days, served)


def issue_omission_notice(case: OmissionCase, *, on: date, by: User) -> IssuedDocument:
    """Freeze what the notice says and number it; called by the act after all its other locks."""
    return issue_document(
        OMISSION_NOTICE,
        case,
        {
            "project": case.project.name,
            "project_code": case.project.code,
            "address": case.address,
            "developer": case.project.developer.name,
            "finding": case.finding,
            "required_area": f"{case.required_area:,.2f}",
            "remedy_days": case.remedy_days,
        },
        title="限期办理结建审批手续告知书",
        organisation=case.organisation,
        on=on,
        by=by,
    )


def register() -> None:
    """Make the notice known to the registry of papers."""
    register_kind(
        DocumentKind(
            code=OMISSION_NOTICE,
            label="限期办理结建审批手续告知书",
            word="防告",
            view_permission="view_approval_papers",
            print_permission="print_approval_papers",
            void_permission="void_approval_papers",
            compose=omission_notice,
            service=Service(BY_ANALOGY, "handle_omission", RECEIPT, term=term_to_apply),
            passages={Passage.LEGAL_BASIS: "《中华人民共和国人民防空法》第二十二条、第四十八条"},
            called="本告知书",
        )
    )
