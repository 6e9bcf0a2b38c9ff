"""战勤值班: who can be on duty, the shifts, their log, call tests and swaps."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from drills.registers.catalogue import Register
from drills.registers.models import Registered
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_ROSTER, About, Entry
from renfang.records import RecordedBy, Versioned


class DutyPerson(Registered):
    """值班人员. The number is the office's own, so that namesakes are told apart."""

    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=50, blank=True)
    can_lead = models.BooleanField("可带班", default=False)

    personal: ClassVar = {
        "name": Entry(About.NAME, "排班、点名测试", "看得到战备值班的岗位", WITH_THE_ROSTER),
    }

    class Meta:
        verbose_name = verbose_name_plural = "值班人员"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="duty_person_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


DUTY_PERSON = Register(
    "duty_person", DutyPerson, "人", "user-circle",
    ("number", "name", "post", "can_lead", "is_current", "note"),
    ("post", "can_lead"),
    ("number", "name"),
)  # fmt: skip


class DutyLevel(models.TextChoices):
    NORMAL = "normal", "日常值班"
    HOLIDAY = "holiday", "节假日值班"
    READINESS = "readiness", "战备值班"


class DutyState(models.TextChoices):
    PLANNED = "planned", "待接班"
    ON_DUTY = "on_duty", "值班中"
    HANDED_OVER = "handed_over", "已交班"


class DutyShift(Scoped, Versioned):
    """班次: leader, main and deputy from one hour to another."""

    view_permission = "view_readiness"

    starts_at = models.DateTimeField("接班时间")
    ends_at = models.DateTimeField("交班时间")
    level = models.CharField(
        "值班等级", max_length=20, choices=DutyLevel.choices, default=DutyLevel.NORMAL
    )
    leader = models.ForeignKey(
        DutyPerson, on_delete=models.PROTECT, related_name="led", verbose_name="带班领导"
    )
    main = models.ForeignKey(
        DutyPerson, on_delete=models.PROTECT, related_name="kept", verbose_name="主班"
    )
    deputy = models.ForeignKey(
        DutyPerson,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assisted",
        verbose_name="副班",
    )
    state = models.CharField(
        "状态", max_length=20, choices=DutyState.choices, default=DutyState.PLANNED
    )
    handed_over_at = models.DateTimeField("实际交班时间", null=True, blank=True)
    pending = models.TextField("移交待办", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班班次"
        ordering: ClassVar = ["-starts_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="shift_ends_after_it_starts",
                violation_error_message="交班时间须晚于接班时间",
            ),
            models.UniqueConstraint(
                fields=["organisation", "starts_at"],
                name="one_shift_starts_at_a_time",
                violation_error_message="同一时间已有班次",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-starts_at"], name="shift_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} 值班"


class DutyLogKind(models.TextChoices):
    CALL = "call", "来电"
    PAPER = "paper", "来文"
    EVENT = "event", "事件"
    EQUIPMENT = "equipment", "设备检查"
    REPORT = "report", "上报"
    ABSENCE = "absence", "缺勤"


class DutyLogEntry(RecordedBy):
    """值班日志: appended only."""

    protection = AppendOnly()

    shift = models.ForeignKey(
        DutyShift, on_delete=models.PROTECT, related_name="log", verbose_name="班次"
    )
    at = models.DateTimeField("时间")
    kind = models.CharField("事项", max_length=20, choices=DutyLogKind.choices)
    content = models.CharField("内容", max_length=500)
    handling = models.CharField("处置", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班日志"
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.content}"


class CallMeans(models.TextChoices):
    PHONE = "phone", "有线电话"
    SHORTWAVE = "shortwave", "短波"
    SATELLITE = "satellite", "卫星"
    VIDEO = "video", "视频"


class CallTest(RecordedBy):
    """点名测试: one station called once. Appended only."""

    protection = AppendOnly()

    shift = models.ForeignKey(
        DutyShift, on_delete=models.PROTECT, related_name="call_tests", verbose_name="班次"
    )
    at = models.DateTimeField("时间")
    station = models.CharField("被点名单位", max_length=100)
    means = models.CharField("手段", max_length=20, choices=CallMeans.choices)
    has_answered = models.BooleanField("应答")
    seconds = models.PositiveSmallIntegerField(
        "应答用时（秒）", null=True, blank=True, validators=[MaxValueValidator(3600)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "点名测试"
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.station} {'应答' if self.has_answered else '未应答'}"


class SwapState(models.TextChoices):
    ASKED = "asked", "待审批"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "未批准"


class ShiftSwap(Scoped):
    """换班: one person asks another to stand in; the head decides."""

    view_permission = "view_readiness"

    shift = models.ForeignKey(
        DutyShift, on_delete=models.PROTECT, related_name="swaps", verbose_name="班次"
    )
    leaving = models.ForeignKey(
        DutyPerson, on_delete=models.PROTECT, related_name="+", verbose_name="换出"
    )
    taking = models.ForeignKey(
        DutyPerson, on_delete=models.PROTECT, related_name="+", verbose_name="换入"
    )
    reason = models.CharField("换班原因", max_length=200)
    state = models.CharField(
        "状态", max_length=20, choices=SwapState.choices, default=SwapState.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_on = models.DateField("申请日期")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="审批人",
    )
    opinion = models.CharField("审批意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "换班"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.leaving}换{self.taking}"
