"""Steps of the acts of 送达, which stand in the apps that own the receipts. Nothing here saves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.serving.models import ServiceReceipt
from renfang.serving.rules import PROOFS, effective_day

_State = ServiceReceipt.State
_MINIMUM_REASON = 5


@dataclass(frozen=True)
class Served:
    """How and when a paper was handed over, as the signed receipt says."""

    at: datetime
    signatory: str = ""
    relation: str = ""
    witness: str = ""
    proof: str = ""
    note: str = ""


def require_unserved(
    paper: IssuedDocument, attempts: QuerySet[ServiceReceipt], prepared_on: date
) -> None:
    """Raise WrongState for a paper with a receipt under way or signed, Incomplete for a wrong day.

    ``attempts`` are the receipts of this paper so far.
    """
    done = attempts.exclude(state=_State.FAILED).first()
    if done is not None:
        raise WrongState(f"{paper}现为“{done.get_state_display()}”，不需再制作送达回证")
    if not paper.issued_on <= prepared_on <= timezone.localdate():
        raise Incomplete(f"制作日期应在 {paper.issued_on} 至今天之间", field="on")


def address(receipt: ServiceReceipt, recipient: str, place: str, servers: str) -> None:
    """Put to whom, where and by whom on a receipt that is being prepared, not yet saved.

    Raises Incomplete naming the form's field: two people serve, and some methods need a reason.
    """
    receipt.recipient = _required(recipient, "recipient", "受送达人")
    receipt.place = _required(place, "place", "送达地点")
    receipt.servers = _two_people(servers)
    if PROOFS[receipt.method].needs_reason:
        _require_reason(receipt.note)


def fill_in(receipt: ServiceReceipt, served: Served) -> None:
    """Put what the signed receipt says on the record, not yet saved.

    Raises Incomplete naming the form's field: each method has its own proof.
    """
    if served.at > timezone.now():
        raise Incomplete("送达时间不能晚于现在", field="at")
    day = timezone.localdate(served.at)
    if day < receipt.prepared_on:
        raise Incomplete(f"送达时间不能早于制作送达回证的 {receipt.prepared_on}", field="at")
    for name, words in PROOFS[receipt.method].fields.items():
        _required(getattr(served, name), name, words)
    receipt.state = _State.SERVED
    receipt.served_at = served.at
    receipt.effective_on = effective_day(receipt.method, day)
    for name in ("signatory", "relation", "witness", "proof"):
        setattr(receipt, name, getattr(served, name).strip())
    receipt.note = "；".join(part for part in (receipt.note, served.note.strip()) if part)
    receipt.version += 1


def give_up(receipt: ServiceReceipt, reason: str) -> None:
    """The attempt came to nothing; not yet saved. Raises Incomplete without a reason."""
    _require_reason(reason, field="reason")
    receipt.state = _State.FAILED
    receipt.note = "；".join(part for part in (receipt.note, reason.strip()) if part)
    receipt.version += 1


def stated(receipt: ServiceReceipt) -> dict[str, str]:
    """What the sheet states of a receipt, for its snapshot."""
    return {
        "paper_label": receipt.paper.kind_label,
        "paper_number": receipt.paper.number,
        "recipient": receipt.recipient,
        "place": receipt.place,
        "method": receipt.get_method_display(),
        "servers": receipt.servers,
        "delivery_note": receipt.note,
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
