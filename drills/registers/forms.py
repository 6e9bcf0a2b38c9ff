"""Forms of the readiness registers, made from the columns of each; the review of a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import QuerySet

from drills.registers.catalogue import Register
from drills.registers.models import KeyTarget, Registered
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import OfficeField, PlainTextField, VersionField, WholeNumberField
from renfang.pages.forms import AtAnOffice
from renfang.pages.query_forms import Office, OneOf, Query, Words
from renfang.quantities.fields import AreaField
from renfang.quantities.forms import AreaFormField, DateFormField


class PlanReviewForm(forms.Form):
    """登记评审."""

    reviewed_on = DateFormField(label="评审日期")
    is_revised = forms.BooleanField(label="本次已修订", required=False)
    conclusion = PlainTextField(
        label="评审结论", max_length=300, multiline=True, error_messages={"required": "写明结论。"}
    )
    next_due_on = DateFormField(label="下次评审日期")


class OfOffice(AtAnOffice, forms.Form):
    """A form that is about one of the user's offices."""

    organisation = OfficeField(label="主管机构", empty_label=None)


MOST = 99_999_999


def largest(field: models.Field) -> int:
    """The largest whole number that a column takes."""
    limits = [v.limit_value for v in field.validators if isinstance(v, MaxValueValidator)]
    small = isinstance(field, models.PositiveSmallIntegerField)
    return min([*limits, 32_767 if small else MOST])


def form_field(field: models.Field, scope: Scope) -> forms.Field:
    """The form field of one column."""
    label = str(field.verbose_name)
    needed = not field.blank
    if field.choices:
        return forms.ChoiceField(label=label, choices=field.choices)
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(label=label, required=False, initial=field.default)
    if isinstance(field, models.ForeignKey):
        found = KeyTarget.objects.visible_to(scope).filter(is_current=True)
        return forms.ModelChoiceField(found, label=label, required=False, empty_label="不对应")
    if isinstance(field, AreaField):
        return AreaFormField(label=label.replace("（㎡）", ""), required=needed)
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        has_default = field.default is not models.NOT_PROVIDED
        return WholeNumberField(
            label=label,
            maximum=largest(field),
            required=needed and not has_default,
            initial=field.default if has_default else None,
        )
    if isinstance(field, models.DateField):
        return DateFormField(label=label, required=needed)
    return PlainTextField(
        label=label,
        max_length=field.max_length,
        required=needed,
        multiline=isinstance(field, models.TextField),
        error_messages={"required": f"填写{label}。"},
    )


class RegisterForm(forms.Form):
    """One row of a register; the office is asked only when it is entered."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="主管机构", empty_label=None
    )
    version = VersionField(required=False)

    def __init__(
        self,
        *args: Any,
        register: Register,
        scope: Scope,
        organisations: QuerySet[Organisation],
        row: Registered | None = None,
        **kwargs: Any,
    ) -> None:
        if row is not None:
            kwargs["initial"] = {
                "version": row.version,
                **{name: getattr(row, name) for name in register.columns},
            }
        super().__init__(*args, **kwargs)
        self.register = register
        self.fields["organisation"].queryset = organisations
        if row is not None:
            del self.fields["organisation"]
        for name in register.columns:
            self.fields[name] = form_field(register.model._meta.get_field(name), scope)

    def values(self) -> dict[str, Any]:
        """What was filled in; a number left blank is that of the model's default."""
        given = {name: self.cleaned_data[name] for name in self.register.columns}
        for name, value in given.items():
            field = self.register.model._meta.get_field(name)
            if value is None and not field.null:
                given[name] = field.get_default()
        return given


class RegisterQuery(Query):
    """What the list of a register can be asked; those struck off only when asked for."""

    words = Words("编号或名称")
    current = OneOf("在册", [("", "在册"), ("all", "全部"), ("no", "已不在册")], every=None)
    organisation = Office("view_readiness")

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].paths = tuple(register.searched)
        for name in register.filters:
            field = register.model._meta.get_field(name)
            self.fields[name] = OneOf(str(field.verbose_name), field.choices or (), name)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match."""
        rows = super().narrow(rows)
        return rows if self.asked.get("current") else rows.filter(is_current=True)

    def narrow_current(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """All rows, or those struck off."""
        return rows if value == "all" else rows.filter(is_current=False)
