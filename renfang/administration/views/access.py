"""谁能看到, 权限依据, 代看 and 岗位权限对照: who may see and do what, and why."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotPermitted
from renfang.administration.acts.access import look_as
from renfang.administration.acts.people import visible_people
from renfang.administration.forms.people import LookForm
from renfang.organisations.access import (
    Seen,
    granted_singly,
    rights_of_person,
    seen_kind,
    seers_of,
)
from renfang.organisations.models import User
from renfang.organisations.permissions import (
    ADMINISTRATORS,
    Role,
    declared_permissions,
    permissions_of,
)
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.lists import tried
from renfang.pages.tables import Table

_WHY = (
    col.Short("途径", "reason.way"),
    col.Short("岗位", "reason.post"),
    col.Column("授予岗位的机构", "reason.at"),
    col.Day("自", "reason.starts_on"),
    col.Day("至", "reason.ends_on"),
    col.Short("提出人", "reason.proposed_by"),
    col.Short("确认人", "reason.confirmed_by"),
)
_SEERS = (
    col.Short("姓名", "user.full_name"),
    col.Column("所在机构", lambda seer: str(seer.user.organisation or "")),
    *_WHY,
)
_RIGHTS = (col.Column("可以办理", "label"), col.Column("及于机构", "reach"), *_WHY)


def _person_in_sight(request: HttpRequest, pk: int) -> User:
    if not request.scope.holds("view_people"):
        raise NotPermitted.lacking("view_people")
    person: User = get_object_or_404(visible_people(request.scope), pk=pk)
    return person


@require_GET
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """权限依据: each right of a person with the post that gives it, and who gave the post."""
    person = _person_in_sight(request, pk)
    scope = Scope(person)
    context = {
        "person": person,
        "conflict": scope.conflict,
        "rights": Table("权限依据", _RIGHTS, rights_of_person(person), is_dense=True),
        "singly": granted_singly(person),
    }
    return render(request, "administration/rights.html", context)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """代看: asks for a reason, then shows on this answer what the person would find."""
    person = _person_in_sight(request, pk)
    request.scope.require("look_as", person.organisation_id or 0)
    form = LookForm(request.POST or None)

    def page(seen: Any = None, status: int = 200) -> HttpResponse:
        context = {"person": person, "form": form, "seen": seen}
        return render(request, "administration/look.html", context, status=status)

    answer, status = tried(
        request,
        form,
        lambda: page(look_as(person.pk, form.cleaned_data["reason"], by=request.user)),
    )
    return answer or page(status=status)


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """岗位权限对照: every right in a row, every post in a column."""
    if not request.scope.holds("view_people"):
        raise NotPermitted.lacking("view_people")
    holders = {role: permissions_of(role) for role in Role}

    def held(role: Role) -> Any:
        return lambda row: "有" if row[0] in holders[role] else ""

    columns = (
        col.Column("可以办理", lambda row: row[1]),
        *(col.Short(role.label, held(role)) for role in Role),
    )
    rows = sorted(declared_permissions().items(), key=lambda row: _by_posts(row[0], holders))
    table = Table("岗位权限对照", columns, rows, is_dense=True)
    return render(request, "administration/matrix.html", {"matrix": table})


def _by_posts(permission: str, holders: dict[Role, frozenset[str]]) -> tuple[Any, ...]:
    """Rights of the same posts stand together, those of the first post first."""
    return tuple(permission not in held for held in holders.values())


@require_GET
def who_sees(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """谁能看到: everybody who can open a record, and by which post.

    For heads who see the record; for security administrator and auditor by its office alone. Of
    these two only the auditor, who reads the history, learns what the record is called.
    """
    if not request.scope.holds("view_access"):
        raise NotPermitted.lacking("view_access")
    found = seen_kind(kind)
    if found is None:
        raise Http404
    row = _asked_about(request, found, pk)
    is_seen = request.scope.may(found.permission(row), row)
    is_named = is_seen or request.scope.may("view_history", row.organisation_id)
    seers = seers_of(found, row)
    context = {
        "kind": found.label,
        "name": str(row) if is_named else f"{found.label}（编号 {row.pk}）",
        "back": getattr(row, "get_absolute_url", str)() if is_seen else "",
        "office": row.organisation.name,
        "seers": Table("能看到的人", _SEERS, seers),
        "people": len({seer.user.pk for seer in seers}),
    }
    return render(request, "administration/who_sees.html", context)


def _asked_about(request: HttpRequest, kind: Seen, pk: int) -> Any:
    """The record, for whoever may ask there; Http404 as for one that does not exist.

    A post that handles business asks only about what it sees itself.
    """
    rows: models.QuerySet = kind.model._default_manager.select_related("organisation")
    row = get_object_or_404(
        rows, pk=pk, organisation__in=request.scope.organisations("view_access")
    )
    is_administrator = not ADMINISTRATORS.isdisjoint(request.scope.posts)
    if not is_administrator and not request.scope.may(kind.permission(row), row):
        raise Http404
    return row
