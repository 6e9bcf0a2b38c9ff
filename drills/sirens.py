"""What is done to sirens: upkeep, faults, standing still, moving, taking down; and the survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from drills.models import Siren, SirenCoverage, SirenEntry, SirenEntryKind, SirenState
from renfang.acts import Incomplete, act, require_state
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

_Kind, _State = SirenEntryKind, SirenState
# What was done → the states in which it can be, and the state it leaves (None: as before).
_MOVES: dict[str, tuple[tuple[str, ...], str | None]] = {
    _Kind.MAINTENANCE: ((_State.SOUND, _State.FAULTY, _State.STOPPED), None),
    _Kind.FAULT: ((_State.SOUND,), _State.FAULTY),
    _Kind.REPAIR: ((_State.FAULTY,), _State.SOUND),
    _Kind.STOP: ((_State.SOUND, _State.FAULTY), _State.STOPPED),
    _Kind.RESTORE: ((_State.STOPPED,), _State.SOUND),
    _Kind.MOVE: ((_State.SOUND, _State.FAULTY, _State.STOPPED), None),
    _Kind.DISMANTLE: ((_State.SOUND, _State.FAULTY, _State.STOPPED), _State.DISMANTLED),
}
_NEEDS_APPROVAL = (_Kind.MOVE, _Kind.DISMANTLE)


@act
def record_siren_entry(
    siren_id: int, *, by: User, on: date, kind: str, content: str, approval: str = ""
) -> SirenEntry:
    """登记维护、故障、修复、停用、恢复、迁移、拆除.

    A siren is moved or taken down only with an approval, which is named (人民防空法 art. 35;
    河南办法 art. 21). Raises WrongState where the siren's state does not allow it.
    """
    siren: Siren = Siren.objects.locked(siren_id, Scope(by), "manage_readiness")
    allowed, to = _MOVES[kind]
    label = _Kind(kind).label
    require_state(siren, *allowed, to=f"登记{label}")
    if on > timezone.localdate():
        raise Incomplete("日期不能晚于今天", field="on")
    if kind in _NEEDS_APPROVAL and not approval.strip():
        raise Incomplete(f"{label}警报设施须经批准，填写批准文件的文号", field="approval")
    entry = SirenEntry.objects.create(
        siren=siren, on=on, kind=kind, content=content, approval=approval, recorded_by=by
    )
    before = siren.get_state_display()
    if to is not None:
        siren.state = to
    if kind == _Kind.MAINTENANCE and (siren.maintained_on is None or siren.maintained_on < on):
        siren.maintained_on = on
    siren.version += 1
    siren.save(update_fields=["state", "maintained_on", "version"])
    record(
        by,
        f"警报器{label}",
        siren,
        before={"状态": before},
        after={"状态": siren.get_state_display(), "情况": content, "批准文件": approval},
    )
    return entry


@dataclass(frozen=True)
class CoverageFacts:
    """A survey: areas in square metres, populations in persons."""

    as_of: date
    built_up_area: Decimal
    covered_area: Decimal
    population: int
    covered_population: int
    source: str


@act
def record_coverage(organisation_id: int, facts: CoverageFacts, *, by: User) -> SirenCoverage:
    """登记音响覆盖测算. Raises Incomplete where more is covered than there is."""
    Scope(by).require("manage_readiness", organisation_id)
    if facts.as_of > timezone.localdate():
        raise Incomplete("测算日期不能晚于今天", field="as_of")
    if facts.covered_area > facts.built_up_area:
        raise Incomplete("有效覆盖面积不能大于建成区面积，核对两个数", field="covered_area")
    if facts.covered_population > facts.population:
        raise Incomplete("有效覆盖人口不能大于建成区人口，核对两个数", field="covered_population")
    survey = SirenCoverage.objects.create(
        organisation=Organisation.objects.get(pk=organisation_id),
        recorded_by=by,
        **{name: getattr(facts, name) for name in CoverageFacts.__dataclass_fields__},
    )
    record(
        by,
        "登记音响覆盖测算",
        survey,
        after={
            "测算日期": str(facts.as_of),
            "有效覆盖面积": str(facts.covered_area),
            "建成区面积": str(facts.built_up_area),
            "有效覆盖人口": facts.covered_population,
            "建成区人口": facts.population,
        },
    )
    return survey
