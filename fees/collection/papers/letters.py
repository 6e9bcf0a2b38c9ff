"""What the papers of collection say: snapshots in, pages out. Queries nothing.

Decisions state the six things of 行政处罚法 art. 59; demands what 行政强制法 arts 35 and 54
ask for; the application to the court what art. 55 lists.
"""

from __future__ import annotations

from typing import Any

from renfang.documents.frames import letter
from renfang.documents.kinds import Passage, Snapshot
from renfang.documents.wording import cited, contact, day, passage, remedies, sentence


def to_debtor(
    snapshot: Snapshot,
    verification: Any,
    blocks: list[Any],
    to: str = "",
    *,
    is_notice: bool = True,
) -> Any:
    """The letter around the blocks, to the debtor if not ``to`` somebody else."""
    return letter(
        snapshot,
        verification,
        blocks,
        to=to or snapshot["developer"],
        note=contact(snapshot),
        is_notice=is_notice,
    )


def heading(text: str) -> Any:
    from renfang.typesetting import Heading

    return Heading(1, text)


def _debt(snapshot: Snapshot, *, is_short: bool = False) -> str:
    """What is owed for which project; ``is_short`` leaves out its code and where it stands."""
    which = (
        "项目"
        if is_short
        else f"（项目代码{snapshot['project_code']}，建设地点：{snapshot['address']}），"
    )
    paid = f"，已缴{snapshot['paid']}元" if snapshot["paid"] != "0.00" else ""
    notice = f"（{snapshot['notice']}）" if snapshot["notice"] else ""
    return (
        f"你单位建设的“{snapshot['project']}”{which}经核定"
        f"应缴防空地下室易地建设费{snapshot['payable']}元{notice}"
        f"{paid}，尚欠缴{snapshot['owed']}元（大写：{snapshot['capitals']}）。"
    )


def decision(snapshot: Snapshot) -> str:
    """The decision by name and number, as the papers that rest on it cite it."""
    name = "行政处罚决定书" if snapshot["is_fine"] else "防空地下室易地建设费征收决定书"
    changed = snapshot.get("changed", "")
    return f"《{name}》（{snapshot['decision_number']}{f'，{changed}' if changed else ''}）"


def sum_due(snapshot: Snapshot) -> str:
    """The principal, what delay added, and both together in words."""
    what = "罚款" if snapshot["is_fine"] else "防空地下室易地建设费"
    if not snapshot["added"]:
        return f"{what}{snapshot['owed']}元（大写：{snapshot['capitals']}）"
    name = "加处罚款" if snapshot["is_fine"] else "滞纳金"
    return (
        f"{what}{snapshot['owed']}元，{name}{snapshot['added']}元"
        f"（计至{day(snapshot['issued_on'])}），共计{snapshot['total']}元（大写：{snapshot['total_capitals']}）"
    )


def order_to_pay(snapshot: Snapshot, verification: Any) -> Any:
    """责令限期缴纳通知书: facts, amount, days, channel, and the right to be heard."""
    return to_debtor(
        snapshot,
        verification,
        [
            f"{_debt(snapshot)}{sentence(snapshot['finding'])}",
            f"上述行为违反了{cited(snapshot)}的规定。现责令你单位自收到本通知书之日起"
            f"{snapshot['pay_days']}个工作日内缴清欠缴的防空地下室易地建设费。",
            f"缴款方式：{passage(snapshot, Passage.PAYMENT)}",
            _late_told(snapshot),
            "你单位可以在上述期限内向本机关陈述、申辩。逾期未缴清的，本机关将依法作出征收决定；"
            "有依法应当处罚的违法行为的，依法给予行政处罚。",
        ],
    )


def _late_told(snapshot: Snapshot) -> str:
    """The standard of 滞纳金, without which none can be claimed: 行政强制法 art. 45(1)."""
    late = snapshot.get("late_standard", "")
    return f"逾期不缴纳的，根据{snapshot['late_basis']}的规定，{late}。" if late else ""


def payment_reminder(snapshot: Snapshot, verification: Any) -> Any:
    """催缴通知书: a reminder, which is no 催告 and says so in nothing but its contents."""
    due, until = "", snapshot["pay_by"]
    if until:
        late = "现已逾期" if until < snapshot["issued_on"] else "应当按期缴清"
        due = f"缴款期限为{day(until)}，{late}。"
    decides = "" if snapshot["decision_number"] else "作出征收决定、"
    several = snapshot.get("debts", ())
    return to_debtor(
        snapshot,
        verification,
        [
            *(_debts(snapshot) if several else [f"{_debt(snapshot, is_short=True)}{due}"]),
            # The first sentence of the channel tells where to pay; a reminder keeps to one page.
            f"这是第{snapshot['level']}次催缴。你单位应当立即缴清："
            f"{passage(snapshot, Passage.PAYMENT).split('。')[0]}；"
            "已经缴纳的，将缴款凭证送本机关核对。"
            f"逾期仍不缴纳的，本机关将依法{decides}催告并申请人民法院强制执行。",
        ],
    )


def _debts(snapshot: Snapshot) -> list[Any]:
    """Each debt of a letter over several, and their sum."""
    from renfang.typesetting import Align, Table

    rows = [
        [
            debt["project"],
            debt["notice"] or "-",
            day(debt["pay_by"]) if debt["pay_by"] else "-",
            debt["owed"],
        ]
        for debt in snapshot["debts"]
    ]
    return [
        f"经核定，你单位建设的下列{len(rows)}个项目尚欠缴防空地下室易地建设费共计"
        f"{snapshot['owed_in_all']}元（大写：{snapshot['capitals_in_all']}）：",
        Table(
            ["项目", "缴费文书", "缴款期限", "欠缴（元）"],
            [*rows, ["合计", "", "", snapshot["owed_in_all"]]],
            widths=[4, 4, 3, 3],
            align=[Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT],
        ),
    ]


def penalty_prior_notice(snapshot: Snapshot, verification: Any) -> Any:
    """行政处罚事先告知书, 行政处罚法 arts 44, 45, 63, 64."""
    return to_debtor(
        snapshot,
        verification,
        [
            _party(snapshot),
            f"经查，你单位建设的“{snapshot['project']}”（建设地点：{snapshot['address']}）"
            f"存在下列事实：{sentence(snapshot['finding'])}",
            *_evidence(snapshot),
            f"{_breach(snapshot)}本机关拟作出下列处罚和处理：",
            *_numbered(snapshot),
            *_grounds(snapshot),
            f"根据{cited(snapshot)}的规定，你单位有权进行陈述、申辩。{_hearing_right(snapshot)}"
            "本机关不会因你单位陈述、申辩或者要求听证而给予更重的处罚。",
        ],
    )


def _party(snapshot: Snapshot) -> str:
    """The party by name, code, address and legal representative: 行政处罚法 art. 59(1)(一)."""
    head = snapshot.get("legal_representative", "")
    return (
        f"当事人：{snapshot['developer']}，统一社会信用代码{snapshot['credit_code']}，"
        f"地址：{snapshot['party_address']}{f'，法定代表人：{head}' if head else ''}。"
    )


def _evidence(snapshot: Snapshot) -> list[Any]:
    """证据清单 as a table: 行政处罚法 arts 46, 59(1)(二)."""
    from renfang.typesetting import Table

    rows = [[str(number), *row] for number, row in enumerate(snapshot["evidence"], 1)]
    if not rows:
        return []
    return [
        "上述事实有下列证据证明：",
        Table(["序号", "证据", "来源", "证明的事实"], rows, widths=[0.6, 3, 2, 4]),
    ]


def _breach(snapshot: Snapshot) -> str:
    """The act, the article that it breaks and the one that punishes it, all from the book.

    Where the law changed since the act ended, which applies and why: 行政处罚法 art. 37.
    """
    choice = snapshot.get("law_choice", "")
    return (
        f"你单位的行为属于{snapshot['act']}，违反了{snapshot['violated']}的规定。"
        f"{f'{choice}。' if choice else ''}"
        f"根据{snapshot['punish_basis']}的规定，"
    )


def _numbered(snapshot: Snapshot) -> list[str]:
    """Each kind of penalty and the order, numbered where there are several."""
    kinds = snapshot["kinds"]
    if len(kinds) == 1:
        return [f"{kinds[0]}。"]
    ends = ["；"] * (len(kinds) - 1) + ["。"]
    return [
        f"（{number}）{kind}{end}"
        for number, kind, end in zip("一二三四五", kinds, ends, strict=False)
    ]


def _grounds(snapshot: Snapshot) -> list[str]:
    """Why the fine is as high as it is; the ground of 减轻处罚 (行政处罚法 art. 32)."""
    found = []
    if said := snapshot.get("fine_grounds"):
        found.append(f"罚款的裁量理由：{sentence(said)}")
    if snapshot["mitigation"]:
        found.append(
            f"你单位具有下列情形：{snapshot['mitigation']}，"
            f"{sentence(snapshot['mitigation_facts'])}对你单位减轻处罚。"
        )
    return found


def _hearing_right(snapshot: Snapshot) -> str:
    """Whether 63(1) is met is told, not left to the party; what lapses is the hearing alone."""
    article = "《中华人民共和国行政处罚法》第六十三条第一款"
    if snapshot["hearing_right"] != "yes":
        return f"拟作出的处罚不属于{article}规定的听证范围。"
    return (
        f"拟作出的处罚属于{article}规定的听证范围，你单位有权要求听证；要求听证的，"
        "自收到本告知书之日起五个工作日内向本机关提出，逾期未提出的，视为放弃听证的权利。"
    )


def hearing_notice(snapshot: Snapshot, verification: Any) -> Any:
    """行政处罚听证通知书, 行政处罚法 art. 64: seven working days ahead."""
    return to_debtor(
        snapshot,
        verification,
        [
            f"你单位于{day(snapshot['requested_on'])}要求听证。根据{cited(snapshot)}的规定，"
            f"本机关定于{day(snapshot['hearing_on'])}举行听证，时间和地点："
            f"{sentence(snapshot['hearing_place'])}",
            f"听证由{snapshot['presider'].rstrip('。')}主持。你单位认为主持人与本案有直接利害关系的，"
            "有权申请回避。",
            "你单位可以亲自参加听证，也可以委托一至二人代理。无正当理由拒不出席听证"
            "或者未经许可中途退出听证的，视为放弃听证权利。",
        ],
    )


def penalty_decision(snapshot: Snapshot, verification: Any) -> Any:
    """行政处罚决定书 with the six things of 行政处罚法 art. 59; the fine may be none."""
    return to_debtor(
        snapshot,
        verification,
        [
            _party(snapshot),
            heading("违法事实和证据"),
            f"经查，你单位建设的“{snapshot['project']}”（建设地点：{snapshot['address']}）"
            f"存在下列事实：{sentence(snapshot['finding'])}",
            *_evidence(snapshot),
            f"陈述、申辩和听证情况：{sentence(snapshot['heard'])}",
            heading("处罚依据和决定"),
            f"{_breach(snapshot)}{_deliberated(snapshot)}本机关决定对你单位：",
            *_numbered(snapshot),
            *_grounds(snapshot),
            heading("履行方式和期限"),
            *_performance(snapshot),
            heading("权利告知"),
            remedies(snapshot),
        ],
        is_notice=False,
    )


def _deliberated(snapshot: Snapshot) -> str:
    """The procedure of the decision, and that the heads decided together: arts 57, 59."""
    discussed = snapshot.get("discussed_on")
    if snapshot.get("is_complex") != "yes" or not discussed:
        return f"依照{cited(snapshot)}，"
    return f"依照{cited(snapshot)}，经本机关负责人{day(discussed)}集体讨论，"


def _performance(snapshot: Snapshot) -> list[str]:
    """How warning, order and fine are carried out, and what delay adds to the fine."""
    if snapshot["fine"] == "0.00":
        return ["警告自本决定书送达之日起执行；责令的事项按上述期限履行。"]
    late = snapshot["late_standard"]
    return [
        "自收到本决定书之日起十五日内，按下列方式缴纳罚款："
        + passage(snapshot, Passage.FINE_PAYMENT),
        f"到期不缴纳罚款的，根据{snapshot['late_basis']}的规定，{late}。" if late else "",
    ]


def claim_filing(snapshot: Snapshot, verification: Any) -> Any:
    """债权申报书, 企业破产法 arts 46, 48, 49."""
    return to_debtor(
        snapshot,
        verification,
        [
            f"{snapshot['court']}于{day(snapshot['accepted_on'])}受理{snapshot['developer']}破产一案。"
            f"根据{cited(snapshot)}的规定，本机关申报债权如下：",
            f"一、债权数额：{snapshot['owed']}元（大写：{snapshot['capitals']}），"
            "为防空地下室易地建设费，无财产担保。",
            f"二、债权依据：{decision(snapshot)}，{day(snapshot['served_on'])}送达。",
            f"三、形成事实：{sentence(snapshot['facts'])}",
            "附：决定书、送达回证、核定表、缴款记录。",
        ],
        to=snapshot["administrator"],
    )
