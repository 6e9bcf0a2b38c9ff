"""整组: the yearly campaign, its checks, and musters."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from drills.rollcall.models import Occasion
from drills.teams.models import Equipment, Member, Team
from renfang.database.protection import FrozenWith
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry
from renfang.records import Versioned


class CampaignState(models.TextChoices):
    OPEN = "open", "整组中"
    CLOSED = "closed", "已归档"


class AuditGround(models.TextChoices):
    PHONE = "phone", "同名、同电话"
    BIRTH = "birth", "同名、同出生日期"


class AuditOutcome(models.TextChoices):
    OPEN = "open", "待核"
    KEPT = "kept", "已替换"
    DIFFERENT = "different", "不是同一人"


class Campaign(Scoped, Versioned):
    """年度整组: ordered once a year; once closed, a trigger keeps it and its parts as they are."""

    view_permission = "view_teams"
    protection = FrozenWith((), "closed")

    year = models.PositiveSmallIntegerField("年度")
    order_number = models.CharField("下达文号", max_length=60)
    ordered_on = models.DateField("下达日期")
    approved_by = models.CharField("批准机关", max_length=100, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    due_on = models.DateField("完成期限")
    requirements = models.TextField("整组要求", max_length=2000, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=CampaignState.choices, default=CampaignState.OPEN
    )
    audited_at = models.DateTimeField("交叉审核时间", null=True, blank=True)
    audited_people = models.PositiveIntegerField("审核人数", default=0)
    closed_on = models.DateField("归档日期", null=True, blank=True)
    summary = models.TextField("整组总结", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度整组"
        ordering: ClassVar = ["-year", "organisation"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="one_reorganisation_a_year",
                violation_error_message="本机构该年度已下达整组",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度整组"


class CampaignTeam(models.Model):
    """参加整组的专业队. ``figures`` are the numbers of the day on which the campaign closed."""

    protection = FrozenWith(("campaign",), "closed")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="entries", verbose_name="整组"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="reorganisations", verbose_name="专业队"
    )
    is_confirmed = models.BooleanField("名册已核定", default=False)
    roster_matches = models.BooleanField("人册相符", default=False)
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="核定人",
    )
    note = models.CharField("说明", max_length=300, blank=True)
    figures = models.JSONField("归档数据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参加整组的专业队"
        ordering: ClassVar = ["campaign", "team__kind__position", "team__name", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "team"], name="team_once_in_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}：{self.team}"

    @property
    def organisation_id(self) -> int:
        """The office that keeps the campaign: its posts handle this part of it."""
        return self.campaign.organisation_id


class EquipmentCheck(models.Model):
    """装备清点: what was found of one item during the campaign."""

    protection = FrozenWith(("entry", "campaign"), "closed")

    entry = models.ForeignKey(
        CampaignTeam, on_delete=models.PROTECT, related_name="checks", verbose_name="专业队"
    )
    equipment = models.ForeignKey(
        Equipment, on_delete=models.PROTECT, related_name="checks", verbose_name="装备"
    )
    found = models.PositiveIntegerField("清点数量")
    serviceable = models.PositiveIntegerField("其中完好")

    class Meta:
        verbose_name = verbose_name_plural = "装备清点"
        ordering: ClassVar = ["entry", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "equipment"], name="equipment_checked_once_a_campaign"
            ),
            models.CheckConstraint(
                condition=models.Q(serviceable__lte=models.F("found")),
                name="no_more_in_order_than_was_found",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.equipment} {self.found}"


class AuditFinding(models.Model):
    """交叉审核发现: two rows of rosters that look like one person."""

    protection = FrozenWith(("campaign",), "closed")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="findings", verbose_name="整组"
    )
    first = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name="队员"
    )
    second = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name="另一名册中的队员"
    )
    ground = models.CharField("依据", max_length=10, choices=AuditGround.choices)
    outcome = models.CharField(
        "结果", max_length=10, choices=AuditOutcome.choices, default=AuditOutcome.OPEN
    )
    kept = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="保留在",
    )
    reason = models.CharField("说明", max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="处理人",
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交叉审核发现"
        ordering: ClassVar = ["campaign", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "first", "second"], name="pair_found_once_a_campaign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}：{self.first.team}、{self.second.team}"

    @property
    def organisation_id(self) -> int:
        """The office that keeps the campaign: its posts handle this part of it."""
        return self.campaign.organisation_id


class Muster(models.Model):
    """拉动点验: a team called together at one place and time, and who came."""

    protection = FrozenWith(("entry", "campaign"), "closed")

    entry = models.ForeignKey(
        CampaignTeam, on_delete=models.PROTECT, related_name="musters", verbose_name="专业队"
    )
    called_at = models.DateTimeField("下达集结命令时间")
    due_at = models.DateTimeField("规定到位时间")
    place = models.CharField("集结地点", max_length=200)
    leader = models.CharField("带队人", max_length=50)
    roster_matches = models.BooleanField("人册相符", default=False)
    equipment_complete = models.BooleanField("装备齐全", default=False)
    note = models.CharField("点验情况", max_length=1000, blank=True)
    # When it takes place, and who came.
    occasion = models.OneToOneField(
        Occasion, on_delete=models.PROTECT, related_name="muster", verbose_name="点名场次"
    )

    personal: ClassVar = {
        "leader": Entry(
            About.NAME, "记明带队人", "看得到训练的岗位", WITH_THE_FILE, papers="整组报告"
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "拉动点验"
        ordering: ClassVar = ["entry", "-called_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("called_at")),
                name="muster_due_after_it_is_called",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry.team}拉动点验"

    @property
    def campaign(self) -> Campaign:
        """The reorganisation in which the team was called."""
        return self.entry.campaign

    @property
    def organisation_id(self) -> int:
        """The office that keeps the campaign: its posts handle this part of it."""
        return self.campaign.organisation_id


class MusterPhoto(models.Model):
    """点验照片: kept outside of anything that is served, proven by its hash."""

    protection = FrozenWith(("muster", "entry", "campaign"), "closed")

    muster = models.ForeignKey(
        Muster, on_delete=models.PROTECT, related_name="photos", verbose_name="拉动点验"
    )
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64)
    path = models.CharField("存放位置", max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "点验照片"
        ordering: ClassVar = ["muster", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["muster", "sha256"], name="photo_once_a_muster"),
        ]

    def __str__(self) -> str:
        return self.name
