"""人均占有面积: area by population."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def per_capita(area: Decimal, population: int) -> Decimal:
    """Square metres a head, two decimals, half up."""
    return (area / population).quantize(Decimal("0.01"), ROUND_HALF_UP)
