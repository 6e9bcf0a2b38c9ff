"""What teams add to the shared pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from drills.teams.models import Member, Team
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def register() -> None:
    """Register the room's menu entry and finders."""
    register_entries(
        "专业队与演练", Entry("专业队", "drills:teams", "users-group", "view_teams", rank=10)
    )
    register_finder(find_teams)
    register_finder(find_members)


def find_teams(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Teams by part of the name or of the unit that raises them."""
    teams = Team.objects.visible_to(scope).select_related("kind", "organisation")
    matching = teams.filter(name__icontains=words) | teams.filter(raising_unit__icontains=words)
    for team in matching[:limit]:
        detail = f"{team.kind} · {team.raising_unit} · {team.organisation}"
        yield Hit("专业队", team.name, detail, reverse("drills:team", args=[team.pk]))


def find_members(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Serving members by part of the name; never by telephone, which only some may know."""
    members = Member.objects.serving_on(timezone.localdate()).filter(
        team__in=Team.objects.visible_to(scope), name__icontains=words
    )
    for member in members.select_related("team")[:limit]:
        detail = f"{member.team} {member.post}".strip()
        url = reverse("drills:team", args=[member.team_id])
        yield Hit("队员", member.name, detail, f"{url}#member-{member.pk}")
