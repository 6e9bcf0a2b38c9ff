"""从旧兼从轻: which of two laws governs an act that ended before the law changed.

The law of the act's time governs; that of the decision only where it is milder (处罚较轻) or
punishes no more. Milder is the law with the lower most; of two with the same most, the one with
the lower least. Source: 行政处罚法 art. 37.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fees.calculation.fines import FineRange
from fees.calculation.penalties import Sanction
from renfang.rules.rounding import percent
from renfang.rules.rows import FineRule
from renfang.rules.vocabulary import FINES

_NO_CAP = Decimal("Infinity")
_REVIEW = "由法制审核认定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What one law lays on an act; ``sanction`` is None where it does not name the act.

    ``fine`` is its range in yuan, None where a fact is missing; ``rules`` are its rows of fines,
    whose shares are compared while the cost is not known.
    """

    sanction: Sanction | None
    fine: FineRange | None = None
    rules: tuple[FineRule, ...] = ()

    @property
    def share(self) -> FineRule | None:
        """The row that measures the fine by the cost, where the cost is not known."""
        is_open = self.fine is None and len(self.rules) == 1
        return self.rules[0] if is_open and self.rules[0].kind == "SHARE_OF_COST" else None

    @property
    def words(self) -> str:
        """What is laid on the act, how much the fine may be, and by which article."""
        if self.sanction is None or not self.sanction.punishes:
            return "没有处罚"
        return f"{self.sanction.words}{self._sum_in_words}（{self.sanction.basis}）"

    @property
    def _sum_in_words(self) -> str:
        if self.sanction is None or not self.sanction.may_fine:
            return ""
        if self.fine is not None:
            return f"，罚款 {self.fine.minimum:,} 至 {self.fine.maximum:,} 元"
        if (row := self.share) is None:
            return ""
        shares = "至".join(dict.fromkeys((percent(row.low), percent(row.high))))
        cap = "" if row.cap is None else f"，最高 {row.cap:,} 元"
        return f"，罚款为造价的 {shares}{cap}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether the present law governs (``is_new``), and why, in words without a full stop."""

    is_new: bool
    words: str


def choose(old: Law, new: Law) -> Choice:
    """Which of the law of the act's time and the present one governs.

    Where the two ranges cross, the orders differ or the sums cannot be compared, the words leave
    it to 法制审核. An order is no penalty and makes no law milder (行政处罚法 arts 9, 28).
    """
    if new.sanction is None or not new.sanction.punishes:
        return Choice(True, "现行规定不处罚，适用现行规定")
    if old.sanction is None or not old.sanction.punishes:
        return Choice(False, "行为时没有规定处罚，不得处罚")
    weight = _weight(old, old.sanction, new, new.sanction)
    if weight is None:
        told = "罚款幅度不能直接比较，适用行为时的规定；现行规定处罚较轻的，适用现行规定"
        return Choice(False, f"{told}，{_REVIEW}")
    told = {
        -1: "现行规定处罚较轻，适用现行规定",
        0: "两者处罚相同，适用行为时的规定",
        1: "现行规定处罚较重，适用行为时的规定",
    }[weight]
    if _cross(old, new):
        told = f"两者罚款幅度互有高低，先比较上限、再比较下限，{told}，{_REVIEW}"
    elif set(old.sanction.orders) != set(new.sanction.orders):
        told = f"{told}；责令的事项不同，{_REVIEW}"
    return Choice(weight < 0, told)


def _weight(old: Law, before: Sanction, new: Law, now: Sanction) -> int | None:
    """-1 where ``new`` is milder, 1 where it is heavier, 0 where both are the same; or None."""
    if before.may_fine != now.may_fine:
        return -1 if before.may_fine else 1
    signs: list[int | None] = []
    if now.may_fine:
        ranks = list(FINES)
        must = _sign(ranks.index(now.fine) - ranks.index(before.fine))
        # What only may be fined has nothing as its least.
        signs = [_ends(old, new, "most"), must, _ends(old, new, "least")]
    signs.append(_sign(now.warning - before.warning))
    return next((sign for sign in signs if sign != 0), 0)


def _ends(old: Law, new: Law, end: str) -> int | None:
    """How the most or the least of two fines compare; None where a fact for it is missing."""
    if old.rules == new.rules:
        # The same rows on the same facts.
        return 0
    if old.fine is not None and new.fine is not None:
        name = "maximum" if end == "most" else "minimum"
        return _sign(getattr(new.fine, name) - getattr(old.fine, name))
    before, now = old.share, new.share
    if before is None or now is None:
        return None
    share = _sign(now.high - before.high if end == "most" else now.low - before.low)
    caps = [_NO_CAP if row.cap is None else row.cap for row in (before, now)]
    cap = 0 if caps[0] == caps[1] else _sign(caps[1] - caps[0])
    # A lower share under a higher cap: only the cost can tell.
    return None if share * cap < 0 else share or cap


def _cross(old: Law, new: Law) -> bool:
    most, least = _ends(old, new, "most"), _ends(old, new, "least")
    return most is not None and least is not None and most * least < 0


def _sign(difference: Decimal | int) -> int:
    return (difference > 0) - (difference < 0)
