"""What can be done on a track of collection as the law orders it, and with the case as a whole.

What stands in the way of a step is said in ``conditions``, what it changes in ``effects``; the
form of a step is made of its ``fields`` (``fees.collection.forms``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.models import OmissionCase
from fees.collection.models import CollectionBlock, CollectionCase, CollectionTrack
from fees.collection.queries import awaiting_collection
from fees.collection.steps.conditions import (
    decision_issued,
    fee_demanded,
    fined,
    found_late,
    heard,
    law_has_changed,
    law_is_unknown,
    no_hearing,
    not_blocked,
    nothing_added,
    notice_served,
    order_served,
    owed,
    party_unknown,
    payment_waits,
    promise_lives,
    reminded_lately,
    still_ordered,
    still_owed,
    undecided,
    unpunished_case,
    unpunished_track,
    unreviewed,
    written_off,
)
from fees.collection.steps.court import COURT_STEPS, DEFER
from fees.collection.steps.outcomes import ANEW, CONTEST_ROWS
from fees.collection.steps.rows import (
    DECIDE,
    HANDLE,
    LEVY,
    PENALTY,
    LawfulStep,
)
from fees.collection.steps.rows import (
    requires as _requires,
)
from fees.collection.steps.rows import (
    row as _row,
)
from fees.ledger.models import FeeAccount
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Ending
from renfang.steps import Step, Steps, hints, stops, wants_explanation

S = CollectionTrack.State
_DECIDED = (S.REMEDY, S.CONTESTED, S.DEMANDED, S.REJECTED, S.DENIED, *CollectionTrack.AT_COURT,
            S.TERMINATED, S.BANKRUPTCY)  # fmt: skip
# Where money is taken: everywhere after the decision but while it is contested.
_PAYABLE = tuple(state for state in _DECIDED if state != S.CONTESTED)
_UNDECIDED = (S.CLUE, S.VERIFIED, S.ORDERED, S.FILED, S.INVESTIGATED, S.FORETOLD, S.HEARING)
# What prior notice and decision ask about the penalty; the form leaves out what the book knows not.
_PENALTY = ("order", "order_by", "amount", "shelter_cost", "fine_grounds", "mitigation",
            "mitigation_facts")  # fmt: skip

TRACK_STEPS = Steps(
    CollectionTrack,
    _row(
        "paid",
        "确认缴清",
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.LEVIED, *_DECIDED),
        end=(S.PAID,),
        law="《行政强制法》第五十四条",
        idle=still_owed,
        lead="欠缴和已要求缴纳的加处罚款、滞纳金全部缴清或者批准不再收取的，本程序终结。",
        asks=(hints(still_ordered),),
        is_main=True,
    ),
    _row(
        "verify",
        "登记核查",
        tracks=(LEVY,),
        start=(S.CLUE,),
        end=(S.VERIFIED,),
        law="《行政处罚法》第四十二条、第五十四条、第五十五条",
        lead="由两名以上具有执法资格的人员核对应建、批建、实建和已缴金额，必要时现场勘验、询问。",
        fields=("officers", "finding"),
        is_main=True,
    ),
    _row(
        "order",
        "签发责令限期缴纳通知书",
        tracks=(LEVY,),
        start=(S.VERIFIED,),
        end=(S.ORDERED,),
        law="《人民防空法》第二十二条、第四十八条；《行政处罚法》第二十八条第一款",
        lead="告知欠缴事实、金额、依据和缴纳期限，听取陈述申辩。送达后期限届满仍未缴清的，作出征收决定。",
        paper="order_to_pay",
        fields=("finding", "pay_days"),
        asks=_requires(owed),
        is_main=True,
    ),
    _row(
        "levy",
        "作出征收决定",
        tracks=(LEVY,),
        start=(S.VERIFIED, S.ORDERED),
        end=(S.LEVIED,),
        law="《人民防空法》第二十二条、第四十八条；最高人民法院指导案例21号",
        lead="征收决定书载明事实、依据、金额、缴款期限和渠道，并告知复议、诉讼权利。须经负责人批准。",
        permission=DECIDE,
        paper="levy_decision",
        fields=("finding", "heard", "pay_by"),
        asks=(*_requires(owed, undecided, order_served, heard), ANEW),
        is_main=True,
    ),
    _row(
        "adopt",
        "采用核定时的征收决定书",
        tracks=(LEVY,),
        start=(S.CLUE, S.VERIFIED, S.ORDERED),
        end=(S.LEVIED,),
        law="《人民防空法》第二十二条；《行政强制法》第五十三条",
        lead="核定时已签发征收决定书的，不再另作决定；制作送达回证，送达后起算各期限。",
        asks=_requires(owed, decision_issued),
    ),
    _row(
        "enter_decision",
        "登记已有的决定",
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.FILED, S.INVESTIGATED),
        end=(S.REMEDY,),
        law="《行政复议法》第二十条；《行政诉讼法》第四十六条",
        lead="系统启用前已经作出并送达的征收决定、处罚决定，按原件登记，救济期限和申请执行期限由系统计算。",
        fields=(
            "decision_number",
            "amount",
            "served_on",
            "pay_by",
            "rights_told",
            "late_told",
            "ordered_until",
        ),
        asks=_requires(undecided),
    ),
    _row(
        "file",
        "立案",
        tracks=(PENALTY,),
        start=(S.CLUE,),
        end=(S.FILED,),
        law="《行政处罚法》第五十四条第二款、第三十六条",
        permission=DECIDE,
        lead="符合立案标准的及时立案，自立案之日起九十日内作出处罚决定。",
        paper="penalty_filing",
        fields=("finding", "officers", "offence_ended_on", "limit_reason"),
        asks=_requires(unpunished_track, unreviewed),
        is_main=True,
    ),
    _row(
        "investigate",
        "登记调查终结",
        tracks=(PENALTY,),
        start=(S.FILED,),
        end=(S.INVESTIGATED,),
        law="《行政处罚法》第四十二条、第五十五条、第五十七条、第五十八条",
        lead="两名以上执法人员出示证件调查取证；按规定须经法制审核的，记明审核意见。",
        fields=("officers", "finding", "legal_review"),
        asks=(*_requires(unpunished_track), hints(law_is_unknown)),
        is_main=True,
    ),
    _row(
        "foretell",
        "签发行政处罚事先告知书",
        tracks=(PENALTY,),
        start=(S.INVESTIGATED,),
        end=(S.FORETOLD,),
        law="《行政处罚法》第三十二条、第四十四条、第四十五条、第六十三条",
        lead="告知拟处罚的内容、事实、理由、依据和陈述、申辩、要求听证的权利。",
        paper="penalty_prior_notice",
        fields=("finding", "evidence", *_PENALTY, "hearing_right"),
        asks=(
            *_requires(unpunished_track, party_unknown),
            hints(law_has_changed),
            hints(law_is_unknown),
            wants_explanation(found_late),
        ),
        is_main=True,
    ),
    _row(
        "hear",
        "通知听证",
        tracks=(PENALTY,),
        start=(S.FORETOLD,),
        end=(S.HEARING,),
        law="《行政处罚法》第六十三条、第六十四条",
        lead="当事人在告知后五个工作日内要求听证的，在听证的七个工作日前通知时间、地点。",
        paper="hearing_notice",
        fields=("requested_on", "hearing_on", "hearing_place", "presider"),
        asks=_requires(notice_served, no_hearing),
    ),
    _row(
        "penalise",
        "作出行政处罚决定",
        tracks=(PENALTY,),
        start=(S.FORETOLD, S.HEARING),
        end=(S.PENALISED,),
        permission=DECIDE,
        law="《行政处罚法》第五十七条至第六十条；《人民防空法》第四十八条",
        lead="陈述申辩、听证结束后作出。不得因陈述申辩、听证给予更重的处罚，同一违法行为不得两次罚款。",
        paper="penalty_decision",
        fields=(
            "finding",
            "evidence",
            "heard",
            *_PENALTY,
            "legal_review",
            "is_complex",
            "discussed_on",
            "discussants",
            "discussion",
        ),
        asks=(
            *_requires(notice_served, heard, unpunished_track, party_unknown),
            hints(law_has_changed),
            hints(law_is_unknown),
            wants_explanation(found_late),
            ANEW,
        ),
        is_main=True,
    ),
    _row(
        "remind",
        "签发催缴通知书",
        tracks=(LEVY,),
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.REMEDY, S.DEMANDED),
        law="提醒缴纳，不是行政强制法第五十四条的催告",
        lead="提醒债务人欠缴金额和期限。催缴不改变任何法定期限，不能代替催告。",
        paper="payment_reminder",
        asks=(
            *_requires(owed, not_blocked),
            *map(wants_explanation, (fee_demanded, payment_waits, promise_lives, reminded_lately)),
        ),
    ),
    DEFER,
    _row(
        "pay_fine",
        "登记缴纳罚款",
        tracks=(PENALTY,),
        start=_PAYABLE,
        law="《行政处罚法》第六十七条、第七十四条",
        asks=_requires(owed),
        lead="按指定银行或者电子支付系统的缴款凭证登记。罚款全部上缴国库。",
        fields=("amount", "voucher"),
    ),
    _row(
        "pay_added",
        "登记缴纳加处罚款、滞纳金",
        start=_PAYABLE,
        law="《行政强制法》第四十五条、第五十四条；《行政处罚法》第七十二条第一款第一项",
        idle=nothing_added,
        lead="按缴款凭证登记已经要求缴纳的加处罚款、滞纳金，另行上缴国库，不冲抵罚款和易地建设费。",
        fields=("amount", "voucher"),
    ),
    _row(
        "waive_added",
        "不再收取加处罚款、滞纳金",
        start=_PAYABLE,
        law="《行政强制法》第四十五条",
        permission=DECIDE,
        idle=nothing_added,
        lead="已要求缴纳的加处罚款、滞纳金有依据减免的，写明数额和依据，由负责人批准；罚款和易地建设费本身不减免。",
        fields=("amount", "waive_ground", "reason"),
        is_danger=True,
    ),
    *CONTEST_ROWS,
    *COURT_STEPS,
    _row(
        "fulfil",
        "登记履行完毕",
        tracks=(PENALTY,),
        start=_PAYABLE,
        end=(S.FULFILLED,),
        law="《行政处罚法》第四十七条、第六十六条第一款",
        idle=fined,
        lead="警告送达即为执行；责令的事项履行完毕的，写明履行情况，本程序终结。",
        fields=("finding",),
        is_main=True,
    ),
    _row(
        "claim",
        "申报破产债权",
        tracks=(LEVY,),
        start=tuple(state for state in _DECIDED if state != S.BANKRUPTCY),
        end=(S.BANKRUPTCY,),
        law="《企业破产法》第四十五条、第四十六条、第五十六条、第一百一十三条",
        lead="在法院确定的期限内向管理人申报；罚款不是破产债权。逾期未申报的，最后分配前可以补充申报。",
        paper="claim_filing",
        fields=("court", "administrator", "accepted_on", "until"),
        asks=_requires(owed),
    ),
    _row(
        "write_off",
        "登记核销",
        start=(S.TERMINATED, S.BANKRUPTCY, S.REJECTED, S.DENIED),
        end=(S.WRITTEN_OFF,),
        permission=DECIDE,
        asks=_requires(written_off),
        law="《企业破产法》第一百二十条、第一百二十三条；同级财政部门核销规定",
        lead="终结执行、破产程序终结或者注销且无承受人的，经集体决定和财政部门同意后核销；"
        "核销后发现财产的继续追缴。",
        fields=("document_number", "reason"),
        is_danger=True,
    ),
    _row(
        "drop",
        "撤案",
        start=_UNDECIDED,
        end=(S.DROPPED,),
        permission=DECIDE,
        law="《行政处罚法》第三十三条、第五十七条第一款",
        lead="违法事实不能成立，依法不予处罚，或者不属于应缴范围的，经批准撤案。",
        fields=("reason",),
        is_danger=True,
        ends=Ending.DROP,
    ),
)
STEPS: dict[str, LawfulStep] = {step.code: step for step in TRACK_STEPS}


def _pursued(account: FeeAccount) -> str:
    if account.is_settled:
        return f"{account}没有欠缴，不能立卷追缴"
    if not account.collection_cases.filter(state=CollectionCase.State.OPEN).exists():
        return ""
    return f"{account}已有办理中的追缴案件。到该案件办理"


OPEN = Step(
    label="追缴立卷",
    press="立卷",
    url="fees:collection_open",
    permission=HANDLE,
    lead="一个债务人、一个项目立一卷，先走征收程序；需要处罚的，在案卷内另行启动。",
    idle=_pursued,
)
ACCOUNT_STEPS = Steps(FeeAccount, OPEN)


def _not_handed_over(omission: OmissionCase, by: User, on: date) -> str:
    if awaiting_collection(Scope(by), on).filter(pk=omission.pk).exists():
        return ""
    return (
        f"{omission}不在移送追缴之列：限期届满、已作违法未建核定且尚有欠缴的，才能接收；"
        "已立卷的到该案件办理"
    )


TAKE_OVER = Step(
    label="接收应建未建案件",
    press="接收并立卷",
    url="fees:collection_take_over",
    permission=HANDLE,
    start=(OmissionCase.State.NOTIFIED, OmissionCase.State.CLOSED),
    lead="限期届满仍未办理的应建未建案件，核查情况随案移入征收程序，不再重复登记。",
    asks=Hook(stops(_not_handed_over)),
)
OMISSION_STEPS = Steps(OmissionCase, TAKE_OVER)


def _unfinished(case: CollectionCase) -> str:
    going_on = (track for track in case.tracks.all() if not track.is_ended)
    track = next(going_on, None)
    if track is not None:
        return f"{track}现为“{track.get_state_display()}”，办结后再结案"
    owing = (track for track in case.tracks.all() if track.fine_to_refund or track.added_to_refund)
    track = next(owing, None)
    return f"{track}有应当退还的罚款或者加处数额，退还后再结案" if track else ""


def _held(case: CollectionCase) -> str:
    is_held = any(block.lifted_on is None for block in case.blocks.all())
    return f"{case}已暂缓催缴。先解除原来的再登记" if is_held else ""


def _penalised(case: CollectionCase) -> str:
    if not any(track.kind == PENALTY for track in case.tracks.all()):
        return ""
    return f"{case}已启动处罚程序。同一违法行为不得给予两次以上罚款"


def _on_case(label: str, url: str, **more: Any) -> Step:
    return Step(
        label=label,
        url=f"fees:collection_{url}",
        start=(CollectionCase.State.OPEN,),
        **{"permission": HANDLE, **more},
    )


CLOSE = _on_case(
    "结案",
    "close",
    press="批准结案",
    permission=DECIDE,
    end=(CollectionCase.State.CLOSED,),
    lead="各程序都已办结的，由负责人批准结案，案卷归档。",
    to_do="各程序都已办结。由负责人批准结案。",
    is_main=True,
    idle=_unfinished,
    ends=Ending.CLOSE,
)
CONTACT = _on_case("登记联系", "contact", press="登记")
FILE = _on_case("上传附件", "evidence", press="上传")
BLOCK = _on_case(
    "暂缓催缴",
    "block",
    lead="暂缓期间不发催缴通知；法定期限照常计算，申请法院强制执行的期限不因此延长。",
    idle=_held,
)
PENALISE = _on_case(
    "启动处罚程序",
    "penalty",
    law="《人民防空法》第四十八条；《行政处罚法》第四条、第二十九条",
    lead="与征收程序并行，立案后调查、告知、决定。同一违法行为不得给予两次以上罚款。",
    idle=_penalised,
    asks=Hook(stops(unpunished_case)),
)
CASE_STEPS = Steps(CollectionCase, CLOSE, CONTACT, FILE, BLOCK, PENALISE)


def _lifted(block: CollectionBlock) -> str:
    return f"暂缓催缴已于 {block.lifted_on} 解除" if block.lifted_on else ""


LIFT = Step(label="解除暂缓", url="fees:collection_unblock", permission=HANDLE, idle=_lifted)
BLOCK_STEPS = Steps(CollectionBlock, LIFT)
