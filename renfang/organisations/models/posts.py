"""Posts and the rights that follow from them; what one administrator asks and another confirms."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from guardian.models import UserObjectPermissionBase

from renfang.organisations.models.offices import Organisation
from renfang.organisations.models.people import User


class RoleAssignmentQuerySet(models.QuerySet):
    """Posts by the days on which they are held."""

    def not_ended(self, today: date) -> RoleAssignmentQuerySet:
        """Those of today and those to come."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today))

    def in_force(self, today: date) -> RoleAssignmentQuerySet:
        """Those of today."""
        begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
        return self.not_ended(today).filter(begun)


class RoleAssignment(models.Model):
    """A user holds a role at an organisation, and so at everything below it, for a period.

    Proposed by one security administrator and confirmed by another person (``RoleProposal``).
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="assignments", verbose_name="用户"
    )
    role = models.CharField("岗位", max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="assignments", verbose_name="机构"
    )
    granted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="授权人",
    )
    granted_at = models.DateTimeField("授权时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权"
        ordering: ClassVar = ["user", "role"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], name="role_assigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.organisation}"


class AskedQuerySet(models.QuerySet):
    """What waits for its second person."""

    def waiting(self) -> AskedQuerySet:
        """Neither confirmed nor declined."""
        return self.filter(state=Asked.State.ASKED)

    def waiting_for(self, user: User) -> AskedQuerySet:
        """What the user did not ask for himself, nor for himself, the oldest first."""
        return self.waiting().exclude(asked_by=user).exclude(user=user).order_by("id")


class Asked(models.Model):
    """What one administrator asks for and another person confirms or declines.

    ``user``, of each kind of it, is the one whom it is for.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "不同意"

    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_anothers(self, user: User) -> bool:
        """Whether the user may be its second person: he neither asked, nor is it for him."""
        return user.pk not in (self.asked_by_id, self.user_id)


def asked_once(name: str) -> models.UniqueConstraint:
    """Of what concerns a person as a whole one request waits at a time."""
    return models.UniqueConstraint(fields=["user"], condition=models.Q(state="asked"), name=name)


def decided_by_another(name: str) -> models.CheckConstraint:
    """Decided, either way, neither by who asked nor by whom it is about."""
    return models.CheckConstraint(
        condition=models.Q(decided_by__isnull=True)
        | (~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("user"))),
        name=name,
    )


class RoleProposal(Asked):
    """岗位授权建议: a post that a security administrator proposes and another person confirms."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="proposals", verbose_name="用户"
    )
    role = models.CharField("岗位", max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权建议"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(state="asked"),
                name="role_proposed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (
                    ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"), state="confirmed")
                ),
                name="role_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.organisation}"


class PasswordRequest(Asked):
    """重设密码申请, of a new account too: carried out by two persons.

    ``half`` is the first half of the one-time password, which the asking person has seen: it opens
    nothing without the second, which the confirming person sees. It is wiped when that is made.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="password_requests", verbose_name="用户"
    )
    half = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重设密码申请"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            asked_once("password_asked_once"),
            decided_by_another("password_reset_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user}重设密码"


class OrganisationGrant(UserObjectPermissionBase):
    """guardian's permission row on an organisation, by direct foreign key.

    A direct key keeps grants from outliving their object and being inherited by a later row
    with the same primary key, and spares the cast that makes generic rows unindexable.
    """

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants"
    )
    # The period of the post that gives it (renfang.organisations.posts.rights_of).
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "机构权限"
