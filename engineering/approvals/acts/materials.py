"""申请材料: the list per kind of application, and what of it an application has received."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import CaseMaterial
from engineering.approvals.models.settings import RequiredMaterial
from engineering.approvals.queries.materials import Listed, materials_for
from engineering.approvals.steps import TICK
from renfang.acts import Incomplete, NotFound, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

MAXIMUM = 40


def list_materials(application: Application) -> list[CaseMaterial]:
    """Keep the list of the day with a new application, inside the act that receives it."""
    listed = materials_for(application.organisation, application.kind)
    return CaseMaterial.objects.bulk_create(
        CaseMaterial(
            application=application,
            position=position,
            name=row.name,
            note=row.note,
            is_mandatory=row.is_mandatory,
        )
        for position, row in enumerate(listed, 1)
    )


@act
def tick_materials(
    application_id: int, *, received: Collection[int], version: int | None = None, by: User
) -> Application:
    """登记材料: what of the list is there. ``received`` are ids of the application's own rows.

    Raises NotFound (also for a row of another application), NotPermitted, Overtaken or WrongState.
    """
    application: Application = Application.objects.locked_for(
        TICK, application_id, by, version=version
    )
    # Applications from before the lists were kept get theirs now.
    rows = list(application.materials.all()) or list_materials(application)
    if not set(received) <= {row.pk for row in rows}:
        raise NotFound("材料")
    changed = [row for row in rows if row.is_received != (row.pk in received)]
    if not changed:
        return application
    for row in changed:
        row.is_received = not row.is_received
    CaseMaterial.objects.bulk_update(changed, ["is_received"])
    application.touch()
    record(
        by,
        "登记材料",
        application,
        before={row.name: _word(not row.is_received) for row in changed},
        after={row.name: _word(row.is_received) for row in changed},
    )
    return application


def _word(received: bool) -> str:
    return "已收到" if received else "未收到"


@act
def set_material_list(
    organisation_id: int, kind: str, rows: Sequence[Listed], *, by: User
) -> Sequence[Listed]:
    """修订材料目录: the organisation's own list for one kind; an empty one follows the superior's.

    Cases keep the list of the day on which they were received. Raises NotPermitted or Incomplete.
    """
    Scope(by).require("configure_approvals", organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    names = [row.name for row in rows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Incomplete(f"材料“{twice}”出现多次，保留一行", field="rows")
    if len(rows) > MAXIMUM:
        raise Incomplete(f"目录最多 {MAXIMUM} 项，现有 {len(rows)} 项。合并同类材料", field="rows")
    before = materials_for(organisation, kind)
    RequiredMaterial.objects.filter(organisation=organisation, kind=kind).delete()
    RequiredMaterial.objects.bulk_create(
        RequiredMaterial(
            organisation=organisation,
            kind=kind,
            position=position,
            name=row.name,
            note=row.note,
            is_mandatory=row.is_mandatory,
        )
        for position, row in enumerate(rows, 1)
    )
    label = Application.Kind(kind).label
    record(
        by,
        "修订材料目录",
        organisation,
        organisation=organisation,
        before={label: "；".join(row.name for row in before)},
        after={label: "；".join(names) or "沿用上级目录"},
    )
    return rows
