"""Forms of the year's targets."""

from __future__ import annotations

from typing import Any

from drills.readiness.models import ReadinessTarget
from drills.registers.forms import OfOffice
from renfang.pages.fields import WholeNumberField


class TargetForm(OfOffice):
    """年度目标."""

    year = WholeNumberField(label="年度", minimum=2000, maximum=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in ReadinessTarget._meta.concrete_fields:
            if column.name in ("id", "organisation", "year"):
                continue
            top = 100 if "%" in str(column.verbose_name) else 9999
            self.fields[column.name] = WholeNumberField(
                label=str(column.verbose_name), maximum=top, initial=column.default
            )
