"""The append-only record of every act: who, when, from where, what before and after."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped


class Event(Scoped):
    """One act on one record. Names are kept as they were at that moment.

    Events of one subject form a chain: each holds the digest of its content and of the event
    before it, and a running number, so that an altered or missing event shows.
    """

    view_permission = "view_history"
    protection = AppendOnly()

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="办理人",
    )
    actor_label = models.CharField("办理人姓名", max_length=100)
    address = models.CharField("来源地址", max_length=45, blank=True)
    act = models.CharField("事项", max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject_label = models.CharField("对象", max_length=300)
    before = models.JSONField("办理前", default=dict)
    after = models.JSONField("办理后", default=dict)
    note = models.CharField("说明", max_length=500, blank=True)
    sequence = models.PositiveIntegerField("序号")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering: ClassVar = ["-at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"], name="event_chain_has_no_twins"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="event_recent")]

    def __str__(self) -> str:
        return f"{self.actor_label}{self.act}：{self.subject_label}"

    @property
    def changes_in_words(self) -> str:
        """What the act changed, in words: 办理人：李文静 → 周建平；状态：已受理."""
        return "；".join(
            f"{name}：{self.before[name]} → {value}" if name in self.before else f"{name}：{value}"
            for name, value in self.after.items()
        )
