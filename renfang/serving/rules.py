"""What each method of service needs to count, and from which day the paper is served. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from renfang.clocks.periods import Code, period

_PUBLIC_NOTICE = "public_notice"
_REFUSED = "refused"


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
        {"proof": "公告发布载体：报纸名称和版面、网站名称和网址、张贴处所"},
        "仅在受送达人下落不明，或者用其他方式无法送达时使用；拒绝签收的应当留置送达。"
        "自发出公告之日起经过三十日视为送达。",
        needs_reason=True,
    ),
}


def needs_ground(method: str) -> bool:
    """Whether a ground of 民事诉讼法 art. 95 has to stand on record before the method is open."""
    return method == _PUBLIC_NOTICE


def why_no_public_notice(attempts: Iterable[tuple[str, str]]) -> str:
    """Why failed attempts do not open a public notice; empty where they do.

    ``attempts`` are (method, cause) of those on record for the paper; an empty cause is one of
    before causes were kept. A notice that was not published is no other method, and whoever
    refuses to sign has been found: the paper is left with him.
    Source: 民事诉讼法 arts 89 (留置), 95 (下落不明，或者用本节规定的其他方式无法送达).
    """
    causes = [cause for method, cause in attempts if method != _PUBLIC_NOTICE]
    if not causes:
        return (
            "没有未能送达的记录，不得公告送达。先用其他方式送达，未能送达的登记未能送达；"
            "受送达人下落不明的，填写查询的日期、处所、内容和结果（《民事诉讼法》第九十五条）"
        )
    if all(cause == _REFUSED for cause in causes):
        return (
            "登记的未能送达均为拒绝签收，不得公告送达。受送达人拒绝签收的，留置送达："
            "由见证人签名，或者拍照、录像记录送达过程（《民事诉讼法》第八十九条）"
        )
    return ""


def effective_day(method: str, day: date) -> date:
    """The day from which a paper counts as served: a public notice needs its time first."""
    if method != _PUBLIC_NOTICE:
        return day
    return day + timedelta(days=period(Code.PUBLIC_NOTICE, day).count)
