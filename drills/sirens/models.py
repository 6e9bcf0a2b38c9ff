"""警报设施: the register, what was done to each device, how it sounded, what it reaches."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from drills.exercises.models import Drill
from drills.registers.catalogue import Register
from drills.registers.models import Registered
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_ROSTER, About, Entry
from renfang.quantities.fields import AreaField
from renfang.records import RecordedBy


class SirenType(models.TextChoices):
    ELECTRONIC = "electronic", "电声警报器"
    MOTOR = "motor", "电动警报器"
    MULTIMEDIA = "multimedia", "多媒体终端"
    HAND = "hand", "手摇警报器"
    VEHICLE = "vehicle", "机动警报器"


class SirenControl(models.TextChoices):
    WIRED = "wired", "有线"
    RADIO = "radio", "无线"
    NETWORK = "network", "网络"
    LOCAL = "local", "就地手动"


class SirenState(models.TextChoices):
    SOUND = "sound", "完好"
    FAULTY = "faulty", "故障"
    STOPPED = "stopped", "停用"
    DISMANTLED = "dismantled", "已拆除"


class Siren(Registered):
    """警报器: where it stands, who keeps it, how it is set off, and whether it works."""

    name = models.CharField("设置点", max_length=100)
    type = models.CharField("类型", max_length=20, choices=SirenType.choices)
    model = models.CharField("型号", max_length=50, blank=True)
    power_watts = models.PositiveIntegerField("功率（瓦）", null=True, blank=True)
    decibels = models.PositiveSmallIntegerField("声压级（分贝）", null=True, blank=True)
    place = models.CharField("安装位置", max_length=200)
    owner = models.CharField("产权单位", max_length=100, blank=True)
    keeper = models.CharField("责任人", max_length=50, blank=True)
    radius = models.PositiveIntegerField("覆盖半径（米）", null=True, blank=True)
    control = models.CharField("控制方式", max_length=20, choices=SirenControl.choices)
    is_unified = models.BooleanField("纳入统控", default=True)
    power_supply = models.CharField("供电", max_length=50, blank=True)
    installed_on = models.DateField("安装日期", null=True, blank=True)
    maintained_on = models.DateField("最近维护日期", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态",
        max_length=20,
        choices=SirenState.choices,
        default=SirenState.SOUND,
        editable=False,
    )

    personal: ClassVar = {
        "keeper": Entry(About.NAME, "落实警报器管护责任", "看得到战备登记的岗位", WITH_THE_ROSTER),
    }

    class Meta:
        verbose_name = verbose_name_plural = "警报器"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="siren_numbered_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], name="siren_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


SIREN = Register(
    "siren", Siren, "台", "alarm",
    ("number", "name", "type", "model", "power_watts", "decibels", "place", "owner", "keeper",
     "radius", "control", "is_unified", "power_supply", "installed_on", "is_current", "note"),
    ("type", "place", "keeper", "control", "state", "maintained_on"),
    ("number", "name", "place", "owner"),
    filters=("type", "state"),
    tones={SirenState.SOUND: "good", SirenState.FAULTY: "bad"},
    aliases={
        "number": ("警报器编号", "设备编号", "警报编号"),
        "name": ("设置单位", "点位名称", "警报点名称", "设点单位"),
        "type": ("警报器类型", "种类"),
        "model": ("规格型号", "警报器型号"),
        "place": ("安装地点", "安装地址", "设置地点"),
        "keeper": ("管护责任人", "管理人"),
        "radius": ("服务半径",),
        "installed_on": ("安装时间", "设置时间"),
    },
    words={"type": {"电声": "electronic", "电动": "motor", "手摇": "hand", "机动": "vehicle"}},
)  # fmt: skip


class SirenEntryKind(models.TextChoices):
    """维护记录 by what was done. 迁移、拆除 need an approval (河南21, 上海18): it is named."""

    MAINTENANCE = "maintenance", "维护保养"
    FAULT = "fault", "报告故障"
    REPAIR = "repair", "修复"
    STOP = "stop", "停用"
    RESTORE = "restore", "恢复使用"
    MOVE = "move", "迁移"
    DISMANTLE = "dismantle", "拆除"
    # By itself, when a silent siren turns out to have sounded: the fault was none.
    CORRECTION = "correction", "更正"


class SirenEntry(RecordedBy):
    """警报器维护记录: appended only."""

    protection = AppendOnly()

    siren = models.ForeignKey(
        Siren, on_delete=models.PROTECT, related_name="entries", verbose_name="警报器"
    )
    on = models.DateField("日期")
    kind = models.CharField("事项", max_length=20, choices=SirenEntryKind.choices)
    content = models.CharField("情况", max_length=300)
    approval = models.CharField("批准文件", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "警报器维护记录"
        ordering: ClassVar = ["-on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"


class SirenNotice(models.Model):
    """试鸣公告. Source: 人民防空法 art. 35: the people's government organises the test and has it
    announced five days before or earlier; an office announces it with the government's document."""

    drill = models.OneToOneField(
        Drill, on_delete=models.PROTECT, related_name="siren_notice", verbose_name="警报试鸣"
    )
    published_on = models.DateField("公告日期")
    medium = models.CharField("公告方式", max_length=100)
    scope_text = models.CharField("试鸣范围", max_length=200)
    # By which document the government organises the test or agrees to it (art. 35).
    approval = models.CharField("政府同意试鸣的文件", max_length=100, blank=True)
    # When the public was told that it begins; another time needs another notice.
    told_for = models.DateTimeField("公告的试鸣时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "试鸣公告"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.published_on} {self.medium}"

    @property
    def is_overtaken(self) -> bool:
        """Whether the test was moved since the public was told."""
        return self.told_for is not None and self.told_for != self.drill.starts_at


class SirenResult(models.Model):
    """试鸣结果 of one device: was it to sound, did it, and why not."""

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="siren_results", verbose_name="警报试鸣"
    )
    siren = models.ForeignKey(
        Siren, on_delete=models.PROTECT, related_name="results", verbose_name="警报器"
    )
    is_commanded = models.BooleanField("应鸣", default=True)
    has_sounded = models.BooleanField("鸣响")
    reason = models.CharField("未鸣原因", max_length=100, blank=True)
    decibels = models.PositiveSmallIntegerField(
        "实测分贝", null=True, blank=True, validators=[MaxValueValidator(150)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "试鸣结果"
        ordering: ClassVar = ["drill", "siren__number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "siren"], name="siren_tested_once_in_a_test"),
            models.CheckConstraint(
                condition=models.Q(has_sounded=True)
                | models.Q(is_commanded=False)
                | ~models.Q(reason=""),
                name="silent_siren_has_a_reason",
                violation_error_message="应鸣未鸣的写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.siren} {'鸣响' if self.has_sounded else '未鸣'}"


class SirenCoverage(Scoped, RecordedBy):
    """音响覆盖 as surveyed on a day, numerator and denominator together. Appended only.

    Circles of sirens overlap and hills stand between: the covered area is measured, not added up.
    """

    view_permission = "view_readiness"
    protection = AppendOnly()

    as_of = models.DateField("测算日期")
    built_up_area = AreaField("建成区面积（㎡）")
    covered_area = AreaField("有效覆盖面积（㎡）")
    population = models.PositiveIntegerField("建成区人口")
    covered_population = models.PositiveIntegerField("有效覆盖人口")
    source = models.CharField("数据来源", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "音响覆盖测算"
        ordering: ClassVar = ["-as_of", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.organisation} {self.as_of}"
