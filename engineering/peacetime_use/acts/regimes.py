"""Which regime of peacetime use an organisation follows: a dated setting, set by an act."""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.peacetime_use.models import UseRegime
from engineering.peacetime_use.queries import regime_on
from renfang.acts import Incomplete, NotFound, Refused, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

PERMISSION = "set_use_regime"


@act
def adopt_use_regime(organisation_id: int, *, by: User, **terms: Any) -> UseRegime:
    """设定管理方式: from ``effective_from`` on, for the organisation and all below without own.

    ``terms`` are the other fields of UseRegime. Rows are never changed: uses refer to the one
    under which they were allowed.
    """
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound("机构")
    Scope(by).require(PERMISSION, organisation.pk)
    if UseRegime.objects.filter(
        organisation=organisation, effective_from=terms["effective_from"]
    ).exists():
        raise Incomplete(
            f"自 {terms['effective_from']} 起施行的管理方式已经登记，改用另一个施行日期",
            field="effective_from",
        )
    former = regime_on(organisation, terms["effective_from"])
    regime = UseRegime(organisation=organisation, **terms)
    regime.full_clean()
    regime.save(force_insert=True)
    record(
        by,
        "设定平时使用管理方式",
        organisation,
        organisation=organisation,
        before=_shown(former) if former else None,
        after=_shown(regime),
    )
    return regime


def _shown(regime: UseRegime) -> dict[str, Any]:
    """The regime as the history tells it."""
    return {
        "管理方式": regime.get_kind_display(),
        "施行日期": regime.effective_from,
        "依据文件": regime.legal_basis,
    }


def required_regime(organisation: Organisation, day: date) -> UseRegime:
    """The regime in force on ``day``; Refused with what to do where none is set."""
    regime = regime_on(organisation, day)
    if regime is None:
        raise Refused(
            f"{organisation}在 {day} 没有生效的平时使用管理方式。"
            "由审批负责人在“平时使用管理方式”中设定后再办理"
        )
    return regime
