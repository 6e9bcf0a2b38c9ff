"""What the papers about time, and about a permit after its grant, say. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 8, 42, 45, 49, 50, 69, 70.
"""

from __future__ import annotations

from typing import Any

from engineering.approvals.papers.letters import (
    annex,
    estimate,
    grades,
    granted,
    letter,
    remedies,
    shelter_facts,
)
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import day, sentence


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


def omission_notice(snapshot: Snapshot, verification: Any) -> Any:
    """限期办理结建审批手续告知书: never applied, and by when to make it good.

    Source: 人民防空法 arts 22, 48; 最高人民法院指导案例21号.
    """
    return letter(
        snapshot,
        verification,
        [
            f"经核查，你单位建设的{snapshot['project']}（建设地点：{snapshot['address']}）"
            "未依法办理应建防空地下室的民用建筑项目报建审批手续。核查情况如下："
            f"{sentence(snapshot['finding'])}",
            "按照登记的楼栋指标核算，该项目应建防空地下室面积"
            f"{snapshot['required_area']}平方米，最终以审批核定为准。",
            "根据《中华人民共和国人民防空法》第二十二条、第四十八条的规定，你单位应当于"
            f"{day(snapshot['remedy_by'])}前向本机关办理结建审批手续。逾期未办理的，"
            "本机关将依法处理；未申请而不修建的，不适用易地建设费的减免规定。",
            "你单位有权在上述期限内向本机关陈述、申辩。",
        ],
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What anybody may compare with the paper in hand."""
    return [("项目名称", snapshot["project"]), ("项目代码", snapshot["project_code"])]
