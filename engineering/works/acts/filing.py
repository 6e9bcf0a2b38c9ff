"""竣工验收备案: receiving the builder's filing; the certificate that ends it, and its replacement.

Many certificates are issued at one go, each by an act of its own, with a report for every one.
Source: 建设工程质量管理条例 art. 49: within 15 days of acceptance; local rules say otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from engineering.shelters.models import Shelter
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.standards import filing_materials
from engineering.works.models import CompletionFiling
from engineering.works.papers.certificates import TITLE, snapshot_of
from engineering.works.papers.supervision import issue_filing_form
from engineering.works.queries import passed_acceptance
from engineering.works.steps import CERTIFY, FILE, REISSUE, VOIDS
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act, require_past
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import find_document, issue_document, void_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

MOST = 200


@act
def receive_filing(
    shelter_id: int, *, by: User, received_on: date, materials: Sequence[str], note: str = ""
) -> CompletionFiling:
    """备案收件: what was handed in and on which day, with the 竣工验收备案表 as paper.

    Raises Incomplete, naming them, while materials of the list are missing.
    """
    shelter = Shelter.objects.locked_for(FILE, shelter_id, by)
    require_past(received_on, "备案收件日期", field="received_on")
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


@act
def issue_certificate(shelter_id: int, *, by: User, on: date | None = None) -> IssuedDocument:
    """签发备案证明: files the completion, unless the works have not passed or something is open.

    Where the filing was not received on a day before, it is received and ended at once (即办).
    """
    shelter = Shelter.objects.locked_for(CERTIFY, shelter_id, by)
    day = on or timezone.localdate()
    if not CompletionFiling.objects.filter(shelter=shelter).exists():
        enter_filing(shelter, by=by, received_on=day, note="当场备案")
    if shelter.state == Shelter.State.ACCEPTED:
        _mark_filed(shelter, by)
    return _issue(shelter, by, day, replaces=None)


def _mark_filed(shelter: Shelter, by: User) -> None:
    shelter.state = Shelter.State.FILED
    shelter.save_next("state")
    record(
        by,
        "予以备案",
        shelter,
        before={"状态": Shelter.State.ACCEPTED.label},
        after={"状态": Shelter.State.FILED.label},
    )


@act
def reissue_certificate(document_id: int, *, by: User, reason: str) -> IssuedDocument:
    """换发: void a certificate and issue a new one that names it, from today's records."""
    scope = Scope(by)
    old = find_document(document_id, scope)
    if old.kind != CERTIFICATE:
        raise NotFound(TITLE)
    for permission in (VOIDS, REISSUE.permission):
        scope.require(permission, old)
    shelter = Shelter.objects.select_for_update().get(pk=old.subject_id)
    REISSUE.require(old, by)
    void_document(document_id, by=by, reason=reason)
    return _issue(shelter, by, timezone.localdate(), replaces=old)


def _issue(shelter: Shelter, by: User, on: date, replaces: IssuedDocument | None) -> IssuedDocument:
    acceptance = passed_acceptance(shelter)
    if acceptance is None:
        raise WrongState(f"{shelter}没有合格的竣工验收记录，先登记竣工验收")
    if on < acceptance.accepted_on:
        raise Incomplete(f"签发日期早于验收日期 {acceptance.accepted_on}", field="on")
    return issue_document(
        CERTIFICATE,
        shelter,
        snapshot_of(shelter, acceptance),
        title=TITLE,
        organisation=shelter.organisation,
        on=on,
        by=by,
        replaces=replaces,
    )


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
