"""Numbers and the registry of issued papers. What is issued is never edited: all of it is
append-only, and voiding, producing and printing are rows of their own."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone

from renfang.database.protection import AppendOnly
from renfang.documents.kinds import DocumentKind, Passage, kind_of
from renfang.organisations.scope import Scoped, ScopedQuerySet


class NumberPrefix(models.Model):
    """发文机关代字: what an organisation's numbers of one kind begin with, between two days."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="number_prefixes"
    )
    kind = models.CharField("文书种类", max_length=40, blank=True, help_text="空白表示各类文书通用")
    prefix = models.CharField("代字", max_length=40)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文号代字"
        ordering: ClassVar = ["organisation", "kind", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "effective_from"], name="one_prefix_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.prefix


class PaperWording(Scoped):
    """文书用语: an organisation's own text for a passage of its papers, from a day on."""

    view_permission = "configure_wording"

    kind = models.CharField("文书种类", max_length=40, blank=True, help_text="空白表示各类文书通用")
    passage = models.CharField("段落", max_length=20, choices=Passage.choices)
    text = models.CharField("文字", max_length=1000)
    effective_from = models.DateField("启用日期")

    class Meta:
        verbose_name = verbose_name_plural = "文书用语"
        ordering: ClassVar = ["organisation", "kind", "passage", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "passage", "effective_from"],
                name="one_wording_from_a_day",
                violation_error_message="本机构该段落在这一天已有一条用语",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}自{self.effective_from}起"

    @property
    def what(self) -> str:
        """Which passage of which papers: 缴费通知书的救济途径."""
        label = kind_of(self.kind).label if self.kind else "各类文书"
        return f"{label}的{self.get_passage_display()}"


class NumberSeries(models.Model):
    """The counter of one organisation, kind and year; locked while a number is taken."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("文书种类", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year"], name="one_series_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.year}"


class IssuedDocumentQuerySet(ScopedQuerySet):
    def of(self, subject: models.Model) -> IssuedDocumentQuerySet:
        """Papers issued about one record, newest first."""
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        ).order_by("-id")

    def current(self) -> IssuedDocumentQuerySet:
        """Papers that have not been voided."""
        return self.filter(voiding__isnull=True)

    def in_some_force(self) -> IssuedDocumentQuerySet:
        """Papers that nothing took away: those in force, and those that were only changed."""
        ended = LaterMark.objects.exclude(word=Mark.CHANGED)
        return self.filter(
            models.Q(voiding__isnull=True) | models.Q(voiding__word=Mark.CHANGED)
        ).exclude(pk__in=ended.values("document"))

    def with_state(self) -> IssuedDocumentQuerySet:
        """Join what ``state`` and the pages show."""
        return self.select_related("organisation", "voiding__basis", "file", "issued_by")


class IssuedDocument(Scoped):
    """A paper with its number and the frozen facts it states."""

    view_permission = "view_documents"
    protection = AppendOnly()

    kind = models.CharField("种类", max_length=40, db_index=True)
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="documents")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=100)
    # The number without brackets and blanks, as people type it into a search box.
    number_key = models.CharField(max_length=100, db_index=True)
    title = models.CharField("标题", max_length=300)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    snapshot = models.JSONField("内容")
    issued_on = models.DateField("签发日期")
    issued_at = models.DateTimeField("签发时间", auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="签发人"
    )
    token = models.CharField("核验码", max_length=22, unique=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="换发自",
    )

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "sequence"], name="number_used_once"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "number"], name="number_text_used_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
            models.Index(fields=["organisation", "-id"], name="document_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.number}"

    def get_absolute_url(self) -> str:
        """The paper's page."""
        return reverse("document", args=[self.pk])

    @property
    def title_line(self) -> str:
        """The title in one line: papers break it where the sense does, pages do not."""
        return "".join(self.title.splitlines())

    @property
    def definition(self) -> DocumentKind:
        """The registered kind."""
        return kind_of(self.kind)

    @property
    def kind_label(self) -> str:
        """Chinese name of the kind."""
        return self.definition.label

    @property
    def about(self) -> str:
        """What the paper concerns: the first of the names that snapshots state."""
        said = (self.snapshot.get(name) for name in ("shelter", "project", "name"))
        return next((text for text in said if text and isinstance(text, str)), "-")

    @property
    def is_void(self) -> bool:
        """Whether the paper was declared void."""
        return hasattr(self, "voiding")

    @property
    def state_label(self) -> str:
        """有效, 已作废, 已换发, 已撤销 …, as people and the verification page read it."""
        if not self.is_void:
            return "有效"
        return "已换发" if hasattr(self, "replaced_by") else self.last_mark.word

    @property
    def marks(self) -> list[Mark]:
        """What took force from the paper, the earliest first: changes come before an end."""
        if not self.is_void:
            return []
        later = self.later_marks.select_related("basis") if self.voiding.is_change else ()
        return [self.voiding, *later]

    @property
    def last_mark(self) -> Mark:
        """How a void paper reads today: what was changed may have been annulled since."""
        return self.marks[-1]


class DocumentFile(models.Model):
    """The PDF as it was first produced; every reprint is these same bytes."""

    protection = AppendOnly()

    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="file")
    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("字节数")
    produced_at = models.DateTimeField("出证时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书文件"
        default_permissions = ()

    def __str__(self) -> str:
        return self.path


class Mark(models.Model):
    """What took force from a paper, and how the paper reads from then on (``word``).

    What a later decision took away was not a mistake of the paper (已撤销, 已注销, 已失效, 已变更).
    That decision is a paper of the registry (``basis``) or another authority's (``source``: whose,
    and its number), from ``since`` on.
    """

    VOID, CHANGED = "已作废", "已变更"

    word = models.CharField("效力", max_length=12, default=VOID)
    basis = models.ForeignKey(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_papers",
        verbose_name="依据文书",
    )
    source = models.CharField("依据的外来文书", max_length=200, blank=True)
    since = models.DateField("失效日期", null=True, blank=True)
    reason = models.CharField("作废原因", max_length=300)
    voided_at = models.DateTimeField("作废时间", auto_now_add=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )

    class Meta:
        abstract = True

    @property
    def authority(self) -> str:
        """The paper that took the force away, by kind and number; empty for a mere mistake."""
        if self.basis is not None:
            return f"{self.basis.kind_label} {self.basis.number}"
        return self.source

    @property
    def took_effect_on(self) -> date:
        """From which day on the paper does not count."""
        if self.since is not None:
            return self.since
        return self.basis.issued_on if self.basis else timezone.localdate(self.voided_at)

    @property
    def line(self) -> str:
        """Since when and by what, for the list of what became of a paper."""
        day = self.took_effect_on
        return f"{day.year}年{day.month}月{day.day}日起，依据：{self.authority or self.reason}"

    @property
    def is_change(self) -> bool:
        """Whether what the paper decided goes on, with another content."""
        return self.word == self.CHANGED


class Voiding(Mark):
    """作废: the paper no longer counts; its number stays used for ever."""

    protection = AppendOnly()

    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="voiding"
    )

    class Meta:
        verbose_name = verbose_name_plural = "作废"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.document}作废"


class LaterMark(Mark):
    """What became of a paper after it had been changed: changed again, or taken away in the end."""

    protection = AppendOnly()

    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="later_marks"
    )

    class Meta:
        verbose_name = verbose_name_plural = "变更后的效力"
        ordering: ClassVar = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.document}{self.word}"


class Printing(models.Model):
    """打印记录: who printed which paper, and why when it was not the first time."""

    protection = AppendOnly()

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="printings")
    printed_at = models.DateTimeField("打印时间", auto_now_add=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="打印人"
    )
    reason = models.CharField("补打原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "打印记录"
        ordering: ClassVar = ["-printed_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.printed_by} {self.document}"


class VerificationVisit(models.Model):
    """A visit to the public verification page: counted, and the measure of the rate limit."""

    at = models.DateTimeField("时间", auto_now_add=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, null=True, related_name="visits"
    )

    class Meta:
        verbose_name = verbose_name_plural = "核验记录"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="visit_rate")]

    def __str__(self) -> str:
        return f"{self.at} {self.address}"
