"""Contesting a decision and what comes of it, as rows of the table of tracks.

A result counts from the day on which it is in force: a reconsideration decision when it is served
(行政复议法 art. 75), a first-instance judgment when nobody appealed within fifteen days
(行政诉讼法 art. 85), one of the second instance at once. What a result changes on its track stands
in ``outcome_effects``, what it changes in ledger and papers in ``fees.collection.acts.outcomes``.
"""

from __future__ import annotations

from datetime import date

from fees.collection.models import CollectionTrack
from fees.collection.outcomes import (
    ANNULLED,
    CHANGED,
    DECLARED,
    ENDING,
    OWN_CHANGE,
    PARTLY,
    REDO,
    REVOKED,
    UPHELD,
    WITHDRAWN,
    Road,
    fate_of,
)
from fees.collection.queries import decided_version
from fees.collection.steps.rows import DECIDE, LEVY, PENALTY, requires, row
from fees.ledger.models import ZERO
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import hints, wants_explanation

_State = CollectionTrack.State
# What a result of another authority tells: who decided, on which paper.
_PAPER = ("instance", "body", "document_number", "paper_on")
# Execution that the court has in hand.
_WITH_THE_COURT = (
    *(_State.APPLIED, _State.ACCEPTED, _State.RULED, _State.ENFORCING),
    *(_State.AGREED, _State.SUSPENDED, _State.REJECTED, _State.TERMINATED),
)


# What has to be there before


def _last(track: CollectionTrack, *codes: str) -> str:
    """The code of the last of these steps that was taken; empty without one."""
    taken = [step for step in track.steps.all() if step.code in codes]
    return max(taken, key=lambda step: step.pk).code if taken else ""


def _sued(track: CollectionTrack, by: User, day: date) -> str:
    contests = [step for step in track.steps.all() if step.code == "contest"]
    last = max(contests, key=lambda step: step.pk, default=None)
    if last is not None and last.values.get("contest_kind") == "lawsuit":
        return ""
    return "登记的是行政复议，没有一审判决。复议决定送达后直接登记结果"


def _not_judged(track: CollectionTrack) -> str:
    is_judged = _last(track, "contest", "judge", "appeal") != "contest"
    return "已登记一审判决，不重复登记" if is_judged else ""


def _nothing_to_appeal(track: CollectionTrack) -> str:
    is_judged = _last(track, "contest", "judge", "appeal") == "judge"
    return "" if is_judged else "没有登记可以上诉的一审判决，或者已登记上诉"


def not_lowered(track: CollectionTrack, by: User, day: date) -> str:
    """The fee was assessed lower than the decision says: only then there is something to change.

    A sum is computed by the rules and reviewed by a second person before the decision says it.
    """
    if track.kind != LEVY:
        return ""
    decided, last = decided_version(track), track.case.account.assessments.order_by("-version")
    current = last.first()
    if decided is None or current is None or current.payable >= decided.payable:
        return (
            "现行核定没有低于原决定依据的核定。先办理变更核定，复核生效后再变更决定；"
            "应缴增加的，就增加部分另行作出决定"
        )
    return ""


def outdated(track: CollectionTrack, by: User, day: date) -> str:
    """The fee was assessed lower than the decision says, and nothing has changed the decision."""
    if track.kind != LEVY:
        return ""
    decided = decided_version(track)
    current = track.case.account.assessments.order_by("-version").first()
    if decided is None or current is None or current.payable >= decided.payable:
        return ""
    return (
        f"现行核定应缴 {current.payable:,} 元，低于决定书依据的核定 {decided.payable:,} 元。"
        "先作出变更决定，再催告、申请执行"
    )


def told_to_redo(track: CollectionTrack, by: User, day: date) -> str:
    """Nothing like the annulled decision on the same facts: 行政诉讼法 art. 71, 复议法 art. 64."""
    steps = sorted(track.steps.all(), key=lambda step: step.pk)
    last = next(
        (step for step in reversed(steps) if step.code in (*ENDING, "levy", "penalise")), None
    )
    if last is None or last.code != REDO:
        return ""
    said = last.values
    return (
        f"原决定{said.get('decision_number', '')}已被{said.get('body', '')}"
        f"{said.get('document_number', '')}撤销，不得以同一的事实和理由作出与原决定相同或者"
        "基本相同的决定。写明新的事实、理由，或者原决定仅因违反法定程序被撤销"
    )


def nothing_to_give_back(track: CollectionTrack) -> str:
    """No fine was paid beyond what is owed."""
    return "" if track.fine_to_refund else "没有应当退还的罚款"


def no_added_to_give_back(track: CollectionTrack) -> str:
    """Nothing was paid for delay beyond what can be claimed."""
    return "" if track.added_to_refund else "没有应当退还的加处罚款、滞纳金"


def _paid_already(track: CollectionTrack, by: User, day: date) -> str:
    paid = track.case.account.paid if track.kind == LEVY else track.paid
    if paid <= ZERO:
        return ""
    return f"已缴 {paid:,} 元，超过变更后应缴的部分转为应退，办理后另行退付或者结转"


def _pending(track: CollectionTrack, by: User, day: date) -> str:
    if fate_of(track).road is not Road.PENDING:
        return ""
    return "复议、诉讼尚未终结。自行变更、撤销后，将决定书送复议机关、人民法院；结果仍须登记入卷"


# The rows


def _redone(track: CollectionTrack) -> str:
    """Where a decision is made anew: 征收 after the verification, 处罚 after the investigation."""
    return _State.VERIFIED if track.kind == LEVY else _State.INVESTIGATED


def _unserved(track: CollectionTrack) -> str:
    """A changed decision is served like the first; one before the court stays there."""
    if track.state == _State.CONTESTED:
        return _State.CONTESTED
    return _State.LEVIED if track.kind == LEVY else _State.PENALISED


def _taken_back(track: CollectionTrack) -> str:
    """Where nothing is owed the track ends, otherwise it goes on where the court was asked."""
    if track.owed <= ZERO:
        return _State.DROPPED
    return _State.DEMANDED if track.demand_ends_on else _State.REMEDY


CONTEST_ROWS = (
    row(
        "contest",
        "登记复议或诉讼",
        start=(_State.REMEDY, _State.DEMANDED),
        end=(_State.CONTESTED,),
        law="《行政复议法》第四十二条；《行政诉讼法》第五十六条；《行政处罚法》第七十三条",
        fields=("contest_kind", "body", "case_number"),
        lead="复议、诉讼期间不能申请法院强制执行，加处罚款不予计算。",
    ),
    row(
        "judge",
        "登记一审判决",
        start=(_State.CONTESTED,),
        law="《行政诉讼法》第八十五条",
        idle=_not_judged,
        lead="一审判决送达之日起十五日内可以上诉，期间判决不生效；期满无人上诉的，登记生效的结果。",
        fields=("body", "document_number", "paper_on", "first_result"),
        asks=requires(_sued),
    ),
    row(
        "appeal",
        "登记上诉",
        start=(_State.CONTESTED,),
        law="《行政诉讼法》第八十五条",
        idle=_nothing_to_appeal,
        lead="上诉后一审判决不发生法律效力，以二审裁判为准。",
        fields=("body", "case_number"),
    ),
    row(
        UPHELD,
        "登记维持决定",
        start=(_State.CONTESTED,),
        end=(_State.REMEDY,),
        law="《行政复议法》第六十八条、第六十九条；《行政诉讼法》第四十五条、第六十九条；《行政强制法》第五十三条",
        lead="复议维持、驳回请求的，送达之日起十五日内可以起诉；驳回诉讼请求的判决生效的，"
        "自生效之日起计算申请执行期限。",
        fields=_PAPER,
        is_main=True,
    ),
    row(
        CHANGED,
        "登记变更决定",
        start=(_State.CONTESTED,),
        end=(_State.REMEDY,),
        permission=DECIDE,
        law="《行政复议法》第六十三条；《行政诉讼法》第七十七条",
        lead="应缴数额以复议决定、判决为准：核定、台账、可退金额、加处数额和公开核验随之变更，"
        "原决定书和以原数额催缴的文书不再有效。",
        fields=(*_PAPER, "new_amount", "new_pay_by", "reason"),
        asks=(hints(_paid_already),),
        ends=Ending.ALTER,
    ),
    row(
        PARTLY,
        "登记部分撤销",
        start=(_State.CONTESTED,),
        end=(_State.REMEDY,),
        permission=DECIDE,
        law="《行政复议法》第六十四条；《行政诉讼法》第七十条",
        lead="被撤销的部分不再缴纳，其余部分仍应履行；核定、台账、可退金额和公开核验随之变更。",
        fields=(*_PAPER, "new_amount", "new_pay_by", "reason"),
        asks=(hints(_paid_already),),
        ends=Ending.ALTER,
    ),
    row(
        ANNULLED,
        "登记决定被撤销",
        start=(_State.CONTESTED,),
        end=(_State.DROPPED,),
        permission=DECIDE,
        law="《行政复议法》第六十四条、第六十七条；《行政诉讼法》第七十条、第七十五条",
        lead="决定被撤销、确认无效的，本程序终结：应缴取消，已缴的转为应退，文书失效，不再催缴。"
        "没有新的决定，不得再行追缴。",
        fields=("annulled_as", *_PAPER, "reason"),
        asks=(hints(_paid_already),),
        is_danger=True,
        ends=Ending.ANNUL,
    ),
    row(
        REDO,
        "登记撤销并责令重作",
        start=(_State.CONTESTED,),
        end=(_State.VERIFIED, _State.INVESTIGATED),
        leads=_redone,
        permission=DECIDE,
        law="《行政复议法》第六十四条；《行政诉讼法》第七十条、第七十一条",
        lead="原决定失效，应缴取消，已缴的转为应退；在期限内重新核定、重新作出决定，"
        "不得以同一的事实和理由作出与原决定相同或者基本相同的决定。",
        fields=(*_PAPER, "redo_by", "reason"),
        asks=(hints(_paid_already),),
        is_danger=True,
        ends=Ending.ANNUL,
    ),
    row(
        DECLARED,
        "登记确认违法",
        start=(_State.CONTESTED,),
        end=(_State.REMEDY,),
        law="《行政复议法》第六十五条；《行政诉讼法》第七十四条",
        lead="确认违法但不撤销的，决定的数额不变，仍应履行。判明不再缴纳的，登记决定被撤销。",
        fields=(*_PAPER, "reason"),
    ),
    row(
        WITHDRAWN,
        "登记撤回申请或者起诉",
        start=(_State.CONTESTED,),
        end=(_State.REMEDY,),
        law="《行政复议法》第四十一条；《行政诉讼法》第六十二条",
        lead="复议终止、准予撤诉的，决定继续有效；原救济期限未满的仍可依法救济。",
        fields=("body", "document_number", "paper_on"),
    ),
    row(
        OWN_CHANGE,
        "作出变更决定",
        start=(_State.REMEDY, _State.DEMANDED, _State.CONTESTED),
        end=(_State.LEVIED, _State.PENALISED, _State.CONTESTED),
        leads=_unserved,
        permission=DECIDE,
        paper="decision_change",
        law="《行政处罚法》第七十五条第二款；《行政诉讼法》第六十二条",
        lead="发现决定的数额有错误的，主动改正，只能减少。变更决定书另行送达，救济期限自送达之日起重新计算；"
        "征收数额以复核生效的变更核定为准。",
        fields=("new_amount", "pay_by", "reason"),
        asks=(*requires(not_lowered), hints(_pending)),
        ends=Ending.ALTER,
    ),
    row(
        REVOKED,
        "撤销决定",
        start=(
            *(_State.LEVIED, _State.PENALISED, _State.REMEDY),
            *(_State.DEMANDED, _State.CONTESTED),
        ),
        end=(_State.DROPPED,),
        permission=DECIDE,
        paper="decision_revocation",
        law="《行政处罚法》第七十五条第二款；《行政诉讼法》第六十二条",
        lead="决定不应当作出的，由本机关撤销：应缴取消，已缴的转为应退，文书失效。"
        "已申请法院执行的，先向法院撤回申请。",
        fields=("reason",),
        asks=(hints(_paid_already), hints(_pending)),
        is_danger=True,
        ends=Ending.ANNUL,
    ),
    row(
        "take_back",
        "撤回强制执行申请",
        start=_WITH_THE_COURT,
        end=(_State.DROPPED, _State.DEMANDED, _State.REMEDY),
        leads=_taken_back,
        permission=DECIDE,
        law="《行政诉讼法》第九十七条、第一百零一条；《民事诉讼法》第二百六十八条第一项",
        lead="应缴已经取消、决定需要变更或者撤销的，向人民法院撤回申请，按法院准许撤回或者终结执行的"
        "裁定登记。没有欠缴的，本程序终结。",
        fields=("court", "document_number", "reason"),
        is_danger=True,
    ),
    row(
        "refund_fine",
        "登记退还罚款",
        tracks=(PENALTY,),
        law="《行政处罚法》第七十四条",
        idle=nothing_to_give_back,
        lead="罚款决定被变更、撤销的，多缴的罚款由财政部门退还，按退付凭证登记。",
        fields=("amount", "voucher"),
    ),
    row(
        "refund_added",
        "登记退还加处罚款、滞纳金",
        law="《行政强制法》第四十五条",
        idle=no_added_to_give_back,
        lead="决定的数额变更、取消后，加处的罚款、滞纳金随之重新计算，多缴的由财政部门退还，按退付凭证登记。",
        fields=("amount", "voucher"),
    ),
)
# A decision that is made anew says why it is not the old one.
ANEW = wants_explanation(told_to_redo)
ANNULLED_KINDS = (
    ("annulled", "撤销"),
    ("void", "确认无效"),
    ("stopped", "确认违法，判明不再缴纳"),
)
FIRST_RESULTS = tuple(
    (text, text)
    for text in (
        "驳回诉讼请求",
        "变更",
        "部分撤销",
        "撤销",
        "撤销并责令重作",
        "确认违法",
        "确认无效",
    )
)
