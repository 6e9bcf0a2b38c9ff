"""Professional teams and the dictionary of their kinds."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope, Scoped, ScopedQuerySet


class TeamKindQuerySet(models.QuerySet["TeamKind"]):
    def known_to(self, organisation: Organisation) -> TeamKindQuerySet:
        """What an office can raise: every office's kinds, its own, and those of offices above."""
        return self.filter(
            models.Q(organisation__isnull=True)
            | models.Q(organisation__in=lineage(organisation.path))
        )

    def visible_to(self, scope: Scope) -> TeamKindQuerySet:
        """Kinds known to any office whose teams the user may see; one query more."""
        seen = Organisation.objects.filter(pk__in=scope.organisations("view_teams"))
        known = {pk for path in seen.values_list("path", flat=True) for pk in lineage(path)}
        return self.filter(models.Q(organisation__isnull=True) | models.Q(organisation__in=known))


def lineage(path: str) -> list[int]:
    """Ids of an organisation's path, from the root down to itself."""
    return [int(pk) for pk in path.strip("/").split("/")]


class TeamKind(models.Model):
    """专业队种类: the seven of 人民防空法 art. 42, and the new ones that offices have added.

    Everything that differs from place to place (new kinds, ages) is a row here, never code. A kind
    with an ``organisation`` is known to that office and those below it, others to all.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="增设机构",
    )
    code = models.CharField("代码", max_length=40, unique=True)
    label = models.CharField("种类", max_length=40)
    position = models.PositiveSmallIntegerField("序号", default=0)
    is_statutory = models.BooleanField("法定七类", default=False)
    is_new_type = models.BooleanField("新型", default=False)
    duty = models.CharField("任务", max_length=200, blank=True)
    raised_by_law = models.CharField("法定组建部门", max_length=100, blank=True)
    raised_by_today = models.CharField("现行对应部门", max_length=100, blank=True)
    legal_basis = models.CharField("依据", max_length=100, blank=True)
    # Outside these a member's age is a warning, never a refusal: the range is a local rule.
    age_from = models.PositiveSmallIntegerField("最低年龄", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("最高年龄", null=True, blank=True)

    objects = TeamKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业队种类"
        ordering: ClassVar = ["position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.label


class KindPractice(models.Model):
    """本地规定 about a kind that all offices share: who raises it here, and of what ages.

    Holds for the office and those below it that have none of their own.
    """

    kind = models.ForeignKey(
        TeamKind, on_delete=models.CASCADE, related_name="practices", verbose_name="种类"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    raised_by_today = models.CharField("现行对应部门", max_length=100, blank=True)
    age_from = models.PositiveSmallIntegerField("最低年龄", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("最高年龄", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专业队种类本地规定"
        ordering: ClassVar = ["kind", "organisation"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "organisation"], name="one_practice_of_a_kind_at_an_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.kind}"


def practice_at(kind: TeamKind, organisation: Organisation) -> TeamKind | KindPractice:
    """What an office follows for a kind: its own practice, the nearest above, else the kind."""
    found = KindPractice.objects.filter(kind=kind, organisation__in=lineage(organisation.path))
    # The longest path is the nearest office.
    nearest = max(found.select_related("organisation"), key=_depth, default=None)
    return nearest or kind


def _depth(practice: KindPractice) -> int:
    return len(lineage(practice.organisation.path))


class TeamState(models.TextChoices):
    ACTIVE = "active", "在建"
    DISSOLVED = "dissolved", "已撤销"


class TeamQuerySet(ScopedQuerySet):
    def with_strength(self, day: date) -> TeamQuerySet:
        """Add ``strength`` (在编人数): members who serve on ``day``."""
        from drills.models.members import Member

        serving = (
            Member.objects.serving_on(day)
            .filter(team=models.OuterRef("pk"))
            .order_by()
            .values("team")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        return self.annotate(strength=Coalesce(models.Subquery(serving), 0))


class Team(Scoped):
    """人民防空专业队: who raises it, how many it should have, and whom to call."""

    view_permission = "view_teams"

    kind = models.ForeignKey(
        TeamKind, on_delete=models.PROTECT, related_name="teams", verbose_name="种类"
    )
    name = models.CharField("队名", max_length=100)
    raising_unit = models.CharField("组建单位", max_length=100)
    supervising_unit = models.CharField("主管单位", max_length=100, blank=True)
    establishment = models.PositiveIntegerField(
        "编制人数",
        validators=[
            MinValueValidator(1, "编制人数至少 1 人"),
            MaxValueValidator(99_999, "编制人数不能超过 99,999 人"),
        ],
    )
    established_on = models.DateField("组建日期")
    liaison = models.CharField("联络员", max_length=50, blank=True)
    phone = models.CharField("值班电话", max_length=40, blank=True)
    address = models.CharField("驻地", max_length=200, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=TeamState.choices, default=TeamState.ACTIVE
    )
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业队"
        ordering: ClassVar = ["kind__position", "name", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="team_named_once_per_organisation",
                violation_error_message="本机构已有同名专业队",
            ),
            models.CheckConstraint(
                condition=models.Q(establishment__gte=1),
                name="team_has_an_establishment",
                violation_error_message="编制人数至少 1 人",
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", dissolved_on__isnull=True)
                | models.Q(state="dissolved", dissolved_on__isnull=False),
                name="team_dissolved_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def practice(self) -> TeamKind | KindPractice:
        """组建部门 and ages as the team's office follows them; read once."""
        return practice_at(self.kind, self.organisation)
