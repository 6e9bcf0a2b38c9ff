"""Form fields that several forms of the app share."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from renfang.quantities.forms import QuantityInput
from renfang.quantities.identifiers import read_phone
from renfang.quantities.parsing import Unreadable, clean_text, normalise_digits, parse_integer

_TIME = re.compile(
    r"([0-9]{1,2})\s*(?::|时|点)\s*([0-9]{1,2})?(?::00)?\s*(?:分)?|([0-9]{1,2})([0-9]{2})"
)


def parse_time(value: str) -> time:
    """A time of day: 08:20, 8：20, 0820, 8时20分, 14点. Raises ``Unreadable``."""
    found = _TIME.fullmatch(normalise_digits(value))
    if found:
        hour, minute = found.group(1) or found.group(3), found.group(2) or found.group(4) or "0"
        if int(hour) < 24 and int(minute) < 60:
            return time(int(hour), int(minute))
    raise Unreadable("时刻按 08:20 填写，24 小时制。")


class TextField(forms.CharField):
    """One line or several of text without anything invisible in it."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(super().to_python(value) or "", multiline=self.multiline)
        except Unreadable as error:
            raise ValidationError(error.message) from error


class PhoneField(forms.CharField):
    """A telephone number, blanks and full-width digits understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update(inputmode="tel", autocomplete="off")

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return read_phone(text)
        except Unreadable as error:
            raise ValidationError(error.message) from error


class HeadcountField(forms.Field):
    """A number of persons, from 1."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", QuantityInput("人", {"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_integer(
                value, name=self.label or "人数", minimum=1, maximum=99_999, units="人名"
            )
        except Unreadable as error:
            raise ValidationError(error.message) from error


class WholeNumberField(forms.Field):
    """A whole number from ``minimum`` to ``maximum``; blank gives None where it is not required."""

    def __init__(self, *, maximum: int, minimum: int = 0, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_integer(
                value, name=str(self.label or "数"), minimum=self.minimum, maximum=self.maximum
            )
        except Unreadable as error:
            raise ValidationError(error.message) from error


class TimeOfDayField(forms.CharField):
    """A time of day in the spellings people use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(placeholder="08:20", inputmode="numeric", autocomplete="off")

    def to_python(self, value: Any) -> time | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_time(text)
        except Unreadable as error:
            raise ValidationError(error.message) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records, ticked; a number that no column holds is an unknown one."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > 18:
                told = self.error_messages["invalid_choice"]
                raise ValidationError(told, code="invalid_choice", params={"value": pk})
        return super().clean(value)
