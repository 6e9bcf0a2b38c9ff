"""年度目标: set once a year, changed when the plan changes; the history keeps what was aimed at."""

from __future__ import annotations

from collections.abc import Mapping

from drills.readiness.models import ReadinessTarget
from renfang.acts import act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def set_targets(
    organisation_id: int, year: int, values: Mapping[str, int], *, by: User
) -> ReadinessTarget:
    """下达年度目标 of one office; rates in whole per cent."""
    Scope(by).require("manage_readiness", organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    target = ReadinessTarget.objects.filter(organisation=organisation, year=year).first()
    before = _shown(target, values) if target else {}
    if target is None:
        target = ReadinessTarget(organisation=organisation, year=year)
    for name, value in values.items():
        setattr(target, name, value)
    target.save()
    record(by, f"下达 {year} 年度目标", target, before=before, after=_shown(target, values))
    return target


def _shown(target: ReadinessTarget, names: Mapping[str, int]) -> dict[str, int]:
    return {
        str(ReadinessTarget._meta.get_field(name).verbose_name): getattr(target, name)
        for name in names
    }
