"""Papers that are issued no more, kept so that those on record are read and reprinted.

执行协议书, 中止执行决定书 and 终结执行决定书 rested on chapter 4 of the 行政强制法, which is for
agencies with a power of enforcement of their own (art. 34); a 人防主管部门 has none (art. 53). What
becomes of a case after the application is the court's to rule.
"""

from __future__ import annotations

from typing import Any

from fees.collection.papers import letters
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import cited, day, sentence


def execution_agreement(snapshot: Snapshot, verification: Any) -> Any:
    """执行协议书, 行政强制法 art. 42."""
    return letters.to_debtor(
        snapshot,
        verification,
        [
            f"甲方：{snapshot['issuer']}。乙方：{snapshot['developer']}，统一社会信用代码"
            f"{snapshot['credit_code']}。",
            f"就{letters.decision(snapshot)}的履行，根据{cited(snapshot)}的规定，双方约定如下：",
            f"一、乙方尚未履行{letters.sum_due(snapshot)}。",
            f"二、乙方分期履行，至{day(snapshot['until'])}全部履行完毕：",
            sentence(snapshot["instalments"]),
            "三、乙方采取补救措施并按期履行的，可以减免加处的罚款或者滞纳金。",
            "四、乙方不履行本协议的，甲方恢复强制执行。",
            "甲方（盖章）：　　　　　　　　　　乙方（盖章）：",
        ],
    )


def suspension_decision(snapshot: Snapshot, verification: Any) -> Any:
    """中止执行决定书, 行政强制法 art. 39."""
    return letters.to_debtor(
        snapshot,
        verification,
        [
            f"{letters.decision(snapshot)}的执行，经查存在下列情形：{snapshot['suspension_ground']}。"
            f"{sentence(snapshot['reason'])}",
            f"根据{cited(snapshot)}的规定，决定中止执行。中止的情形消失后，恢复执行。",
        ],
    )


def termination_decision(snapshot: Snapshot, verification: Any) -> Any:
    """终结执行决定书, 行政强制法 art. 40."""
    return letters.to_debtor(
        snapshot,
        verification,
        [
            f"{letters.decision(snapshot)}的执行，经查存在下列情形："
            f"{snapshot['termination_ground']}。{sentence(snapshot['reason'])}",
            f"根据{cited(snapshot)}的规定，决定终结执行。",
        ],
    )
