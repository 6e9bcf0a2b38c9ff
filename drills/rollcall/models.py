"""What can be said of a member who was called; the marks stand with what they are called to."""

from __future__ import annotations

from django.db import models


class Presence(models.TextChoices):
    """考勤结果; the order is that of the keys 1 to 4 in the grid."""

    PRESENT = "present", "到"
    LATE = "late", "迟到"
    ABSENT = "absent", "缺席"
    LEAVE = "leave", "请假"


# Counted in 实到人数: who came late did come.
ATTENDED = (Presence.PRESENT, Presence.LATE)
