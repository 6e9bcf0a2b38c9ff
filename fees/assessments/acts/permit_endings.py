"""终止核定: the fee of a permit that ended: not owed any more, what was paid is to be given back.

No act of its own: engineering's 撤回, 撤销, 注销许可 tells it, inside its transaction. Sources:
行政许可法 arts 8, 69, 70; what was paid without a ground is refunded (河南省政府非税收入管理条例
art. 22) or carried over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models import QuerySet

from engineering.hooks import PermitEnd
from engineering.models import Application
from fees.assessments.acts.versions import post_difference
from fees.assessments.models import Assessment, AssessmentDraft
from fees.assessments.papers import ASSESSMENT_SHEET
from fees.assessments.queries import latest_version
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Kind, Movement, post_entry
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User

State = AssessmentDraft.State


def end_fee(end: PermitEnd, by: User) -> Iterator[IssuedDocument]:
    """Told by engineering of each permit that ends; gives back the 核定表 that fall with it.

    Drafts are taken back in any case: nothing is assessed on a permit that is not there. The fee
    itself ends where the duty to pay ended with the permit.
    """
    take_drafts_back(AssessmentDraft.objects.filter(application=end.permit), end.reason)
    last = latest_version(end.permit.project)
    if not end.frees or last is None or not rests_on_permit(last, end.permit):
        return
    account = FeeAccount.objects.select_for_update().get(pk=last.account_id)
    sheets = list(sheets_in_force(account))
    bring_back_written_off(account, on=end.on, reason=end.reason, by=by)
    _end_assessment(account, last, end, by)
    yield from sheets


def rests_on_permit(assessment: Assessment, permit: Application) -> bool:
    """Whether the version charges by the permit; a fee for building without one does not."""
    is_charged = assessment.kind not in (Assessment.Kind.ENDED, Assessment.Kind.REDO)
    by_permit = assessment.computed.kind != Assessment.Kind.VIOLATION
    return is_charged and by_permit and permit.project_id == assessment.account.project_id


def take_drafts_back(drafts: QuerySet[AssessmentDraft], reason: str) -> None:
    """Withdraw those of the drafts that wait for review: what they computed no longer holds."""
    for draft in drafts.select_for_update().filter(state=State.SUBMITTED):
        draft.state, draft.opinion = State.WITHDRAWN, reason[:300]
        draft.save(update_fields=["state", "opinion"])


def sheets_in_force(account: FeeAccount) -> Iterator[IssuedDocument]:
    """The 核定表 of all versions that still count."""
    for version in account.assessments.all():
        sheets = IssuedDocument.objects.of(version).current().filter(kind=ASSESSMENT_SHEET)
        yield from sheets.with_state()


def bring_back_written_off(account: FeeAccount, *, on: date, reason: str, by: User) -> None:
    """A debt that was never owed cannot have been given up: what was written off comes back first.

    Without it the sum would count as paid too much.
    """
    written_off = account.entries.filter(kind=LedgerEntry.Kind.WRITE_OFF, reversed_by__isnull=True)
    for entry in written_off:
        movement = Movement(
            kind=Kind.REVERSAL,
            amount=-entry.amount,
            on=on,
            key=uuid5(NAMESPACE_OID, f"renfang.ended.write-off:{entry.pk}"),
            reverses=entry,
            note=f"{reason}，核销随之冲正"[:300],
        )
        post_entry(account, movement, by=by)


_ARTICLES = {"撤回": "第八条第二款", "撤销": "第六十九条", "注销": "第七十条"}
_KEPT = ("facts", "rulebook", "rulebook_version", "as_of", "local_basis")
_NOTHING = ("required_area", "shortfall_area", "gross", "relief", "payable")


def _figures(last: Assessment, end: PermitEnd) -> dict[str, Any]:
    """The columns of a version by which nothing is owed, with the reason as its only step."""
    step = {
        "rule": "许可终止",
        "basis": f"《中华人民共和国行政许可法》{_ARTICLES[end.word]}",
        "formula": f"{end.reason}，第 {last.version} 版核定失去依据",
        "result": "应缴 0.00 元",
    }
    kept = {name: getattr(last, name) for name in _KEPT}
    return {**kept, **dict.fromkeys(_NOTHING, ZERO), "rate": None, "steps": [step]}


def _end_assessment(account: FeeAccount, last: Assessment, end: PermitEnd, by: User) -> None:
    """The last version of the chain that charges by the permit: nothing; the difference posted."""
    assessment = Assessment.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        application=end.permit,
        version=last.version + 1,
        kind=Assessment.Kind.ENDED,
        replaces=last,
        assessed_on=max(end.on, last.assessed_on),
        assessed_by=by,
        opinion=end.reason,
        **_figures(last, end),
    )
    post_difference(assessment, last, account, by=by)
    record(
        by,
        "终止核定易地建设费",
        account,
        before={"实缴金额": f"{last.payable:,} 元"},
        after={
            "版次": assessment.version,
            "实缴金额": "0.00 元",
            "待退付或结转": f"{account.surplus:,} 元",
        },
        note=end.reason,
    )
