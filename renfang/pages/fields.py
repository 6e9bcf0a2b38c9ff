"""Form fields that read what people write, with the words of the office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from renfang.organisations.models import Organisation, User
from renfang.organisations.staff import staff_with
from renfang.quantities.forms import QuantityInput
from renfang.quantities.identifiers import Checked, read_credit_code, read_phone, read_project_code
from renfang.quantities.parsing import Unreadable, clean_text, parse_integer, parse_time


class PlainTextField(forms.CharField):
    """One line, or several, of text without invisible characters."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("strip", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return clean_text(text, multiline=self.multiline)
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error


class CheckedField(PlainTextField):
    """An identifier; a doubt about it is kept in ``warning`` for the form to ask about."""

    @staticmethod
    def read(value: str) -> Checked:
        raise NotImplementedError

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.warning: str | None = None

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text in self.empty_values:
            return ""
        try:
            checked = self.read(text)
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error
        self.warning = checked.warning
        return checked.value


class CreditCodeField(CheckedField):
    """统一社会信用代码, full-width and lower case accepted."""

    read = staticmethod(read_credit_code)


class ProjectCodeField(CheckedField):
    """项目代码 of the national platform."""

    read = staticmethod(read_project_code)


class PhoneField(PlainTextField):
    """A mobile or landline number, blanks and full-width digits understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="tel", autocomplete="off")

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text in self.empty_values:
            return ""
        try:
            return read_phone(text)
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error


class MaskedPhoneField(PhoneField):
    """The same where one may be on record: it comes masked, and goes back masked if it stays.

    The act understands a mask by ``renfang.personal.fields.renewed``.
    """

    def to_python(self, value: Any) -> str:
        text = PlainTextField.to_python(self, value)
        return text if "*" in text else super().to_python(value)


class VersionField(forms.IntegerField):
    """Which version of the record the form was filled against (renfang.records.Versioned)."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "记录版本")
        super().__init__(**kwargs)


class StoreysField(forms.Field):
    """Whole storeys above ground: 18, １８, 18层."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "data-suffix": "层"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return parse_integer(value, name="地上层数", minimum=1, maximum=200, units="层")
        except Unreadable as error:
            raise ValidationError(error.message, code="unreadable") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


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
            raise ValidationError(error.message, code="unreadable") from error


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
            raise ValidationError(error.message, code="unreadable") from error


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
            raise ValidationError(error.message, code="unreadable") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


# Digits of the largest id that a column holds.
LONGEST_ID = 18


def unknown_choice(field: forms.Field, value: object) -> ValidationError:
    """What a field says of a record that it does not offer."""
    told = field.error_messages["invalid_choice"]
    return ValidationError(told, code="invalid_choice", params={"value": value})


class OfficeField(forms.ModelChoiceField):
    """One of the offices that the form is given (``renfang.pages.forms.AtAnOffice``)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), **{"label": "机构", **kwargs})


class PersonField(forms.ModelChoiceField):
    """A member of staff who holds a permission at one of the organisations offered."""

    def __init__(self, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(User.objects.none(), **{"empty_label": "选择", **kwargs})

    def offer(self, organisations: Collection[int]) -> None:
        """Let the user choose among the staff of these organisations, by their ids."""
        self.queryset = staff_with(self.permission, organisations)

    def clean(self, value: Any) -> Any:
        if len(str(value)) > LONGEST_ID:
            raise unknown_choice(self, value)
        return super().clean(value)

    def label_from_instance(self, obj: User) -> str:
        return obj.full_name


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records, ticked; a number that no column holds is an unknown one."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise unknown_choice(self, pk)
        return super().clean(value)
