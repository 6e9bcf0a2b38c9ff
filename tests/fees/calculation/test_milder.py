"""从旧兼从轻, 行政处罚法 art. 37: the lower most is milder; of the same most, the lower least."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from fees.calculation.fines import FineRange
from fees.calculation.milder import Law, choose
from fees.calculation.penalties import Sanction
from renfang.rules.rows import FineRule

_NUMBERS = count(1)


def sanction(fine: str = "OPTIONAL", *, warning: bool = True, order: str = "BUILD") -> Sanction:
    return Sanction(
        act="NOT_BUILT",
        name="不修建",
        violated="第二十二条",
        basis="第四十八条",
        warning=warning,
        orders=(order,),
        fine=fine,
    )


def law(fine: str, least: int = 0, most: int = 0, **more: bool) -> Law:
    if fine == "NONE":
        return Law(sanction=sanction(fine, **more))
    found = FineRange(Decimal(least), Decimal(most))
    return Law(sanction=sanction(fine, **more), fine=found, rules=(another_row(),))


def another_row() -> FineRule:
    """A row of its own for each law: the sums decide, not that the rows are the same."""
    name = f"第{next(_NUMBERS)}条"
    return FineRule(kind="FLAT", low=Decimal(0), high=Decimal(1), basis=name)


def share(low: str, high: str, cap: str | None) -> Law:
    row = FineRule(
        kind="SHARE_OF_COST",
        low=Decimal(low),
        high=Decimal(high),
        cap=None if cap is None else Decimal(cap),
        basis="第四十一条",
    )
    return Law(sanction=sanction(), rules=(row,))


@pytest.mark.parametrize(
    ("old", "new", "is_new", "words"),
    [
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 0, 8), True, "处罚较轻，适用现行规定"),
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 1, 10), False, "相同，适用行为时的规定"),
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 0, 10), True, "较轻"),
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 2, 10), False, "较重"),
        (law("OPTIONAL", 1, 10), law("MANDATORY", 1, 10), False, "较重"),
        (law("OPTIONAL", 1, 10), law("MANDATORY", 1, 8), True, "较轻"),
        # The ranges cross: the most decides, and a lawyer looks at it.
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 2, 5), True, "互有高低"),
        (law("OPTIONAL", 1, 10), law("OPTIONAL", 0, 20), False, "由法制审核认定"),
        # A fine that may be added no more, though the warning stays; a warning less or more.
        (law("OPTIONAL", 1, 10), law("NONE"), True, "较轻"),
        (law("NONE"), law("OPTIONAL", 0, 1), False, "较重"),
        (law("NONE"), law("NONE", warning=False), True, "现行规定不处罚"),
        (law("NONE", warning=False), law("NONE"), False, "行为时没有规定处罚"),
        (law("OPTIONAL", 1, 10, warning=False), law("OPTIONAL", 1, 10), False, "较重"),
        (Law(sanction=None), law("NONE"), False, "行为时没有规定处罚"),
        (law("NONE"), Law(sanction=None), True, "现行规定不处罚"),
        # While the cost is not known, shares are held against shares.
        (share("0.02", "0.05", "100000"), share("0.02", "0.05", "100000"), False, "相同"),
        (share("0.02", "0.05", "100000"), share("0.02", "0.04", "100000"), True, "较轻"),
        (share("0.02", "0.05", None), share("0.02", "0.05", "100000"), True, "较轻"),
        (share("0.02", "0.05", "100000"), share("0.03", "0.05", "100000"), False, "较重"),
        (share("0.02", "0.05", "50000"), share("0.02", "0.04", "90000"), False, "不能直接比较"),
        (law("OPTIONAL", 0, 10), share("0.02", "0.05", None), False, "不能直接比较"),
    ],
)
def test_the_old_law_governs_unless_the_new_one_is_milder(old, new, is_new, words):
    choice = choose(old, new)
    assert choice.is_new == is_new
    assert words in choice.words
    assert "或者相同" not in choice.words


def test_another_order_is_no_milder_law_but_a_lawyer_looks_at_it():
    """行政处罚法 art. 28: 责令改正 is no penalty."""
    old = law("OPTIONAL", 1, 10)
    new = Law(sanction=sanction(order="PAY"), fine=old.fine, rules=(another_row(),))
    choice = choose(old, new)
    assert not choice.is_new
    assert "责令的事项不同，由法制审核认定" in choice.words


def test_shares_are_told_while_the_cost_is_not_known():
    assert "罚款为造价的 2%至5%，最高 100,000 元" in share("0.02", "0.05", "100000").words
