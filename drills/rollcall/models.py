"""What members are called to, and who came: one table of marks for drills, sessions and musters."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from drills.rollcall.one_place import NotMarkedInTwoPlaces, NotMovedOntoAnother
from drills.teams.models import Member
from renfang.database.protection import FrozenFrom, FrozenWith


class Presence(models.TextChoices):
    """考勤结果; the order is that of the keys 1 to 4 in the grid."""

    PRESENT = "present", "到"
    LATE = "late", "迟到"
    ABSENT = "absent", "缺席"
    LEAVE = "leave", "请假"


# Counted in 实到人数: who came late did come.
ATTENDED = (Presence.PRESENT, Presence.LATE)


class OccasionKind(models.TextChoices):
    """What members are called to; the value is the name by which an occasion knows its owner."""

    DRILL = "drill", "演练"
    SESSION = "session", "训练课"
    MUSTER = "muster", "拉动点验"


class OccasionState(models.TextChoices):
    """``closed`` is for good; what is ``filed`` can be opened again; ``void`` counts nowhere."""

    OPEN = "open", "可点名"
    FILED = "filed", "已归档"
    CLOSED = "closed", "已办结"
    VOID = "void", "已取消"


class OccasionQuerySet(models.QuerySet):
    def overlapping(self, begin: datetime, end: datetime) -> OccasionQuerySet:
        """Those not void that share any time with the half-open span from begin to end."""
        return self.exclude(state=OccasionState.VOID).filter(begins_at__lt=end, ends_at__gt=begin)


class Occasion(models.Model):
    """点名场次: what a roll is called at. The drill, session or muster points here.

    ``begins_at`` and ``ends_at`` are when it took place, or is to, as its owner knows it.
    """

    protection = (FrozenFrom("closed"), NotMovedOntoAnother())

    kind = models.CharField("类型", max_length=10, choices=OccasionKind.choices)
    begins_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    state = models.CharField(
        "状态", max_length=10, choices=OccasionState.choices, default=OccasionState.OPEN
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "点名场次"
        ordering: ClassVar = ["-begins_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="occasion_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.owner)

    @property
    def owner(self) -> Any:
        """The drill, session or muster."""
        return getattr(self, self.kind)


class MarkSource(models.TextChoices):
    SHEET = "sheet", "点名"
    CHECKIN = "checkin", "扫码签到"
    IMPORT = "import", "导入"


class Attendance(models.Model):
    """考勤: one member at one occasion. No row: not yet called."""

    protection = (FrozenWith(("occasion",), ("filed", "closed", "void")), NotMarkedInTwoPlaces())

    occasion = models.ForeignKey(
        Occasion, on_delete=models.PROTECT, related_name="marks", verbose_name="点名场次"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="attendance", verbose_name="队员"
    )
    status = models.CharField("考勤", max_length=10, choices=Presence.choices)
    arrived_at = models.TimeField("到达时刻", null=True, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)
    source = models.CharField(
        "登记方式", max_length=10, choices=MarkSource.choices, default=MarkSource.SHEET
    )
    # Empty for members who checked in with their own phone.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="登记人",
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        ordering: ClassVar = ["occasion", "member"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occasion", "member"],
                name="member_is_marked_once_on_a_roll",
                violation_error_message="该队员在本次点名中已有考勤",
            ),
            models.CheckConstraint(
                condition=models.Q(arrived_at__isnull=True)
                | models.Q(status__in=["present", "late"]),
                name="only_who_came_has_arrived",
                violation_error_message="缺席和请假不填到达时刻",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=False) | models.Q(source="checkin"),
                name="only_a_checkin_is_recorded_by_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_status_display()}"

    @property
    def in_words(self) -> str:
        """The mark with its reason: 请假，住院."""
        return "，".join(filter(None, [self.get_status_display(), self.note]))

    @property
    def recorder(self) -> str:
        """Who recorded it, as people read it."""
        return str(self.recorded_by) if self.recorded_by else "本人扫码"
