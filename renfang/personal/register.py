"""The register of personal data, read from what the models declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

from renfang.personal.fields import PersonalField
from renfang.personal.rules import Entry

OURS = ("renfang", "engineering", "fees", "drills")


@dataclass(frozen=True)
class Registered:
    """One field of the register."""

    model: type[models.Model]
    field: models.Field
    entry: Entry

    @property
    def record(self) -> str:
        """What the record is called."""
        return str(self.model._meta.verbose_name)

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(self.field.verbose_name)


def our_models() -> Iterator[type[models.Model]]:
    """Every table of this system, in the order of the apps."""
    for model in apps.get_models():
        if model.__module__.partition(".")[0] in OURS:
            yield model


@cache
def registered() -> tuple[Registered, ...]:
    """All fields that hold personal data."""
    return tuple(
        Registered(model, model._meta.get_field(name), entry)
        for model in our_models()
        for name, entry in getattr(model, "personal", {}).items()
    )


def number_of(model_label: str, field_name: str) -> Registered | None:
    """The field of that name whose numbers may be looked at for a reason; None where none is."""
    return _numbers().get((model_label, field_name))


@cache
def _numbers() -> dict[tuple[str, str], Registered]:
    """The fields whose numbers may be looked at, by model and name."""
    return {
        (each.model._meta.label_lower, each.field.name): each
        for each in registered()
        if each.entry.permission and isinstance(each.field, PersonalField)
    }
