"""What 撤回, 撤销 and 注销行政许可决定书 say. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 8, 69, 70.
"""

from __future__ import annotations

from typing import Any

from engineering.approvals.papers.applications import letter
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import cited_exactly, remedies, sentence

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


# 行政许可法 art. 8(2): a permit is taken back for the public interest alone.
_WHY = {"retraction_decision": "为了公共利益的需要，"}
# A revoked permit never counted (fees follow the same reading).
_SINCE = {"revocation_decision": "该行政许可自始不产生效力。"}


def _harm(kind: str, snapshot: Snapshot) -> str:
    """Who bears the harm of a revocation. Source: 行政许可法 art. 69(4)."""
    if kind != "revocation_decision" or "ending_article" not in snapshot:
        return ""
    if snapshot["ending_consequence"]:
        return "你单位基于该行政许可取得的利益不受保护。"
    return "你单位的合法权益因此受到损害的，依法给予赔偿。"


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
                f"根据{cited_exactly(snapshot, snapshot.get('ending_article', ''))}的规定，"
                f"{_WHY.get(kind, '')}本机关决定{word}上述行政许可，"
                f"{_SINCE.get(kind, '自本决定作出之日起不再有效。')}{consequence}"
                f"{_harm(kind, snapshot)}",
                remedies(snapshot),
            ],
        )

    return compose
