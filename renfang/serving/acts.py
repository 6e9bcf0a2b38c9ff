"""The acts of 送达, for every kind of paper that is served.

Each locks the record that the paper is about (``Matter.lock``), then the receipt; the number of a
new receipt is taken last. The history is kept on that record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from renfang.acts import (
    Incomplete,
    WrongState,
    act,
    require_day,
    require_text,
    require_two,
    require_version,
)
from renfang.documents.hooks import standing_changed
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.hooks import AFTER_SERVICE, Matter
from renfang.serving.models import ServiceReceipt
from renfang.serving.papers import issue_receipt
from renfang.serving.queries import failed_attempts, later_sheet, matter_for
from renfang.serving.rules import PROOFS, effective_day, needs_ground, why_no_public_notice
from renfang.serving.steps import CORRECT, FAIL, PREPARE, RECORD
from renfang.steps import Step

_State, _Ground, _Failure = ServiceReceipt.State, ServiceReceipt.Ground, ServiceReceipt.Failure
_MINIMUM_REASON = 5
_PROVEN_BY = ("signatory", "relation", "witness", "proof")


@dataclass(frozen=True)
class Inquiry:
    """How it was established that nobody knows where the recipient is: when, where, with what."""

    on: date
    at: str
    result: str


@dataclass(frozen=True)
class Served:
    """How and when a paper was handed over, as the signed receipt says.

    Of a public notice ``at`` is the day on which it was published.
    """

    at: datetime
    signatory: str = ""
    relation: str = ""
    witness: str = ""
    proof: str = ""
    note: str = ""


@act
def prepare_service(
    paper_id: int,
    *,
    method: str,
    recipient: str,
    place: str,
    servers: str,
    note: str = "",
    inquiry: Inquiry | None = None,
    explanation: str = "",
    on: date,
    by: User,
) -> ServiceReceipt:
    """制作送达回证: fill in and issue the sheet that is signed when the paper is handed over.

    A public notice takes a failed attempt on record, or the ``inquiry`` that establishes 下落不明
    (民事诉讼法 art. 95). A day before that of a receipt numbered earlier needs an ``explanation``.
    Raises NotFound, NotPermitted, WrongState, or Incomplete naming the form's field.
    """
    paper = IssuedDocument.objects.filter(pk=paper_id).first()
    matter = matter_for(paper, Scope(by))
    subject = matter.lock(Scope(by))
    _require_unserved(matter.paper, on)
    receipt = ServiceReceipt(
        paper=matter.paper,
        method=method,
        recipient=require_text(recipient, "填写受送达人", field="recipient"),
        place=require_text(place, "填写送达地点", field="place"),
        servers=require_two(servers, "送达人", field="servers"),
        note=note.strip(),
        prepared_on=on,
        prepared_by=by,
    )
    _open_method(receipt, inquiry)
    receipt.out_of_order = explanation.strip()
    record(by, "制作送达回证", subject, after=_told(receipt), note=receipt.note)
    receipt.sheet = issue_receipt(receipt, matter, on=on, by=by)
    _require_order(receipt)
    receipt.save(force_insert=True)
    return receipt


def _open_method(receipt: ServiceReceipt, inquiry: Inquiry | None) -> None:
    """Put on record what the method rests on; refuse a public notice that rests on nothing."""
    if PROOFS[receipt.method].needs_reason:
        _require_reason(receipt.note)
    if not needs_ground(receipt.method):
        return
    if inquiry is None:
        if words := why_no_public_notice(failed_attempts(receipt.paper)):
            raise Incomplete(words, field="method")
        receipt.ground = _Ground.OTHER_METHODS_FAILED
        return
    if inquiry.on > receipt.prepared_on:
        raise Incomplete("查询日期不能晚于制作日期", field="inquired_on")
    receipt.ground, receipt.inquired_on = _Ground.WHEREABOUTS_UNKNOWN, inquiry.on
    receipt.inquired_at = require_text(inquiry.at, "写明在何处查询", field="inquired_at", least=2)
    receipt.inquiry = require_text(
        inquiry.result, "写明查询内容和结果", field="inquiry", least=_MINIMUM_REASON
    )


def _require_order(receipt: ServiceReceipt) -> None:
    """Ask why where one numbered before is dated after; nothing is kept of a reason not needed.

    The sheet has its number by now, so no other can come between; a refusal gives it back.
    """
    later = later_sheet(receipt.sheet)
    if later is None:
        receipt.out_of_order = ""
        return
    require_text(
        receipt.out_of_order,
        f"编号在前的{later}制作于 {later.issued_on}，晚于本次的 {receipt.prepared_on}。"
        "更正制作日期，或者说明原因",
        field="explanation",
        least=_MINIMUM_REASON,
    )


@act
def record_service(
    receipt_id: int, served: Served, *, version: int | None = None, by: User
) -> ServiceReceipt:
    """登记送达: the receipt is back; the paper counts as served from ``effective_on``.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    receipt, matter, subject = _locked(receipt_id, version, by, RECORD)
    _fill_in(receipt, served)
    receipt.note = _joined(receipt.note, served.note)
    receipt.save_next()
    after = _told(receipt) | matter.served(receipt, by)
    _follow(receipt, by)
    record(by, "登记送达", subject, after=after, note=receipt.note)
    return receipt


@act
def correct_service(
    receipt_id: int, served: Served, *, reason: str, version: int | None = None, by: User
) -> ServiceReceipt:
    """更正送达登记: what was entered differs from the signed receipt; days are counted anew.

    Raises what ``record_service`` does, and WrongState where later steps rest on the old day.
    """
    receipt, matter, subject = _locked(receipt_id, version, by, CORRECT)
    require_text(reason, "写明更正的理由", least=_MINIMUM_REASON)
    before = _entered(receipt)
    _fill_in(receipt, served)
    receipt.save_next()
    after = _entered(receipt) | matter.corrected(receipt, by)
    _follow(receipt, by)
    record(by, "更正送达登记", subject, before=before, after=after, note=reason.strip())
    return receipt


def _follow(receipt: ServiceReceipt, by: User) -> None:
    for after_service in AFTER_SERVICE:
        after_service(receipt, by)
    standing_changed(receipt.paper)


@act
def fail_service(
    receipt_id: int, *, failure: str, reason: str, version: int | None = None, by: User
) -> ServiceReceipt:
    """未能送达: this attempt came to nothing; another method is prepared anew.

    ``failure`` is one of ``ServiceReceipt.Failure``: a refusal leads to 留置, not to a notice.
    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete without a reason.
    """
    receipt, matter, subject = _locked(receipt_id, version, by, FAIL)
    if failure not in _Failure.values:
        raise Incomplete("选择未能送达的原因", field="failure")
    if (failure == _Failure.NOT_PUBLISHED) is not receipt.is_public:
        raise Incomplete("“公告未发布”只用于公告送达", field="failure")
    _require_reason(reason, "reason")
    receipt.state, receipt.failure = _State.FAILED, failure
    receipt.note = _joined(receipt.note, reason)
    receipt.save_next()
    after = _told(receipt) | matter.failed(receipt, by)
    record(by, "未能送达", subject, after=after, note=reason.strip())
    return receipt


def _locked(
    receipt_id: int, version: int | None, by: User, step: Step
) -> tuple[ServiceReceipt, Matter, Any]:
    """The receipt, what its paper is about, and the record of the history; all locked."""
    seen = ServiceReceipt.objects.select_related("paper").filter(pk=receipt_id).first()
    matter = matter_for(seen and seen.paper, Scope(by), "送达回证")
    subject = matter.lock(Scope(by))
    receipt = ServiceReceipt.objects.select_for_update().get(pk=receipt_id)
    receipt.paper = matter.paper
    require_version(receipt, version)
    step.require_state(receipt)
    return receipt, matter, subject


def _require_unserved(paper: IssuedDocument, on: date) -> None:
    """In force, with no receipt under way or signed, on a day since it was issued."""
    PREPARE.require_state(paper)
    require_day(on, paper.issued_on, "制作日期", since="签发日期")


def _fill_in(receipt: ServiceReceipt, served: Served) -> None:
    """Put what the signed receipt says on the record, not yet saved: each method has its proof."""
    called = "公告发布日期" if receipt.is_public else "送达时间"
    if served.at > timezone.now():
        raise Incomplete(f"{called}不能晚于现在", field="at")
    day = timezone.localdate(served.at)
    if day < receipt.prepared_on:
        raise Incomplete(f"{called}不能早于制作送达回证的 {receipt.prepared_on}", field="at")
    if receipt.is_public and receipt.is_prepared and not receipt.ground:
        raise WrongState(
            "这份送达回证没有登记公告送达的依据。登记未能送达（公告未发布），再按依据重新制作"
        )
    for name, words in PROOFS[receipt.method].fields.items():
        require_text(getattr(served, name), f"填写{words}", field=name)
    receipt.state = _State.SERVED
    receipt.served_at = served.at
    receipt.effective_on = effective_day(receipt.method, day)
    for name in _PROVEN_BY:
        setattr(receipt, name, getattr(served, name).strip())


def _told(receipt: ServiceReceipt) -> dict[str, Any]:
    """What the history says of a receipt, by label."""
    told = {"文号": receipt.paper.number, "送达方式": receipt.get_method_display()}
    if receipt.is_served:
        told["送达生效日期"] = receipt.effective_on
    besides = {
        "未能送达的原因": receipt.get_failure_display(),
        "公告送达的依据": receipt.reasons,
        "编号与日期先后不一致的原因": receipt.out_of_order,
    }
    return told | {label: value for label, value in besides.items() if value}


def _entered(receipt: ServiceReceipt) -> dict[str, Any]:
    """All that is entered from a signed receipt, by label: what a correction may change."""
    at = timezone.localtime(receipt.served_at)
    said = (
        {"公告发布日期": f"{at:%Y-%m-%d}"}
        if receipt.is_public
        else {"送达时间": f"{at:%Y-%m-%d %H:%M}"}
    )
    for name in _PROVEN_BY:
        if value := getattr(receipt, name):
            said[str(ServiceReceipt._meta.get_field(name).verbose_name)] = value
    return _told(receipt) | said


def _require_reason(text: str, field: str = "note") -> None:
    asked = "写明受送达人拒收、下落不明或者其他方式无法送达的情况"
    require_text(text, asked, field=field, least=_MINIMUM_REASON)


def _joined(*notes: str) -> str:
    return "；".join(note.strip() for note in notes if note.strip())
