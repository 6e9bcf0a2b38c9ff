"""工程时限: the limits that an organisation applies along a shelter's life."""

from __future__ import annotations

from datetime import date

from engineering.shelters.models import ShelterLimit
from engineering.shelters.queries import limit_on
from renfang.acts import act, require_text
from renfang.clocks.rules import Unit
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def set_limit(
    organisation_id: int,
    *,
    by: User,
    item: str,
    count: int,
    unit: str,
    basis: str,
    effective_from: date,
) -> ShelterLimit:
    """登记工程时限: from a day on, for the organisation and those below it. Nothing is edited."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    Scope(by).require("manage_settings", organisation_id)
    basis = require_text(basis, "写明依据文件的名称和文号", field="basis", least=2)
    row = ShelterLimit(
        organisation=organisation,
        item=item,
        count=count,
        unit=unit,
        basis=basis,
        effective_from=effective_from,
    )
    row.full_clean()
    former = limit_on(organisation, item, effective_from)
    row.save(force_insert=True)
    record(
        by,
        "登记工程时限",
        organisation,
        organisation=organisation,
        before={"期限": f"{former.count} {Unit(former.unit).label}", "依据文件": former.basis},
        after={
            "事项": row.get_item_display(),
            "期限": f"{row.count} {row.get_unit_display()}",
            "依据文件": row.basis,
            "施行日期": row.effective_from,
        },
    )
    return row
