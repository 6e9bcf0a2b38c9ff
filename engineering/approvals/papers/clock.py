"""What the papers about time say: 延长审批期限 and 特别程序告知书. Queries nothing.

The wording names the articles it rests on: 行政许可法 arts 42, 45.
"""

from __future__ import annotations

from typing import Any

from engineering.approvals.papers.applications import estimate, letter
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import cited, day


def extension_notice(snapshot: Snapshot, verification: Any) -> Any:
    """延长审批期限告知书, 行政许可法 art. 42: the reason is told to the applicant."""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的"
            f"“{snapshot['kind']}”申请，本机关已于{day(snapshot['accepted_on'])}受理。"
            f"因{snapshot['extension_reason'].rstrip('。')}，不能在规定期限内作出决定。",
            f"根据{cited(snapshot)}的规定，经本机关负责人批准，审批期限延长"
            f"{snapshot['extended_by_days']}个工作日，最迟于{day(snapshot['due_on'])}"
            f"{estimate(snapshot)}作出决定。",
            "特此告知。",
        ],
    )


def special_procedure_notice(snapshot: Snapshot, verification: Any) -> Any:
    """特别程序告知书, 行政许可法 art. 45: what takes time that does not count, and how much."""
    # A notice from before the time had to be told may lack it.
    takes = f"，所需时间为{snapshot['expected_days']}个工作日" if snapshot["expected_days"] else ""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的"
            f"“{snapshot['kind']}”申请，需要进行{snapshot['procedure']}"
            f"（{snapshot['reason'].rstrip('。')}），自{day(snapshot['starts_on'])}起进行{takes}。",
            f"根据{cited(snapshot)}的规定，上述时间不计算在审批期限内。"
            "程序结束后，本机关恢复计算审批期限。",
            "特此告知。",
        ],
    )
