"""Model fields for longitude and latitude: degrees with six decimals, exact on every engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from renfang.quantities.fields import FixedPointField
from renfang.quantities.forms import QuantityField
from renfang.quantities.parsing import parse_decimal


def parse_degrees(value: object, *, name: str = "坐标") -> Decimal:
    """Degrees with six decimals (0.1 m): ``103.834521``. Raises Unreadable."""
    return parse_decimal(
        value, name=name, places=6, maximum=Decimal("180.000000"), example="103.834521"
    )


class DegreesFormField(QuantityField):
    """Degrees as typed from a survey (CGCS2000)."""

    parser = staticmethod(parse_degrees)
    suffix = "°"

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.6f}" if isinstance(value, Decimal) else value


class DegreesField(FixedPointField):
    """Degrees with six decimals, stored in millionths."""

    description = "经纬度（度）"
    decimal_places = 6
    form_class = DegreesFormField
