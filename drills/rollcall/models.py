"""Attendance at drills."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from drills.exercises.models import Drill
from drills.teams.models import Member


class Presence(models.TextChoices):
    """考勤结果; the order is that of the keys 1 to 4 in the grid."""

    PRESENT = "present", "到"
    LATE = "late", "迟到"
    ABSENT = "absent", "缺席"
    LEAVE = "leave", "请假"


# Counted in 实到人数: who came late did come.
ATTENDED = (Presence.PRESENT, Presence.LATE)


class Attendance(models.Model):
    """考勤: one member at one drill. No row: not yet called."""

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="attendance", verbose_name="演练"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="attendance", verbose_name="队员"
    )
    status = models.CharField("考勤", max_length=10, choices=Presence.choices)
    arrived_at = models.TimeField("到达时刻", null=True, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        ordering: ClassVar = ["drill", "member"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["drill", "member"],
                name="member_attends_a_drill_once",
                violation_error_message="该队员在本次演练中已有考勤",
            ),
            models.CheckConstraint(
                condition=models.Q(arrived_at__isnull=True)
                | models.Q(status__in=["present", "late"]),
                name="only_who_came_has_arrived",
                violation_error_message="缺席和请假不填到达时刻",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_status_display()}"

    @property
    def in_words(self) -> str:
        """The mark with its reason: 请假，住院."""
        return "，".join(filter(None, [self.get_status_display(), self.note]))
