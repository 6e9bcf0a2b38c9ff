"""Model fields for exact money, areas and depths: integers in the database, ``Decimal`` in Python.

SQLite keeps a ``DecimalField`` as a binary float: large sums come back altered, sums of cents never
compare equal, and values are rounded half-even without a word. A count of the smallest unit
(分, 0.01 ㎡, 0.01 m) in a 64-bit integer column is exact on every engine.
"""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.core import checks, exceptions
from django.db import models
from django.db.models import lookups
from django.db.models.expressions import Combinable, register_combinable_fields

from renfang.quantities import forms

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,19}(\.[0-9]{1,12})?")
_LARGEST_UNITS = 2**63 - 1


class FixedPointField(models.Field):
    """A quantity with a fixed number of decimals, stored as a bigint of its smallest unit.

    It is not an ``IntegerField`` on purpose: ``F("payable") + Decimal("0.20")`` would then be
    arithmetic on stored units. Here such a mixture is an error; write
    ``F("payable") + yuan("0.20")``.

    Python values are ``Decimal``; ``int`` and plain digit strings are accepted on the way in.
    A ``float``, or a value with more decimals than the field holds, is refused, never rounded.
    Sums and other aggregates come back as ``Decimal``; an average needs an ``output_field``.
    """

    decimal_places = 2
    form_class: type[forms.QuantityField] = forms.QuantityField
    empty_strings_allowed = False
    default_error_messages: ClassVar[dict[str, str]] = {
        "unreadable": "须为数字，最多 %(places)s 位小数。",
        "too_large": "数值超出可登记的范围。",
    }

    # The internal type stays the class name: under "BigIntegerField" Django would cut the fraction
    # off every aggregate before this field sees it.
    def db_type(self, connection) -> str:
        return connection.data_types["BigIntegerField"]

    def db_check(self, connection) -> str | None:
        """SQLite would store a fraction in a bigint column; this makes the table refuse it."""
        if connection.vendor != "sqlite":
            return None
        return f"typeof({connection.ops.quote_name(self.column)}) IN ('integer', 'null')"

    def check(self, **kwargs) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_exact_default()]

    def _check_exact_default(self) -> list[checks.CheckMessage]:
        if not isinstance(self.default, float):
            return []
        return [
            checks.Error(
                "The default of an exact quantity must not be a float.",
                hint='Write Decimal("0.00").',
                obj=self,
                id="quantities.E001",
            )
        ]

    # From Python to the database

    def to_units(self, value: Decimal | int | str) -> int:
        """Count of the smallest unit in ``value``; raises TypeError or ValueError if not exact."""
        number = self._exact(value)
        units = number.scaleb(self.decimal_places)
        if units != units.to_integral_value():
            raise ValueError(f"{value!r} has more than {self.decimal_places} decimals")
        if abs(units) > _LARGEST_UNITS:
            raise OverflowError(f"{value!r} does not fit a 64-bit integer")
        return int(units)

    @staticmethod
    def _exact(value: Any) -> Decimal:
        if isinstance(value, bool | float):
            raise TypeError(f"{value!r} is not an exact number; use Decimal")
        if isinstance(value, str):
            if not _PLAIN_NUMBER.fullmatch(value):
                raise ValueError(f"{value!r} is not a plain number")
            return Decimal(value)
        if isinstance(value, int):
            return Decimal(value)
        if not isinstance(value, Decimal):
            raise TypeError(f"{value!r} is not an exact number; use Decimal")
        if not value.is_finite():
            raise ValueError(f"{value!r} is not finite")
        return value

    def get_prep_value(self, value: Any) -> int | None:
        value = super().get_prep_value(value)
        return None if value is None else self.to_units(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.ops.adapt_integerfield_value(value, "BigIntegerField")

    def get_placeholder(self, value, compiler, connection) -> str:
        """Refuse to store an expression that is not counted in this field's unit."""
        require_same_unit(self, value)
        return "%s"

    # From the database to Python

    def from_db_value(self, value, expression, connection) -> Decimal | None:
        if value is None:
            return None
        units = int(value)
        if units != value:
            raise TypeError(f"{value!r} is no whole number of units; give output_field=")
        return self.from_units(units)

    def from_units(self, units: int) -> Decimal:
        """``Decimal`` with exactly ``decimal_places`` decimals."""
        return Decimal(units).scaleb(-self.decimal_places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            return self.from_units(self.to_units(value))
        except OverflowError as error:
            raise exceptions.ValidationError(
                self.error_messages["too_large"], code="too_large"
            ) from error
        except (TypeError, ValueError) as error:
            raise exceptions.ValidationError(
                self.error_messages["unreadable"],
                code="unreadable",
                params={"places": self.decimal_places},
            ) from error

    # Serializers and forms

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(self.to_python(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class MoneyField(FixedPointField):
    """Yuan with two decimals, stored in 分."""

    description = "人民币金额（元）"
    form_class = forms.AmountField


class AreaField(FixedPointField):
    """Square metres with two decimals, stored in 0.01 ㎡."""

    description = "面积（平方米）"
    form_class = forms.AreaFormField


class DepthField(FixedPointField):
    """Metres with two decimals, stored in centimetres."""

    description = "深度（米）"
    form_class = forms.DepthFormField


def require_same_unit(field: FixedPointField, value: Any) -> None:
    """Raise FieldError when an expression's result is not counted in ``field``'s unit."""
    if not hasattr(value, "resolve_expression"):
        return
    output = getattr(value, "_output_field_or_none", None)
    if output is not None and not isinstance(output, type(field)):
        raise exceptions.FieldError(
            f"{type(field).__name__} cannot take {type(output).__name__}: wrap the number in "
            "yuan() or square_metres(), or set output_field."
        )


class _SameUnitLookup:
    """Compare a quantity only with plain values or with expressions in the same unit."""

    def get_prep_lookup(self):
        field = self.lhs.output_field
        for value in self.rhs if isinstance(self.rhs, list | tuple | set) else (self.rhs,):
            require_same_unit(field, value)
        return super().get_prep_lookup()


for _lookup in (
    lookups.Exact,
    lookups.GreaterThan,
    lookups.GreaterThanOrEqual,
    lookups.LessThan,
    lookups.LessThanOrEqual,
    lookups.In,
    lookups.Range,
):
    FixedPointField.register_lookup(
        type(f"SameUnit{_lookup.__name__}", (_SameUnitLookup, _lookup), {})
    )

for _field in (MoneyField, AreaField, DepthField):
    for _connector in (Combinable.ADD, Combinable.SUB):
        register_combinable_fields(_field, _connector, _field, _field)
    register_combinable_fields(_field, Combinable.MUL, models.IntegerField, _field)
    register_combinable_fields(models.IntegerField, Combinable.MUL, _field, _field)


def yuan(amount: Decimal | int | str) -> models.Value:
    """An amount in a query: ``F("payable") - yuan("0.20")``, ``Coalesce(…, yuan(0))``."""
    return models.Value(Decimal(amount), output_field=MoneyField())


def square_metres(area: Decimal | int | str) -> models.Value:
    """An area in a query, as ``yuan`` for amounts."""
    return models.Value(Decimal(area), output_field=AreaField())
