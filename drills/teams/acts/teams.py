"""Raising, changing and dissolving professional teams (人民防空法 art. 41-42)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from drills.teams.models import Member, Team, TeamKind, TeamState
from drills.teams.queries import refuse_leaving
from drills.teams.steps import AMEND, DISSOLVE
from renfang.acts import Incomplete, act, require_day, require_past, require_text
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class TeamFacts:
    """What the form asks about a team. ``establishment`` in persons."""

    kind_id: int
    name: str
    raising_unit: str
    establishment: int
    established_on: date
    supervising_unit: str = ""
    liaison: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""


@act
def establish_team(organisation_id: int, facts: TeamFacts, *, by: User) -> Team:
    """组建: put a team on the register. Raises Incomplete for a name that is taken."""
    Scope(by).require("manage_teams", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    _check(organisation, facts)
    team = Team.objects.create(organisation=organisation, **asdict(facts))
    record(by, "组建专业队", team, after=stated(shown(team)))
    return team


@act
def amend_team(team_id: int, facts: TeamFacts, *, by: User, version: int | None) -> Team:
    """变更: change what is on record about a team that is not dissolved."""
    team: Team = Team.objects.locked_for(AMEND, team_id, by, version=version)
    _check(team.organisation, facts, besides=team.pk)
    before = shown(team)
    for name, value in asdict(facts).items():
        setattr(team, name, value)
    team.save_next()
    # The kind is remembered with the row; read it again for the new words.
    team.refresh_from_db(fields=["kind"])
    before, after = differences(before, shown(team))
    record(by, "变更专业队", team, before=before, after=after)
    return team


@act
def dissolve_team(team_id: int, *, by: User, on: date, reason: str, version: int | None) -> Team:
    """撤销: take a team off the active list; its serving members leave on the same day.

    Refused while a drill, a session, an assessment or a reorganisation still needs it.
    """
    team: Team = Team.objects.locked_for(DISSOLVE, team_id, by, version=version)
    reason = require_text(reason, "写明撤销原因", least=5)
    require_day(on, team.established_on, "撤销日期", since="组建日期 ")
    serving = Member.objects.filter(team=team, left_on__isnull=True)
    late = serving.filter(joined_on__gt=on).first()
    if late is not None:
        raise Incomplete(f"{late}于 {late.joined_on} 入队，撤销日期不能早于这一天", field="on")
    refuse_leaving(serving, on)
    leaving = serving.update(left_on=on, leaving_reason="专业队撤销")
    team.state, team.dissolved_on = TeamState.DISSOLVED, on
    team.save_next("state", "dissolved_on")
    record(
        by,
        "撤销专业队",
        team,
        before={"状态": TeamState.ACTIVE.label},
        after={"状态": TeamState.DISSOLVED.label, "撤销日期": on, "离队人数": leaving},
        note=reason,
    )
    return team


def _check(organisation: Organisation, facts: TeamFacts, besides: int | None = None) -> None:
    """What a person can mend; the database's constraints hold it against races."""
    if facts.establishment < 1:
        raise Incomplete("编制人数至少 1 人", field="establishment")
    require_past(facts.established_on, "组建日期", field="established_on")
    if not TeamKind.objects.known_to(organisation).filter(pk=facts.kind_id).exists():
        raise Incomplete("选择本机构可用的专业队种类", field="kind")
    namesake = Team.objects.filter(organisation=organisation, name=facts.name)
    if namesake.exclude(pk=besides).exists():
        raise Incomplete(f"本机构已有专业队“{facts.name}”。换一个名称，例如加上序号", field="name")


def stated(values: dict[str, Any]) -> dict[str, Any]:
    """Only what was filled in: a new record has nothing to say about the rest."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def shown(team: Team) -> dict[str, Any]:
    """A team's facts as the history keeps them, by their Chinese names."""
    names = (
        "name",
        "raising_unit",
        "supervising_unit",
        "establishment",
        "established_on",
        "liaison",
        "phone",
        "address",
        "note",
    )
    values = {str(Team._meta.get_field(name).verbose_name): getattr(team, name) for name in names}
    return {"种类": str(team.kind), **values}
