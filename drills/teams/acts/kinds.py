"""专业队种类: the seven of the law for every office, and what each office adds and sets itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from drills.teams.models import KindPractice, TeamKind
from renfang.acts import Incomplete, NotFound, act
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
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


@dataclass(frozen=True)
class PracticeFacts:
    """What an office sets itself for a kind that all offices share."""

    raised_by_today: str = ""
    age_from: int | None = None
    age_to: int | None = None


_PLAIN = ("label", "duty", "raised_by_today", "legal_basis", "age_from", "age_to")
_LOCAL = ("raised_by_today", "age_from", "age_to")


@act
def add_kind(organisation_id: int, facts: KindFacts, *, by: User) -> TeamKind:
    """增加新型专业队种类 for an office and those below it; marked as new: the law names seven."""
    Scope(by).require("manage_teams", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    _check(facts, organisation)
    last = TeamKind.objects.order_by("-position").first()
    kind = TeamKind.objects.create(
        organisation=organisation,
        code=f"local_{secrets.token_hex(8)}",
        position=min((last.position if last else 0) + 1, 32_000),
        is_new_type=True,
        **{name: getattr(facts, name) for name in _PLAIN},
    )
    record(by, "增加专业队种类", kind, organisation=organisation, after=_shown(kind, _PLAIN))
    return kind


@act
def amend_kind(kind_id: int, facts: KindFacts, *, by: User) -> TeamKind:
    """变更种类 that an office added. Those that all offices share are left to set_practice."""
    managed = Scope(by).organisations("manage_teams")
    kind = TeamKind.objects.select_for_update().filter(pk=kind_id, organisation__in=managed).first()
    if kind is None:
        raise NotFound("专业队种类")
    _check(facts, kind.organisation, besides=kind.pk)
    before = _shown(kind, _PLAIN)
    for name in _PLAIN:
        setattr(kind, name, getattr(facts, name))
    kind.save()
    _note(by, "变更专业队种类", kind, kind.organisation, before, _shown(kind, _PLAIN))
    return kind


@act
def set_practice(
    kind_id: int, organisation_id: int, facts: PracticeFacts, *, by: User
) -> KindPractice:
    """设定本地规定: who raises a shared kind here, and of what ages; offices below follow."""
    Scope(by).require("manage_teams", organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    kind = TeamKind.objects.filter(pk=kind_id, organisation__isnull=True).first()
    if kind is None:
        raise NotFound("专业队种类")
    _check_ages(facts)
    practice = KindPractice.objects.filter(kind=kind, organisation=organisation).first()
    before = _shown(practice, _LOCAL) if practice else {}
    practice = practice or KindPractice(kind=kind, organisation=organisation)
    for name in _LOCAL:
        setattr(practice, name, getattr(facts, name))
    practice.save()
    _note(by, "设定种类本地规定", kind, organisation, before, _shown(practice, _LOCAL))
    return practice


@act
def withdraw_practice(kind_id: int, organisation_id: int, *, by: User) -> None:
    """恢复通用规定: the office follows the office above it again, or the kind itself."""
    Scope(by).require("manage_teams", organisation_id)
    practice = (
        KindPractice.objects.filter(kind=kind_id, organisation=organisation_id)
        .select_related("kind", "organisation")
        .first()
    )
    if practice is None:
        raise NotFound("种类本地规定")
    before = _shown(practice, _LOCAL)
    practice.delete()
    record(by, "撤销种类本地规定", practice.kind, organisation=practice.organisation, before=before)


def _check(facts: KindFacts, organisation: Organisation, besides: int | None = None) -> None:
    known = TeamKind.objects.known_to(organisation) | TeamKind.objects.filter(
        organisation__path__startswith=organisation.path
    )
    if known.filter(label=facts.label).exclude(pk=besides).exists():
        raise Incomplete(f"已有种类“{facts.label}”，不需重复增加", field="label")
    _check_ages(facts)


def _check_ages(facts: KindFacts | PracticeFacts) -> None:
    if facts.age_from is not None and facts.age_to is not None and facts.age_from > facts.age_to:
        raise Incomplete("最高年龄不能低于最低年龄", field="age_to")


def _note(
    by: User,
    what: str,
    kind: TeamKind,
    organisation: Organisation,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    was, now = differences(before, after)
    if now:
        record(by, what, kind, organisation=organisation, before=was, after=now)


def _shown(row: TeamKind | KindPractice, names: tuple[str, ...]) -> dict[str, object]:
    return {str(type(row)._meta.get_field(name).verbose_name): getattr(row, name) for name in names}
