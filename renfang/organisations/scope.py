"""Scope: what a user may see and do, and the one way lists and objects are filtered by it.

A grant is (user, permission, organisation), stored by guardian, and reaches the organisation's
whole subtree, and for what deciding needs also the offices that it decides for. A single record may
also be granted on its own through a guardian permission model with a direct foreign key. Model-
level permissions count for nothing here, and nobody is exempt.

guardian's own shortcuts are not used for reading: they widen lists by model-level permissions,
still answer for disabled users, and materialise one permission row per record.
"""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.db import connection, models
from django.utils import timezone

from renfang.acts import NotFound, NotPermitted, require_version
from renfang.organisations.permissions import shared_with_deciding_office
from renfang.organisations.posts import conflict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from renfang.organisations.models import User
    from renfang.steps import Step

# One statement for all grants of a user, subtree included, for the posts held (rows without an
# organisation), and for whether he has a second factor (a row marked 2); the ORM's way to the same
# answer takes several round trips and ten times as long.
_REACHED = """
    SELECT DISTINCT permission.codename, reached.id,
        (SELECT COUNT(*) FROM organisations_organisation), 0, ''
    FROM organisations_organisationgrant held
    JOIN auth_permission permission ON permission.id = held.permission_id
    JOIN organisations_organisation granted ON granted.id = held.content_object_id
    JOIN organisations_organisation reached ON reached.path LIKE granted.path || '%%'
    WHERE held.user_id = %s AND COALESCE(held.valid_from, %s) <= %s
        AND COALESCE(held.valid_to, %s) >= %s
    UNION ALL
    SELECT DISTINCT permission.codename, served.id,
        (SELECT COUNT(*) FROM organisations_organisation), 1, ''
    FROM organisations_organisationgrant held
    JOIN auth_permission permission ON permission.id = held.permission_id
    JOIN organisations_organisation granted ON granted.id = held.content_object_id
    JOIN organisations_organisation decider ON decider.path LIKE granted.path || '%%'
    JOIN organisations_organisation served ON served.deciding_office_id = decider.id
        OR EXISTS (
            SELECT 1 FROM organisations_decidingperiod before
            WHERE before.organisation_id = served.id AND before.office_id = decider.id
                AND before.has_decided)
    WHERE held.user_id = %s AND COALESCE(held.valid_from, %s) <= %s
        AND COALESCE(held.valid_to, %s) >= %s
    UNION ALL
    SELECT DISTINCT post.role, CAST(NULL AS bigint), CAST(NULL AS bigint), 0, office.path
    FROM organisations_roleassignment post
    JOIN organisations_organisation office ON office.id = post.organisation_id
    WHERE post.user_id = %s AND COALESCE(post.starts_on, %s) <= %s
        AND COALESCE(post.ends_on, %s) >= %s
    UNION ALL
    SELECT '', CAST(NULL AS bigint), CAST(NULL AS bigint), 2, ''
    WHERE EXISTS (SELECT 1 FROM organisations_secondfactor app
            WHERE app.user_id = %s AND app.key <> '')
        OR EXISTS (SELECT 1 FROM organisations_passkey passkey WHERE passkey.user_id = %s)
"""


# What a row of the statement tells of: a grant, a grant by deciding for another office, a factor.
_OWN, _SERVED, _FACTOR = range(3)


class _Reach(NamedTuple):
    """What the statement found: the ids of the organisations by permission, and what goes along."""

    organisations: Mapping[str, frozenset[int]] = MappingProxyType({})
    # How many organisations there are at all.
    offices: int = 0
    posts: Sequence[str] = ()
    conflict: str = ""
    has_two_steps: bool = False


class Scope:
    """A user's reach, read once and kept for one request or one act.

    Never keep a Scope longer: a revoked role must take effect at the next request.
    """

    def __init__(self, user: User | Any) -> None:
        self.user = user
        self._is_in = user.is_authenticated and user.is_active
        self._single: dict[type[models.Model], frozenset[str]] = {}
        self._served: set[tuple[str, int]] = set()

    @cached_property
    def _reach(self) -> _Reach:
        if not self._is_in:
            return _Reach()
        reach: dict[str, set[int]] = {}
        own: set[tuple[str, int]] = set()
        served: set[tuple[str, int]] = set()
        held: set[tuple[str, str]] = set()
        offices, has_two_steps = 0, False
        today = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(_REACHED, [*[self.user.pk, *[today] * 4] * 3, *[self.user.pk] * 2])
            for name, organisation_id, everything, sort, path in cursor.fetchall():
                if sort == _FACTOR:
                    has_two_steps = True
                elif organisation_id is None:
                    held.add((name, path))
                elif sort == _OWN or name in shared_with_deciding_office():
                    offices = everything
                    reach.setdefault(name, set()).add(organisation_id)
                    (own if sort == _OWN else served).add((name, organisation_id))
        posts = sorted({role for role, _ in held})
        # Put in by hand past the acts: neither of two posts that exclude one another counts.
        if words := conflict(sorted(held)):
            return _Reach(posts=posts, conflict=words, has_two_steps=has_two_steps)
        self._served = served - own
        reached = {codename: frozenset(ids) for codename, ids in reach.items()}
        return _Reach(reached, offices, posts, "", has_two_steps)

    @property
    def posts(self) -> Sequence[str]:
        """The roles that the user holds anywhere, as values of Role."""
        return self._reach.posts

    @property
    def conflict(self) -> str:
        """Which two posts of the user exclude one another; nothing where all is in order."""
        return self._reach.conflict

    @property
    def has_two_steps(self) -> bool:
        """Whether the user has set up a second factor: one-time codes or a passkey."""
        return self._reach.has_two_steps

    def organisations(self, permission: str) -> frozenset[int]:
        """Ids of the organisations at which the user holds ``permission``."""
        return self._reach.organisations.get(permission, frozenset())

    def covers_everything(self, permission: str) -> bool:
        """Whether that is every organisation there is: a list needs no condition then."""
        return self.holds(permission) and len(self.organisations(permission)) == self._reach.offices

    def holds(self, permission: str) -> bool:
        """Whether the user holds ``permission`` anywhere: what the menu and forms ask."""
        return bool(self.organisations(permission))

    def may(self, permission: str, subject: models.Model | int) -> bool:
        """Whether the user holds ``permission`` at an organisation (id) or on a scoped record."""
        if isinstance(subject, int):
            return subject in self.organisations(permission)
        if subject.organisation_id in self.organisations(permission):
            return True
        single = self.singly(type(subject), permission)
        if single is None:
            return False
        return bool(type(subject)._default_manager.filter(single, pk=subject.pk).exists())

    def reaches_by_deciding(self, permission: str, organisation_id: int) -> bool:
        """Whether the user holds it there only because his office decides, or has decided."""
        return organisation_id in self.organisations(permission) and (
            (permission, organisation_id) in self._served
        )

    def singly(self, model: type[models.Model], permission: str) -> models.Q | None:
        """Rows of ``model`` granted to the user one by one; None where none are.

        Nearly nobody holds single grants, and a condition on them, even one that matches nothing,
        keeps a list from following its index: it is worth a look first.
        """
        grants = getattr(model, "single_grants", None)
        if grants is None or not self._is_in:
            return None
        grant_model, path = grants()
        if grant_model not in self._single:
            held = grant_model.objects.filter(user=self.user)
            self._single[grant_model] = frozenset(
                held.values_list("permission__codename", flat=True)
            )
        if permission not in self._single[grant_model]:
            return None
        granted = grant_model.objects.filter(user=self.user, permission__codename=permission)
        return models.Q(**{f"{path}__in": granted.values("content_object")})

    def require(self, permission: str, subject: models.Model | int) -> None:
        """Raise NotPermitted, naming the post that handles it, unless the user may."""
        if self.conflict:
            raise NotPermitted(f"{self.conflict}。权限已停用，联系安全管理员收回其中一个岗位")
        if not self.may(permission, subject):
            raise NotPermitted.lacking(permission)


class ScopedQuerySet(models.QuerySet):
    """Query set of a model whose rows belong to an organisation.

    The model has an ``organisation`` foreign key and names in ``view_permission`` the permission
    that lets a user see its rows. A model whose rows can also be granted singly adds a static
    ``single_grants()`` that returns the guardian model and the path to its ``content_object``.
    """

    def visible_to(self, scope: Scope, permission: str | None = None) -> ScopedQuerySet:
        """Rows at which the scope's user holds ``permission`` (default: the view permission)."""
        permission = permission or self.model.view_permission
        if scope.covers_everything(permission):
            return self.all()
        mine = models.Q(organisation__in=scope.organisations(permission))
        single = scope.singly(self.model, permission)
        return self.filter(mine if single is None else mine | single)

    def locked(self, pk: int, scope: Scope, permission: str) -> Any:
        """The row, locked for the rest of the transaction, if the user may do ``permission``.

        Raises NotFound for a row that is not there or that the user may not even see (so that
        nobody learns what exists), NotPermitted for one they see but may not handle.
        """
        locked = (
            self.select_for_update(of=("self",))
            if connection.features.has_select_for_update_of
            else self.select_for_update()
        )
        row = locked.filter(pk=pk).first()
        if row is None or not (
            scope.may(self.model.view_permission, row) or scope.may(permission, row)
        ):
            raise NotFound(self.model._meta.verbose_name)
        scope.require(permission, row)
        return row

    def locked_for(
        self,
        step: Step,
        pk: int,
        by: User,
        *,
        version: int | None = None,
        on: date | None = None,
        explanation: str = "",
    ) -> Any:
        """How an act begins: the row, ``locked``, once its step lets this user go on.

        ``version`` is the one that the form was filled against, ``on`` the day of the act,
        ``explanation`` the reason given where the step asks for one. Raises NotFound, NotPermitted,
        Overtaken, and what ``Step.require`` raises.
        """
        row = self.locked(pk, Scope(by), step.permission)
        require_version(row, version)
        step.require(row, by, on=on, explanation=explanation)
        return row


class Scoped(models.Model):
    """Abstract base of every record that belongs to an organisation."""

    view_permission: ClassVar[str]

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="主管机构",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
