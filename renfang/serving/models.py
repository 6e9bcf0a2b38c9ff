"""送达回证: one attempt to serve one paper. Abstract: each app keeps a table of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from renfang.organisations.scope import Scoped

_user = settings.AUTH_USER_MODEL


class ServiceReceipt(Scoped):
    """送达回证: one attempt to serve one paper, whatever it belongs to.

    Source: 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name.
    """

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
    note = models.CharField("备注", max_length=500, blank=True)
    prepared_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="制作人"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
