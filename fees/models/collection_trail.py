"""What else belongs to a collection case: services, contacts, blocks, files, batches of letters."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.models import ProjectGrant
from engineering.models.deliveries import ServiceReceipt
from fees.models.accounts import ZERO
from fees.models.collection import CollectionCase, CollectionStep, CollectionTrack
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import MoneyField

_user = settings.AUTH_USER_MODEL


class CollectionService(ServiceReceipt):
    """送达回证 of a paper of a collection case. Source: 行政处罚法 art. 61, 行政强制法 art. 38."""

    view_permission = "view_fees"

    track = models.ForeignKey(
        CollectionTrack, on_delete=models.PROTECT, related_name="services", verbose_name="追缴程序"
    )
    paper = models.ForeignKey(
        IssuedDocument,
        on_delete=models.PROTECT,
        related_name="collection_services",
        verbose_name="文书",
    )
    sheet = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="+", verbose_name="送达回证"
    )

    class Meta:
        verbose_name = verbose_name_plural = "追缴文书送达"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=models.Q(state__in=["prepared", "served"]),
                name="one_collection_service_of_a_paper",
                violation_error_message="该文书已在送达或已经送达",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="served")
                | models.Q(served_at__isnull=False, effective_on__isnull=False),
                name="collection_served_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.get_method_display()}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees how its papers were served."""
        return ProjectGrant, "track__case__account__project"


class CollectionContact(Scoped):
    """联系记录: a call, a visit, a note; with what the debtor promised. Append-only."""

    view_permission = "view_fees"
    protection = AppendOnly()

    class Kind(models.TextChoices):
        CALL = "call", "电话"
        VISIT = "visit", "上门"
        MEETING = "meeting", "约谈"
        MESSAGE = "message", "短信、邮件"
        NOTE = "note", "备注"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="contacts", verbose_name="追缴案件"
    )
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    on = models.DateField("日期")
    person = models.CharField("联系人", max_length=50, blank=True)
    summary = models.CharField("内容", max_length=500)
    promised_amount = MoneyField("承诺缴纳", null=True, blank=True)
    promised_on = models.DateField("承诺日期", null=True, blank=True)
    noted_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(promised_on__isnull=True, promised_amount__isnull=True)
                | models.Q(promised_on__isnull=False, promised_amount__gt=ZERO),
                name="promise_is_of_a_sum_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its contacts."""
        return ProjectGrant, "case__account__project"


class CollectionBlock(Scoped):
    """暂缓催缴: why no reminder goes out. The law's own limits run on and are still shown."""

    view_permission = "view_fees"

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "争议核实中"
        COURT = "court", "复议诉讼中"
        BANKRUPTCY = "bankruptcy", "破产程序中"
        OTHER = "other", "其他"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="blocks", verbose_name="追缴案件"
    )
    kind = models.CharField("事由", max_length=12, choices=Kind.choices)
    reason = models.CharField("说明", max_length=300)
    since = models.DateField("自")
    set_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_note = models.CharField("解除说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "暂缓催缴"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(lifted_on__isnull=True),
                name="one_open_block_of_a_case",
                violation_error_message="该案件已暂缓催缴",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.reason}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees why reminders wait."""
        return ProjectGrant, "case__account__project"


class CollectionFile(Scoped):
    """案卷附件: evidence, court papers, recordings of service; kept for ever once filed."""

    view_permission = "view_fees"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="files", verbose_name="追缴案件"
    )
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("证明内容", max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    uploaded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷附件"
        ordering: ClassVar = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its files."""
        return ProjectGrant, "case__account__project"


class LetterBatch(Scoped):
    """批量催缴: letters to many debtors at one go, each with its 送达回证. Append-only."""

    view_permission = "view_fees"

    issued_on = models.DateField("签发日期")
    issued_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="签发人"
    )
    steps = models.ManyToManyField(CollectionStep, related_name="batches", verbose_name="催缴")

    class Meta:
        verbose_name = verbose_name_plural = "批量催缴"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.issued_on} 批量催缴"
