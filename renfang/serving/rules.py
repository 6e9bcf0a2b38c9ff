"""What each method of service needs to count, and from which day the paper is served. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from renfang.clocks.periods import Code, period

_PUBLIC_NOTICE = "public_notice"


@dataclass(frozen=True)
class Proof:
    """What one method needs to count: the fields that must be filled, each with its words.

    ``needs_reason``: the method is open only where others failed, so the note says why.
    """

    fields: Mapping[str, str]
    hint: str
    needs_reason: bool = False


# By the value of ServiceReceipt.Method.
PROOFS: Mapping[str, Proof] = {
    "direct": Proof({"signatory": "签收人"}, "以受送达人签收的日期为送达日期。"),
    "left": Proof(
        {"witness": "见证人，或者写明拍照、录像人员"},
        "拒绝签收的，在备注写明拒收事由，由见证人签名或者拍照、录像。",
        needs_reason=True,
    ),
    "electronic": Proof(
        {"proof": "到达受送达人系统的凭证和同意电子送达的确认书"},
        "须经受送达人同意，以到达其特定系统的日期为送达日期。",
    ),
    "entrusted": Proof(
        {"proof": "受托机关和委托函", "signatory": "签收人"}, "以签收日期为送达日期。"
    ),
    "mail": Proof({"proof": "邮件号码"}, "以回执上注明的收件日期为送达日期。"),
    "transfer": Proof(
        {"signatory": "签收人", "proof": "转交单位"}, "以受送达人签收的日期为送达日期。"
    ),
    _PUBLIC_NOTICE: Proof(
        {"proof": "公告的媒体和版面、网址"},
        "仅在下落不明或者其他方式无法送达时使用；自发出公告之日起经过三十日视为送达。",
        needs_reason=True,
    ),
}


def effective_day(method: str, day: date) -> date:
    """The day from which a paper counts as served: a public notice needs its time first."""
    if method != _PUBLIC_NOTICE:
        return day
    return day + timedelta(days=period(Code.PUBLIC_NOTICE, day).count)
