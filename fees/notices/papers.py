"""缴费通知书 and 征收决定书: what each demand says, and its pages from the snapshot alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fees.assessments.models import Assessment
from fees.ledger.models import ZERO, FeeAccount
from fees.notices.queries import decision_number
from fees.notices.rules import (
    COLLECTION_RECEIPT,
    LEVY_DECISION,
    NOTICE_RECEIPT,
    PAYMENT_NOTICE,
    channel_on,
    day_to_pay,
)
from renfang.clocks.calendars import current_calendar
from renfang.documents.frames import letter
from renfang.documents.kinds import (
    BY_ANALOGY,
    DocumentKind,
    Passage,
    Service,
    Snapshot,
    Text,
    register_kind,
)
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import (
    PHONE,
    REMEDIES,
    REMEDIES_WITHOUT_DELAY,
    bases,
    cited,
    contact,
    day,
    passage,
    remedies,
    sentence,
)
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book
from renfang.serving.papers import register_receipt

if TYPE_CHECKING:
    from renfang.typesetting import Annex, Block, OfficialLetter, Verification


def register() -> None:
    """Register both demands: the notice after a permit, the decision where there is none.

    With them the receipts of their service; a decision is served in collection, which follows it.
    """
    register_receipt(NOTICE_RECEIPT, "缴费通知书送达回证", "易送", "fee_papers")
    register_receipt(COLLECTION_RECEIPT, "追缴文书送达回证", "追送", "fee_papers")
    _register_demand(
        PAYMENT_NOTICE,
        "缴费通知书",
        "易缴",
        compose_payment_notice,
        (("通知缴纳金额", lambda said: f"{said['amount']} 元"), ("缴款期限", itemgetter("due_on"))),
        Service(BY_ANALOGY, "issue_payment_notice", NOTICE_RECEIPT, term=term_to_pay),
        REMEDIES,
        called="本通知书",
    )
    _register_demand(
        LEVY_DECISION,
        "易地建设费征收决定书",
        "易征",
        levy_letter,
        (("核定实缴金额", lambda said: f"{said['payable']} 元"),),
        Service(BY_ANALOGY, "handle_collection", COLLECTION_RECEIPT, term=term_to_pay),
        REMEDIES_WITHOUT_DELAY,
    )


def term_to_pay(paper: IssuedDocument, served_on: date) -> tuple[str, date]:
    """By when to pay what a demand asks for, once it is served."""
    named = date.fromisoformat(paper.snapshot["due_on"])
    last_day = day_to_pay(named, served_on, current_calendar())
    assert last_day is not None, "it is served"
    return "缴款期限", last_day


def _register_demand(
    code: str,
    label: str,
    word: str,
    compose: Callable[[Snapshot, Any], Any],
    rows: Sequence[tuple[str, Callable[[Snapshot], str]]],
    service: Service,
    remedies: str,
    called: str = "本决定书",
) -> None:
    """Register one kind; ``rows`` are what the public may compare besides of whom it speaks."""
    register_kind(
        DocumentKind(
            code=code,
            label=label,
            word=word,
            compose=compose,
            public_rows=lambda said: (*_of_whom(said), *((name, of(said)) for name, of in rows)),
            verifiable=True,
            service=service,
            view_permission="view_fee_papers",
            print_permission="print_fee_papers",
            void_permission="void_fee_papers",
            passages=_passages(remedies),
            called=called,
        )
    )


def _passages(remedies: str) -> dict[Passage, Text]:
    """The chain of law, the remedies, how to pay, whom to ask."""
    return {
        Passage.LEGAL_BASIS: (
            "《中华人民共和国人民防空法》第二十二条\n"
            "《人民防空工程建设管理规定》（〔2003〕国人防办字第18号）第四十八条\n"
            "《关于规范防空地下室易地建设收费的规定的通知》（计价格〔2000〕474号）"
        ),
        Passage.REMEDIES: remedies,
        Passage.PAYMENT: channel_on,
        Passage.CONTACT: PHONE,
    }


def _of_whom(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    return ("缴费单位", snapshot["payer"]), ("项目名称", snapshot["project"])


def compose_payment_notice(snapshot: Snapshot, verification: Verification | None) -> OfficialLetter:
    """防空地下室易地建设费缴费通知书 with 核定表 and the reasoning as annexes."""
    return _letter(snapshot, verification, _demand(snapshot), is_notice=True)


def levy_letter(snapshot: Snapshot, verification: Verification | None) -> OfficialLetter:
    """防空地下室易地建设费征收决定书: facts, basis, sum, day and channel, remedies (指导案例21).

    The same annexes as the notice: 核定表 and the reasoning.
    """
    return _letter(snapshot, verification, _decision_body(snapshot), is_notice=False)


def _letter(
    snapshot: Snapshot,
    verification: Verification | None,
    blocks: Sequence[Block | str],
    *,
    is_notice: bool,
) -> OfficialLetter:
    return letter(
        snapshot,
        verification,
        blocks,
        to=snapshot["payer"],
        annexes=[_assessment_sheet(snapshot), _reasoning(snapshot)],
        note=contact(snapshot),
        is_notice=is_notice,
    )


def _decision_body(snapshot: Snapshot) -> list[Block | str]:
    from renfang.typesetting import Heading

    finding = sentence(snapshot.get("finding", ""))
    heard = snapshot.get("heard", "")
    paid = f"已缴{snapshot['paid']}元，" if snapshot["paid"] != "0.00" else ""
    return [
        f"当事人：{_party(snapshot)}。",
        Heading(1, "事实和证据"),
        _facts_in_words(snapshot) + finding,
        f"陈述、申辩情况：{sentence(heard)}" if heard else "",
        Heading(1, "征收依据和决定"),
        f"根据{cited(snapshot)}的规定，{paid}本机关决定向你单位征收"
        f"防空地下室易地建设费{snapshot['amount']}元（大写：{snapshot['capitals']}）：",
        _amounts(snapshot),
        _in_place_of(snapshot),
        Heading(1, "缴款期限和方式"),
        f"{_term(snapshot, '本决定书')}{passage(snapshot, Passage.PAYMENT)}",
        _late_told(snapshot),
        Heading(1, "权利告知"),
        remedies(snapshot),
        "逾期不申请行政复议、不提起行政诉讼又不缴纳的，本机关将依法申请人民法院强制执行。",
    ]


def _term(snapshot: Snapshot, called: str) -> str:
    """The day to pay by, and that nobody has fewer than fifteen days from the service."""
    return (
        f"于{day(snapshot['due_on'])}前（含当日）一次缴清；收到{called}之日距该日不足十五日的，"
        "自收到之日起十五日内缴清。"
    )


def _in_place_of(snapshot: Snapshot) -> str:
    """That the decision takes the place of the notice: one demand, one set of remedies."""
    notices = snapshot.get("replaced", ())
    if not notices:
        return ""
    named = "、".join(f"{day(each['issued_on'])}的{each['number']}" for each in notices)
    return (
        f"本机关{named}《防空地下室易地建设费缴费通知书》自本决定书送达之日起由本决定代替，不再执行；"
        "对征收该项费用不服的，按本决定书告知的途径和期限申请行政复议或者提起行政诉讼。"
    )


def _party(snapshot: Snapshot) -> str:
    """The payer by name, code, address and legal representative, as far as they are registered."""
    parts = [snapshot["payer"], f"统一社会信用代码{snapshot['credit_code']}"]
    for label, name in (("地址", "party_address"), ("法定代表人", "legal_representative")):
        if known := snapshot.get(name):
            parts.append(f"{label}：{known}")
    return "，".join(parts)


def _late_told(snapshot: Snapshot) -> str:
    """The standard of 滞纳金, without which none can be claimed: 行政强制法 art. 45(1)."""
    late = snapshot.get("late_standard", "")
    return f"逾期不缴纳的，根据{snapshot['late_basis']}的规定，{late}。" if late else ""


def _demand(snapshot: Snapshot) -> list[Block | str]:
    """The body of the notice: facts, amount, day, channel, law, remedies."""
    from renfang.typesetting import Heading

    return [
        _facts_in_words(snapshot) + "现通知如下：",
        Heading(1, "缴费金额"),
        _amounts(snapshot),
        _amount_in_words(snapshot),
        Heading(1, "缴款期限"),
        _term(snapshot, "本通知书"),
        Heading(1, "缴款方式"),
        passage(snapshot, Passage.PAYMENT),
        Heading(1, "征收依据"),
        "；".join(bases(snapshot)) + "。",
        Heading(1, "权利告知"),
        remedies(snapshot),
    ]


def _facts_in_words(snapshot: Snapshot) -> str:
    if snapshot.get("violation"):
        return _violation_in_words(snapshot)
    approval = f"（{snapshot['approval']}）" if snapshot["approval"] else ""
    return (
        f"你单位建设的“{snapshot['project']}”（项目代码{snapshot['project_code']}，"
        f"建设地点：{snapshot['address']}），经我单位{day(snapshot['decided_on'])}"
        f"作出的行政许可决定{approval}核定，应建防空地下室{snapshot['required_area']}平方米，"
        f"其中易地建设{snapshot['shortfall_area']}平方米，依法须缴纳防空地下室易地建设费。"
    )


def _violation_in_words(snapshot: Snapshot) -> str:
    """Who never applied has no decision to be named: the facts that were found stand instead."""
    return (
        f"你单位建设的“{snapshot['project']}”（项目代码{snapshot['project_code']}，"
        f"建设地点：{snapshot['address']}）未办理防空地下室结建审批手续。"
        f"经查：{snapshot['violation'].rstrip('。')}。"
        f"该项目应建防空地下室{snapshot['required_area']}平方米，"
        f"未建{snapshot['shortfall_area']}平方米，应当缴纳防空地下室易地建设费，"
        "且不适用免收、减收的规定。"
    )


def _amounts(snapshot: Snapshot) -> Block:
    from renfang.typesetting import Align, Table

    return Table(
        columns=[
            "易地建设面积（㎡）",
            "收费标准（元/㎡）",
            "应缴（元）",
            "减免（元）",
            "实缴（元）",
        ],
        rows=[
            [
                snapshot["shortfall_area"],
                snapshot["rate"] or "分类计收，见附件2",
                snapshot["gross"],
                snapshot["relief"],
                snapshot["payable"],
            ]
        ],
        widths=[1.1, 1.1, 1.2, 1, 1.2],
        align=[Align.RIGHT] * 5,
    )


def _amount_in_words(snapshot: Snapshot) -> str:
    paid = f"已缴{snapshot['paid']}元，" if snapshot["paid"] != "0.00" else ""
    return f"{paid}本次应缴{snapshot['amount']}元（大写：{snapshot['capitals']}）。"


def _assessment_sheet(snapshot: Snapshot) -> Annex:
    from renfang.typesetting import Annex, KeyValues

    rows: Sequence[tuple[str, str]] = [
        ("缴费单位", snapshot["payer"]),
        ("统一社会信用代码", snapshot["credit_code"]),
        *_where(snapshot),
        ("项目名称", snapshot["project"]),
        ("项目代码", snapshot["project_code"]),
        ("许可决定", _decision(snapshot)),
        ("核定版次", snapshot["version"]),
        ("核定日期", day(snapshot["assessed_on"])),
        ("适用规则", f"{snapshot['rulebook']}，{day(snapshot['as_of'])}施行的条款"),
        ("应建面积", f"{snapshot['required_area']} ㎡"),
        ("批准修建面积", f"{snapshot['built_area']} ㎡"),
        ("易地建设面积", f"{snapshot['shortfall_area']} ㎡"),
        ("收费标准", f"{snapshot['rate']} 元/㎡" if snapshot["rate"] else "分类计收，见附件2"),
        ("应缴金额", f"{snapshot['gross']} 元"),
        ("减免金额", f"{snapshot['relief']} 元"),
        ("实缴金额", f"{snapshot['payable']} 元"),
        ("已缴金额", f"{snapshot['paid']} 元"),
        ("本次应缴", f"{snapshot['amount']} 元\n{snapshot['capitals']}"),
    ]
    return Annex("防空地下室易地建设费核定表", [KeyValues(rows)])


def _where(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Address and legal representative of the payer, where they are registered."""
    known = (("住所", "party_address"), ("法定代表人", "legal_representative"))
    return [(label, snapshot[name]) for label, name in known if snapshot.get(name)]


def _decision(snapshot: Snapshot) -> str:
    if not snapshot["decided_on"]:
        return "未办理"
    return f"{snapshot['approval']} {day(snapshot['decided_on'])}".strip()


def _reasoning(snapshot: Snapshot) -> Annex:
    from renfang.typesetting import Annex, Table

    return Annex(
        "计算过程",
        [
            Table(
                columns=["序号", "规则", "计算", "结果", "依据"],
                rows=[_step_row(number, step) for number, step in enumerate(snapshot["steps"], 1)],
                widths=[0.45, 1.5, 1.95, 1.7, 1.9],
            )
        ],
    )


def _step_row(number: int, step: dict[str, Any]) -> list[str]:
    return [str(number), step["rule"], step["formula"], step["result"], step["basis"]]


def snapshot_of(assessment: Assessment, account: FeeAccount, *, due_on: date) -> Snapshot:
    """All that the notice says, as plain JSON data: areas in ㎡, money in yuan, both as strings."""
    project = account.project
    application = assessment.application
    return {
        "payer": project.developer.name,
        "credit_code": project.developer.credit_code,
        "party_address": project.developer.address,
        "legal_representative": project.developer.legal_representative,
        "project": project.name,
        "project_code": project.code,
        "address": project.address,
        "approval": decision_number(application) if application else "",
        "decided_on": application.decided_on.isoformat() if application else "",
        "violation": "" if application else _found(assessment),
        "required_area": f"{assessment.required_area:,}",
        "built_area": f"{max(assessment.required_area - assessment.shortfall_area, ZERO):,}",
        "shortfall_area": f"{assessment.shortfall_area:,}",
        "rate": f"{assessment.rate:,}" if assessment.rate is not None else "",
        "gross": f"{assessment.gross:,}",
        "relief": f"{assessment.relief:,}",
        "payable": f"{assessment.payable:,}",
        "paid": f"{account.paid:,}",
        "amount": f"{account.balance:,}",
        "capitals": capital_amount(account.balance, prefix="人民币"),
        "due_on": due_on.isoformat(),
        "local_basis": assessment.local_basis,
        "version": f"第 {assessment.version} 版（{assessment.get_kind_display()}）",
        "assessed_on": assessment.assessed_on.isoformat(),
        "rulebook": f"{find_book(assessment.rulebook).title}（{assessment.rulebook_version}）",
        "as_of": assessment.as_of.isoformat(),
        "steps": assessment.steps,
    }


def _found(assessment: Assessment) -> str:
    """The facts of a violation as the officers found them."""
    return assessment.draft.reason
