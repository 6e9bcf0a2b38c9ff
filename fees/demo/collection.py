"""Stories of arrears for the demo city: a case in every state that the collection desk knows.

Who was permitted to relocate and does not pay is only levied; the penalty stories are of projects
that never applied and built nothing. Each story rests on the articles in ``_FACTS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from engineering.demo.projects import Example, tell, tower
from fees.assessments.acts.assessment import review_draft, submit_violation
from fees.collection.acts.cases import close_case, open_case, open_penalty_track, take_step
from fees.collection.acts.contacts import block_reminders, log_contact
from fees.collection.models import CollectionCase, CollectionTrack
from fees.collection.queries import papers_of
from fees.collection.steps.table import DECIDE, STEPS
from fees.demo.assessments import hand_over, tell_fee
from fees.ledger.models import FeeAccount
from fees.payments.acts.slips import check_slip, record_payment
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from fees.refunds.models import WriteOff
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.permissions import Role
from renfang.serving.queries import unserved

# 基层人民法院 (法释〔2018〕1号 art. 157), and the numbers of what it ruled.
_COURT = "云川市东川区人民法院"
_RULED = {
    "rule": "（2026）云行审18号",
    "reject": "（2026）云行审21号",
    "deny": "（2026）云行审24号",
    "suspend": "（2026）云执206号之一",
    "settle": "（2026）云执206号笔录",
    "terminate": "（2026）云执77号之一",
    "take_back": "（2026）云行审26号",
}
_OFFICERS = "何晓梅（执法证 620011）、李文静（执法证 620012）"
# What was found, with the articles: 人民防空法 art. 22 and 18号 art. 48 oblige who may relocate to
# pay, art. 48 of the law punishes only who does not build.
_UNPAID = (
    "经核查，该项目经批准易地建设，已开工建设，未按核定缴纳防空地下室易地建设费。依据《中华人民共和国"
    "人民防空法》第二十二条、《人民防空工程建设管理规定》第四十八条应当缴纳"
)
_UNBUILT = (
    "经核查，该项目未办理结建审批手续即开工建设，主体结构已经完工，没有修建防空地下室。《中华人民共和国"
    "人民防空法》第二十二条规定应当修建，第四十八条规定了不修建的法律责任"
)
_FACTS = {False: _UNPAID, True: _UNBUILT}
_EVIDENCE = [
    {
        "name": "现场勘验笔录及照片",
        "source": "本机关两名执法人员制作",
        "proves": "主体结构已完工，地下没有防空地下室",
    },
    {
        "name": "建设工程规划许可证复印件",
        "source": "自然资源主管部门调取",
        "proves": "建设单位、建筑面积和层数",
    },
    {"name": "询问笔录", "source": "询问当事人的项目负责人", "proves": "未申请结建审批"},
]
_RECONSIDERED = {
    "instance": "reconsideration",
    "body": "云川市人民政府",
    "document_number": "云复〔2026〕9号",
}
# What the forms of the steps say.
_SAID: dict[str, dict[str, Any]] = {
    "verify": {"officers": _OFFICERS},
    "order": {"pay_days": 10},
    "levy": {"heard": "当事人未提出陈述申辩"},
    "file": {"officers": _OFFICERS, "offence_ended_on": None},
    "investigate": {"officers": _OFFICERS, "legal_review": "郑岚（政策法规处）：事实清楚，同意"},
    "foretell": {
        "evidence": _EVIDENCE,
        "amount": Decimal("60000.00"),
        "fine_grounds": "应建面积较大，全部未建，调查期间未采取补救措施",
        "hearing_right": "yes",
    },
    "penalise": {
        "evidence": _EVIDENCE,
        "heard": "当事人未提出陈述申辩，未要求听证",
        "amount": Decimal("60000.00"),
        "fine_grounds": "应建面积较大，全部未建，调查期间未采取补救措施",
        "is_complex": "no",
    },
    "contest": {
        "contest_kind": "lawsuit",
        "body": "云川市东川区人民法院",
        "case_number": "（2026）云行初31号",
    },
    # The reconsideration decides for the bureau's own superior, the courts by the city's.
    "change": {
        **_RECONSIDERED,
        "new_amount": Decimal("734880.00"),
        "reason": "收费标准适用有误，按每平方米 1200 元计算",
    },
    "maintain": {**_RECONSIDERED},
    "annul_part": {
        **_RECONSIDERED,
        "new_amount": Decimal("765000.00"),
        "reason": "首层建筑面积中不应计入的架空层部分，事实不清，撤销该部分",
    },
    "declare": {
        "instance": "first",
        "body": _COURT,
        "document_number": "（2026）云0105行初31号",
        "reason": "送达程序轻微违法，对当事人权利不产生实际影响",
    },
    "withdraw_contest": {"body": _COURT, "document_number": "（2025）云0105行初22号之一"},
    "redo": {**_RECONSIDERED, "reason": "主要事实不清：首层建筑面积未经实测"},
    "judge": {
        "body": "云川市东川区人民法院",
        "document_number": "（2026）云0105行初31号",
        "first_result": "驳回诉讼请求",
    },
    "appeal": {"body": "云川市中级人民法院", "case_number": "（2026）云01行终58号"},
    "annul": {
        "instance": "second",
        "body": "云川市中级人民法院",
        "document_number": "（2026）云01行终58号",
        "annulled_as": "annulled",
        "reason": "主要证据不足",
    },
    "change_own": {
        "new_amount": Decimal("40000.00"),
        "reason": "当事人在决定作出前已经着手补建，原决定未予考虑，罚款数额过重",
    },
    "revoke": {"reason": "复查发现决定书的受送达人不是建设单位"},
    "apply": {
        "court": _COURT,
        "court_ground": "applicant",
        "property": "被申请人在云川银行的基本账户，名下商铺 3 间",
    },
    "uphold": {
        "instance": "first",
        "body": _COURT,
        "document_number": "（2026）云0105行初31号",
    },
    "accept": {"case_number": "（2026）云行审18号"},
    "enforce": {"case_number": "（2026）云执206号", "finding": "已立案执行，查封商铺 3 间"},
    # 行政诉讼法 art. 101, 民事诉讼法 arts 241, 267, 268: the court rules, the bureau enters it.
    "suspend": {
        "suspension_ground": "人民法院认为应当中止执行的其他情形",
        "reason": "账户无余额，商铺已设定抵押，须待抵押权人异议处理",
    },
    "reject": {"reason": "申请材料缺少催告书送达回证"},
    "deny": {"reason": "决定书载明的当事人名称与登记不一致，须先更正"},
    "settle": {"agreed": "分三期履行，每期三分之一，逐季末缴清，已由执行员记入笔录"},
    "terminate": {
        "termination_ground": "人民法院认为应当终结执行的其他情形",
        "reason": "被执行人已注销，法院查无可供执行财产，无义务承受人",
    },
    "withdraw": {"letter_number": "云动函〔2026〕12号", "reason": "当事人已与本机关核对应建面积"},
    "take_back": {"reason": "法院准许撤回申请"},
    "defer": {
        "reason": "项目停工，资金周转困难，附审计报告",
        "default": "ends",
    },
    "write_off": {
        "document_number": "云动纪〔2026〕6号",
        "reason": "执行终结，已经集体决定并报财政部门同意",
    },
    "fulfil": {"finding": "责令补建的防空地下室已在二期地下室开工，经现场核查情况属实"},
    "drop": {"reason": "复核属于不应缴纳的范围"},
}


def _dated(day: date) -> dict[str, dict[str, Any]]:
    """What is counted from the day of a step, by step."""
    return {
        "levy": {"pay_by": day + timedelta(days=21)},
        "reconsider": {
            "contest_kind": "reconsideration",
            "body": "云川市人民政府",
            "case_number": "云复受〔2026〕9号",
        },
        **{
            deed: {"paper_on": day - timedelta(days=2)}
            for deed in (
                *("change", "redo", "judge", "annul", "uphold", "maintain"),
                *("annul_part", "declare", "withdraw_contest"),
            )
        },
        "change_own": {"pay_by": day + timedelta(days=30)},
        "foretell": {"order_by": day + timedelta(days=200)},
        "penalise": {"order_by": day + timedelta(days=180)},
        "hear": {
            "requested_on": day,
            "hearing_on": day + timedelta(days=21),
            "hearing_place": "上午九时，云川市政务大厅五楼会议室",
            "presider": "郑岚（政策法规处处长）",
        },
        "settle": {"settled_on": day - timedelta(days=2), "until": day + timedelta(days=270)},
        "defer": {
            "requested_on": day - timedelta(days=3),
            "instalments": [
                {"due_on": (day + timedelta(days=after)).isoformat(), "amount": "20000.00"}
                for after in (90, 180, 270)
            ],
        },
        "claim": {
            "court": "云川市中级人民法院",
            "administrator": "云川诚信会计师事务所（管理人）",
            "accepted_on": day - timedelta(days=20),
            "until": day + timedelta(days=60),
        },
    }


def _said(deed: str, day: date, name: str) -> dict[str, Any]:
    """What the form of a step says on a day: some of it is counted from that day."""
    said = {**_SAID.get(deed, {}), **_dated(day).get(deed, {})}
    if deed == "judge" and name in _DECLARED:
        said["first_result"] = "确认违法"
    if deed == "redo":
        said["redo_by"] = day + timedelta(days=60)
    if deed in ("verify", "order", "levy", "file", "investigate", "foretell", "penalise"):
        said["finding"] = _FACTS[name in _NEVER_APPLIED]
    if name in _WARNED and deed in ("foretell", "penalise"):
        # 可以并处: a warning and the order alone are a lawful decision.
        del said["amount"], said["fine_grounds"]
        said["hearing_right"] = "no"
    if deed in _RULED:
        said |= {"ruling_number": _RULED[deed], "ruling_on": day - timedelta(days=2)}
    return said


_TO_DECISION = ((66, "open"), (68, "verify"), (70, "levy"), (72, "serve"))
_TO_COURT = (*_TO_DECISION, (300, "demand"), (302, "serve"), (325, "apply"))
_TO_RULING = (*_TO_COURT, (330, "accept"), (340, "rule"))
_FORETOLD = ((82, "file", "penalty"), (96, "investigate", "penalty"), (100, "foretell", "penalty"),
             (102, "serve", "penalty"))  # fmt: skip
# name, developer, storeys, days ago, (days after the application, what is done, of which track)
_STORIES: tuple[tuple[str, str, int, int, tuple[tuple[Any, ...], ...]], ...] = (
    ("金桂雅苑", "云川金桂置业有限公司", 18, 96, ((70, "open"), (72, "promise"))),
    ("银杏公馆", "云川银杏置业有限公司", 16, 128, ((70, "open"), (72, "verify"), (74, "order"),
     (76, "serve"), (80, "block"))),
    ("丁香花园", "云川丁香置业有限公司", 17, 150, ((70, "open"), (72, "verify"), (74, "levy"))),
    ("玉兰名邸", "云川玉兰置业有限公司", 20, 176, _TO_DECISION),
    ("海棠春晓", "云川海棠置业有限公司", 18, 240, (*_TO_DECISION, (100, "contest"))),
    # Served some 260 days ago: the right to apply lapses within a fortnight.
    ("紫薇华庭", "云川紫薇置业有限公司", 22, 336, (*_TO_DECISION, (318, "demand"))),
    ("青枫里", "云川青枫置业有限公司", 15, 372, _TO_DECISION),
    ("白桦林居", "云川白桦置业有限公司", 19, 380, _TO_COURT),
    ("红杉国际", "云川红杉置业有限公司", 24, 460, (*_TO_RULING, (350, "enforce"),
     (400, "suspend"))),
    ("云杉半岛", "云川云杉置业有限公司", 21, 290, (*_TO_DECISION, (260, "penalise it"),
     (262, "file", "penalty"), (268, "investigate", "penalty"), (272, "foretell", "penalty"),
     (273, "serve", "penalty"), (288, "penalise", "penalty"))),
    ("木棉小筑", "云川木棉置业有限公司", 12, 140, ((66, "open"), (80, "drop"), (82, "close"))),
    ("腊梅苑", "云川腊梅置业有限公司", 16, 112, ((66, "open"), (68, "verify"), (70, "penalise it"),
     (82, "file", "penalty"))),
    ("芙蓉里", "云川芙蓉置业有限公司", 20, 366, (*_TO_DECISION, (80, "penalise it"),
     (82, "file", "penalty"), (96, "investigate", "penalty"), (300, "demand"), (302, "serve"),
     (325, "apply"), (330, "accept"))),
    ("凌霄阁", "云川凌霄置业有限公司", 18, 382, (*_TO_DECISION, (80, "penalise it"), *_FORETOLD,
     (300, "demand"), (302, "serve"), (325, "apply"), (330, "accept"), (340, "rule"))),
    ("石榴园", "云川石榴置业有限公司", 15, 420, (*_TO_DECISION, (80, "penalise it"), *_FORETOLD,
     (104, "hear", "penalty"), (300, "demand"), (302, "serve"), (325, "apply"), (330, "accept"),
     (340, "rule"), (350, "enforce"))),
    ("合欢新居", "云川合欢置业有限公司", 22, 430, (*_TO_DECISION, (80, "penalise it"), *_FORETOLD,
     (116, "penalise", "penalty"), (118, "serve", "penalty"), (290, "fulfil", "penalty"),
     (300, "demand"), (302, "serve"), (325, "apply"), (330, "accept"), (340, "rule"),
     (350, "settle"))),
    # Three roads: 行政诉讼法 art. 95 (no 催告), 行政复议法 art. 78(一), and back from the court.
    ("水杉里", "云川水杉置业有限公司", 16, 330, (*_TO_DECISION, (100, "contest"), (180, "judge"),
     (210, "uphold"), (215, "apply"), (222, "accept"), (230, "enforce"))),
    ("樱花坊", "云川樱花置业有限公司", 18, 320, (*_TO_DECISION, (90, "reconsider"),
     (150, "maintain"), (200, "demand"), (202, "serve"), (225, "apply"), (230, "accept"),
     (240, "deny"))),
    ("紫荆苑", "云川紫荆置业有限公司", 15, 390, (*_TO_COURT, (330, "accept"), (332, "pay"),
     (334, "withdraw"), (340, "take_back"))),
    # 处罚法 arts 66(2), 72(2): three instalments, ended by the first one that is not paid.
    ("文竹苑", "云川文竹置业有限公司", 17, 250, (*_TO_DECISION, (80, "penalise it"), *_FORETOLD,
     (124, "penalise", "penalty"), (126, "serve", "penalty"), (140, "defer", "penalty"))),
    ("丹桂广场", "云川丹桂商业有限公司", 14, 310, (*_TO_DECISION, (240, "claim"))),
    ("云松大厦", "云川云松置业有限公司", 26, 400, (*_TO_COURT, (332, "reject"))),
    ("古槐里", "云川古槐置业有限公司", 12, 440, (*_TO_RULING, (350, "enforce"),
     (410, "terminate"))),
    ("垂柳湾", "云川垂柳置业有限公司", 13, 470, (*_TO_RULING, (350, "enforce"),
     (410, "terminate"), (430, "give up"), (432, "write_off"), (434, "close"))),
    # Contested: changed, annulled, annulled to be decided anew; corrected by the bureau itself.
    ("水杉花园", "云川水杉置业有限公司", 16, 170, (*_TO_DECISION, (90, "reconsider"),
     (140, "change"))),
    ("梧桐里", "云川梧桐置业有限公司", 17, 330, (*_TO_DECISION, (80, "pay part"),
     (100, "contest"), (200, "judge"), (212, "appeal"), (290, "annul"))),
    ("香樟苑", "云川香樟置业有限公司", 15, 170, (*_TO_DECISION, (90, "reconsider"),
     (140, "redo"))),
    ("紫竹轩", "云川紫竹置业有限公司", 14, 280, (*_TO_DECISION, (80, "penalise it"), *_FORETOLD,
     (116, "penalise", "penalty"), (118, "serve", "penalty"), (150, "change_own", "penalty"),
     (152, "serve", "penalty"))),
    ("翠柏园", "云川翠柏置业有限公司", 13, 220, (*_TO_DECISION, (90, "revoke"))),
    ("鸢尾花苑", "云川鸢尾置业有限公司", 17, 260, (*_TO_DECISION, (110, "pay"), (112, "paid"),
     (114, "close"))),
)  # fmt: skip
# Contested long ago, performed and closed: a part annulled, 确认违法, a suit withdrawn.
_PERFORMED = ((300, "pay"), (302, "paid"), (310, "close"))
_CLOSED_STORIES: tuple[tuple[str, str, int, int, tuple[tuple[Any, ...], ...]], ...] = (
    ("云台苑", "云川云台置业有限公司", 16, 452, (*_TO_DECISION, (90, "reconsider"),
     (140, "annul_part"), *_PERFORMED)),
    ("杏林苑", "云川杏林置业有限公司", 17, 456, (*_TO_DECISION, (100, "contest"), (180, "judge"),
     (210, "declare"), *_PERFORMED)),
    ("桃源里", "云川桃源置业有限公司", 15, 464, (*_TO_DECISION, (100, "contest"),
     (150, "withdraw_contest"), *_PERFORMED)),
)  # fmt: skip
# Those that may be punished, for they never applied and built nothing.
_NEVER_APPLIED = {
    row[0] for row in _STORIES if any(deed == "penalise it" for _, deed, *_ in row[4])
}
# The court of first instance found the decision unlawful, and left it standing.
_DECLARED = {"杏林苑"}
# Warned, and ordered to build, without a fine.
_WARNED = {"合欢新居"}
_FIRST_NUMBER, _FIRST_CLOSED = 140, 240
_RESULTS = {
    "dropped": "经复核不属于应缴范围，已撤案",
    "paid": "欠缴已全部缴入国库",
    "written_off": "执行终结，已核销；发现财产的继续追缴",
}


def collection_stories(city: DemoCity) -> Iterator[Story]:
    """One story for each debtor, from the application for relocation to the present state."""
    for number, row in enumerate(_STORIES, _FIRST_NUMBER):
        yield _story(city, number, *row)
    for number, row in enumerate(_CLOSED_STORIES, _FIRST_CLOSED):
        yield _story(city, number, *row)


def _story(
    city: DemoCity,
    number: int,
    name: str,
    developer: str,
    storeys: int,
    ago: int,
    script: tuple[tuple[Any, ...], ...],
) -> Story:
    ground = Decimal("612.40")
    building = tower(1, storeys, f"{ground}", f"{ground * storeys}")
    address = f"高新技术产业开发区云科路 {number} 号"
    never_applied = name in _NEVER_APPLIED
    until = "registered" if never_applied else "granted"
    case = Example(name, "city", developer, address, (building,), ago, until, built="0")
    yield from tell(city, number, case)
    if never_applied:
        yield from _charge(city, case)
    else:
        yield from tell_fee(city, case, "overdue")
    for after, deed, *kind in script:
        day = city.day(ago - after)
        yield day
        _do(city, name, deed, day, kind[0] if kind else "levy")


def _charge(city: DemoCity, case: Example) -> Story:
    """违法未建核定 of a project that never applied; the levy is decided in collection."""
    day = city.day(case.ago - 26)
    yield day
    finance = city.who(Role.FINANCE)
    draft = submit_violation(
        city.left[case.name].pk, by=finance, on=day, as_of=day, reason=_UNBUILT
    )
    review_draft(draft.pk, by=city.who(Role.HEAD), on=day, approve=True, opinion="同意")


def _do(city: DemoCity, name: str, deed: str, day: date, kind: str) -> None:
    """One act of the story on its day."""
    account = FeeAccount.objects.get(project=city.left[name])
    finance, head = city.who(Role.FINANCE), city.who(Role.HEAD)
    if deed == "open":
        never_applied = name in _NEVER_APPLIED
        source = "survey" if never_applied else "overdue"
        open_case(account.pk, source=source, facts=_FACTS[never_applied], on=day, by=finance)
        return
    case = CollectionCase.objects.get(account=account)
    code = "contest" if deed == "reconsider" else "uphold" if deed == "maintain" else deed
    if code in STEPS:
        by = head if STEPS[code].permission == DECIDE else finance
        track = case.tracks.get(kind=kind)
        take_step(track.pk, code, on=day, values=_said(deed, day, name), by=by)
    elif deed == "serve":
        _serve(case.tracks.get(kind=kind), account, day, city)
    elif deed == "penalise it":
        open_penalty_track(case.pk, by=finance)
    elif deed == "close":
        close_case(case.pk, result=_RESULTS[case.tracks.get().state], on=day, by=head)
    elif deed == "give up":
        _write_off(account, day, city)
    elif deed == "pay":
        _pay(account, account.balance, day, city)
    elif deed == "pay part":
        _pay(account, Decimal("400000.00"), day, city)
    else:
        _talk(case, deed, day, city)


def _write_off(account: FeeAccount, day: date, city: DemoCity) -> None:
    """Written off in the ledger, by two people, before collection notes it."""
    entry = WriteOffEntry(
        amount=account.balance,
        ground=WriteOff.Ground.ENFORCEMENT_ENDED,
        ruling="（2026）执 77 号之一裁定",
        decision="云动纪〔2026〕6号",
        consent="云财非税〔2026〕11号",
        reason="被执行人已注销，查无财产，无义务承受人",
    )
    key = uuid5(NAMESPACE_URL, f"renfang-demo/write-off/{account.pk}")
    asked = request_write_off(account.pk, entry, by=city.who(Role.FINANCE), key=key)
    approve_write_off(asked.pk, by=city.who(Role.HEAD), on=day)


def _pay(account: FeeAccount, amount: Decimal, day: date, city: DemoCity) -> None:
    made = record_payment(
        account.pk,
        by=city.who(Role.FINANCE),
        amount=amount,
        paid_on=day,
        voucher=f"6205003{account.pk:05d}",
        key=uuid5(NAMESPACE_URL, f"renfang-demo/pursued/{account.pk}"),
    )
    check_slip(made.slip.pk, by=city.who(Role.HEAD))


def _serve(track: CollectionTrack, account: FeeAccount, day: date, city: DemoCity) -> None:
    paper = unserved(papers_of(track)).first()
    if paper is None:
        return
    hand_over(paper, account, day, by=city.who(Role.FINANCE))


def _talk(case: CollectionCase, deed: str, day: date, city: DemoCity) -> None:
    finance = city.who(Role.FINANCE)
    if deed == "block":
        reason = "债务人对核定面积提出异议，正在复核"
        block_reminders(case.pk, kind="dispute", reason=reason, by=finance)
        return
    log_contact(
        case.pk,
        kind="call",
        summary="财务经理称正在筹款，承诺先缴十万元",
        on=day,
        person="王经理",
        promised_amount=Decimal("100000.00"),
        promised_on=day + timedelta(days=30),
        by=finance,
    )
