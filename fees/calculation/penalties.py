"""处罚种类和裁量: what the law lays on one act, and what a fine may be.

``sanction_at`` answers whether an act is punished at all, by which article, and with what: the
warning, the order that is given its day, the fine that may be added. ``fine_range`` (fines.py) says
how much; ``proposed_fines`` is the book's 裁量基准 within it; ``fine_problem`` judges one sum.
Source: 人民防空法 arts 22, 48 and the provincial article; 行政处罚法 arts 5, 32, 34.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fees.calculation.fines import FineFacts, FineRange
from renfang.rules.books import RuleBook, RulesInForce, load
from renfang.rules.explained import BadFact, MissingFact
from renfang.rules.rounding import ZERO, to_hundredth
from renfang.rules.rows import Discretion, Mitigation, Penalty
from renfang.rules.vocabulary import ACTS, FINES, ORDERS

# The acts, by name: what an assessment of a violation shows, and what an approved but unpaid
# relocation shows. The latter is no 不修建 under 人民防空法 art. 48.
NOT_BUILT: Final = "NOT_BUILT"
# Built, but less than was approved: no 不修建 unless a place's law says so (浙江 29).
UNDER_BUILT: Final = "UNDER_BUILT"
FEE_UNPAID: Final = "FEE_UNPAID"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is laid on the act, in words; ``is_mandatory`` unless the law says 可以.

    ``order`` is the code of an order (``ORDERS``), which is given its last day; else empty.
    """

    words: str
    is_mandatory: bool
    order: str = ""

    @property
    def needs_day(self) -> bool:
        """Whether the paper names the day until which the order is to be carried out."""
        return bool(self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """What the law lays on ``act``: ``name`` is the act in the law's words.

    ``violated`` are the articles that the act breaks, ``basis`` the article that punishes it;
    ``note`` is what a lawyer has to look at before. Of several ``orders`` the office makes one.
    """

    act: str
    name: str
    violated: str
    basis: str
    warning: bool
    orders: tuple[str, ...]
    fine: str
    note: str = ""

    @property
    def punishes(self) -> bool:
        """Whether there is a penalty at all; an order alone (责令限期缴纳) is none."""
        return self.warning or self.fine != "NONE"

    @property
    def may_fine(self) -> bool:
        """Whether a fine may be added."""
        return self.fine != "NONE"

    @property
    def must_fine(self) -> bool:
        """Whether a fine must be added; else 警告 and 责令 alone are a lawful decision."""
        return self.fine == "MANDATORY"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Warning, orders, fine, in the order in which a paper names them."""
        found = [Kind("警告", is_mandatory=True)] if self.warning else []
        alone = len(self.orders) == 1
        found += [Kind(f"责令{ORDERS[code]}", alone, order=code) for code in self.orders]
        if self.may_fine:
            found.append(Kind("罚款", self.must_fine))
        return tuple(found)

    @property
    def words(self) -> str:
        """All of it as one clause: 给予警告，责令限期修建，可以并处罚款."""
        parts = ["给予警告"] if self.warning else []
        if self.orders:
            parts.append("责令" + "或者".join(ORDERS[code] for code in self.orders))
        if self.may_fine:
            parts.append(FINES[self.fine] if parts else "处以罚款")
        return "，".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFine:
    """A row of the 裁量基准 worked out: from ``minimum`` to ``maximum`` yuan, both to 分."""

    code: str
    name: str
    circumstance: str
    minimum: Decimal
    maximum: Decimal
    basis: str
    mitigates: bool = False
    note: str = ""


def sanction_at(book: RuleBook, act: str, as_of: date) -> Sanction | None:
    """What the book lays on ``act`` (a code of ``ACTS``) on a day; None where it does not name it.

    A book that knows no kinds of penalty at all (copied before there was the section) stands under
    人民防空法 all the same: the national rows apply. Raises BadFact for an unknown act and for a
    day on which the book does not apply.
    """
    if act not in ACTS:
        raise BadFact("act", f"没有“{act}”，可用：{'、'.join(ACTS)}。")
    row = _with_penalties(book, as_of).penalties.get(act)
    return None if row is None else _sanction(row)


def sanctions_at(book: RuleBook, as_of: date) -> dict[str, Sanction]:
    """Everything that the book lays on anything on a day, by act. Raises BadFact as above."""
    rows = _with_penalties(book, as_of).penalties
    return {act: _sanction(row) for act, row in rows.items()}


def mitigations_at(book: RuleBook, as_of: date) -> dict[str, Mitigation]:
    """The grounds of 减轻处罚 in force on a day, by code; the national ones where it has none."""
    return dict(_with_penalties(book, as_of).mitigations)


def proposed_fines(
    book: RuleBook, act: str, facts: FineFacts, found: FineRange, as_of: date
) -> tuple[ProposedFine, ...]:
    """The rows of the 裁量基准 that fit, each kept within ``found``, the lawful range of the fine.

    Only a row of 减轻处罚 may propose less than the least. Empty where the book has no table.
    Raises MissingFact for an area that a row needs.
    """
    rows = [row for row in book.on(as_of).discretions if row.act == act]
    return tuple(_proposed(row, facts, found) for row in rows if _fits(row, facts))


def fine_problem(
    sanction: Sanction, found: FineRange, amount: Decimal, mitigation: Mitigation | None = None
) -> str:
    """Why ``amount`` yuan may not be fined, in words; empty where it may.

    Nothing (0.00) may be fined where the law only says 可以并处. Less than the least of ``found``
    only with a ground of 减轻处罚 (行政处罚法 art. 32); more than the most never.
    """
    if not amount:
        return f"{sanction.basis}规定应当处以罚款" if sanction.must_fine else ""
    if amount < ZERO:
        return "罚款不能小于 0"
    if not sanction.may_fine:
        return f"{sanction.basis}没有规定罚款"
    if amount > found.maximum:
        return f"罚款不得高于 {found.maximum:,} 元（{sanction.basis}）"
    if amount < found.minimum and mitigation is None:
        return (
            f"罚款不得低于 {found.minimum:,} 元（{sanction.basis}）。"
            "依法减轻处罚的，选择减轻的情形并写明事实（《中华人民共和国行政处罚法》第三十二条）"
        )
    return ""


def _with_penalties(book: RuleBook, as_of: date) -> RulesInForce:
    chain: RuleBook | None = book
    while chain is not None:
        if chain.penalties:
            return book.on(as_of)
        chain = chain.parent
    return load("national").on(as_of)


def _sanction(row: Penalty) -> Sanction:
    return Sanction(
        act=row.act,
        name=row.name,
        violated=row.violated,
        basis=row.basis,
        warning=row.warning,
        orders=row.orders,
        fine=row.fine,
        note=row.note,
    )


def _fits(row: Discretion, facts: FineFacts) -> bool:
    if row.area_from is None and row.area_below is None:
        return True
    area = _needed("unbuilt_area", facts.unbuilt_area)
    above = row.area_from is None or area >= row.area_from
    return above and (row.area_below is None or area < row.area_below)


def _proposed(row: Discretion, facts: FineFacts, found: FineRange) -> ProposedFine:
    low, high = (_in_yuan(row, number, facts, found) for number in (row.low, row.high))
    least = ZERO if row.mitigates else found.minimum
    return ProposedFine(
        code=row.code,
        name=row.name,
        circumstance=row.circumstance,
        minimum=_within(low, least, found.maximum),
        maximum=_within(high, least, found.maximum),
        basis=row.basis,
        mitigates=row.mitigates,
        note=row.note,
    )


def _in_yuan(row: Discretion, number: Decimal, facts: FineFacts, found: FineRange) -> Decimal:
    if row.measure == "PER_AREA":
        number = number * _needed("required_area", facts.required_area)
    elif row.measure == "SHARE_OF_RANGE":
        number = found.minimum + number * (found.maximum - found.minimum)
    return number if row.cap is None else min(number, row.cap)


def _within(amount: Decimal, least: Decimal, most: Decimal) -> Decimal:
    return to_hundredth(min(max(amount, least), most))


def _needed(field: str, value: Decimal | None) -> Decimal:
    if value is None:
        names = {"required_area": "应建面积", "unbuilt_area": "未建面积"}
        raise MissingFact(field, f"裁量基准按{names[field]}计算，补填{names[field]}。")
    return value
