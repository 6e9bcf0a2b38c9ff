"""The conditions above a list: a plain form whose fields say what they narrow.

    class DraftQuery(Query):
        name = Words("项目或单位", "project__name", "project__developer__name")
        state = OneOf("状态", AssessmentDraft.State.choices)
        prepared_from = DayBound("核定日期自", "prepared_on__gte")

What no field can say, the form says in ``narrow_<field>(rows, value)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField
from renfang.quantities.name_columns import name_contains

ALL = ("", "全部")
# Columns that hold names of people, organisations and works: however they are spelled.
_NAMES = ("name", "_unit", "operator", "instructor", "responsible")
Choices = Sequence[tuple[Any, Any]] | Callable[[], Sequence[tuple[Any, Any]]]


class Words(PlainTextField):
    """Rows in which one of the paths contains the words, large or small letters alike.

    A path that ends in a lookup of its own (``__exact``, ``__startswith``) is asked by it.
    """

    def __init__(self, label: str, *paths: str, max_length: int = 100, help_text: str = "") -> None:
        super().__init__(label=label, max_length=max_length, required=False, help_text=help_text)
        self.paths = paths

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """The rows that contain the words; ``value`` is not empty."""
        matching = Q()
        for path in self.paths:
            if path.endswith(("__exact", "__startswith")):
                matching |= Q(**{path: value.strip()})
            elif path.endswith(_NAMES):
                matching |= name_contains(path, value.strip())
            else:
                matching |= Q(**{f"{path}__icontains": value.strip()})
        return rows.filter(matching)


class OneOf(forms.ChoiceField):
    """Rows with the chosen value; ``path`` is the field's own name where none is given."""

    def __init__(
        self, label: str, choices: Choices, path: str = "", *, every: tuple[str, str] | None = ALL
    ) -> None:
        def offered() -> list[tuple[Any, Any]]:
            known = choices() if callable(choices) else choices
            return [*([every] if every else []), *known]

        super().__init__(label=label, choices=offered, required=False)
        self.path = path

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """The rows with this value."""
        return rows.filter(**{self.path: value})


class DayBound(DateFormField):
    """Rows from a day on or up to it: the path ends in ``__gte`` or ``__lte``.

    For an instant (``starts_at__lte``) the day begins and ends in local time.
    """

    def __init__(self, label: str, path: str, *, help_text: str = "") -> None:
        super().__init__(label=label, required=False, help_text=help_text)
        self.path = path

    def narrow(self, rows: QuerySet, value: date) -> QuerySet:
        """The rows from that day on, or up to it."""
        name, _, lookup = self.path.rpartition("__")
        bound: date = value
        if name == "at" or name.endswith("_at"):
            moment = time.min if lookup == "gte" else time.max
            bound = timezone.make_aware(datetime.combine(value, moment))
        return rows.filter(**{self.path: bound})


class OneRow(forms.ModelChoiceField):
    """Rows that belong to a record of another table that the user may see."""

    def __init__(self, model: type[Any], label: str, path: str = "") -> None:
        super().__init__(model.objects.none(), label=label, required=False, empty_label="全部")
        self.model, self.path = model, path

    def open(self, scope: Scope) -> None:
        """Offer what this user may see."""
        self.queryset = self.model.objects.visible_to(scope)

    def narrow(self, rows: QuerySet, value: Any) -> QuerySet:
        """The rows of that record."""
        return rows.filter(**{self.path: value})


class Office(forms.ModelChoiceField):
    """Rows of one of the offices at which the user holds ``permission``."""

    def __init__(self, permission: str, label: str = "主管机构") -> None:
        super().__init__(
            Organisation.objects.none(), label=label, required=False, empty_label="全部"
        )
        self.permission = permission

    def open(self, scope: Scope) -> None:
        """Offer what this user may see."""
        reached = scope.organisations(self.permission)
        self.queryset = Organisation.objects.filter(pk__in=reached).order_by("path")

    def narrow(self, rows: QuerySet, value: Organisation) -> QuerySet:
        """The rows of that office."""
        return rows.filter(organisation=value)


class Query(forms.Form):
    """What a list can be asked. ``scope`` is the user's, ``today`` the day of the question."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        # A page may ask for the same thing in a form of its own: the controls need other names.
        super().__init__(*args, auto_id="query_%s", **kwargs)
        self.scope, self.today = scope, timezone.localdate()
        for name, field in self.fields.items():
            if hasattr(field, "open"):
                field.open(scope)
            if getattr(field, "path", None) == "":
                field.path = name

    @property
    def asked(self) -> dict[str, Any]:
        """The conditions that are set, by name; none while one of them cannot be read."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])
        }

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """The fields that are set, for pages that repeat the conditions in words."""
        return [self[name] for name in self.asked]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """The rows that meet every condition."""
        for name, value in self.asked.items():
            own = getattr(self, f"narrow_{name}", None)
            rows = own(rows, value) if own else self.fields[name].narrow(rows, value)
        return rows
