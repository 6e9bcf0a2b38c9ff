"""The grid of 通知与到达."""

from __future__ import annotations

from typing import Any

from django import forms

from drills.execution import Response
from drills.forms.fields import TimeOfDayField, WholeNumberField
from drills.models import Drill


class ResponsesForm(forms.Form):
    """Two times for everybody who takes part, and for units how many came."""

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls = list(drill.calls.select_related("team"))
        self.units = list(drill.participants.all())
        for prefix, rows in (("team", self.calls), ("unit", self.units)):
            for row in rows:
                self._add_times(prefix, row)
        for unit in self.units:
            self.fields[f"unit-{unit.pk}-headcount"] = WholeNumberField(
                label=f"{unit.unit}实到人数",
                maximum=999_999,
                required=False,
                initial=unit.arrived_headcount,
            )

    def _add_times(self, prefix: str, row: Any) -> None:
        name = str(getattr(row, "team", None) or row.unit)
        for field, label in (("notified_time", "通知时刻"), ("arrived_time", "到达时刻")):
            self.fields[f"{prefix}-{row.pk}-{field}"] = TimeOfDayField(
                label=f"{name}{label}", required=False, initial=getattr(row, field)
            )

    def grid(self) -> list[dict[str, Any]]:
        """The rows as the page shows them."""
        rows = []
        for prefix, members in (("team", self.calls), ("unit", self.units)):
            rows += [self._shown(prefix, row) for row in members]
        return rows

    def _shown(self, prefix: str, row: Any) -> dict[str, Any]:
        return {
            "name": str(getattr(row, "team", None) or row.unit),
            "planned": row.planned_headcount,
            "notified": self[f"{prefix}-{row.pk}-notified_time"],
            "arrived": self[f"{prefix}-{row.pk}-arrived_time"],
            "headcount": self[f"unit-{row.pk}-headcount"] if prefix == "unit" else None,
        }

    def responses(self) -> tuple[dict[int, Response], dict[int, Response]]:
        """What was filled in, by id of the call and of the participation."""
        return (
            {call.pk: self._response("team", call.pk) for call in self.calls},
            {unit.pk: self._response("unit", unit.pk) for unit in self.units},
        )

    def _response(self, prefix: str, pk: int) -> Response:
        given = self.cleaned_data
        return Response(
            notified_time=given[f"{prefix}-{pk}-notified_time"],
            arrived_time=given[f"{prefix}-{pk}-arrived_time"],
            headcount=given.get(f"{prefix}-{pk}-headcount"),
        )
