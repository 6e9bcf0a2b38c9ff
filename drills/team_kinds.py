"""专业队种类: adding new kinds beside the seven of the law, and changing what is configurable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from drills.models import TeamKind
from renfang.acts import Incomplete, NotFound, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class KindFacts:
    """What can be said of a kind; ages in full years, None where none is set."""

    label: str
    duty: str = ""
    raised_by_today: str = ""
    legal_basis: str = ""
    age_from: int | None = None
    age_to: int | None = None


_PLAIN = ("label", "duty", "raised_by_today", "legal_basis", "age_from", "age_to")


@act
def add_kind(facts: KindFacts, *, by: User) -> TeamKind:
    """增加新型专业队种类: always marked as new, for the law names seven."""
    scope = Scope(by)
    scope.require("manage_teams", by.organisation_id or 0)
    _check(facts)
    last = TeamKind.objects.order_by("-position").first()
    kind = TeamKind.objects.create(
        code=f"local_{secrets.token_hex(8)}",
        position=min((last.position if last else 0) + 1, 32_000),
        is_new_type=True,
        **{name: getattr(facts, name) for name in _PLAIN},
    )
    record(by, "增加专业队种类", kind, organisation=by.organisation, after=_shown(kind))
    return kind


@act
def amend_kind(kind_id: int, facts: KindFacts, *, by: User) -> TeamKind:
    """变更种类: of the seven only ages and today's department; the law's words stay."""
    Scope(by).require("manage_teams", by.organisation_id or 0)
    kind = TeamKind.objects.select_for_update().filter(pk=kind_id).first()
    if kind is None:
        raise NotFound("专业队种类")
    _check(facts, besides=kind.pk)
    if kind.is_statutory and (facts.label, facts.legal_basis) != (kind.label, kind.legal_basis):
        raise Incomplete("法定七类的名称和依据不能更改，可以调整年龄和现行对应部门", field="label")
    before = _shown(kind)
    for name in _PLAIN:
        setattr(kind, name, getattr(facts, name))
    kind.save()
    after = _shown(kind)
    changed = [name for name in after if before[name] != after[name]]
    record(
        by,
        "变更专业队种类",
        kind,
        organisation=by.organisation,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return kind


def _check(facts: KindFacts, besides: int | None = None) -> None:
    if TeamKind.objects.filter(label=facts.label).exclude(pk=besides).exists():
        raise Incomplete(f"已有种类“{facts.label}”，不需重复增加", field="label")
    if facts.age_from is not None and facts.age_to is not None and facts.age_from > facts.age_to:
        raise Incomplete("最高年龄不能低于最低年龄", field="age_to")


def _shown(kind: TeamKind) -> dict[str, object]:
    return {
        str(TeamKind._meta.get_field(name).verbose_name): getattr(kind, name) for name in _PLAIN
    }
