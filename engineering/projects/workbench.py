"""What projects add to the shared pages: the search."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from engineering.projects.models import Project
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.personal.rules import VIEW_PERSONAL
from renfang.quantities.identifiers import whole_phone
from renfang.quantities.name_columns import name_contains
from renfang.workbench.search import Hit, register_finder


def register() -> None:
    """Make projects known to the search box and to 谁能看到."""
    register_finder(find_projects)
    register_seen("project", "项目", Project)


def matching_any(rows: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Projects by part of their name, code or developer."""
    return rows.filter(
        name_contains("name", words)
        | Q(code__icontains=words)
        | name_contains("developer__name", words)
        | Q(developer__credit_code__iexact=words)
    )


def find_projects(scope: Scope, words: str, limit: int) -> Iterable[Hit]:
    """Projects by part of their name, code or developer; by the developer's whole telephone
    number for who may know it."""
    visible = Project.objects.visible_to(scope)
    found = matching_any(visible, words)
    if number := whole_phone(words):
        known = scope.organisations(VIEW_PERSONAL)
        found |= visible.filter(developer__phone=number, organisation__in=known)
    for project in found.select_related("developer").order_by("-id")[:limit]:
        yield Hit(
            kind="建设项目",
            label=project.name,
            detail=f"{project.code}，{project.developer.name}，{project.get_stage_display()}",
            url=project.get_absolute_url(),
            by_number=bool(number) and project.developer.phone == number,
        )
