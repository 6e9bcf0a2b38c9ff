"""岗位一览: what each post may do, who holds it, and which posts exclude one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from renfang.acts import NotPermitted
from renfang.organisations.models import RoleAssignment
from renfang.organisations.permissions import Role, label_of, permissions_of
from renfang.organisations.posts import excluded
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table


@dataclass(frozen=True)
class Post:
    """One post: its rights, those who hold it where the user may look, what it excludes."""

    label: str
    rights: str
    holders: str
    excludes: str


@dataclass(frozen=True)
class Pair:
    """Two posts that exclude one another."""

    one: str
    other: str
    where: str
    reason: str
    basis: str


_POSTS = (
    col.Short("岗位", "label"),
    col.Column("可以办理", "rights"),
    col.Column("现任", "holders"),
    col.Column("不能兼任", "excludes"),
)
_PAIRS = (
    col.Short("岗位", "one"),
    col.Short("不能兼任", "other"),
    col.Short("范围", "where"),
    col.Column("理由", "reason"),
    col.Column("依据", "basis"),
)


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """Every post in a row, then every pair of the table of exclusions."""
    if not request.scope.holds("view_people"):
        raise NotPermitted.lacking("view_people")
    context = {
        "posts": Table("岗位与权限", _POSTS, _posts(request.scope)),
        "pairs": Table("不相容岗位", _PAIRS, _pairs(), is_dense=True),
    }
    return render(request, "administration/posts.html", context)


def _posts(scope: Scope) -> list[Post]:
    held = RoleAssignment.objects.in_force(timezone.localdate()).filter(
        organisation__in=scope.organisations("view_people"), user__is_active=True
    )
    holders: dict[str, list[str]] = {}
    for row in held.select_related("user", "organisation").order_by("organisation__path", "id"):
        name = f"{row.user}（{row.organisation.short_name}）"
        holders.setdefault(row.role, []).append(name)
    excludes: dict[str, list[str]] = {}
    for one, other, _ in excluded():
        excludes.setdefault(one, []).append(Role(other).label)
        excludes.setdefault(other, []).append(Role(one).label)
    return [
        Post(
            role.label,
            _in_order(label_of(name) for name in permissions_of(role)),
            "、".join(holders.get(role, [])),
            "、".join(excludes.get(role, [])),
        )
        for role in Role
    ]


def _in_order(labels: Iterable[str]) -> str:
    """What a post does before what it may only look at."""
    return "、".join(sorted(labels, key=lambda label: (label.startswith("查看"), label)))


def _pairs() -> list[Pair]:
    return [
        Pair(
            Role(one).label,
            Role(other).label,
            "任何机构" if apart.anywhere else "同一机构及其上下级",
            apart.reason,
            apart.basis,
        )
        for one, other, apart in excluded()
    ]
