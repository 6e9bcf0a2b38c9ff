"""送达回证: one attempt to serve one paper, of whichever app."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from renfang.database.protection import FrozenFrom
from renfang.documents.models import IssuedDocument
from renfang.personal.rules import WITH_THE_FILE, About, Entry
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

    class Failure(models.TextChoices):
        REFUSED = "refused", "拒绝签收"
        ABSENT = "absent", "不在且无人代收"
        WRONG_ADDRESS = "wrong_address", "地址不详、不符或者已经迁移"
        RETURNED = "returned", "邮件退回"
        UNREACHED = "unreached", "联系不上"
        NOT_PUBLISHED = "not_published", "公告未发布"
        OTHER = "other", "其他"

    class Ground(models.TextChoices):
        OTHER_METHODS_FAILED = "other_methods_failed", "用其他方式无法送达"
        WHEREABOUTS_UNKNOWN = "whereabouts_unknown", "受送达人下落不明"

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
    # Why a receipt dated before one numbered earlier is in order all the same.
    out_of_order = models.CharField("编号与日期先后不一致的原因", max_length=300, blank=True)
    # What opens a public notice; of unknown whereabouts, what was asked, where and when.
    ground = models.CharField("公告送达的依据", max_length=24, choices=Ground.choices, blank=True)
    inquired_on = models.DateField("查询日期", null=True, blank=True)
    inquired_at = models.CharField("查询处所", max_length=200, blank=True)
    inquiry = models.CharField("查询内容和结果", max_length=500, blank=True)
    served_at = models.DateTimeField("送达时间", null=True, blank=True)
    # Of a public notice the beginning of the day on which it was published. The day from which
    # the paper counts as served comes 30 days later.
    effective_on = models.DateField("送达生效日期", null=True, blank=True)
    signatory = models.CharField("签收人", max_length=50, blank=True)
    relation = models.CharField("代收人与受送达人的关系", max_length=100, blank=True)
    witness = models.CharField("见证人", max_length=100, blank=True)
    proof = models.CharField("送达凭证", max_length=200, blank=True)
    failure = models.CharField("未能送达的原因", max_length=16, choices=Failure.choices, blank=True)
    note = models.CharField("备注", max_length=1000, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="制作人",
    )

    personal: ClassVar = {
        "recipient": Entry(
            About.NAME, "送达文书", "看得到该文书的岗位", WITH_THE_FILE, papers="送达回证"
        ),
        "servers": Entry(
            About.NAME, "送达人署名", "看得到该文书的岗位", WITH_THE_FILE, papers="送达回证"
        ),
        "signatory": Entry(
            About.NAME, "记明签收人", "看得到该文书的岗位", WITH_THE_FILE, papers="送达回证"
        ),
        "witness": Entry(
            About.NAME, "留置送达记明见证人", "看得到该文书的岗位", WITH_THE_FILE, papers="送达回证"
        ),
    }

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
            models.CheckConstraint(
                condition=~models.Q(ground="whereabouts_unknown")
                | models.Q(inquired_on__isnull=False)
                & ~models.Q(inquired_at="")
                & ~models.Q(inquiry=""),
                name="whereabouts_were_asked_for",
                violation_error_message="写明查询的日期、处所、内容和结果",
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

    @property
    def is_running(self) -> bool:
        """Whether it was published as a public notice whose thirty days are not over."""
        return self.is_served and self.is_public and self.effective_on > timezone.localdate()

    @property
    def state_label(self) -> str:
        """待送达, 已送达, 未能送达; of a public notice whose days run, until when."""
        if not self.is_running:
            return str(self.get_state_display())
        day = self.effective_on
        return f"公告中，至{day.year}年{day.month}月{day.day}日视为送达"

    @property
    def state_tone(self) -> str:
        """How pages show the state."""
        tones = {self.State.SERVED: "good", self.State.FAILED: "bad"}
        return "waiting" if self.is_running else tones.get(self.state, "waiting")

    @property
    def is_public(self) -> bool:
        """Whether it is served by public notice: what is entered is the day of publication."""
        return self.method == self.Method.PUBLIC_NOTICE

    @property
    def failed_attempt(self) -> str:
        """How an attempt came to nothing: day, method, why."""
        cause = self.get_failure_display() or self.note
        return f"{self.prepared_on} {self.get_method_display()}，{cause}"

    @property
    def reasons(self) -> str:
        """原因和经过 of a public notice (民事诉讼法 art. 95), as sheet and page say them."""
        if self.ground == self.Ground.WHEREABOUTS_UNKNOWN:
            day = self.inquired_on
            return (
                f"受送达人下落不明：{day.year}年{day.month}月{day.day}日在{self.inquired_at}查询，"
                f"{self.inquiry.rstrip('。')}。"
            )
        return f"{self.get_ground_display()}。" if self.ground else ""
