"""What the papers on a change and a renewal of a permit say. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 49, 50.
"""

from __future__ import annotations

from typing import Any

from engineering.approvals.papers.applications import (
    annex,
    grades,
    letter,
    shelter_facts,
    taken_in,
    validity,
)
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import cited, day, remedies


def change_decision(snapshot: Snapshot, verification: Any) -> Any:
    """准予变更行政许可决定书, 行政许可法 art. 49: before and after side by side."""
    from renfang.typesetting import Align, Heading, Table

    computation, right = snapshot["computation"], Align.RIGHT
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的变更"
            f"{snapshot['superseded']['number']}的申请，{taken_in(snapshot)}"
            f"变更事由：{snapshot['request_note'].rstrip('。')}。"
            f"根据{cited(snapshot)}的规定，经审查，符合法定条件，准予变更。",
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
            validity(snapshot),
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
            f"{snapshot['superseded']['number']}有效期的申请，"
            f"{taken_in(snapshot)}根据{cited(snapshot)}的规定，"
            "经审查，准予延续。",
            f"原许可的有效期由{day(snapshot['superseded']['valid_until'])}延续至"
            f"{day(snapshot['valid_until'])}（含当日），许可的其他内容不变。",
            validity(snapshot),
            remedies(snapshot),
        ],
    )
