"""催告书, 准予暂缓（分期）缴纳罚款决定书 and 强制执行申请书: snapshots in, pages out.

The application has a text for each road to the court and says what really happened on it: nobody
who contested the decision is said not to have. It claims a sum, what was ordered, or both.
Queries nothing.
"""

from __future__ import annotations

from typing import Any

from fees.collection.papers.letters import decision, heading, sum_due, to_debtor
from renfang.documents.kinds import Passage, Snapshot
from renfang.documents.wording import cited, day, passage, sentence

UNCONTESTED, WITHDRAWN, RECONSIDERED, JUDGED = (
    *("UNCONTESTED", "WITHDRAWN"),
    *("RECONSIDERED", "JUDGED"),
)
_LITIGATION = "《中华人民共和国行政诉讼法》"
_READING = f"《最高人民法院关于适用〈{_LITIGATION.strip('《》')}〉的解释》"
# 复议维持: 行政复议法 art. 78(一); a judgment: 行政诉讼法 art. 95.
_ON_RECONSIDERATION = (
    "《中华人民共和国行政复议法》第七十八条第一项、"
    "《中华人民共和国行政强制法》第五十三条至第五十五条"
)
_ON_JUDGMENT = f"{_LITIGATION}第九十五条、{_READING}第一百五十二条至第一百五十四条"
_MONEY, _ORDER = "money", "order"


def _asks_money(snapshot: Snapshot) -> bool:
    return snapshot.get("asks_for", _MONEY) != _ORDER


def _asks_order(snapshot: Snapshot) -> bool:
    return snapshot.get("asks_for", _MONEY) != _MONEY


def _ordered(snapshot: Snapshot) -> str:
    """What the decision ordered, with its last day."""
    return f"{snapshot['order']}（期限至{day(snapshot['order_until'])}）"


def _numbered(clauses: list[str]) -> list[str]:
    if len(clauses) == 1:
        return [f"{clauses[0]}。"]
    ends = ["；"] * (len(clauses) - 1) + ["。"]
    return [
        f"（{number}）{clause}{end}"
        for number, clause, end in zip("一二三", clauses, ends, strict=False)
    ]


def statutory_demand(snapshot: Snapshot, verification: Any) -> Any:
    """履行义务催告书, 行政强制法 arts 35, 54: deadline, manner, exact sum, right to be heard."""
    clauses, manner = [], []
    if _asks_money(snapshot):
        pays = Passage.FINE_PAYMENT if snapshot["is_fine"] else Passage.PAYMENT
        clauses.append(f"缴纳{sum_due(snapshot)}")
        manner.append(f"履行方式：{passage(snapshot, pays)}")
    if _asks_order(snapshot):
        clauses.append(f"履行{_ordered(snapshot)}的义务")
        manner.append("责令的事项由你单位完成，完成后将证明材料送本机关核查。")
    until = _until(snapshot)
    return to_debtor(
        snapshot,
        verification,
        [
            f"本机关于{day(snapshot['decided_on'])}作出{decision(snapshot)}，并于"
            f"{day(snapshot['served_on'])}送达你单位。{until}届满，你单位仍未履行。",
            f"根据{cited(snapshot)}的规定，现催告你单位自收到本催告书之日起十个工作日内履行下列义务：",
            *_numbered(clauses),
            *manner,
            "你单位有权在上述期限内向本机关陈述、申辩。无正当理由逾期仍不履行的，"
            "本机关将依法申请人民法院强制执行。",
        ],
    )


def _until(snapshot: Snapshot) -> str:
    """The days that have passed: of payment, of the order, or of both."""
    passed = []
    if _asks_money(snapshot):
        passed.append(f"缴款期限{day(snapshot['pay_by'])}")
    if _asks_order(snapshot):
        passed.append(f"{snapshot['order']}的期限{day(snapshot['order_until'])}")
    return "、".join(passed)


def deferral_decision(snapshot: Snapshot, verification: Any) -> Any:
    """准予暂缓（分期）缴纳罚款决定书, 行政处罚法 arts 66(2), 72(2)."""
    from renfang.typesetting import Table

    parts = snapshot.get("instalments") or []
    blocks: list[Any] = [
        f"你单位于{day(snapshot['requested_on'])}申请{'分期' if parts else '暂缓'}缴纳"
        f"{decision(snapshot)}的罚款。申请的理由：{sentence(snapshot['reason'])}",
    ]
    fine = f"罚款{snapshot['owed']}元（大写：{snapshot['capitals']}）"
    if not parts:
        blocks.append(
            f"根据{cited(snapshot)}的规定，经本机关批准，准予你单位暂缓至{day(snapshot['pay_by'])}"
            f"（含当日）缴纳{fine}。"
        )
    else:
        rows = [
            [str(number), day(part["due_on"]), f"{part['amount']}元"]
            for number, part in enumerate(parts, 1)
        ]
        blocks += [
            f"根据{cited(snapshot)}的规定，经本机关批准，准予你单位分{len(parts)}期缴纳{fine}：",
            Table(["期次", "最后日期（含当日）", "金额"], rows, widths=[1, 3, 3]),
            _on_default(snapshot),
        ]
    late = snapshot["late_standard"]
    blocks += [
        f"缴款方式：{passage(snapshot, Passage.FINE_PAYMENT)}",
        "按上述日期缴纳的，不加处罚款。"
        + (f"到期不缴纳的，根据{snapshot['late_basis']}的规定，{late}。" if late else ""),
        "到期不缴纳的，本机关依法催告并申请人民法院强制执行；申请的期限自暂缓或者分期缴纳罚款期限"
        "结束之日起计算。",
    ]
    return to_debtor(snapshot, verification, blocks, is_notice=False)


def _on_default(snapshot: Snapshot) -> str:
    """What one part that is not paid brings about, as the decision says."""
    if snapshot.get("default") == "ends":
        return "任何一期到期没有缴清的，分期缴纳自该期的最后日期终止，其余罚款一并到期。"
    return "一期到期没有缴清的，不影响其余各期的最后日期；最后一期届满仍未缴清的，申请强制执行。"


def enforcement_application(snapshot: Snapshot, verification: Any) -> Any:
    """强制执行申请书, 行政强制法 art. 55, 法释〔2018〕1号 art. 155, with what is attached."""
    late = snapshot["explanation"]
    return to_debtor(
        snapshot,
        verification,
        [
            f"申请人：{snapshot['issuer']}，地址：{snapshot['office_address'] or '见版头'}。",
            _defendant(snapshot),
            heading("申请事项"),
            *_requests(snapshot),
            heading("事实和理由"),
            *_decided(snapshot),
            _contested(snapshot),
            *_unperformed(snapshot),
            f"逾期申请的正当理由：{sentence(late)}" if late else "",
            f"根据{_basis(snapshot)}的规定，申请强制执行。{_jurisdiction(snapshot)}",
            heading("执行标的情况"),
            sentence(snapshot["property"]),
            heading("附件清单"),
            _attached(snapshot),
            passage(snapshot, Passage.SIGNATURE),
        ],
        to=snapshot["court"],
        is_notice=False,
    )


def _defendant(snapshot: Snapshot) -> str:
    """The party by name, code, address and legal representative."""
    head = snapshot["legal_representative"]
    return (
        f"被申请人：{snapshot['developer']}，统一社会信用代码{snapshot['credit_code']}，"
        f"住所：{snapshot['party_address']}{f'，法定代表人：{head}' if head else ''}。"
    )


def _requests(snapshot: Snapshot) -> list[str]:
    clauses = []
    if _asks_money(snapshot):
        clauses.append(f"强制执行{decision(snapshot)}，向被申请人执行{sum_due(snapshot)}")
    if _asks_order(snapshot):
        clauses.append(
            f"强制执行{decision(snapshot)}责令的事项，由被申请人履行{_ordered(snapshot)}的义务"
        )
    return _numbered(clauses)


def _decided(snapshot: Snapshot) -> list[str]:
    """The decision, its service, what it told of remedies, and a deferral."""
    number, served = decision(snapshot), day(snapshot["served_on"])
    told = (
        "决定书告知了申请行政复议、提起行政诉讼的权利和期限。"
        if snapshot["rights_told"]
        else "决定书没有告知申请行政复议、提起行政诉讼的权利，期限依法按一年计算。"
    )
    facts = sentence(snapshot["facts"])
    deferred = snapshot["deferral"]
    return [
        f"申请人认定：{facts}" if facts else "",
        f"申请人于{day(snapshot['decided_on'])}作出{number}，{served}送达。{told}",
        f"经被申请人申请，申请人准予其暂缓、分期缴纳罚款至{day(deferred['until'])}"
        f"{_document(deferred['number'])}；{day(deferred['missed'])}到期的款项没有缴清。"
        if deferred and _asks_money(snapshot)
        else "",
    ]


def _document(number: str) -> str:
    return f"（{number}）" if number else ""


def _contested(snapshot: Snapshot) -> str:
    """What became of the remedies: what was asked for, by whom it was decided, since when."""
    ends = day(snapshot["remedies_end_on"])
    road = snapshot["road"]
    if road == UNCONTESTED:
        return f"被申请人在法定期限（{ends}届满）内未申请行政复议、未提起行政诉讼，又不履行决定。"
    said = "".join(_asked(row) for row in snapshot["contests"])
    said += "".join(_ruled(row) for row in snapshot["rulings"])
    if road == WITHDRAWN:
        again = f"此后在法定期限（{ends}届满）内没有再申请行政复议、提起行政诉讼"
        return f"{said}{again}，又不履行决定。"
    if road == RECONSIDERED:
        return f"{said}被申请人在法定期限（{ends}届满）内没有提起行政诉讼，又不履行决定。"
    return f"{said}裁判生效后，被申请人仍不履行。"


def _asked(row: dict[str, str]) -> str:
    what = "申请行政复议" if row["kind"] == "reconsideration" else "提起行政诉讼"
    number = f"，案号：{row['case_number']}" if row["case_number"] else ""
    return f"被申请人{what}（{row['body']}受理{number}）。"


# What a final paper did to the decision; a judgment that dismisses the claim leaves it as it is.
_RULED = {
    "uphold": "决定没有被撤销、变更",
    "declare": "确认违法，不撤销决定",
    "change": "变更了决定",
    "annul_part": "撤销了决定的一部分",
}


def _ruled(row: dict[str, str]) -> str:
    if row["code"] == "withdraw_contest":
        return f"申请或者起诉已经撤回{_document(row['number'])}。"
    since = "送达" if row["instance"] == "reconsideration" else "发生法律效力"
    return f"{row['name']}于{day(row['effective_on'])}{since}，{_RULED[row['code']]}。"


def _unperformed(snapshot: Snapshot) -> list[str]:
    """That the days have passed, and the 催告 where there was one."""
    demand = snapshot["demand"]
    found = [f"{_until(snapshot)}届满，被申请人没有履行。"]
    if demand:
        found.append(
            f"申请人于{day(demand['served_on'])}以{demand['method']}方式"
            f"送达《履行义务催告书》（{demand['number']}），"
            "催告书送达十个工作日后被申请人仍未履行义务。"
        )
    return found


def _basis(snapshot: Snapshot) -> str:
    """The articles of the road; those of the first one the office words itself."""
    return {RECONSIDERED: _ON_RECONSIDERATION, JUDGED: _ON_JUDGMENT}.get(
        snapshot["road"], cited(snapshot)
    )


def _jurisdiction(snapshot: Snapshot) -> str:
    """Why this court: 法释〔2018〕1号 arts 154, 157."""
    if snapshot["road"] == JUDGED:
        return f"本案由第一审人民法院执行（{_READING}第一百五十四条）。"
    ground = snapshot["court_ground"]
    if ground == "centralised":
        return f"本案按集中管辖的规定（{snapshot['centralised_by'].rstrip('。')}）由该院受理。"
    where = "不动产所在地" if ground == "immovable" else "申请人所在地"
    return f"本案由{where}的基层人民法院受理（{_READING}第一百五十七条）。"


def _attached(snapshot: Snapshot) -> Any:
    """What 行政强制法 art. 55 wants with the application, and what the road adds."""
    from renfang.typesetting import Table

    demand = snapshot["demand"]
    rows = [
        ("行政决定书", snapshot["decision_number"]),
        ("作出决定的事实、理由和依据", "核定表、证据清单"),
        ("决定书送达回证", f"{day(snapshot['served_on'])}送达"),
    ]
    for ruling in snapshot["rulings"]:
        rows += _court_papers(ruling)
    if demand:
        rows.append(("催告书及送达回证", f"{demand['number']}"))
        rows.append(("当事人的意见及催告情况", "陈述申辩材料或者未提出的记录"))
    else:
        rows.append(("当事人的意见", "陈述申辩材料或者未提出的记录"))
    if snapshot["deferral"] and snapshot["deferral"]["number"]:
        rows.append(("准予暂缓、分期缴纳罚款决定书", snapshot["deferral"]["number"]))
    rows += [
        ("申请强制执行标的情况", "财产线索" if _asks_money(snapshot) else "责令事项现场情况"),
        ("法定代表人身份证明、授权委托书", "申请人"),
    ]
    return Table(
        ["序号", "材料", "说明"],
        [[str(number), *row] for number, row in enumerate(rows, 1)],
        widths=[1, 4, 5],
    )


def _court_papers(ruling: dict[str, str]) -> list[tuple[str, str]]:
    if ruling["code"] == "withdraw_contest":
        return [("准许撤回的文书", ruling["number"])]
    if ruling["instance"] == "reconsideration":
        served = f"{day(ruling['effective_on'])}送达"
        return [("行政复议决定书及送达证明", f"{ruling['number']}，{served}")]
    return [
        ("行政裁判文书（各审级）", ruling["number"]),
        ("裁判文书生效证明", f"{day(ruling['effective_on'])}发生法律效力"),
    ]
