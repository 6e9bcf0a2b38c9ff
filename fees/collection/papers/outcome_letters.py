"""变更决定书 and 撤销决定书, by which the bureau corrects its own decision. Queries nothing.

Source: 行政处罚法 art. 75(2); a decision on money says the sum, the day, and the remedies.
"""

from __future__ import annotations

from typing import Any

from renfang.documents.frames import letter
from renfang.documents.kinds import Passage, Snapshot
from renfang.documents.wording import cited, contact, day, passage, remedies, sentence


def _paper(snapshot: Snapshot, verification: Any, blocks: list[Any]) -> Any:
    return letter(
        snapshot,
        verification,
        blocks,
        to=snapshot["developer"],
        note=contact(snapshot),
        is_notice=False,
    )


def _decision(snapshot: Snapshot) -> str:
    """The decision that is corrected, with its day and number."""
    name = "行政处罚决定书" if snapshot["is_fine"] else "防空地下室易地建设费征收决定书"
    return f"{day(snapshot['decided_on'])}作出的《{name}》（{snapshot['decision_number']}）"


def _what(snapshot: Snapshot) -> str:
    return "罚款" if snapshot["is_fine"] else "防空地下室易地建设费"


def _why(snapshot: Snapshot) -> str:
    return (
        f"你单位建设的“{snapshot['project']}”（建设地点：{snapshot['address']}），"
        f"本机关于{_decision(snapshot)}。经复查：{sentence(snapshot['reason'])}"
    )


def _overpaid(snapshot: Snapshot) -> str:
    if not snapshot["overpaid"]:
        return ""
    return f"你单位已多缴{snapshot['overpaid']}元，可以向本机关申请退还。"


def decision_change(snapshot: Snapshot, verification: Any) -> Any:
    """变更决定书: the sum before and after, by which day the rest is paid, the remedies."""
    pays = Passage.FINE_PAYMENT if snapshot["is_fine"] else Passage.PAYMENT
    return _paper(
        snapshot,
        verification,
        [
            _why(snapshot),
            f"根据{cited(snapshot)}的规定，现决定将上述决定确定缴纳的{_what(snapshot)}"
            f"由{snapshot['sum_before']}元变更为{snapshot['sum_after']}元"
            f"（大写：{snapshot['sum_capitals']}）。原决定的其他内容不变。",
            _overpaid(snapshot)
            or f"于{day(snapshot['named'])}前（含当日）缴清；收到本决定书之日距该日不足十五日的，"
            f"自收到之日起十五日内缴清。{passage(snapshot, pays)}",
            remedies(snapshot),
        ],
    )


def decision_revocation(snapshot: Snapshot, verification: Any) -> Any:
    """撤销决定书: the decision is gone, and what was paid by it is given back."""
    return _paper(
        snapshot,
        verification,
        [
            _why(snapshot),
            f"根据{cited(snapshot)}的规定，现决定撤销上述决定，你单位不再按该决定缴纳{_what(snapshot)}。",
            _overpaid(snapshot),
            remedies(snapshot),
        ],
    )
