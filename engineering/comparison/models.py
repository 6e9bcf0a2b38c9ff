"""Rows of other authorities' lists, with what the comparison found and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField, MoneyField
from renfang.records import Versioned


class AuthorityRecord(Scoped, Versioned):
    """名录记录: one permit, filing or registration of another authority, as its list has it."""

    view_permission = "view_projects"

    class Kind(models.TextChoices):
        """In the order in which a building goes through them."""

        PLANNING = "planning", "建设工程规划许可"
        CONSTRUCTION = "construction", "施工许可"
        PRESALE = "presale", "商品房预售许可"
        COMPLETION = "completion", "竣工验收备案"
        REGISTRATION = "registration", "不动产登记"

    class State(models.TextChoices):
        OPEN = "open", "待核对"
        AGREES = "agrees", "无疑点"
        CLUE = "clue", "已转线索"
        DISMISSED = "dismissed", "不作线索"

    class Finding(models.TextChoices):
        """What the comparison with the office's own projects found."""

        NOTHING = "nothing", "没有对应项目"
        ASKED = "asked", "有相近项目，待指认"
        UNAPPLIED = "unapplied", "项目未申请结建审批"
        LAPSED = "lapsed", "项目没有有效许可"
        SMALLER = "smaller", "申报面积偏小"
        IN_HAND = "in_hand", "结建审批中"
        AGREES = "agrees", "已许可，面积相符"

    class Reason(models.TextChoices):
        """Why a row is no clue."""

        NOT_CIVIL = "not_civil", "不属于民用建筑"
        DECIDED = "decided", "已按其他项目名称办理"
        OTHER_OFFICE = "other_office", "不属本机构管辖"
        TWICE = "twice", "与其他名录记录重复"
        BEFORE_DUTY = "before_duty", "建设时没有结建义务"
        OTHER = "other", "其他"

    kind = models.CharField("名录种类", max_length=16, choices=Kind.choices)
    number = models.CharField("文号", max_length=80)
    building = models.CharField("楼栋", max_length=100, blank=True)
    issued_on = models.DateField("核发日期", null=True, blank=True)
    project_code = models.CharField("项目代码", max_length=40, blank=True)
    name = models.CharField("项目名称", max_length=200)
    developer_name = models.CharField("建设单位", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("建设地点", max_length=200, blank=True)
    purpose = models.CharField("用途", max_length=100, blank=True)
    storeys = models.PositiveSmallIntegerField(
        "地上层数", null=True, blank=True, validators=[MinValueValidator(1, "地上层数至少 1 层")]
    )
    area = AreaField("建筑面积")
    is_above_ground = models.BooleanField("仅地上部分", default=False)
    note = models.CharField("备注", max_length=500, blank=True)
    # From which file it came, and with which one it was last brought up to date.
    source = models.CharField("来源文件", max_length=200, blank=True)
    read_on = models.DateField("登记日期")

    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.OPEN)
    finding = models.CharField(
        "比对结果", max_length=12, choices=Finding.choices, default=Finding.NOTHING
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authority_records",
        verbose_name="对应项目",
    )
    # Somebody said which project it is, or that it is none of those alike: no longer compared.
    is_told = models.BooleanField("人工指认", default=False)
    # What all rows of the kind give the project, and what was declared for it; None without one.
    told_area = AreaField("名录面积合计", null=True, blank=True)
    declared_area = AreaField("申报面积", null=True, blank=True)
    compared_at = models.DateTimeField("比对时间", null=True, blank=True)

    case = models.ForeignKey(
        OmissionCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authority_records",
        verbose_name="应建未建案件",
    )
    # Counted with the finding while the row waits; of a clue as it stood when it was made.
    estimated_fee = MoneyField("估算应缴", null=True, blank=True)
    reason = models.CharField("不作线索的原因", max_length=16, choices=Reason.choices, blank=True)
    reason_note = models.CharField("说明", max_length=500, blank=True)
    decided_on = models.DateField("处理日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    not_personal: ClassVar = {
        "address": "建设项目的地点，不是个人住址",
    }

    class Meta:
        verbose_name = verbose_name_plural = "名录记录"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "number", "building"],
                name="authority_record_once",
                violation_error_message="本机构已登记这份名录记录",
            ),
            models.CheckConstraint(
                condition=Q(state="clue", case__isnull=False) | (~Q(state="clue") & Q(case=None)),
                name="authority_clue_has_its_case",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""),
                name="authority_dismissal_has_its_reason",
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="authority_area_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "finding"], name="authority_queue"),
            models.Index(fields=["project", "kind"], name="authority_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number}{self.building and f' {self.building}'}"

    def get_absolute_url(self) -> str:
        """The record's page."""
        return reverse("engineering:authority_record", args=[self.pk])
