"""平战转换预案: what must be done to a shelter before it serves in war, and in which time."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from engineering.models.projects import ProjectGrant
from engineering.models.shelters import Shelter
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped


class TimeClass(models.TextChoices):
    """The three stages of conversion; what they are called and how long they last is local."""

    EARLY = "early", "早期转换"
    IMMINENT = "imminent", "临战转换"
    URGENT = "urgent", "紧急转换"


class ConversionStage(models.Model):
    """转换阶段 as an organisation (and all below it) names it, with its days where it fixes any."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    time_class = models.CharField("阶段", max_length=10, choices=TimeClass.choices)
    label = models.CharField("本地名称", max_length=30)
    days = models.PositiveSmallIntegerField(
        "时限（日）", null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "平战转换阶段"
        ordering: ClassVar = ["organisation", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "time_class"], name="one_name_for_a_conversion_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.days} 日）" if self.days else self.label


class ConversionPlan(Scoped):
    """平战转换预案 of one shelter."""

    view_permission = "view_upkeep"

    shelter = models.OneToOneField(
        Shelter, on_delete=models.PROTECT, related_name="conversion_plan", verbose_name="人防工程"
    )
    prepared_by = models.CharField("编制单位", max_length=200)
    prepared_on = models.DateField("编制日期")
    reviewed_on = models.DateField("最近复核日期", null=True, blank=True)
    review_due_on = models.DateField("下次复核日期")
    note = models.CharField("说明", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "平战转换预案"
        ordering: ClassVar = ["review_due_on", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter}平战转换预案"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project sees its conversion plan."""
        return ProjectGrant, "shelter__project"


class ConversionMeasure(models.Model):
    """转换措施: one thing to do, in which stage, by whom."""

    plan = models.ForeignKey(
        ConversionPlan, on_delete=models.CASCADE, related_name="measures", verbose_name="预案"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
    time_class = models.CharField("阶段", max_length=10, choices=TimeClass.choices)
    content = models.CharField("转换内容", max_length=200)
    quantity = models.CharField("数量", max_length=40, blank=True)
    responsible = models.CharField("责任单位", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "转换措施"
        ordering: ClassVar = ["plan", "position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.content


def stages_in_force(organisation: Organisation) -> dict[str, ConversionStage]:
    """Each stage as an organisation applies it: its own, else its superiors', else the common."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    found = {stage.value: ConversionStage(label=str(stage.label)) for stage in TimeClass}
    rows = ConversionStage.objects.filter(organisation__in=ids).select_related("organisation")
    return found | {row.time_class: row for row in rows.order_by("organisation__path")}


def stages_of(organisation: Organisation) -> dict[str, str]:
    """What each stage is called at an organisation: its own words, else its superiors'."""
    return {name: str(stage) for name, stage in stages_in_force(organisation).items()}
