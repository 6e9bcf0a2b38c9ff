"""Members of professional teams."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from drills.models.establishment import Expansion, Post
from drills.models.teams import Team
from renfang.quantities.identifiers import mask_phone


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Service(models.TextChoices):
    """编组类别: on the peacetime roster, in the reserve pool, or called in by an expansion."""

    REGULAR = "regular", "在编"
    RESERVE = "reserve", "后备"
    EXPANSION = "expansion", "扩编"


class PoliticalStatus(models.TextChoices):
    """政治面貌, as far as the rates of the yearly reorganisation ask."""

    PARTY = "party", "党员"
    LEAGUE = "league", "团员"
    OTHER = "other", "群众或其他"


class MemberQuerySet(models.QuerySet["Member"]):
    def serving_on(self, day: date) -> MemberQuerySet:
        """Members in service on ``day``; the day of leaving is no longer one of service.

        The reserve pool is not in service: it counts only once an expansion has called it in.
        """
        return self.exclude(service="reserve").filter(
            models.Q(left_on__isnull=True) | models.Q(left_on__gt=day), joined_on__lte=day
        )


class Member(models.Model):
    """队员: one person's service in one team. Belongs to the team's organisation.

    No identity number is kept: name, date of birth and telephone tell people apart well enough
    for rosters and drills, and what is not kept cannot leak.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="members", verbose_name="专业队"
    )
    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=10, choices=Sex.choices)
    born_on = models.DateField("出生日期", null=True, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    post = models.CharField("职务", max_length=50, blank=True)
    speciality = models.CharField("专业", max_length=50, blank=True)
    raising_unit = models.CharField("所在单位", max_length=100, blank=True)
    joined_on = models.DateField("入队日期")
    left_on = models.DateField("离队日期", null=True, blank=True)
    leaving_reason = models.CharField("离队原因", max_length=200, blank=True)
    service = models.CharField(
        "编组类别", max_length=10, choices=Service.choices, default=Service.REGULAR
    )
    post_held = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="holders",
        null=True,
        blank=True,
        verbose_name="编制岗位",
    )
    expansion = models.ForeignKey(
        Expansion,
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        verbose_name="扩编命令",
    )
    qualification = models.CharField("资格证书", max_length=100, blank=True)
    qualified_until = models.DateField("资格有效期至", null=True, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=10, choices=PoliticalStatus.choices, blank=True
    )
    is_veteran = models.BooleanField("退役军人", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        ordering: ClassVar = ["team", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name", "phone"],
                condition=models.Q(left_on__isnull=True),
                name="member_serves_once_in_a_team",
                violation_error_message="该队已有同名、同电话的在编队员",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="member_leaves_after_joining",
                violation_error_message="离队日期不能早于入队日期",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "phone"], name="member_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def skills(self) -> str:
        """Speciality and qualification, as the roster shows them."""
        return "，".join(filter(None, [self.speciality, self.qualification]))

    @property
    def masked_phone(self) -> str:
        """138****0000."""
        return mask_phone(self.phone)

    def age_on(self, day: date) -> int | None:
        """Full years on ``day``; None where the birth date is not known."""
        return age_on(self.born_on, day)


def age_on(born_on: date | None, day: date) -> int | None:
    """周岁: full years completed on ``day`` (a birthday counts from the day itself)."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
