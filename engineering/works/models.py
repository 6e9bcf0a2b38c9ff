"""Tables of a shelter's works: acceptance (竣工验收) and its filing (竣工验收备案), then 质量监督.

Supervision has its registration, visits, orders to rectify and the defects they name.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from engineering.shelters.models import Shelter
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.quantities.fields import AreaField
from renfang.records import Recorded

_user = settings.AUTH_USER_MODEL


class CompletionAcceptance(Recorded):
    """竣工验收: what was found when the works were done. Append-only; a repeat is a new row."""

    protection = AppendOnly()

    class Conclusion(models.TextChoices):
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="acceptances", verbose_name="人防工程"
    )
    accepted_on = models.DateField("验收日期")
    conclusion = models.CharField("验收结论", max_length=8, choices=Conclusion.choices)
    built_area = AreaField("实测人防建筑面积", validators=[MinValueValidator(Decimal("0.01"))])
    # What the buildings as surveyed owe; stands beside the approved figure and the built one.
    surveyed_required_area = AreaField(
        "实测应建面积", null=True, blank=True, validators=[MinValueValidator(Decimal("0"))]
    )
    shelter_area = AreaField("掩蔽面积", validators=[MinValueValidator(Decimal("0"))])
    protective_units = models.PositiveSmallIntegerField(
        "防护单元数", validators=[MinValueValidator(1)]
    )
    headcount = models.PositiveIntegerField("掩蔽人数", default=0)
    developer = models.CharField("建设单位", max_length=200)
    designer = models.CharField("设计单位", max_length=200)
    surveyor = models.CharField("勘察单位", max_length=200)
    contractor = models.CharField("施工单位", max_length=200)
    supervisor = models.CharField("监理单位", max_length=200)
    supervision_report = models.CharField("质量监督报告编号", max_length=100, blank=True)
    note = models.CharField("验收意见", max_length=1000, blank=True)
    protected_area = AreaField("防护面积", null=True, blank=True)
    passage_area = AreaField("口部外通道面积", null=True, blank=True)
    attendees = models.CharField("参加验收人员", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "竣工验收"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(shelter_area__lte=models.F("built_area")),
                name="sheltered_part_fits_the_works",
                violation_error_message="掩蔽面积不能大于实测人防建筑面积",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter} {self.accepted_on}"


class AcceptanceItem(models.Model):
    """验收核查: one row of the checklist, as it was found. Append-only.

    Discipline, wording and basis are copied from the checklist of the day, so that a later edition
    changes nothing that was signed.
    """

    protection = AppendOnly()

    class Result(models.TextChoices):
        PASSED = "passed", "符合"
        FAILED = "failed", "不符合"
        NOT_APPLICABLE = "not_applicable", "无此项"

    acceptance = models.ForeignKey(
        CompletionAcceptance, on_delete=models.PROTECT, related_name="items", verbose_name="验收"
    )
    position = models.PositiveSmallIntegerField("序号")
    discipline = models.CharField("专业", max_length=40)
    item = models.CharField("核查内容", max_length=200)
    basis = models.CharField("依据", max_length=200, blank=True)
    result = models.CharField("结果", max_length=16, choices=Result.choices)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验收核查"
        ordering: ClassVar = ["acceptance", "position"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["acceptance", "position"], name="checklist_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.discipline} {self.item}"


class CompletionFiling(models.Model):
    """竣工验收备案收件: the builder's filing, in time or late (建设工程质量管理条例 art. 49)."""

    shelter = models.OneToOneField(
        Shelter, on_delete=models.PROTECT, related_name="filing", verbose_name="人防工程"
    )
    acceptance = models.ForeignKey(
        CompletionAcceptance, on_delete=models.PROTECT, related_name="+", verbose_name="验收"
    )
    received_on = models.DateField("备案收件日期")
    due_on = models.DateField("备案期限", null=True, blank=True)
    is_late = models.BooleanField("逾期备案", default=False)
    # The names of what was handed in, as the list of the day words them.
    materials = models.JSONField("备案材料", default=list)
    note = models.CharField("备注", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="收件人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "竣工验收备案"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.received_on} 备案"


class Supervision(Recorded):
    """质量监督注册 before the works start (建设工程质量管理条例 art. 13)."""

    shelter = models.OneToOneField(
        Shelter, on_delete=models.PROTECT, related_name="supervision", verbose_name="人防工程"
    )
    registered_on = models.DateField("监督注册日期")
    supervisors = models.CharField("监督人员", max_length=100)
    contractor = models.CharField("施工单位", max_length=200)
    supervisor = models.CharField("监理单位", max_length=200)
    designer = models.CharField("设计单位", max_length=200)
    surveyor = models.CharField("勘察单位", max_length=200, blank=True)
    drawing_review = models.CharField("施工图审查合格书编号", max_length=100, blank=True)
    plan = models.CharField("监督计划", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "质量监督注册"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter}质量监督"


class SiteVisit(Recorded):
    """监督检查记录: what the supervisors found on site on one day. Append-only."""

    protection = AppendOnly()

    class Stage(models.TextChoices):
        FOUNDATION = "foundation", "基础、底板"
        STRUCTURE = "structure", "主体结构"
        EMBEDDED = "embedded", "预埋预留及隐蔽工程"
        EQUIPMENT = "equipment", "防护设备安装"
        SERVICES = "services", "通风、给排水、电气安装"
        MEASUREMENT = "measurement", "气密性等检测"
        OTHER = "other", "其他"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="visits", verbose_name="人防工程"
    )
    visited_on = models.DateField("检查日期")
    stage = models.CharField("检查部位", max_length=16, choices=Stage.choices)
    findings = models.CharField("检查情况", max_length=1000)
    visitors = models.CharField("检查人员", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "监督检查记录"
        ordering: ClassVar = ["-visited_on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.visited_on} 监督检查"


class Rectification(models.Model):
    """责令整改: defects of one visit or acceptance, to be mended by a day, then re-inspected."""

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="rectifications", verbose_name="人防工程"
    )
    visit = models.OneToOneField(
        SiteVisit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectification",
        verbose_name="监督检查",
    )
    acceptance = models.OneToOneField(
        CompletionAcceptance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectification",
        verbose_name="竣工验收",
    )
    document = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="责令整改通知书",
    )
    ordered_on = models.DateField("责令日期")
    due_on = models.DateField("整改期限")
    closed_on = models.DateField("复查合格日期", null=True, blank=True)
    closing_note = models.CharField("复查意见", max_length=500, blank=True)
    closed_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="复查人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "责令整改"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(closed_on__isnull=True),
                name="rectification_open",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(visit__isnull=True, acceptance__isnull=False)
                | models.Q(visit__isnull=False, acceptance__isnull=True),
                name="rectification_of_visit_or_acceptance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter}整改（{self.ordered_on}）"

    @property
    def organisation_id(self) -> int:
        """The office of the shelter: its posts handle this, too."""
        return self.shelter.organisation_id

    @property
    def is_open(self) -> bool:
        """Whether the defects still wait for a re-inspection that passes."""
        return self.closed_on is None


class Defect(models.Model):
    """质量问题: one line of an order to rectify."""

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="defects", verbose_name="责令整改"
    )
    position = models.PositiveSmallIntegerField("序号")
    place = models.CharField("部位", max_length=100, blank=True)
    description = models.CharField("问题", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "质量问题"
        ordering: ClassVar = ["rectification", "position"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place}{self.description}"
