"""What a peacetime use does to the shelter's own entry in the register, and what its end undoes.

No act of its own: the acts of ``uses`` take these steps, each inside its transaction.
Source: 人民防空法 art. 26; the register states 平时用途 and whether the works are in use.
"""

from __future__ import annotations

from datetime import date

from engineering.peacetime_use.models import PeacetimeUse
from engineering.shelters.models import LifeRecord, Shelter
from engineering.works.models import CompletionFiling
from renfang.history.record import record
from renfang.organisations.models import User

IDLE = "闲置"
_State, _Kind = Shelter.State, LifeRecord.Kind


def take_into_use(use: PeacetimeUse, *, on: date, by: User) -> None:
    """Inside the act that grants: what the works serve for, and that they are in use."""
    shelter = Shelter.objects.select_for_update().get(pk=use.shelter_id)
    to = _State.IN_USE if shelter.state == _State.FILED else shelter.state
    _enter(shelter, to, _Kind.PUT_INTO_USE, f"{use}，{use.purpose}", on, by)


def take_out_of_use(use: PeacetimeUse, *, on: date, by: User) -> None:
    """Inside the act that ends a use: the works stand idle again unless others use them.

    They go back to 已备案; works from before the register were never filed and keep their state.
    """
    shelter = Shelter.objects.select_for_update().get(pk=use.shelter_id)
    was_filed = CompletionFiling.objects.filter(shelter=shelter).exists()
    ends = shelter.state == _State.IN_USE and was_filed and not _purposes(shelter)
    to = _State.FILED if ends else shelter.state
    _enter(shelter, to, _Kind.USE_ENDED, f"{use}已注销", on, by)


def _purposes(shelter: Shelter) -> list[str]:
    """What the works are used for now, each purpose once."""
    uses = shelter.peacetime_uses.filter(state=PeacetimeUse.State.IN_FORCE).order_by("id")
    return list(dict.fromkeys(uses.values_list("purpose", flat=True)))


def _enter(shelter: Shelter, to: str, kind: str, why: str, on: date, by: User) -> None:
    """Write state and purpose; a change of state is a step of the shelter's life."""
    served = ("、".join(_purposes(shelter)) or IDLE)[:60]
    before = {"状态": shelter.get_state_display(), "平时用途": shelter.peacetime_use or "-"}
    has_moved = shelter.state != to
    if not has_moved and shelter.peacetime_use == served:
        return
    if has_moved:
        LifeRecord.objects.create(shelter=shelter, kind=kind, on=on, note=why, recorded_by=by)
    shelter.state, shelter.peacetime_use = to, served
    shelter.save_next("state", "peacetime_use")
    record(
        by,
        "平时使用变动",
        shelter,
        before=before,
        after={"状态": shelter.get_state_display(), "平时用途": served},
        note=why,
    )
