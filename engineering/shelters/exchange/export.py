"""The 人防工程台账 as a workbook: masked for looking through, whole for a reason that is kept."""

from __future__ import annotations

import io

from engineering.shelters.models import Shelter
from renfang.acts import NotPermitted, act, require_text
from renfang.exchange.workbook import write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

CONFIDENTIAL_RIGHT = "view_confidential"


def masked_register(scope: Scope) -> bytes:
    """Every shelter in scope, its confidential columns masked and its openings left out."""
    return _workbook(scope, frozenset())[0]


@act
def export_confidential_register(*, by: User, reason: str) -> bytes:
    """导出涉密台账: grades, coordinates and openings where the user may see them, on record."""
    scope = Scope(by)
    if not scope.holds(CONFIDENTIAL_RIGHT):
        raise NotPermitted.lacking(CONFIDENTIAL_RIGHT)
    reason = require_text(reason, "写明导出事由", least=5)
    content, count = _workbook(scope, scope.organisations(CONFIDENTIAL_RIGHT))
    if by.organisation is not None:
        record(
            by,
            "导出涉密台账",
            by.organisation,
            organisation=by.organisation,
            after={"工程数": count},
            note=reason,
        )
    return content


def _workbook(scope: Scope, cleared: frozenset[int]) -> tuple[bytes, int]:
    """The file and the number of shelters; secrets only of ``cleared`` organisations."""
    from engineering.shelters.exchange.parts import PARTS
    from engineering.shelters.exchange.register import ShelterResource

    rows = list(
        Shelter.objects.visible_to(scope)
        .select_related("project__developer", "project__division", "division")
        .prefetch_related("units", "openings", "equipment__unit")
        .order_by("-id")
    )
    register = ShelterResource()
    register.cleared = cleared
    sheets = [register.sheet(rows)]
    for part, resource in PARTS.items():
        # Where a shelter can be entered is confidential.
        shown = [row for row in rows if part != "openings" or row.organisation_id in cleared]
        sheets.append(
            resource().sheet([each for row in shown for each in getattr(row, part).all()])
        )
    target = io.BytesIO()
    write_sheets(target, sheets)
    return target.getvalue(), len(rows)
