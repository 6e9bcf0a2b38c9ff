"""送达回证: one attempt to serve one paper, of whichever app."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from renfang.database.protection import FrozenFrom
from renfang.documents.models import IssuedDocument
from renfang.records import Versioned


class ServiceReceipt(Versioned):
    """送达回证: one attempt to serve one paper; it belongs to the organisation of the paper.

    An attempt that failed changes no more: it is what a public notice rests on.
    Source: 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name.
    """

    protection = FrozenFrom("failed")

    class Method(models.TextChoices):
        DIRECT = "direct", "直接送达"
        LEFT = "left", "留置送达"
        ELECTRONIC = "electronic", "电子送达"
        ENTRUSTED = "entrusted", "委托送达"
        MAIL = "mail", "邮寄送达"
        TRANSFER = "transfer", "转交送达"
        PUBLIC_NOTICE = "public_notice", "公告送达"

    class State(models.TextChoices):
        PREPARED = "prepared", "待送达"
        SERVED = "served", "已送达"
        FAILED = "failed", "未能送达"

    # What keeps a paper from being prepared for service once more.
    STANDING = (State.PREPARED, State.SERVED)

    paper = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="services", verbose_name="文书"
    )
    sheet = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="+", verbose_name="送达回证"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PREPARED)
    method = models.CharField("送达方式", max_length=16, choices=Method.choices)
    recipient = models.CharField("受送达人", max_length=200)
    place = models.CharField("送达地点", max_length=200)
    servers = models.CharField("送达人", max_length=100, help_text="两人以上，以顿号分开。")
    prepared_on = models.DateField("制作日期")
    served_at = models.DateTimeField("送达时间", null=True, blank=True)
    # The day from which the paper counts as served: 30 days after a public notice.
    effective_on = models.DateField("送达生效日期", null=True, blank=True)
    signatory = models.CharField("签收人", max_length=50, blank=True)
    relation = models.CharField("代收人与受送达人的关系", max_length=100, blank=True)
    witness = models.CharField("见证人", max_length=100, blank=True)
    proof = models.CharField("送达凭证", max_length=200, blank=True)
    note = models.CharField("备注", max_length=1000, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="制作人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=models.Q(state__in=["prepared", "served"]),
                name="one_service_of_a_paper",
                violation_error_message="该文书已在送达或已经送达",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="served")
                | models.Q(served_at__isnull=False, effective_on__isnull=False),
                name="served_on_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["prepared_on", "id"],
                condition=models.Q(state="prepared"),
                name="service_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.get_method_display()}"

    def get_absolute_url(self) -> str:
        """The receipt's page."""
        return reverse("service", args=[self.pk])

    @property
    def is_prepared(self) -> bool:
        """Whether the receipt has still to come back."""
        return self.state == self.State.PREPARED

    @property
    def is_served(self) -> bool:
        """Whether the paper was handed over."""
        return self.state == self.State.SERVED
