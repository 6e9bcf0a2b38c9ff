"""Teams, members, drills, defects and everything registered in the search of everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.urls import reverse
from django.utils import timezone

from drills.exercises.models import Drill, DrillFinding
from drills.registers.acts import REGISTERS, Register
from drills.teams.models import Member, Team
from renfang.organisations.scope import Scope
from renfang.workbench.search import Hit, register_finder


def declare() -> None:
    """Register the finders with the workbench."""
    register_finder(find_teams)
    register_finder(find_members)
    register_finder(find_drills)
    register_finder(find_findings)
    register_finder(find_registered)


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


def find_findings(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Defects by part of what is wrong or of who mends it, the one due first on top."""
    findings = DrillFinding.objects.visible_to(scope).select_related("drill")
    matching = findings.filter(Q(what__icontains=words) | Q(responsible__icontains=words))
    for finding in matching[:limit]:
        detail = f"{finding.responsible} · {finding.due_on} · {finding.get_state_display()}"
        url = reverse("drills:drill", args=[finding.drill_id])
        yield Hit("演练问题", finding.what, detail, f"{url}#finding-{finding.pk}")


def find_registered(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Rows of every register by number, name and what else its list is searched by.

    One query for all of them, by number; of a secret plan there is nothing to find but its title.
    """
    first, *others = (_matching(register, scope, words) for register in REGISTERS)
    registers = {register.slug: register for register in REGISTERS}
    rows = first.union(*others, all=True).order_by("row_number", "slug", "row")
    for slug, pk, number, name, office in rows[:limit]:
        url = reverse(f"drills:{slug}", args=[pk])
        yield Hit(registers[slug].title, name, f"{number} · {office}", url)


def _matching(register: Register, scope: Scope, words: str) -> Any:
    """slug, id, number, name and office of the register's rows that match."""
    asked = Q()
    for name in register.searched:
        asked |= Q(**{f"{name}__icontains": words})
    return (
        register.model.objects.visible_to(scope)
        .filter(asked)
        .order_by()
        .annotate(
            slug=Value(register.slug, output_field=CharField()),
            row=F("pk"),
            row_number=F("number"),
            called=F("title" if "title" in register.columns else "name"),
            office=F("organisation__name"),
        )
        .values_list("slug", "row", "row_number", "called", "office")
    )
