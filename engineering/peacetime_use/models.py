"""平时使用: who uses a shelter in peacetime, under which regime, until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from engineering.projects.models import ProjectGrant
from engineering.shelters.models import Shelter
from renfang.clocks.periods import Code, latest
from renfang.database.protection import AppendOnly
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import VIEW_PERSONAL, WITH_THE_FILE, About, Entry
from renfang.quantities.fields import AreaField
from renfang.records import Recorded, Versioned

_user = settings.AUTH_USER_MODEL


class Regime(models.TextChoices):
    """How a province lets shelters be used; the provinces differ (e.g. 鲁 permit, 沪 filing)."""

    PERMIT = "permit", "许可"
    FILING = "filing", "备案"
    REGISTRATION = "registration", "登记"


class UseRegime(models.Model):
    """平时使用管理方式 of an organisation between two days, and of all below that have none.

    ``decision_days`` is empty where nothing is decided (a filing is only taken in). Days and
    months are the organisation's own; the document that fixes them is named.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="use_regimes", verbose_name="机构"
    )
    kind = models.CharField("管理方式", max_length=12, choices=Regime.choices)
    decision_days = models.PositiveSmallIntegerField(
        "办理期限（工作日）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="自收件之日起；空白表示即时办结",
    )
    longest_months = models.PositiveSmallIntegerField(
        "最长期限（月）", null=True, blank=True, help_text="空白表示以合同期限为准"
    )
    renewal_days = models.PositiveSmallIntegerField(
        "应提前申请延续（日）", default=latest(Code.PERMIT_RENEWAL).count
    )
    reminder_days = models.PositiveSmallIntegerField(
        "到期前提醒（日）", default=60, validators=[MaxValueValidator(366)]
    )
    inspection_months = models.PositiveSmallIntegerField(
        "年检周期（月）", default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    issues_certificate = models.BooleanField("核发平时使用证", default=True)
    issues_letter = models.BooleanField("签订使用和维护责任书", default=True)
    legal_basis = models.CharField("依据文件", max_length=300)
    effective_from = models.DateField("施行日期")

    class Meta:
        verbose_name = verbose_name_plural = "平时使用管理方式"
        ordering: ClassVar = ["organisation", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "effective_from"],
                name="one_use_regime_from_a_day",
                violation_error_message="这一天起施行的管理方式已经登记",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（自 {self.effective_from} 起）"

    @property
    def papers(self) -> list[str]:
        """What an operator gets under this regime."""
        issued = {"平时使用证": self.issues_certificate, "责任书": self.issues_letter}
        return [name for name, is_issued in issued.items() if is_issued]


class PeacetimeUse(Scoped, Versioned):
    """平时使用: one operator's use of (part of) a shelter, as last decided."""

    view_permission = "view_peacetime_use"

    class State(models.TextChoices):
        PENDING = "pending", "办理中"
        IN_FORCE = "in_force", "使用中"
        REFUSED = "refused", "不予同意"
        WITHDRAWN = "withdrawn", "申请人撤回"
        CANCELLED = "cancelled", "已注销"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="peacetime_uses", verbose_name="人防工程"
    )
    regime = models.ForeignKey(
        UseRegime, on_delete=models.PROTECT, related_name="+", verbose_name="管理方式"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PENDING)
    operator = models.CharField("使用单位", max_length=200)
    responsible = models.CharField("负责人", max_length=50)
    phone = PersonalField("联系电话")
    phone_index = BlindIndex("phone")
    purpose = models.CharField("平时用途", max_length=60)
    used_area = AreaField("使用面积", validators=[MinValueValidator(Decimal("0.01"))])
    starts_on = models.DateField("使用期限自")
    ends_on = models.DateField("使用期限至")
    inspection_due_on = models.DateField("下次年检日期", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)
    close_reason = models.CharField("注销原因", max_length=300, blank=True)

    personal: ClassVar = {
        "responsible": Entry(
            About.NAME,
            "联系使用单位，落实维护责任",
            "看得到平时使用的岗位",
            WITH_THE_FILE,
            papers="平时使用证、使用和维护责任书",
        ),
        "phone": Entry(
            About.PHONE,
            "联系使用单位，落实维护责任",
            "看得到平时使用的岗位（遮盖）",
            WITH_THE_FILE,
            permission=VIEW_PERSONAL,
            papers="平时使用证（遮盖）",
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "平时使用"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "ends_on"], name="peacetime_use_ends")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="peacetime_use_ends_after_it_starts",
                violation_error_message="使用期限的止日不能早于起日",
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator}使用{self.shelter}"

    def get_absolute_url(self) -> str:
        """The page of this use."""
        return reverse("engineering:peacetime_use", args=[self.pk])

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees how its shelter is used."""
        return ProjectGrant, "shelter__project"

    def has_expired(self, today: date) -> bool:
        """Whether the term ran out without renewal or cancellation."""
        return self.state == self.State.IN_FORCE and self.ends_on < today


class UseRequest(models.Model):
    """申请: what an operator asked for, and what came of it; one undecided at a time."""

    class Kind(models.TextChoices):
        NEW = "new", "首次申请"
        RENEWAL = "renewal", "延续"
        CHANGE = "change", "变更"

    class State(models.TextChoices):
        PENDING = "pending", "待决定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不予同意"
        WITHDRAWN = "withdrawn", "申请人撤回"

    use = models.ForeignKey(
        PeacetimeUse, on_delete=models.PROTECT, related_name="requests", verbose_name="平时使用"
    )
    kind = models.CharField("申请事项", max_length=8, choices=Kind.choices)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PENDING)
    operator = models.CharField("使用单位", max_length=200)
    responsible = models.CharField("负责人", max_length=50)
    phone = PersonalField("联系电话")
    phone_index = BlindIndex("phone")
    purpose = models.CharField("平时用途", max_length=60)
    used_area = AreaField("使用面积", validators=[MinValueValidator(Decimal("0.01"))])
    starts_on = models.DateField("使用期限自")
    ends_on = models.DateField("使用期限至")
    received_on = models.DateField("收件日期")
    received_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="收件人"
    )
    due_on = models.DateField("办理时限", null=True, blank=True)
    due_is_estimated = models.BooleanField("时限为预估", default=False)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        _user,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    opinion = models.CharField("办理意见", max_length=500, blank=True)

    personal: ClassVar = {
        "responsible": Entry(About.NAME, "联系申请单位", "看得到平时使用的岗位", WITH_THE_FILE),
        "phone": Entry(
            About.PHONE,
            "联系申请单位",
            "看得到平时使用的岗位（遮盖）",
            WITH_THE_FILE,
            permission=VIEW_PERSONAL,
            through="use",
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "平时使用申请"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["use"],
                condition=models.Q(state="pending"),
                name="one_undecided_use_request",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="use_request_ends_after_it_starts",
                violation_error_message="使用期限的止日不能早于起日",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator}{self.get_kind_display()}"

    @property
    def organisation_id(self) -> int:
        """The office of the use: its posts handle this, too."""
        return self.use.organisation_id


class UseInspection(Recorded):
    """年检 of a use. Append-only; a repeat is a new row."""

    protection = AppendOnly()

    class Conclusion(models.TextChoices):
        PASSED = "passed", "合格"
        RECTIFY = "rectify", "限期整改"
        FAILED = "failed", "不合格"

    use = models.ForeignKey(
        PeacetimeUse, on_delete=models.PROTECT, related_name="inspections", verbose_name="平时使用"
    )
    inspected_on = models.DateField("年检日期")
    conclusion = models.CharField("年检结论", max_length=8, choices=Conclusion.choices)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    note = models.CharField("年检意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "平时使用年检"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.get_conclusion_display()}"
