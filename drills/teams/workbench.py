"""What teams add to the shared pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.teams.models import Expansion, ExpansionState, Member, Team
from renfang.exchange.kinds import ImportKind, Subject, one_of, register_import
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.quantities.name_columns import name_contains
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.numbers import register_number_finder
from renfang.workbench.search import Hit, register_finder


def _roster() -> type:
    from drills.teams.exchange.members import RosterResource

    return RosterResource


def _equipment() -> type:
    from drills.teams.exchange.equipment import EquipmentResource

    return EquipmentResource


def _trail(team: Team) -> list[tuple[str, str]]:
    return [
        ("专业队", reverse("drills:teams")),
        (str(team), reverse("drills:team", args=[team.pk])),
    ]


ROSTER = ImportKind(
    code="drills.roster",
    title="花名册",
    noun="队员",
    measure="人",
    permission="manage_teams",
    load=_roster,
    upload_name="drills:members_import",
    trail=_trail,
    lead="在册的队员按文件更新，其余编入；已遮盖的电话不改动；入队日期留空按今天。",
    subject=Subject(one_of(Team)),
)
EQUIPMENT = ImportKind(
    code="drills.equipment",
    title="装备",
    noun="装备",
    measure="行",
    permission="manage_teams",
    load=_equipment,
    upload_name="drills:equipment_import",
    trail=_trail,
    lead="名称、型号、存放地点都相同的按文件更新，其余新增；文件中没有的装备不变。",
    subject=Subject(one_of(Team)),
)


def register() -> None:
    """Register the room's menu entry, files and finders."""
    register_import(ROSTER, EQUIPMENT)
    register_entries(
        "专业队与演练", Entry("专业队", "drills:teams", "users-group", "view_teams", rank=10)
    )
    register_finder(find_teams)
    register_seen("team", "专业队", Team)
    register_finder(find_members)
    register_number_finder("view_contacts", find_by_phone)
    rests_on(Team, on_team, rank=60)


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """An expansion that is not taken back, and the members who serve."""
    dissolves = ending is Ending.DISSOLVE
    for row in Expansion.objects.filter(team=team, state=ExpansionState.ACTIVE):
        yield Resting(
            row=row,
            label="战时扩编",
            effect=Effect.BLOCKS if dissolves else Effect.REMAINS,
            words=f"{row}尚未撤销。先撤销扩编，再撤销专业队" if dissolves else "",
        )
    serving = Member.objects.filter(team=team, left_on__isnull=True)
    count = serving.count()
    if count and dissolves:
        row, name = serving[0], f"共 {count} 人"
        yield Resting(row=row, label="在编队员", name=name, effect=Effect.FOLLOWS, words="同日离队")


def find_teams(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Teams by part of the name or of the unit that raises them."""
    teams = Team.objects.visible_to(scope).select_related("kind", "organisation")
    matching = teams.filter(name_contains("name", words) | name_contains("raising_unit", words))
    for team in matching[:limit]:
        detail = f"{team.kind} · {team.raising_unit} · {team.organisation}"
        yield Hit("专业队", team.name, detail, reverse("drills:team", args=[team.pk]))


def find_members(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Serving members by part of the name."""
    yield from _hits(_serving(scope).filter(name_contains("name", words)), limit)


def find_by_phone(scope: Scope, number: str, limit: int) -> Iterator[Hit]:
    """Serving members by their whole telephone number."""
    known = scope.organisations("view_contacts")
    yield from _hits(_serving(scope).filter(phone=number, team__organisation__in=known), limit)


def _serving(scope: Scope) -> QuerySet[Member]:
    serving = Member.objects.serving_on(timezone.localdate())
    return serving.filter(team__in=Team.objects.visible_to(scope))


def _hits(members: QuerySet[Member], limit: int) -> Iterator[Hit]:
    for member in members.select_related("team")[:limit]:
        detail = f"{member.team} {member.post}".strip()
        url = reverse("drills:team", args=[member.team_id])
        yield Hit("队员", member.name, detail, f"{url}#member-{member.pk}")
