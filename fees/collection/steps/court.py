"""From the 催告 to the court and out again: what is asked of it, and what it ruled.

The bureau has no power of enforcement (行政强制法 arts 34, 53): once it has applied, only the court
suspends, ends or resumes the execution, and a settlement is made before the court. So the steps
behind 申请法院强制执行 issue no paper; they put the court's rulings and the bureau's own letters to
it on record, with number and day.

Three roads lead there (``outcomes.Road``): never contested (强制法 arts 53-55), upheld in
reconsideration and not sued (复议法 art. 78(一)), judged (行诉法 art. 95, 法释〔2018〕1号 arts
152-154: court of first instance, two years, no 催告).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from fees.collection.instalments import deferral_as
from fees.collection.models import CollectionStep, CollectionTrack
from fees.collection.outcomes import CHANGED, RESULTS, Instance, Road, fate_of
from fees.collection.steps.conditions import (
    demand_over,
    demand_served,
    in_time,
    party_unknown,
    pay_by_passed,
    remedies_over,
    standard_untold,
)
from fees.collection.steps.outcomes import outdated
from fees.collection.steps.rounds import round_is_closed, round_is_open
from fees.collection.steps.rows import DECIDE, LEVY, PENALTY, requires, row
from fees.ledger.models import ZERO
from renfang.acts import Incomplete
from renfang.organisations.authorities import Matter, court_of, require_competent
from renfang.organisations.models import RemedyAuthority, User
from renfang.rules.vocabulary import ORDERS
from renfang.steps import hints, wants_explanation

S = CollectionTrack.State
# Where execution stands before it is settled or suspended, and goes on afterwards.
RESUMED = (S.RULED, S.ENFORCING)

# 申请执行的内容: the money, what the decision ordered besides, or both.
MONEY, ORDER, ALL = "money", "order", "both"
# What is ordered and cannot be had by taking money; an order to pay the fee is levied.
BUILDING = ("BUILD", "BUILD_MISSING")
# 管辖: which court, and why.
APPLICANT, IMMOVABLE = "applicant", "immovable"
CENTRALISED, FIRST_INSTANCE = "centralised", "first_instance"
WITHDRAWN_GROUND = "申请人撤销申请的"
# 民事诉讼法 arts 267 and 268, as far as they fit a claim of the state.
GROUNDS_OF_SUSPENSION = (
    "申请人表示可以延期执行的",
    "案外人对执行标的提出确有理由的异议的",
    "作为一方当事人的公民死亡，需要等待继承人继承权利或者承担义务的",
    "作为一方当事人的法人或者其他组织终止，尚未确定权利义务承受人的",
    "人民法院认为应当中止执行的其他情形",
)
GROUNDS_OF_TERMINATION = (
    WITHDRAWN_GROUND,
    "据以执行的法律文书被撤销的",
    "作为被执行人的公民死亡，无遗产可供执行，又无义务承担人的",
    "人民法院认为应当终结执行的其他情形",
)


# What can be asked for


def order_overdue(track: CollectionTrack, day: date) -> bool:
    """Whether what the decision ordered beside the money is due and not reported as done."""
    return bool(
        track.order in BUILDING
        and track.order_until is not None
        and track.order_until < day
        and track.order_done_on is None
    )


def open_claims(track: CollectionTrack, day: date) -> tuple[str, ...]:
    """What may be demanded on the day: money, order, or both; the widest first."""
    parts = []
    if track.owed > ZERO:
        parts.append(MONEY)
    if order_overdue(track, day):
        parts.append(ORDER)
    return (ALL, *parts) if len(parts) > 1 else tuple(parts)


def claims_left(track: CollectionTrack, day: date, code: str) -> tuple[str, ...]:
    """The same for a step: the court is asked for nothing that was not demanded before.

    After a judgment there was no 催告, and the judgment itself is the demand.
    """
    found = open_claims(track, day)
    if code != "apply" or fate_of(track).road is Road.JUDGED:
        return found
    demand = track.steps.filter(code="demand").order_by("-id").first()
    asked = str(demand.values.get("asks_for") or MONEY) if demand else ALL
    return found if asked == ALL else tuple(each for each in found if each == asked)


def claim_in(track: CollectionTrack, day: date, code: str, values: Mapping[str, Any]) -> str:
    """What is asked for: the chosen part, or all there is. Raises Incomplete for another."""
    left = claims_left(track, day, code)
    chosen = str(values.get("asks_for") or "")
    if chosen in left:
        return chosen
    if chosen or not left:
        raise Incomplete("催告书没有要求履行，或者不在应当履行的范围", field="asks_for")
    return left[0]


def asks_money(claim: str) -> bool:
    """Whether a sum is asked for."""
    return claim != ORDER


# What stands in the way


def nothing_to_demand(track: CollectionTrack) -> str:
    """Nothing is owed, and nothing ordered is overdue: otherwise nothing."""
    if open_claims(track, timezone.localdate()):
        return ""
    return "没有欠缴，也没有逾期未履行的责令事项"


def unclaimed(track: CollectionTrack, by: User, day: date) -> str:
    """The same on the day of the act."""
    return "" if open_claims(track, day) else "没有欠缴，也没有逾期未履行的责令事项"


def not_demanded(track: CollectionTrack) -> str:
    """A 催告 comes first, on every road but that of a judgment: 行政强制法 art. 54."""
    if track.state != S.REMEDY or fate_of(track).road is Road.JUDGED:
        return ""
    return "申请法院强制执行前应当催告。先签发催告书"


def demanded(track: CollectionTrack, by: User, day: date) -> str:
    """The 催告书 was served and its ten working days are over; none is needed for a judgment."""
    if fate_of(track).road is Road.JUDGED:
        return ""
    words = demand_served(track, by, day) or demand_over(track, by, day)
    if track.demand_ends_on is None and track.serve_by is not None and track.serve_by >= day:
        return f"{words}；最迟 {track.serve_by} 送达，才来得及在申请期限内申请"
    return words


def another_applies(track: CollectionTrack, by: User, day: date) -> str:
    """What the reconsideration changed is executed by the 复议机关: 行政复议法 art. 78(二)."""
    fate = fate_of(track)
    if fate.road is not Road.RECONSIDERED or fate.final is None or fate.final.code != CHANGED:
        return ""
    if fate.final.instance is not Instance.RECONSIDERATION:
        return ""
    return (
        f"{fate.final.name}变更了决定，由行政复议机关依法强制执行或者申请人民法院强制执行"
        "（《行政复议法》第七十八条第二项），本机关不申请"
    )


def demand_late(track: CollectionTrack, by: User, day: date) -> str:
    """Which last days for the 催告书 have passed, and which is still open."""
    if track.serve_by is None or track.notice_by is None or track.apply_by is None:
        return ""
    if track.apply_by < day:
        return f"申请法院强制执行的期限已于 {track.apply_by} 届满，没有正当理由的法院不予受理"
    if track.serve_by < day:
        return (
            f"催告书最迟应于 {track.serve_by} 送达，已经来不及在 {track.apply_by} 前申请"
            "法院强制执行。逾期申请须有正当理由"
        )
    if track.notice_by < day:
        return (
            f"公告送达已来不及（最迟 {track.notice_by} 公告）。催告书须以其他方式"
            f"最迟于 {track.serve_by} 送达"
        )
    return (
        f"催告书须公告送达的，最迟 {track.notice_by} 发出公告；其他方式最迟 {track.serve_by} 送达"
    )


def judgment_days(track: CollectionTrack, by: User, day: date) -> str:
    """Both last days after a judgment, for courts hold to one or the other."""
    if track.judged_until is None or track.apply_by is None:
        return ""
    return (
        f"裁判生效后，申请执行的期限为二年，至 {track.judged_until}"
        "（《最高人民法院关于适用〈行政诉讼法〉的解释》第一百五十三条）；也有法院按《行政强制法》"
        f"第五十三条计算三个月，至 {track.apply_by}。以较早的一日为准办理"
    )


def no_instance(track: CollectionTrack, by: User, day: date) -> str:
    """A judgment is executed by the court of first instance: 法释〔2018〕1号 art. 154."""
    if fate_of(track).road is not Road.JUDGED or first_instance(track):
        return ""
    return "没有登记第一审人民法院，判决由第一审人民法院执行。核对复议、诉讼登记"


def already_lapsed(track: CollectionTrack, by: User, day: date) -> str:
    """A deferral gives no right back that has lapsed."""
    if track.apply_by is None or track.apply_by >= day:
        return ""
    return f"申请法院强制执行的期限已于 {track.apply_by} 届满，准予暂缓、分期不能使其重新起算"


def not_withdrawn(track: CollectionTrack, by: User, day: date) -> str:
    """The court lets an application go only where the bureau took it back."""
    if track.state not in CollectionTrack.AT_COURT:
        return ""
    return "" if _withdrew(track) else "没有登记撤回申请。先登记本机关的撤回申请书"


def _withdrew(track: CollectionTrack) -> bool:
    codes = track.steps.filter(code__in=("apply", "withdraw")).order_by("-id")
    return codes.values_list("code", flat=True).first() == "withdraw"


def _taken_back(track: CollectionTrack) -> str:
    """Where nothing is owed the track ends, otherwise it goes on where the court was asked."""
    if track.owed <= ZERO:
        return S.DROPPED
    return S.DEMANDED if track.demand_ends_on else S.REMEDY


def fee_not_reduced(track: CollectionTrack, by: User, day: date) -> str:
    """No settlement or extension gives up anything of the fee."""
    if track.kind != LEVY:
        return ""
    return "易地建设费不得减免。和解、延期只能就履行的时间和方式，数额不变"


def not_judged(track: CollectionTrack) -> str:
    """A judgment is executed without another look at it: 强制法 arts 57, 58 do not apply."""
    if fate_of(track).road is not Road.JUDGED:
        return ""
    return "生效裁判的执行不经准予执行的审查，受理后直接登记法院执行"


def no_order(track: CollectionTrack) -> str:
    """The decision ordered something that is not reported as done."""
    if not track.order:
        return "决定书没有责令事项"
    return f"责令事项已于 {track.order_done_on} 履行" if track.order_done_on else ""


def ruled_first(track: CollectionTrack) -> str:
    """Execution begins with the ruling that allows it; with a judgment at once."""
    if track.state != S.ACCEPTED or fate_of(track).road is Road.JUDGED:
        return ""
    return "法院尚未裁定准予执行"


# What the values must be


def first_instance(track: CollectionTrack) -> str:
    """The court that decided first: as its judgment, or else the suit, was entered."""
    steps = list(track.steps.filter(code__in=("contest", "judge", *RESULTS)).order_by("-id"))
    for step in steps:
        is_first = step.code == "judge" or step.values.get("instance") == Instance.FIRST
        if is_first and step.values.get("body"):
            return str(step.values["body"])
    for step in steps:
        if step.code == "contest" and step.values.get("contest_kind") == "lawsuit":
            return str(step.values.get("body") or "")
    return ""


def proposed_court(track: CollectionTrack, on: date) -> dict[str, str]:
    """The court, why it has jurisdiction, and the document that names it, as the form offers them.

    After a judgment that of first instance; else by what the office registered, or its division's
    name. An order to build is about real estate. Source: 法释〔2018〕1号 arts 154, 157.
    """
    if fate_of(track).road is Road.JUDGED:
        return {"court": first_instance(track)}
    project = track.case.account.project
    is_order = claims_left(track, on, "apply") == (ORDER,)
    lies_in = project.division if is_order else None
    found = court_of(track.organisation, on, matter=Matter.ENFORCEMENT, lies_in=lies_in)
    ground = IMMOVABLE if is_order else APPLICANT
    if found is None:
        return {"court_ground": ground}
    if found.row is not None and found.row.body == RemedyAuthority.Body.ENFORCEMENT:
        return {
            "court": found.name,
            "court_ground": CENTRALISED,
            "centralised_by": found.row.basis,
        }
    return {"court": found.name, "court_ground": ground}


def require_court(track: CollectionTrack, values: Mapping[str, Any]) -> None:
    """Raise Incomplete for a court that has no jurisdiction.

    Source: 法释〔2018〕1号 arts 154, 157; a court named for several districts (集中管辖) may be
    any, on the document that says so.
    """
    court = str(values.get("court") or "").strip()
    # A court of first instance may be a higher one where the law gave it the suit.
    is_free = fate_of(track).road is Road.JUDGED or values.get("court_ground") == CENTRALISED
    body = RemedyAuthority.Body.SUITS if is_free else RemedyAuthority.Body.COURT
    require_competent(body, court, field="court")
    if fate_of(track).road is Road.JUDGED:
        if court != first_instance(track):
            raise Incomplete(
                f"生效裁判由第一审人民法院（{first_instance(track)}）执行", field="court"
            )
        return
    is_unnamed = not str(values.get("centralised_by") or "").strip()
    if values.get("court_ground") == CENTRALISED and is_unnamed:
        raise Incomplete("写明指定集中管辖的文件", field="centralised_by")


def require_plan(track: CollectionTrack, on: date, values: Mapping[str, Any]) -> None:
    """Raise Incomplete unless the deferral has its last day, and the parts make up the fine."""
    parts = values.get("instalments") or ()
    if not parts and values.get("pay_by") is None:
        raise Incomplete("暂缓的填写最后日期，分期的填写分期安排", field="pay_by")
    found = deferral_as(values)
    if found.next_day(track.owed) <= on or found.until <= on:
        field = "instalments" if parts else "pay_by"
        raise Incomplete("暂缓、分期的日期须晚于办理日期", field=field)
    total = sum((amount for _, amount in found.parts), ZERO)
    if parts and total != track.owed:
        raise Incomplete(
            f"各期合计 {total:,} 元，应当等于未缴的罚款 {track.owed:,} 元", field="instalments"
        )
    asked = values.get("requested_on")
    if asked is None:
        raise Incomplete("填写当事人申请的日期", field="requested_on")
    if asked > on:
        raise Incomplete("当事人申请的日期不能晚于办理日期", field="requested_on")


def require_ruling(step_code: str, track: CollectionTrack, on: date, values: Mapping) -> None:
    """Raise Incomplete where the day of the court's paper, or what it rests on, cannot be."""
    ruled = values.get("ruling_on")
    if ruled is not None and ruled > on:
        raise Incomplete("裁定日期不能晚于收到的日期", field="ruling_on")
    last = values.get("until")
    if last is not None and last < on:
        raise Incomplete("期限不能早于办理日期", field="until")
    done = values.get("done_on")
    if done is not None and done > on:
        raise Incomplete("履行日期不能晚于办理日期", field="done_on")
    if (
        step_code == "terminate"
        and values.get("termination_ground") == WITHDRAWN_GROUND
        and not _withdrew(track)
    ):
        raise Incomplete("没有登记撤回申请。先登记本机关的撤回申请书", field="termination_ground")


_RULING = ("ruling_number", "ruling_on")
_ON_RECEIPT = "日期填收到裁定之日。"

DEFER = row(
    "defer",
    "准予暂缓或分期缴纳罚款",
    tracks=(PENALTY,),
    start=(S.REMEDY, S.DEMANDED),
    end=(S.REMEDY,),
    law="《行政处罚法》第六十六条第二款、第七十二条第二款",
    permission=DECIDE,
    lead="确有经济困难、经当事人申请的，罚款可以暂缓或者分期缴纳；易地建设费没有这一规定。"
    "申请法院强制执行的期限自暂缓或者最后一期结束之日起计算。",
    paper="deferral_decision",
    fields=("requested_on", "reason", "pay_by", "instalments", "default"),
    asks=requires(
        lambda track, by, day: "" if track.owed > ZERO else "没有未缴的罚款", already_lapsed
    ),
)

COURT_STEPS = (
    row(
        "apply",
        "申请法院强制执行",
        start=(S.REMEDY, S.DEMANDED, S.REJECTED),
        end=(S.APPLIED,),
        law="《行政强制法》第五十三条至第五十五条；《行政复议法》第七十八条第一项；《行政诉讼法》"
        "第九十五条、第九十七条；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百五十二条至第一百五十七条",
        permission=DECIDE,
        lead="未经诉讼的，救济期限届满之日起三个月内提出。由负责人签名、加盖印章，附决定书、送达和催告材料、标的情况；经复议、诉讼的附复议决定书、"
        "裁判文书和生效证明。申请以后，执行的中止、终结、和解由人民法院处理。",
        paper="enforcement_application",
        fields=("asks_for", "court_ground", "court", "centralised_by", "property"),
        idle=not_demanded,
        asks=(
            *requires(unclaimed, another_applies, demanded, pay_by_passed, remedies_over),
            *requires(party_unknown, no_instance, outdated),
            hints(judgment_days),
            wants_explanation(in_time),
        ),
        is_main=True,
    ),
    row(
        "demand",
        "签发催告书",
        start=(S.REMEDY,),
        end=(S.DEMANDED,),
        law="《行政强制法》第五十四条、第三十五条",
        lead="申请法院强制执行前必须催告。催告书送达十个工作日后仍未履行的，可以申请强制执行。",
        paper="statutory_demand",
        fields=("asks_for",),
        idle=nothing_to_demand,
        asks=(
            *requires(unclaimed, another_applies, pay_by_passed, outdated),
            hints(demand_late),
            hints(standard_untold),
        ),
        is_main=True,
    ),
    row(
        "perform",
        "登记责令事项已履行",
        tracks=(PENALTY,),
        start=(S.REMEDY, S.DEMANDED, S.REJECTED, S.DENIED, *CollectionTrack.AT_COURT),
        law="《人民防空法》第四十八条；《行政处罚法》第六十六条第一款",
        lead="决定书责令的事项经核查已经履行的，写明履行日期和核查情况；罚款另行缴清。",
        fields=("done_on", "finding"),
        idle=no_order,
    ),
    row(
        "accept",
        "登记法院受理",
        start=(S.APPLIED, S.REJECTED),
        end=(S.ACCEPTED,),
        law="《行政强制法》第五十六条；《行政诉讼法》第九十五条",
        lead="人民法院接到申请，应当在五日内受理；上一级人民法院裁定受理的，也在这里登记。",
        fields=("case_number",),
        is_main=True,
    ),
    row(
        "reject",
        "登记不予受理裁定",
        start=(S.APPLIED,),
        end=(S.REJECTED,),
        law="《行政强制法》第五十六条第二款；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百五十五条",
        lead="对不予受理的裁定有异议的，自收到之日起十五日内向上一级人民法院申请复议；"
        f"材料不全的补齐后重新申请。{_ON_RECEIPT}",
        fields=(*_RULING, "reason"),
    ),
    row(
        "rule",
        "登记准予执行裁定",
        start=(S.ACCEPTED, S.DENIED),
        end=(S.RULED,),
        law="《行政强制法》第五十七条；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百六十条",
        lead="人民法院自受理之日起七日内裁定；明显违法、须听取意见的，三十日内裁定。",
        fields=_RULING,
        idle=not_judged,
        is_main=True,
    ),
    row(
        "deny",
        "登记不准予执行裁定",
        start=(S.ACCEPTED,),
        end=(S.DENIED,),
        law="《行政强制法》第五十八条；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百六十一条",
        lead="对不准予执行的裁定有异议的，自收到之日起十五日内向上一级人民法院申请复议。"
        f"{_ON_RECEIPT}",
        fields=(*_RULING, "reason"),
        idle=not_judged,
    ),
    row(
        "enforce",
        "登记法院执行",
        start=(S.ACCEPTED, S.RULED),
        end=(S.ENFORCING,),
        law="《行政强制法》第五十九条、第六十条；《行政诉讼法》第九十五条",
        lead="法院立案执行。强制执行的费用由被执行人承担，申请机关不缴纳申请费。",
        fields=("case_number", "finding"),
        idle=ruled_first,
        is_main=True,
    ),
    row(
        "settle",
        "登记执行和解",
        start=RESUMED,
        end=(S.AGREED,),
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百四十一条第一款",
        lead="在人民法院执行中自行和解达成协议、由执行员记入笔录的，按笔录登记。本机关不另行签订执行协议。",
        fields=("ruling_number", "settled_on", "agreed", "until"),
        asks=(hints(fee_not_reduced),),
    ),
    row(
        "breach",
        "登记恢复执行（不履行和解）",
        start=(S.AGREED,),
        end=RESUMED,
        goes_back=True,
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百四十一条第二款",
        lead="被执行人不履行和解协议，人民法院根据申请恢复执行的，按法院的通知登记。",
        fields=(*_RULING, "reason"),
    ),
    row(
        "extend",
        "登记同意延期执行",
        start=RESUMED,
        permission=DECIDE,
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百六十七条第一款第一项",
        lead="本机关向人民法院表示可以延期执行的，登记致法院的函；中止执行以法院的裁定为准。",
        fields=("letter_number", "until", "reason"),
        asks=(hints(fee_not_reduced),),
    ),
    row(
        "suspend",
        "登记中止执行裁定",
        start=(*RESUMED, S.AGREED),
        end=(S.SUSPENDED,),
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百六十七条第一款",
        lead=f"中止执行由人民法院裁定，本机关不作决定。{_ON_RECEIPT}",
        fields=(*_RULING, "suspension_ground", "reason"),
    ),
    row(
        "resume",
        "登记恢复执行",
        start=(S.SUSPENDED,),
        end=RESUMED,
        goes_back=True,
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百六十七条第二款",
        lead="中止的情形消失，人民法院恢复执行的，按法院的文书登记。",
        fields=(*_RULING, "reason"),
        is_main=True,
    ),
    row(
        "withdraw",
        "登记撤回申请",
        permission=DECIDE,
        start=CollectionTrack.AT_COURT,
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百六十八条第一项",
        lead="登记本机关致人民法院的撤回申请书。是否准许、是否终结执行，以法院的裁定为准。",
        fields=("letter_number", "reason"),
        is_danger=True,
    ),
    row(
        "take_back",
        "登记准许撤回裁定",
        start=(*CollectionTrack.AT_COURT, S.REJECTED, S.DENIED, S.TERMINATED),
        end=(S.DROPPED, S.DEMANDED, S.REMEDY),
        leads=_taken_back,
        permission=DECIDE,
        law="《行政诉讼法》第九十七条、第一百零一条；《民事诉讼法》第二百六十八条第一项",
        lead="应缴已经取消、决定需要变更或者撤销的，本机关撤回申请后，按法院准许撤回或者终结执行的"
        "裁定登记。没有欠缴的，本程序终结；申请期限不因撤回延长。",
        fields=(*_RULING, "reason"),
        asks=requires(not_withdrawn),
        is_danger=True,
    ),
    row(
        "terminate",
        "登记终结执行裁定",
        start=(*RESUMED, S.AGREED, S.SUSPENDED),
        end=(S.TERMINATED,),
        law="《行政诉讼法》第一百零一条；《民事诉讼法》第二百六十八条",
        lead="终结执行由人民法院裁定，本机关不作决定；未发现财产而终结本次执行程序的，不在这里登记。"
        f"{_ON_RECEIPT}",
        fields=(*_RULING, "termination_ground", "reason"),
    ),
    # No state of its own: the claim stays with the court, and neither lapses nor is written off.
    row(
        "close_round",
        "登记终结本次执行程序裁定",
        start=(S.ENFORCING,),
        law="《行政诉讼法》第一百零一条；《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》"
        "第五百一十七条第一款",
        lead="经财产调查未发现可供执行的财产，法院裁定终结的只是本次执行程序：债权不消灭，不得据此核销；"
        f"发现财产的，再次申请执行不受期限限制。{_ON_RECEIPT}",
        fields=(*_RULING, "reason"),
        idle=round_is_closed,
    ),
    row(
        "reopen",
        "登记恢复执行（发现财产）",
        start=(S.ENFORCING,),
        law="《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百一十七条第二款",
        lead="发现被执行人有可供执行的财产，本机关再次申请、法院恢复执行的，按法院的文书登记。",
        fields=(*_RULING, "reason"),
        idle=round_is_open,
    ),
)


def order_words(track: CollectionTrack) -> str:
    """What the decision orders beside the money, as papers name it."""
    return f"责令{ORDERS[track.order]}" if track.order else ""


def last_step(track: CollectionTrack, *codes: str) -> CollectionStep | None:
    """The latest step of these codes."""
    found: CollectionStep | None = track.steps.filter(code__in=codes).order_by("-id").first()
    return found
