"""What the papers about time, and about a permit after its grant, say. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 8, 42, 45, 49, 50, 69, 70.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.approvals.papers.applications import (
    annex,
    day,
    estimate,
    grades,
    granted,
    letter,
    remedies,
    sentence,
    shelter_facts,
)
from renfang.documents.kinds import Snapshot


def extension_notice(snapshot: Snapshot, verification: Any) -> Any:
    """延长审批期限告知书, 行政许可法 art. 42: the reason is told to the applicant."""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的"
            f"“{snapshot['kind']}”申请，本机关已于{day(snapshot['accepted_on'])}受理。"
            f"因{snapshot['extension_reason'].rstrip('。')}，不能在规定期限内作出决定。",
            "根据《中华人民共和国行政许可法》第四十二条的规定，经本机关负责人批准，审批期限延长"
            f"{snapshot['extended_by_days']}个工作日，最迟于{day(snapshot['due_on'])}"
            f"{estimate(snapshot)}作出决定。",
            "特此告知。",
        ],
    )


def special_procedure_notice(snapshot: Snapshot, verification: Any) -> Any:
    """特别程序告知书, 行政许可法 art. 45: what takes time that does not count, and how much."""
    takes = f"，所需时间为{snapshot['expected_days']}个工作日" if snapshot["expected_days"] else ""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的"
            f"“{snapshot['kind']}”申请，需要进行{snapshot['procedure']}"
            f"（{snapshot['reason'].rstrip('。')}），自{day(snapshot['starts_on'])}起进行{takes}。",
            "根据《中华人民共和国行政许可法》第四十五条的规定，上述时间不计算在审批期限内。"
            "程序结束后，本机关恢复计算审批期限。",
            "特此告知。",
        ],
    )


def exemption_approval(snapshot: Snapshot, verification: Any) -> Any:
    """防空地下室免建确认书: nothing is owed, and why."""
    return letter(
        snapshot,
        verification,
        [
            granted(snapshot),
            "经核定，该项目应建防空地下室面积为0.00平方米，不需修建防空地下室，"
            f"也不需缴纳防空地下室易地建设费。{sentence(snapshot['request_note'])}",
            "建设规模、楼栋用途和指标发生变化的，应当在变更前报本机关重新核定。",
            remedies(snapshot),
        ],
        annexes=[annex(snapshot)],
    )


def change_decision(snapshot: Snapshot, verification: Any) -> Any:
    """准予变更行政许可决定书, 行政许可法 art. 49: before and after side by side."""
    from renfang.typesetting import Align, Heading, Table

    computation, right = snapshot["computation"], Align.RIGHT
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的变更"
            f"{snapshot['superseded']['number']}的申请，本机关已于{day(snapshot['accepted_on'])}"
            f"受理。变更事由：{snapshot['request_note'].rstrip('。')}。根据《中华人民共和国"
            "行政许可法》第四十九条的规定，经审查，符合法定条件，准予变更。",
            Heading(1, "变更内容"),
            Table(
                ["核定项目（㎡）", "变更前", "变更后", "增减"],
                [list(row) for row in snapshot["differences"]],
                widths=[4, 3, 3, 3],
                align=[Align.LEFT, right, right, right],
            ),
            f"变更后应建防空地下室面积{computation['required_area']}平方米{grades(computation)}，"
            f"批准修建{computation['planned_area']}平方米，"
            f"易地建设{computation['shortfall_area']}平方米。",
            *([shelter_facts(snapshot)] if snapshot["shelter"] else []),
            Heading(1, "有关要求"),
            f"本决定作出之日起，{snapshot['superseded']['number']}不再执行，"
            "其他要求与原许可一致。涉及易地建设费增减的，由本机关另行核定。",
            remedies(snapshot),
        ],
        annexes=[annex(snapshot)],
    )


def renewal_decision(snapshot: Snapshot, verification: Any) -> Any:
    """准予延续行政许可决定书, 行政许可法 art. 50."""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的延续"
            f"{snapshot['superseded']['number']}有效期的申请，本机关已于"
            f"{day(snapshot['accepted_on'])}受理。根据《中华人民共和国行政许可法》第五十条的规定，"
            "经审查，准予延续。",
            f"原许可的有效期由{day(snapshot['superseded']['valid_until'])}延续至"
            f"{day(snapshot['valid_until'])}，许可的其他内容不变。",
            remedies(snapshot),
        ],
    )


# ending → (heading word, article, what follows from it)
_ENDINGS = {
    "retraction_decision": (
        "撤回",
        "第八条第二款",
        "由此给你单位造成财产损失的，依法给予补偿。",
    ),
    "revocation_decision": (
        "撤销",
        "第六十九条",
        "应当修建防空地下室或者缴纳易地建设费的义务不因本决定而免除。",
    ),
    "cancellation_decision": (
        "注销",
        "第七十条",
        "继续建设的，应当重新申请。",
    ),
}


def ending_decision(kind: str) -> Any:
    """The composer of 撤回, 撤销 or 注销行政许可决定书."""

    def compose(snapshot: Snapshot, verification: Any) -> Any:
        """行政许可法 arts 8, 69, 70: the permit, the ground, the facts, and what follows."""
        word, article, consequence = _ENDINGS[kind]
        heard = sentence(snapshot["hearing_note"])
        return letter(
            snapshot,
            verification,
            [
                f"本机关作出的{snapshot['permit_number']}（项目：{snapshot['project']}，"
                f"项目代码：{snapshot['project_code']}），经查存在下列情形："
                f"{snapshot['ending_ground'].rstrip('。')}。",
                f"事实和理由：{sentence(snapshot['ending_facts'])}",
                f"陈述、申辩情况：{heard}" if heard else "",
                f"根据《中华人民共和国行政许可法》{article}的规定，本机关决定{word}上述行政许可，"
                f"自本决定作出之日起不再有效。{consequence}",
                remedies(snapshot),
            ],
        )

    return compose


def delivery_receipt(snapshot: Snapshot, verification: Any) -> Any:
    """送达回证: one page, signed by hand when the paper is handed over."""
    from renfang.typesetting import Cell, FormRow, FormSheet, Seal, Watermark

    def row(*pairs: tuple[str, str], height: float = 12.0, signature: str = "") -> FormRow:
        span = 1 if len(pairs) == 2 else 3
        cells = []
        for label, value in pairs:
            cells += [Cell(label, is_label=True), Cell(value, span=span)]
        return FormRow(cells, height=height, signature=signature)

    dated = "　　　　年　　月　　日　　时　　分"
    return FormSheet(
        title="送达回证",
        number=snapshot["number"],
        issuer=snapshot["letterhead"],
        columns=[2.2, 4, 2.2, 4],
        rows=[
            row(("案由", f"{snapshot['project']}（{snapshot['project_code']}）{snapshot['kind']}")),
            row(("送达文书名称及文号", f"{snapshot['paper_label']}　{snapshot['paper_number']}")),
            row(("受送达人", snapshot["recipient"])),
            row(("送达地点", snapshot["place"])),
            row(("送达方式", snapshot["method"]), ("送达人", snapshot["servers"])),
            row(("受送达人签收", ""), height=26.0, signature=f"（签名或盖章）{dated}"),
            row(("代收人及与受送达人的关系、代收理由", ""), height=26.0, signature=dated),
            row(("见证人", ""), height=20.0, signature=f"（签名或盖章）{dated}"),
            row(("备注", snapshot["delivery_note"]), height=30.0),
        ],
        notes=[
            "受送达人是法人的，由其法定代表人、主要负责人或者负责收件的人签收；"
            "拒绝签收的，在备注中写明拒收事由和日期，由见证人签名或者以拍照、录像记录送达过程。",
            "公告送达的，自发出公告之日起经过三十日视为送达，公告的原因和经过记入备注并附公告文本。",
        ],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What anybody may compare with the paper in hand."""
    return [("项目名称", snapshot["project"]), ("项目代码", snapshot["project_code"])]
