"""Form fields that read quantities and dates the way people write them.

On an error the page shows again exactly what was typed (Django re-renders the raw input); on
success ``echo`` gives the normalised reading to show beside the field.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from renfang.quantities.parsing import (
    Unreadable,
    parse_amount,
    parse_area,
    parse_date,
    parse_decimal,
    parse_depth,
)


class QuantityInput(forms.TextInput):
    """A right-aligned number box; ``data-suffix`` is the unit that the template puts behind it."""

    def __init__(self, suffix: str = "", attrs: dict[str, Any] | None = None) -> None:
        defaults = {"inputmode": "decimal", "autocomplete": "off", "data-quantity": "decimal"}
        if suffix:
            defaults["data-suffix"] = suffix
        super().__init__({**defaults, **(attrs or {})})


class DateTextInput(forms.TextInput):
    """A text box, not ``type=date``: the browser's picker cannot take 20240305 or 2024年3月5日."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        defaults = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "data-quantity": "date",
            "placeholder": "2024-03-05",
        }
        super().__init__({**defaults, **(attrs or {})})


class QuantityField(forms.Field):
    """An exact decimal with two places. Subclasses set the parser and the unit."""

    parser: Callable[..., Decimal] = staticmethod(parse_decimal)
    suffix = ""
    default_error_messages: ClassVar[dict[str, str]] = {"required": "填写数值。"}

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        parser_options: dict[str, Any] | None = None,
        **kwargs,
    ) -> None:
        self.parser_options = parser_options or {}
        kwargs.setdefault("widget", QuantityInput(self.suffix))
        super().__init__(**kwargs)
        if min_value is not None:
            message = f"不能小于 {Decimal(min_value):,} {self.suffix}".rstrip() + "。"
            self.validators.append(MinValueValidator(min_value, message))
        if max_value is not None:
            message = f"不能大于 {Decimal(max_value):,} {self.suffix}".rstrip() + "。"
            self.validators.append(MaxValueValidator(max_value, message))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return self.parser(value, **self.parser_options)
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True

    def echo(self, value: Decimal | None) -> str:
        """What was understood, for the line under the box: ``125,000.00 元``."""
        return "" if value is None else f"{value:,.2f} {self.suffix}".rstrip()


class AmountField(QuantityField):
    """Yuan. Reads ``1,234.5``, ``￥``, full-width, ``12.5万``; ``signed`` allows negatives."""

    parser = staticmethod(parse_amount)
    suffix = "元"
    default_error_messages: ClassVar[dict[str, str]] = {"required": "填写金额。"}

    def __init__(self, *, signed: bool = False, allow_wan: bool = True, **kwargs) -> None:
        options = {"signed": signed, "allow_wan": allow_wan}
        super().__init__(parser_options=options, **kwargs)


class AreaFormField(QuantityField):
    """Square metres."""

    parser = staticmethod(parse_area)
    suffix = "㎡"
    default_error_messages: ClassVar[dict[str, str]] = {"required": "填写面积。"}


class DepthFormField(QuantityField):
    """Metres."""

    parser = staticmethod(parse_depth)
    suffix = "米"
    default_error_messages: ClassVar[dict[str, str]] = {"required": "填写深度。"}


class DateFormField(forms.Field):
    """A date in any of the spellings of ``parse_date``."""

    widget = DateTextInput
    default_error_messages: ClassVar[dict[str, str]] = {"required": "填写日期。"}

    def to_python(self, value: Any) -> date | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return parse_date(value)
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m-%d") if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True

    def echo(self, value: date | None) -> str:
        """What was understood: ``2024年3月5日``."""
        return "" if value is None else f"{value.year}年{value.month}月{value.day}日"
