"""The catalogue of permissions and of what each role grants, filled when Django starts.

What one post may do is declared in four files, all read by their ``register()``: ``permissions.py``
of renfang/administration, engineering, fees and drills; nothing else widens a role. Every
permission of the system is a permission *on an organisation* (its content type is Organisation),
because that is where guardian stores grants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    """The posts (岗位) of a bureau. Duties that the law or audit keeps apart are roles apart."""

    CLERK = "clerk", "审批经办"
    REVIEWER = "reviewer", "审批复核"
    HEAD = "head", "审批负责人"
    FINANCE = "finance", "财务"
    TRAINER = "trainer", "训练演练"
    PRINTER = "printer", "制证"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


# 等保 2.0 clauses 8.1.5.1-3: the three administrators are three people.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True)
class _Catalogue:
    labels: dict[str, str]
    granted: dict[str, set[str]]
    shared: set[str]


_catalogue = _Catalogue(labels={}, granted={role: set() for role in Role.values}, shared=set())


def register(labels: Mapping[str, str], granted: Mapping[Role, Iterable[str]]) -> None:
    """Add an app's permissions (codename → Chinese label) and the roles that hold them.

    Raises ValueError for a codename that a role is granted but nobody declared, so that a typing
    error stops the start and never silently withholds a right.
    """
    _catalogue.labels.update(labels)
    for role, codenames in granted.items():
        unknown = set(codenames) - set(_catalogue.labels)
        if unknown:
            raise ValueError(f"role {role} is granted undeclared permissions: {sorted(unknown)}")
        _catalogue.granted[role].update(codenames)


def share_with_deciding_office(codenames: Iterable[str]) -> None:
    """Let permissions at an office also reach the offices whose permits it decides."""
    _catalogue.shared.update(codenames)


def shared_with_deciding_office() -> Set[str]:
    """The permissions that deciding for another office needs."""
    return _catalogue.shared


def label_of(codename: str) -> str:
    """Chinese name of a permission, as shown to users."""
    return _catalogue.labels[codename]


def declared_permissions() -> Mapping[str, str]:
    """All permissions by codename."""
    return dict(_catalogue.labels)


def permissions_of(role: str) -> frozenset[str]:
    """Codenames that a role grants on its organisation and below."""
    return frozenset(_catalogue.granted[role])


def whom_to_turn_to(codename: str) -> str:
    """What to tell a user who lacks a permission: what it is for, and which posts hold it."""
    posts = "、".join(role.label for role in roles_with(codename)) or "管理员"
    return f"“{label_of(codename)}”由{posts}岗位办理。需要时联系本机构的该岗位人员"


def roles_with(codename: str) -> list[Role]:
    """The roles that hold a permission: whom to turn to when one lacks it."""
    return [Role(role) for role, held in _catalogue.granted.items() if codename in held]
