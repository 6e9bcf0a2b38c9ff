"""Posts held: which exclude one another, from which day to which, and the rights they come to.

What excludes what is a table (``exclusive_posts.toml``). A pair that somebody put into the database
past the acts gives no rights at all until one of the two is taken back.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from renfang.organisations.models import OrganisationGrant, RoleAssignment
from renfang.organisations.permissions import Role, permissions_of

_TABLE = Path(__file__).with_name("exclusive_posts.toml")
# (role, path of the office at which it is held)
Held = tuple[str, str]
# From and to, both included; None: no end in that direction.
Period = tuple[date | None, date | None]


@dataclass(frozen=True)
class Apart:
    """Two posts that exclude one another, and why; ``anywhere`` or only where they meet."""

    anywhere: bool
    reason: str
    basis: str


@cache
def _table() -> dict[frozenset[str], Apart]:
    rows = tomllib.loads(_TABLE.read_text("utf-8"))["apart"]
    return {
        frozenset({Role(one), Role(other)}): Apart(
            row["where"] == "anywhere", row["reason"], row["basis"]
        )
        for row in rows
        for one in row["one"]
        for other in row["other"]
    }


def excluded() -> Iterator[tuple[str, str, Apart]]:
    """Every pair of the table, each once, for the page that shows it."""
    for pair, apart in _table().items():
        one, other = sorted(pair, key=Role.values.index)
        yield one, other, apart


def conflict(held: Iterable[Held]) -> str:
    """Which two of the posts exclude one another, in words; nothing where none do."""
    for (one, at), (other, there) in combinations(held, 2):
        apart = _table().get(frozenset({one, other}))
        if apart is None:
            continue
        if apart.anywhere or at.startswith(there) or there.startswith(at):
            names = f"“{Role(one).label}”和“{Role(other).label}”"
            return f"{names}不能由一人担任：{apart.reason}"
    return ""


def held_by(user_id: int, today: date) -> list[Held]:
    """The posts of a user, those of today and those to come."""
    rows = RoleAssignment.objects.not_ended(today).filter(user=user_id)
    return list(rows.values_list("role", "organisation__path"))


def rights_of(assignments: Iterable[RoleAssignment], today: date) -> dict[tuple[int, str], Period]:
    """(organisation, permission) → the period of the posts that give it.

    Of several periods with a gap between them it is the one that holds today, else the next; it is
    written again when a post changes and at each login.
    """
    periods: dict[tuple[int, str], list[Period]] = defaultdict(list)
    for row in assignments:
        for codename in permissions_of(row.role):
            periods[row.organisation_id, codename].append((row.starts_on, row.ends_on))
    found = {key: _current(several, today) for key, several in periods.items()}
    return {key: period for key, period in found.items() if period is not None}


def _current(periods: list[Period], today: date) -> Period | None:
    """The periods joined where they touch: the one of today, or the first to come."""
    first, last = date.min, date.max
    joined: list[list[date]] = []
    for start, end in sorted((start or first, end or last) for start, end in periods):
        if joined and start.toordinal() <= min(joined[-1][1].toordinal() + 1, last.toordinal()):
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    for start, end in joined:
        if end >= today:
            return (None if start == first else start, None if end == last else end)
    return None


def strange_rights(today: date) -> Iterator[str]:
    """Users whose rights are not those of their posts, or whose posts exclude one another."""
    assignments: dict[int, list[RoleAssignment]] = defaultdict(list)
    for row in RoleAssignment.objects.select_related("user", "organisation").order_by("user", "id"):
        assignments[row.user_id].append(row)
    grants: dict[int, dict[tuple[int, str], Period]] = defaultdict(dict)
    names: dict[int, str] = {}
    held = OrganisationGrant.objects.select_related("permission", "user").order_by("user", "id")
    for grant in held:
        names[grant.user_id] = grant.user.username
        period = (grant.valid_from, grant.valid_to)
        grants[grant.user_id][grant.content_object_id, grant.permission.codename] = period
    for user_id in sorted(assignments.keys() | grants.keys()):
        rows = assignments[user_id]
        name = rows[0].user.username if rows else names[user_id]
        running = [row for row in rows if row.ends_on is None or row.ends_on >= today]
        if words := conflict((row.role, row.organisation.path) for row in running):
            yield f"{name}: {words}"
        wanted = rights_of(rows, today)
        for organisation_id, codename in sorted(grants[user_id].keys() - wanted.keys()):
            if _still_holds(grants[user_id][organisation_id, codename], today):
                yield f"{name}: {codename} at organisation {organisation_id} comes from no post"


def _still_holds(period: Period, today: date) -> bool:
    return period[1] is None or period[1] >= today
