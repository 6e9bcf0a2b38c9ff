"""Rounding to 0.01, sharing a total without losing a hundredth, and numbers as steps show them."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

HUNDREDTH: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
_MODES: Final = {
    "HALF_UP": decimal.ROUND_HALF_UP,
    "HALF_EVEN": decimal.ROUND_HALF_EVEN,
    "UP": decimal.ROUND_UP,
}
# Weights are products of a share (six decimals) and an area (two): eight decimals at most.
_WEIGHT_DECIMALS: Final = 8


def to_hundredth(number: Decimal, mode: str = "HALF_UP") -> Decimal:
    """``number`` to two decimals (0.01 ㎡, 分) by HALF_UP, HALF_EVEN or UP."""
    return number.quantize(HUNDREDTH, rounding=_MODES[mode])


def apportion(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share ``total`` (a multiple of 0.01) over ``weights`` so that the parts add up exactly.

    Largest remainder: everyone gets the whole hundredths of his part, and the hundredths left
    over go to the largest remainders, the earlier first. Weights are at least zero and not all
    zero unless the total is.
    """
    units = int(total.scaleb(2))
    scaled = [int(weight.scaleb(_WEIGHT_DECIMALS)) for weight in weights]
    whole = sum(scaled)
    if whole == 0:
        if units:
            raise ValueError("a total cannot be shared over weights that are all zero")
        return [ZERO] * len(scaled)
    parts, remainders = [], []
    for position, weight in enumerate(scaled):
        part, remainder = divmod(units * weight, whole)
        parts.append(part)
        remainders.append((-remainder, position))
    for _, position in sorted(remainders)[: units - sum(parts)]:
        parts[position] += 1
    return [Decimal(part).scaleb(-2) for part in parts]


def plain(number: Decimal) -> str:
    """All digits that count and no exponent: ``3618.448``, ``2000``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def percent(share: Decimal) -> str:
    """A share as the law writes it: ``2%``, ``2‰``."""
    if share and abs(share) < HUNDREDTH:
        return f"{plain(share * 1000)}‰"
    return f"{plain(share * 100)}%"
