"""人民防空工程竣工验收备案证明: issuing and replacing the certificate of an accepted shelter.

竣工验收备案: receiving the builder's filing; the certificate ends it.

Source: 建设工程质量管理条例 art. 49: within 15 days of acceptance; local rules say otherwise.

批量签发: many certificates at one go, each an act of its own, with a report for every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from engineering.hooks import open_obligations, settlement_statements
from engineering.shelters.masking import masked_grades
from engineering.shelters.models import Shelter
from engineering.shelters.standards import filing_materials
from engineering.works.acts.acceptance import passed_acceptance, surplus
from engineering.works.acts.supervision import open_rectifications
from engineering.works.models import CompletionAcceptance, CompletionFiling, Rectification
from engineering.works.papers import issue_filing_form
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act, require_state
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import find_document, issue_document, void_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@act
def receive_filing(
    shelter_id: int, *, by: User, received_on: date, materials: Sequence[str], note: str = ""
) -> CompletionFiling:
    """备案收件: what was handed in and on which day, with the 竣工验收备案表 as paper.

    Raises Incomplete, naming them, while materials of the list are missing.
    """
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "issue_certificate")
    require_state(shelter, Shelter.State.ACCEPTED, to="登记备案收件")
    if CompletionFiling.objects.filter(shelter=shelter).exists():
        raise WrongState(f"{shelter}已登记备案收件，不需再次登记")
    if received_on > timezone.localdate():
        raise Incomplete("备案收件日期不能晚于今天", field="received_on")
    missing = [name for name in filing_materials(received_on) if name not in materials]
    if missing:
        raise Incomplete(f"还缺：{'、'.join(missing)}。补齐后再登记收件", field="materials")
    filing = enter_filing(shelter, by=by, received_on=received_on, materials=materials, note=note)
    issue_filing_form(filing, by=by, on=timezone.localdate())
    return filing


def enter_filing(
    shelter: Shelter,
    *,
    by: User,
    received_on: date,
    materials: Sequence[str] = (),
    note: str = "",
) -> CompletionFiling:
    """The row of a filing, inside the act that receives it or that files at once (即办)."""
    acceptance = passed_acceptance(shelter)
    if acceptance is None:
        raise WrongState(f"{shelter}没有合格的竣工验收记录，先登记竣工验收")
    if received_on < acceptance.accepted_on:
        raise Incomplete(f"备案收件日期早于验收日期 {acceptance.accepted_on}", field="received_on")
    filing = CompletionFiling.objects.create(
        shelter=shelter,
        acceptance=acceptance,
        received_on=received_on,
        due_on=shelter.filing_due_on,
        is_late=shelter.filing_due_on is not None and received_on > shelter.filing_due_on,
        materials=list(materials),
        note=note.strip(),
        recorded_by=by,
    )
    record(
        by,
        "备案收件",
        shelter,
        after={
            "收件日期": received_on,
            "备案期限": shelter.filing_due_on or "-",
            "是否逾期": "逾期" if filing.is_late else "按期",
        },
        note=note.strip(),
    )
    return filing


KIND = "completion_certificate"
TITLE = "人民防空工程竣工验收备案证明"
# A filed shelter whose certificate was voided without a new one may be given one again.
CERTIFIABLE = (Shelter.State.ACCEPTED, Shelter.State.FILED, Shelter.State.IN_USE)


def certificates_of(shelter: Shelter) -> Any:
    """All certificates of a shelter, newest first."""
    return IssuedDocument.objects.of(shelter).filter(kind=KIND).with_state()


def what_holds_the_certificate(shelter: Shelter) -> list[str]:
    """Every reason in Chinese why no certificate can be issued now; empty when one can."""
    reasons = []
    if shelter.state not in CERTIFIABLE:
        reasons.append(f"工程现为“{shelter.get_state_display()}”，竣工验收合格后才能签发")
    if certificates_of(shelter).current().exists():
        reasons.append("已有一份现行有效的备案证明；内容有误的，办理换发")
    return reasons + open_matters(shelter, open_rectifications(shelter))


def open_matters(shelter: Shelter, orders: Sequence[Rectification]) -> list[str]:
    """What is still to be done by others before a certificate, each with the way out.

    ``orders`` are those of the shelter that are open, the earliest due first.
    """
    reasons = []
    if orders:
        reasons.append(
            f"尚有 {len(orders)} 份责令整改通知书未闭合（最早期限 {orders[0].due_on}），"
            "在本工程页登记复查合格后再签发"
        )
    return reasons + open_obligations(shelter.project)


@act
def issue_certificate(shelter_id: int, *, by: User, on: date | None = None) -> IssuedDocument:
    """签发备案证明: files the completion, unless the works have not passed or something is open.

    Where the filing was not received on a day before, it is received and ended at once (即办).
    """
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "issue_certificate")
    require_state(shelter, *CERTIFIABLE, to="签发竣工验收备案证明")
    reasons = what_holds_the_certificate(shelter)
    if reasons:
        raise Refused(f"{shelter}暂不能签发备案证明：{'；'.join(reasons)}")
    day = on or timezone.localdate()
    if not CompletionFiling.objects.filter(shelter=shelter).exists():
        enter_filing(shelter, by=by, received_on=day, note="当场备案")
    if shelter.state == Shelter.State.ACCEPTED:
        _mark_filed(shelter, by)
    return _issue(shelter, by, day, replaces=None)


def _mark_filed(shelter: Shelter, by: User) -> None:
    shelter.state = Shelter.State.FILED
    shelter.version += 1
    shelter.save(update_fields=["state", "version"])
    record(
        by,
        "准予备案",
        shelter,
        before={"状态": Shelter.State.ACCEPTED.label},
        after={"状态": Shelter.State.FILED.label},
    )


@act
def reissue_certificate(document_id: int, *, by: User, reason: str) -> IssuedDocument:
    """换发: void a certificate and issue a new one that names it, from today's records."""
    scope = Scope(by)
    old = find_document(document_id, scope)
    if old.kind != KIND:
        raise NotFound(TITLE)
    scope.require("void_certificates", old)
    scope.require("issue_certificate", old)
    shelter = Shelter.objects.select_for_update().get(pk=old.subject_id)
    reasons = open_matters(shelter, open_rectifications(shelter))
    if reasons:
        raise Refused(f"{shelter}暂不能换发备案证明：{'；'.join(reasons)}")
    void_document(document_id, by=by, reason=reason)
    return _issue(shelter, by, timezone.localdate(), replaces=old)


def _issue(shelter: Shelter, by: User, on: date, replaces: IssuedDocument | None) -> IssuedDocument:
    acceptance = passed_acceptance(shelter)
    if acceptance is None:
        raise WrongState(f"{shelter}没有合格的竣工验收记录，先登记竣工验收")
    if on < acceptance.accepted_on:
        raise Incomplete(f"签发日期早于验收日期 {acceptance.accepted_on}", field="on")
    return issue_document(
        KIND,
        shelter,
        snapshot_of(shelter, acceptance),
        title=TITLE,
        organisation=shelter.organisation,
        on=on,
        by=by,
        replaces=replaces,
    )


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
        "peacetime_use": shelter.peacetime_use or "未登记",
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
        .filter(kind__in=["build_approval", "relocation_approval"])
        .current()
        .first()
    )


def compose(snapshot: Snapshot, verification: Any) -> Any:
    """The certificate as one A4 page."""
    from renfang.typesetting import CertificatePage, Seal, Watermark
    from renfang.typesetting.page import chinese_date

    areas = f"批准 {snapshot['approved_area']} 平方米，实测 {snapshot['built_area']} 平方米"
    capacity = (
        f"掩蔽面积 {snapshot['shelter_area']} 平方米，防护单元 {snapshot['protective_units']} 个，"
        f"掩蔽人数 {snapshot['headcount']} 人"
    )
    facts = [
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
        *(tuple(line) for line in snapshot["settlement"]),
    ]
    accepted_on = chinese_date(date.fromisoformat(snapshot["accepted_on"]))
    report = snapshot["supervision_report"]
    return CertificatePage(
        title=snapshot["title"],
        number=snapshot["number"],
        issuer=snapshot["issuer"],
        rows=[(label, value) for label, value in facts if value],
        statement=(
            f"上列人民防空工程于{accepted_on}竣工验收合格"
            f"{f'（质量监督报告{report}）' if report else ''}，"
            "依照《中华人民共和国人民防空法》和《建设工程质量管理条例》的规定准予备案，特发此证明。"
        ),
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        verification=verification,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a visitor compares; grades and function are nobody's business on the open network."""
    return [
        ("项目名称", snapshot["project"]),
        ("建设单位", masked_name(snapshot["developer"])),
        ("工程名称", snapshot["shelter"]),
        ("实测建筑面积", f"{snapshot['built_area']} 平方米"),
        ("验收日期", snapshot["accepted_on"]),
    ]


def masked_name(name: str) -> str:
    """A name of which enough is shown to compare: the first and last two characters."""
    if len(name) <= 4:
        return name[:1] + "＊" * (len(name) - 1)
    return name[:2] + "＊" * (len(name) - 4) + name[-2:]


def register() -> None:
    """Make the certificate known to the registry of papers."""
    register_kind(
        DocumentKind(
            code=KIND,
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
        )
    )


MOST = 200


@dataclass
class BatchReport:
    """What was issued, and what was not with the reason."""

    issued: list[IssuedDocument] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def issue_certificates(shelter_ids: Sequence[int], *, by: User) -> BatchReport:
    """签发 each of the shelters' certificates in the given order.

    Each one is a transaction of its own: one that is held keeps none of the others waiting, and
    numbers stay without gaps. Raises Refused for an empty or too long choice.
    """
    if not shelter_ids:
        raise Refused("没有选中工程。勾选要签发的工程后再办理")
    if len(shelter_ids) > MOST:
        raise Refused(f"一次最多签发 {MOST} 件，已选 {len(shelter_ids)} 件。分几次办理")
    report = BatchReport()
    names = dict(
        Shelter.objects.visible_to(Scope(by)).filter(pk__in=shelter_ids).values_list("pk", "name")
    )
    for shelter_id in dict.fromkeys(shelter_ids):
        try:
            report.issued.append(issue_certificate(shelter_id, by=by))
        except Refused as refusal:
            report.refused.append((names.get(shelter_id, "未找到的工程"), refusal.message))
    return report
