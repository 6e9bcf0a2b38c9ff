"""Model fields for longitude and latitude: degrees with six decimals, exact on every engine."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from renfang.quantities.fields import FixedPointField
from renfang.quantities.forms import QuantityField
from renfang.quantities.parsing import Unreadable, normalise_digits, parse_decimal

# Degrees, minutes and seconds as surveys write them: 103°49′12″, 103度49.2分, 103°49'12".
_SEXAGESIMAL: Final = re.compile(
    r"([0-9]{1,3})\s*[°度º]\s*(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*[′'’分]\s*)?"
    r"(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*(?:[″\"”秒]|''|′′))?"
)


def parse_degrees(value: object, *, name: str = "坐标") -> Decimal:
    """Degrees with six decimals (0.1 m): ``103.834521``, ``103°49′12″``. Raises Unreadable."""
    if isinstance(value, str) and (found := _SEXAGESIMAL.fullmatch(normalise_digits(value))):
        degrees, minutes, seconds = (Decimal(part or 0) for part in found.groups())
        if minutes >= 60 or seconds >= 60:
            raise Unreadable(f"{name}的分和秒须小于 60，例如 103°49′12″。")
        exact = degrees + minutes / 60 + seconds / 3600
        value = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
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
