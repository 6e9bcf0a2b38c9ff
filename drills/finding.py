"""Teams, members and drills in the search of everything."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from drills.models import Drill, Member, Team
from renfang.organisations.scope import Scope
from renfang.workbench.search import Hit, register_finder


def declare() -> None:
    """Register the finders with the workbench."""
    register_finder(find_teams)
    register_finder(find_members)
    register_finder(find_drills)


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


def find_drills(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Drills by part of the title or place, the latest first."""
    drills = Drill.objects.visible_to(scope)
    matching = drills.filter(title__icontains=words) | drills.filter(place__icontains=words)
    for drill in matching[:limit]:
        detail = f"{timezone.localdate(drill.starts_at)} · {drill.get_state_display()}"
        yield Hit("演练", drill.title, detail, reverse("drills:drill", args=[drill.pk]))
