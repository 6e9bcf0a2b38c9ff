"""What projects add to the shared pages: the search."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from engineering.projects.models import Developer, Project
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.personal.rules import VIEW_PERSONAL
from renfang.proof.hooks import Watched, watch
from renfang.quantities.name_columns import name_contains
from renfang.workbench.numbers import register_number_finder
from renfang.workbench.search import Hit, register_finder


def register() -> None:
    """Make projects known to the search box and to 谁能看到."""
    register_finder(find_projects)
    register_number_finder(VIEW_PERSONAL, find_by_phone)
    register_seen("project", "项目", Project)
    # The number beside them is encrypted anew with each new key, which is no act.
    watch(
        Watched(Developer, "engineering.Developer", "id", chosen=("name", "credit_code")),
        Watched(Project, "engineering.Project", "id", chosen=("name", "code", "developer_id")),
    )


def matching_any(rows: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Projects by part of their name, code or developer."""
    return rows.filter(
        name_contains("name", words)
        | Q(code__icontains=words)
        | name_contains("developer__name", words)
        | Q(developer__credit_code__iexact=words)
    )


def find_projects(scope: Scope, words: str, limit: int) -> Iterable[Hit]:
    """Projects by part of their name, code or developer."""
    yield from _hits(matching_any(Project.objects.visible_to(scope), words), limit)


def find_by_phone(scope: Scope, number: str, limit: int) -> Iterable[Hit]:
    """Projects by their developer's whole telephone number."""
    known = scope.organisations(VIEW_PERSONAL)
    visible = Project.objects.visible_to(scope)
    yield from _hits(visible.filter(developer__phone=number, organisation__in=known), limit)


def _hits(found: QuerySet[Project], limit: int) -> Iterable[Hit]:
    for project in found.select_related("developer").order_by("-id")[:limit]:
        yield Hit(
            kind="建设项目",
            label=project.name,
            detail=f"{project.code}，{project.developer.name}，{project.get_stage_display()}",
            url=project.get_absolute_url(),
        )
