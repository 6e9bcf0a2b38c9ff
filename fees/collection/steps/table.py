"""The steps of collection as the law orders them: from where, to where, on what basis.

Data only. What must be there before a step is taken is in ``conditions``, what it changes in
``effects``; the form of a step is made of its ``fields`` (``fees.collection.forms``).
"""

from __future__ import annotations

from dataclasses import dataclass

from fees.collection.models import CollectionTrack
from renfang.resting import Ending

S = CollectionTrack.State
LEVY, PENALTY = CollectionTrack.Kind.LEVY, CollectionTrack.Kind.PENALTY
BOTH = (LEVY, PENALTY)
HANDLE, DECIDE = "handle_collection", "decide_collection"
SAME, BACK = "", "back"  # the state stays as it is, or goes back to where execution stood
_DECIDED = (S.REMEDY, S.CONTESTED, S.DEMANDED, S.APPLIED, S.REJECTED, S.ACCEPTED, S.RULED,
            S.ENFORCING, S.AGREED, S.SUSPENDED, S.TERMINATED, S.BANKRUPTCY)  # fmt: skip
_EXECUTED = (S.APPLIED, S.ACCEPTED, S.RULED, S.ENFORCING, S.AGREED)
_UNDECIDED = (S.CLUE, S.VERIFIED, S.ORDERED, S.FILED, S.INVESTIGATED, S.FORETOLD, S.HEARING)


@dataclass(frozen=True, kw_only=True)
class LawfulStep:
    """One step: ``start`` states, ``end`` state, who takes it, its paper and what the form asks.

    ``what`` tells the user what the step is for. ``is_main``: the way the law goes on by itself;
    other steps are offered beside it. ``ends``: the decision falls, or is never made.
    """

    code: str
    label: str
    tracks: tuple[str, ...] = BOTH
    start: tuple[str, ...]
    end: str
    basis: str
    what: str
    permission: str = HANDLE
    paper: str = ""
    fields: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    is_main: bool = False
    is_danger: bool = False
    ends: Ending | None = None


_STEPS = (
    LawfulStep(
        code="verify",
        label="登记核查",
        tracks=(LEVY,),
        start=(S.CLUE,),
        end=S.VERIFIED,
        basis="《行政处罚法》第四十二条、第五十四条、第五十五条",
        what="由两名以上具有执法资格的人员核对应建、批建、实建和已缴金额，必要时现场勘验、询问。",
        fields=("officers", "finding"),
        is_main=True,
    ),
    LawfulStep(
        code="order",
        label="签发责令限期缴纳通知书",
        tracks=(LEVY,),
        start=(S.VERIFIED,),
        end=S.ORDERED,
        basis="《人民防空法》第二十二条、第四十八条；《行政处罚法》第二十八条第一款",
        what="告知欠缴事实、金额、依据和缴纳期限，听取陈述申辩。送达后期限届满仍未缴清的，作出征收决定。",
        paper="order_to_pay",
        fields=("finding", "pay_days"),
        conditions=("owed",),
        is_main=True,
    ),
    LawfulStep(
        code="levy",
        label="作出征收决定",
        tracks=(LEVY,),
        start=(S.VERIFIED, S.ORDERED),
        end=S.LEVIED,
        basis="《人民防空法》第二十二条、第四十八条；最高人民法院指导案例21号",
        what="征收决定书载明事实、依据、金额、缴款期限和渠道，并告知复议、诉讼权利。须经负责人批准。",
        permission=DECIDE,
        paper="levy_decision",
        fields=("finding", "heard", "pay_by"),
        conditions=("owed", "undecided", "order_served", "heard"),
        is_main=True,
    ),
    LawfulStep(
        code="adopt",
        label="采用核定时的征收决定书",
        tracks=(LEVY,),
        start=(S.CLUE, S.VERIFIED, S.ORDERED),
        end=S.LEVIED,
        basis="《人民防空法》第二十二条；《行政强制法》第五十三条",
        what="核定时已签发征收决定书的，不再另作决定；制作送达回证，送达后起算各期限。",
        conditions=("owed", "decision_issued"),
    ),
    LawfulStep(
        code="enter_decision",
        label="登记已有的决定",
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.FILED, S.INVESTIGATED),
        end=S.REMEDY,
        basis="《行政复议法》第二十条；《行政诉讼法》第四十六条",
        what="系统启用前已经作出并送达的征收决定、处罚决定，按原件登记，救济期限和申请执行期限由系统计算。",
        fields=("decision_number", "amount", "served_on", "pay_by", "rights_told"),
    ),
    LawfulStep(
        code="file",
        label="立案",
        tracks=(PENALTY,),
        start=(S.CLUE,),
        end=S.FILED,
        basis="《行政处罚法》第五十四条第二款、第三十六条",
        permission=DECIDE,
        what="符合立案标准的及时立案，自立案之日起九十日内作出处罚决定。",
        paper="penalty_filing",
        fields=("finding", "officers", "offence_ended_on"),
        is_main=True,
    ),
    LawfulStep(
        code="investigate",
        label="登记调查终结",
        tracks=(PENALTY,),
        start=(S.FILED,),
        end=S.INVESTIGATED,
        basis="《行政处罚法》第四十二条、第五十五条、第五十七条、第五十八条",
        what="两名以上执法人员出示证件调查取证；按规定须经法制审核的，记明审核意见。",
        fields=("officers", "finding", "legal_review"),
        is_main=True,
    ),
    LawfulStep(
        code="foretell",
        label="签发行政处罚事先告知书",
        tracks=(PENALTY,),
        start=(S.INVESTIGATED,),
        end=S.FORETOLD,
        basis="《行政处罚法》第四十四条、第四十五条、第六十三条",
        what="告知拟处罚的内容、事实、理由、依据和陈述、申辩、要求听证的权利。",
        paper="penalty_prior_notice",
        fields=("finding", "amount", "punish_basis"),
        is_main=True,
    ),
    LawfulStep(
        code="hear",
        label="通知听证",
        tracks=(PENALTY,),
        start=(S.FORETOLD,),
        end=S.HEARING,
        basis="《行政处罚法》第六十三条、第六十四条",
        what="当事人在告知后五个工作日内要求听证的，在听证的七个工作日前通知时间、地点。",
        paper="hearing_notice",
        fields=("requested_on", "hearing_on", "hearing_place"),
        conditions=("notice_served",),
    ),
    LawfulStep(
        code="penalise",
        label="作出行政处罚决定",
        tracks=(PENALTY,),
        start=(S.FORETOLD, S.HEARING),
        end=S.PENALISED,
        permission=DECIDE,
        basis="《行政处罚法》第五十七条、第五十九条、第六十条；《人民防空法》第四十八条",
        what="陈述申辩、听证结束后作出。不得因陈述申辩、听证给予更重的处罚，同一违法行为不得两次罚款。",
        paper="penalty_decision",
        fields=("finding", "heard", "amount", "punish_basis"),
        conditions=("notice_served", "heard"),
        is_main=True,
    ),
    LawfulStep(
        code="remind",
        label="签发催缴通知书",
        tracks=(LEVY,),
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.REMEDY, S.DEMANDED, S.ENFORCING, S.AGREED),
        end=SAME,
        basis="提醒缴纳，不是行政强制法第五十四条的催告",
        what="提醒债务人欠缴金额和期限。催缴不改变任何法定期限，不能代替催告。",
        paper="payment_reminder",
        conditions=("owed", "not_blocked"),
    ),
    LawfulStep(
        code="defer",
        label="准予暂缓或分期缴纳罚款",
        tracks=(PENALTY,),
        start=(S.REMEDY,),
        end=SAME,
        basis="《行政处罚法》第六十六条第二款",
        permission=DECIDE,
        what="确有经济困难、经申请批准的，罚款可以暂缓或者分期缴纳；易地建设费没有这一规定。",
        fields=("reason", "pay_by"),
        conditions=("owed",),
    ),
    LawfulStep(
        code="pay_fine",
        label="登记缴纳罚款",
        tracks=(PENALTY,),
        start=tuple(state for state in _DECIDED if state != S.CONTESTED),
        end=SAME,
        basis="《行政处罚法》第六十七条、第七十四条",
        conditions=("owed",),
        what="按指定银行或者电子支付系统的缴款凭证登记。罚款全部上缴国库。",
        fields=("amount", "voucher"),
    ),
    LawfulStep(
        code="contest",
        label="登记复议或诉讼",
        start=(S.REMEDY, S.DEMANDED),
        end=S.CONTESTED,
        basis="《行政复议法》第四十二条；《行政诉讼法》第五十六条；《行政处罚法》第七十三条",
        fields=("contest_kind", "body", "case_number"),
        what="复议、诉讼期间不能申请法院强制执行，加处罚款不予计算。",
    ),
    LawfulStep(
        code="uphold",
        label="登记维持决定",
        start=(S.CONTESTED,),
        end=S.REMEDY,
        basis="《行政诉讼法》第四十五条；《行政强制法》第五十三条",
        what="复议维持的，送达之日起十五日内可以起诉；判决生效的，自生效之日起计算申请执行期限。",
        fields=("contest_result", "document_number"),
        is_main=True,
    ),
    LawfulStep(
        code="annul",
        label="登记决定被撤销",
        start=(S.CONTESTED,),
        end=S.DROPPED,
        basis="《行政复议法》第六十四条；《行政诉讼法》第七十条",
        what="决定被撤销或者确认违法的，本程序终结。欠缴仍存在的，重新核定后另行立卷。",
        fields=("document_number", "reason"),
        is_danger=True,
        ends=Ending.ANNUL,
    ),
    LawfulStep(
        code="demand",
        label="签发催告书",
        start=(S.REMEDY,),
        end=S.DEMANDED,
        basis="《行政强制法》第五十四条、第三十五条",
        what="申请法院强制执行前必须催告。催告书送达十个工作日后仍未履行的，可以申请强制执行。",
        paper="statutory_demand",
        conditions=("owed", "pay_by_passed"),
        is_main=True,
    ),
    LawfulStep(
        code="apply",
        label="申请法院强制执行",
        start=(S.DEMANDED,),
        end=S.APPLIED,
        basis="《行政强制法》第五十三条、第五十四条、第五十五条",
        permission=DECIDE,
        what="救济期限届满之日起三个月内提出，由负责人签名、加盖印章，附决定书、催告和标的情况。",
        paper="enforcement_application",
        fields=("court", "property", "justification"),
        conditions=("owed", "demand_served", "demand_over", "remedies_over", "not_lapsed"),
        is_main=True,
    ),
    LawfulStep(
        code="accept",
        label="登记法院受理",
        start=(S.APPLIED, S.REJECTED),
        end=S.ACCEPTED,
        basis="《行政强制法》第五十六条",
        what="人民法院接到申请，应当在五日内受理。",
        fields=("case_number",),
        is_main=True,
    ),
    LawfulStep(
        code="reject",
        label="登记不予受理或不准予执行",
        start=(S.APPLIED, S.ACCEPTED),
        end=S.REJECTED,
        basis="《行政强制法》第五十六条第二款、第五十八条第三款",
        what="对裁定有异议的，自收到之日起十五日内向上一级人民法院申请复议。",
        fields=("document_number", "reason"),
    ),
    LawfulStep(
        code="rule",
        label="登记准予执行裁定",
        start=(S.ACCEPTED,),
        end=S.RULED,
        basis="《行政强制法》第五十七条；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百六十条",
        what="人民法院自受理之日起七日内裁定；明显违法、须听取意见的，三十日内裁定。",
        fields=("document_number",),
        is_main=True,
    ),
    LawfulStep(
        code="enforce",
        label="登记法院执行",
        start=(S.RULED,),
        end=S.ENFORCING,
        basis="《行政强制法》第五十九条、第六十条",
        what="法院立案执行。强制执行的费用由被执行人承担，申请机关不缴纳申请费。",
        fields=("case_number", "finding"),
        is_main=True,
    ),
    LawfulStep(
        code="agree",
        label="签订执行协议",
        start=(S.RULED, S.ENFORCING),
        end=S.AGREED,
        basis="《行政强制法》第四十二条",
        permission=DECIDE,
        what="可以约定分阶段履行；采取补救措施的，可以减免加处的罚款或者滞纳金。",
        paper="execution_agreement",
        fields=("instalments", "until"),
        conditions=("owed",),
    ),
    LawfulStep(
        code="breach",
        label="登记不履行协议",
        start=(S.AGREED,),
        end=BACK,
        basis="《行政强制法》第四十二条第三款",
        what="当事人不履行执行协议的，恢复强制执行。",
        fields=("reason",),
    ),
    LawfulStep(
        code="suspend",
        label="中止执行",
        start=_EXECUTED,
        end=S.SUSPENDED,
        permission=DECIDE,
        basis="《行政强制法》第三十九条",
        paper="suspension_decision",
        what="中止情形消失后恢复执行；没有明显社会危害、确无能力履行、中止满三年未恢复的，不再执行。",
        fields=("suspension_ground", "reason"),
    ),
    LawfulStep(
        code="resume",
        label="恢复执行",
        start=(S.SUSPENDED,),
        end=BACK,
        basis="《行政强制法》第三十九条第二款",
        what="中止执行的情形消失，恢复执行。",
        fields=("reason",),
        is_main=True,
    ),
    LawfulStep(
        code="terminate",
        label="终结执行",
        permission=DECIDE,
        start=(S.RULED, S.ENFORCING, S.AGREED, S.SUSPENDED, S.REJECTED),
        end=S.TERMINATED,
        basis="《行政强制法》第四十条",
        paper="termination_decision",
        what="公民死亡、法人终止且无财产可供执行又无义务承受人，标的灭失，决定被撤销等情形。",
        fields=("termination_ground", "reason"),
        is_danger=True,
    ),
    LawfulStep(
        code="claim",
        label="申报破产债权",
        tracks=(LEVY,),
        start=tuple(state for state in _DECIDED if state != S.BANKRUPTCY),
        end=S.BANKRUPTCY,
        basis="《企业破产法》第四十五条、第四十六条、第五十六条、第一百一十三条",
        what="在法院确定的期限内向管理人申报；罚款不是破产债权。逾期未申报的，最后分配前可以补充申报。",
        paper="claim_filing",
        fields=("court", "administrator", "accepted_on", "until"),
        conditions=("owed",),
    ),
    LawfulStep(
        code="write_off",
        label="登记核销",
        start=(S.TERMINATED, S.BANKRUPTCY),
        end=S.WRITTEN_OFF,
        permission=DECIDE,
        conditions=("written_off",),
        basis="《企业破产法》第一百二十条、第一百二十三条；同级财政部门核销规定",
        what="终结执行、破产程序终结或者注销且无承受人的，经集体决定和财政部门同意后核销；"
        "核销后发现财产的继续追缴。",
        fields=("document_number", "reason"),
        is_danger=True,
    ),
    LawfulStep(
        code="paid",
        label="确认缴清",
        start=(S.CLUE, S.VERIFIED, S.ORDERED, S.LEVIED, *_DECIDED),
        end=S.PAID,
        basis="《行政强制法》第五十四条",
        conditions=("paid_up",),
        what="欠缴已全部入账的，本程序终结，不再催告和申请执行。",
    ),
    LawfulStep(
        code="drop",
        label="撤案",
        start=_UNDECIDED,
        end=S.DROPPED,
        permission=DECIDE,
        basis="《行政处罚法》第三十三条、第五十七条第一款",
        what="违法事实不能成立，依法不予处罚，或者不属于应缴范围的，经批准撤案。",
        fields=("reason",),
        is_danger=True,
        ends=Ending.DROP,
    ),
)
STEPS = {step.code: step for step in _STEPS}


def steps_from(kind: str, state: str) -> list[LawfulStep]:
    """The steps that the law knows from a state of a track, the main way first."""
    found = [step for step in _STEPS if kind in step.tracks and state in step.start]
    return sorted(found, key=lambda step: not step.is_main)
