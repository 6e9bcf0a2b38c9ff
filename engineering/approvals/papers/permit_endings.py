"""What 撤回, 撤销 and 注销行政许可决定书 say. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 8, 69, 70.
"""

from __future__ import annotations

from typing import Any

from engineering.approvals.papers.applications import letter
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import cited, remedies, sentence

# ending → (heading word, what follows from it)
_ENDINGS = {
    "retraction_decision": (
        "撤回",
        "由此给你单位造成财产损失的，依法给予补偿。",
    ),
    "revocation_decision": (
        "撤销",
        "应当修建防空地下室或者缴纳易地建设费的义务不因本决定而免除。",
    ),
    "cancellation_decision": (
        "注销",
        "继续建设的，应当重新申请。",
    ),
}


def ending_decision(kind: str) -> Any:
    """The composer of 撤回, 撤销 or 注销行政许可决定书."""

    def compose(snapshot: Snapshot, verification: Any) -> Any:
        """行政许可法 arts 8, 69, 70: the permit, the ground, the facts, and what follows."""
        word, consequence = _ENDINGS[kind]
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
                f"根据{cited(snapshot)}的规定，本机关决定{word}上述行政许可，"
                f"自本决定作出之日起不再有效。{consequence}",
                remedies(snapshot),
            ],
        )

    return compose
