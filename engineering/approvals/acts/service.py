"""送达: serving a paper, proven by a 送达回证.

The methods are those of 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name
and which offices follow for permits (行政许可法 art. 44: within ten working days).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from engineering.approvals.models.applications import Application
from engineering.approvals.models.service import Delivery, ServiceReceipt
from engineering.approvals.papers import issue_paper
from engineering.approvals.rules import DECISIONS, ENDINGS, SERVED
from renfang.acts import Incomplete, NotFound, WrongState, act, require_state, require_version
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_Method, _State = Delivery.Method, Delivery.State
# 民事诉讼法 art. 95: served once thirty days have passed since the public notice.
NOTICE_DAYS = 30
_MINIMUM_REASON = 5


@dataclass(frozen=True)
class Proof:
    """What one method needs to count: the fields that must be filled, each with its words.

    ``needs_reason``: the method is open only where others failed, so the note says why.
    """

    fields: Mapping[str, str]
    hint: str
    needs_reason: bool = False


PROOFS = {
    _Method.DIRECT: Proof({"signatory": "签收人"}, "以受送达人签收的日期为送达日期。"),
    _Method.LEFT: Proof(
        {"witness": "见证人，或者写明拍照、录像人员"},
        "拒绝签收的，在备注写明拒收事由，由见证人签名或者拍照、录像。",
        needs_reason=True,
    ),
    _Method.ELECTRONIC: Proof(
        {"proof": "到达受送达人系统的凭证和同意电子送达的确认书"},
        "须经受送达人同意，以到达其特定系统的日期为送达日期。",
    ),
    _Method.ENTRUSTED: Proof(
        {"proof": "受托机关和委托函", "signatory": "签收人"}, "以签收日期为送达日期。"
    ),
    _Method.MAIL: Proof({"proof": "邮件号码"}, "以回执上注明的收件日期为送达日期。"),
    _Method.TRANSFER: Proof(
        {"signatory": "签收人", "proof": "转交单位"}, "以受送达人签收的日期为送达日期。"
    ),
    _Method.PUBLIC_NOTICE: Proof(
        {"proof": "公告的媒体和版面、网址"},
        "仅在下落不明或者其他方式无法送达时使用；自发出公告之日起经过三十日视为送达。",
        needs_reason=True,
    ),
}


@dataclass(frozen=True)
class Served:
    """How and when a paper was handed over, as the signed receipt says."""

    at: datetime
    signatory: str = ""
    relation: str = ""
    witness: str = ""
    proof: str = ""
    note: str = ""


def servable_papers(application: Application) -> QuerySet[IssuedDocument]:
    """Papers of an application that are to be served, in force, newest first."""
    return (
        IssuedDocument.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id=application.pk,
            kind__in=SERVED,
        )
        .current()
        .order_by("-id")
    )


@act
def prepare_delivery(
    application_id: int,
    paper_id: int,
    *,
    method: str,
    recipient: str,
    place: str,
    servers: str,
    note: str = "",
    on: date,
    by: User,
) -> Delivery:
    """制作送达回证: fill in and issue the sheet that is signed when the paper is handed over.

    Raises NotFound, NotPermitted, WrongState, or Incomplete naming the form's field.
    """
    application: Application = Application.objects.locked(
        application_id, Scope(by), "handle_application"
    )
    paper = servable_papers(application).filter(pk=paper_id).first()
    if paper is None:
        raise NotFound("文书")
    done = paper.deliveries.exclude(state=_State.FAILED).first()
    if done is not None:
        raise WrongState(f"{paper}现为“{done.get_state_display()}”，不需再制作送达回证")
    if not paper.issued_on <= on <= timezone.localdate():
        raise Incomplete(f"制作日期应在 {paper.issued_on} 至今天之间", field="on")
    delivery = Delivery(
        organisation=application.organisation,
        application=application,
        paper=paper,
        method=method,
        note=note.strip(),
        prepared_on=on,
        prepared_by=by,
    )
    address(delivery, recipient, place, servers)
    delivery.save(force_insert=True)
    record(
        by,
        "制作送达回证",
        application,
        after={"文号": paper.number, "送达方式": delivery.get_method_display()},
        note=delivery.note,
    )
    issue_paper("delivery_receipt", application, on=on, by=by, **stated(delivery))
    return delivery


@act
def record_delivery(
    delivery_id: int, served: Served, *, version: int | None = None, by: User
) -> Delivery:
    """登记送达: the receipt is back; the paper counts as served from ``effective_on``.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    delivery: Delivery = Delivery.objects.locked(delivery_id, Scope(by), "handle_application")
    require_version(delivery, version)
    require_state(delivery, _State.PREPARED, to="登记送达")
    fill_in(delivery, served)
    delivery.save()
    _note_on_application(delivery)
    record(
        by,
        "登记送达",
        delivery.application,
        after={
            "文号": delivery.paper.number,
            "送达方式": delivery.get_method_display(),
            "送达生效日期": delivery.effective_on,
        },
        note=delivery.note,
    )
    return delivery


@act
def fail_delivery(
    delivery_id: int, *, reason: str, version: int | None = None, by: User
) -> Delivery:
    """未能送达: this attempt came to nothing; another method is prepared anew."""
    delivery: Delivery = Delivery.objects.locked(delivery_id, Scope(by), "handle_application")
    require_version(delivery, version)
    require_state(delivery, _State.PREPARED, to="登记未能送达")
    give_up(delivery, reason)
    delivery.save()
    record(
        by,
        "未能送达",
        delivery.application,
        after={"文号": delivery.paper.number, "送达方式": delivery.get_method_display()},
        note=reason.strip(),
    )
    return delivery


def fill_in(receipt: ServiceReceipt, served: Served) -> None:
    """Put what the signed receipt says on the record, not yet saved.

    Raises Incomplete naming the form's field: each method has its own proof.
    """
    if served.at > timezone.now():
        raise Incomplete("送达时间不能晚于现在", field="at")
    day = timezone.localdate(served.at)
    if day < receipt.prepared_on:
        raise Incomplete(f"送达时间不能早于制作送达回证的 {receipt.prepared_on}", field="at")
    for name, words in PROOFS[_Method(receipt.method)].fields.items():
        _required(getattr(served, name), name, words)
    receipt.state = _State.SERVED
    receipt.served_at = served.at
    receipt.effective_on = effective_day(receipt.method, day)
    for name in ("signatory", "relation", "witness", "proof"):
        setattr(receipt, name, getattr(served, name).strip())
    receipt.note = "；".join(part for part in (receipt.note, served.note.strip()) if part)
    receipt.version += 1


def address(receipt: ServiceReceipt, recipient: str, place: str, servers: str) -> None:
    """Put to whom, where and by whom on a receipt that is being prepared, not yet saved.

    Raises Incomplete naming the form's field: two people serve, and some methods need a reason.
    """
    receipt.recipient = _required(recipient, "recipient", "受送达人")
    receipt.place = _required(place, "place", "送达地点")
    receipt.servers = _two_people(servers)
    if PROOFS[_Method(receipt.method)].needs_reason:
        _require_reason(receipt.note)


def give_up(receipt: ServiceReceipt, reason: str) -> None:
    """The attempt came to nothing; not yet saved. Raises Incomplete without a reason."""
    _require_reason(reason, field="reason")
    receipt.state = _State.FAILED
    receipt.note = "；".join(part for part in (receipt.note, reason.strip()) if part)
    receipt.version += 1


def effective_day(method: str, day: date) -> date:
    """The day from which a paper counts as served: thirty days after a public notice."""
    return day + timedelta(days=NOTICE_DAYS) if method == _Method.PUBLIC_NOTICE else day


def _note_on_application(delivery: Delivery) -> None:
    """The decision is what the ten days of 许可法 art. 44 are about."""
    if delivery.paper.kind in DECISIONS + ENDINGS:
        application = delivery.application
        application.served_on = delivery.effective_on
        application.version += 1
        application.save(update_fields=["served_on", "version"])


def stated(delivery: ServiceReceipt) -> dict[str, str]:
    """What the sheet states of a receipt, for its snapshot."""
    return {
        "paper_label": delivery.paper.kind_label,
        "paper_number": delivery.paper.number,
        "recipient": delivery.recipient,
        "place": delivery.place,
        "method": delivery.get_method_display(),
        "servers": delivery.servers,
        "delivery_note": delivery.note,
    }


def _required(text: str, field: str, label: str) -> str:
    if not text.strip():
        raise Incomplete(f"填写{label}", field=field)
    return text.strip()


def _two_people(servers: str) -> str:
    """送达人: two at least, as the receipt demands."""
    names = [name for name in servers.replace("，", "、").replace(",", "、").split("、") if name]
    names = [name.strip() for name in names if name.strip()]
    if len(set(names)) < 2:
        raise Incomplete("填写两名以上送达人，以顿号分开，例如“张三、李四”", field="servers")
    return "、".join(names)


def _require_reason(text: str, field: str = "note") -> None:
    if len(text.strip()) < _MINIMUM_REASON:
        raise Incomplete("写明受送达人拒收、下落不明或者其他方式无法送达的情况", field=field)
