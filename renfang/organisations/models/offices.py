"""Where work is done: divisions, organisations as a tree, who decides, who hears remedies."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.core.validators import RegexValidator
from django.db import models

from renfang.database.protection import AppendOnly

Row = TypeVar("Row", bound=models.Model)


class Division(models.Model):
    """An administrative division by its GB/T 2260 code, e.g. 620102."""

    code = models.CharField(
        "行政区划代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{6}(\d{6})?$", "行政区划代码为 6 位或 12 位数字")],
    )
    name = models.CharField("名称", max_length=100)
    population = models.PositiveIntegerField("常住人口", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Organisation(models.Model):
    """A bureau or office; grants on it reach all that stands below it in the tree.

    ``path`` lists the ids from the root down to this row (``"1/4/"``), so one prefix comparison
    finds a subtree on every engine.
    """

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级机构",
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    name = models.CharField("现用名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="seated", verbose_name="所在行政区划"
    )
    serves = models.ManyToManyField(
        Division, blank=True, related_name="served_by", verbose_name="负责的行政区划"
    )
    # 决定机关: where permits are decided by another than the one that supervises and collects.
    deciding_office = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decides_for",
        verbose_name="许可决定机关",
    )
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    not_personal: ClassVar = {
        "phone": "单位办公电话，依法公开",
    }

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering: ClassVar = ["path"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> list[int]:
        """Ids from the root of the tree down to this office: whose settings may reach it."""
        return [int(pk) for pk in self.path.strip("/").split("/")]

    def nearest(self, rows: models.QuerySet[Row], latest: str = "effective_from") -> Row | None:
        """Of rows that name an ``organisation``: this office's own, else its nearest superior's.

        Of several of one office the one with the greatest ``latest``; None where nobody up the
        tree has any. One query.
        """
        return (
            rows.filter(organisation__in=self.lineage)
            # Each path is a prefix of the next below it, so the nearest superior sorts last.
            .order_by("-organisation__path", f"-{latest}", "-pk")
            .first()
        )

    def style_on(self, day: date) -> OrganisationStyle:
        """Name, letterhead and seal in force on ``day``; today's name where no row is dated so."""
        style = (
            self.styles.filter(effective_from__lte=day)
            .filter(models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day))
            .order_by("-effective_from")
            .first()
        )
        return style or OrganisationStyle(
            organisation=self, name=self.name, letterhead=self.name, seal_text=self.name
        )


class DecidingPeriod(models.Model):
    """指定许可决定机关: which office decides for another, from which day, by which document.

    ``Organisation.deciding_office`` is the last row's answer. An office that has decided keeps its
    reach afterwards (``has_decided``): it alone, or its superior, may revoke what it granted
    (行政许可法 art. 69).
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="deciding_periods",
        verbose_name="机构",
    )
    # Null: the office's own decisions again.
    office = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="许可决定机关",
    )
    effective_from = models.DateField("自")
    basis = models.CharField("依据文件", max_length=300)
    reason = models.CharField("交由非上级机关的理由", max_length=300, blank=True)
    has_decided = models.BooleanField("已作出过许可决定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "许可决定机关"
        ordering: ClassVar = ["organisation", "-effective_from", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.office or self.organisation}自{self.effective_from}起"


class RemedyAuthority(models.Model):
    """复议机关与管辖法院: who hears remedies against an office, from which day, by which document.

    Never overwritten: of several rows the last by day, then by entry, holds; a paper of an earlier
    day named whom it named. ``renfang.organisations.authorities`` answers from these rows.
    """

    class Body(models.TextChoices):
        GOVERNMENT = "government", "复议机关"
        COURT = "court", "所在地基层人民法院"
        SUITS = "suits", "集中管辖行政诉讼案件的人民法院"
        ENFORCEMENT = "enforcement", "集中管辖非诉执行案件的人民法院"

    # What another court hears only as long as somebody says so: an empty name ends it.
    CENTRAL = (Body.SUITS, Body.ENFORCEMENT)

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="remedy_authorities",
        verbose_name="机构",
    )
    body = models.CharField("登记事项", max_length=12, choices=Body)
    name = models.CharField("名称", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    effective_from = models.DateField("自")
    basis = models.CharField("依据文件", max_length=300)

    protection = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "复议机关与管辖法院"
        ordering: ClassVar = ["organisation", "-effective_from", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(name="") | models.Q(body__in=["suits", "enforcement"]),
                name="remedy_authority_is_named",
                violation_error_message="复议机关和所在地基层人民法院须写明名称",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_body_display()}：{self.name or '不再集中管辖'}（自{self.effective_from}起）"
        )


class OrganisationStyle(models.Model):
    """What an organisation was called, and how its papers and seal were headed, between two days.

    Offices are merged and renamed (人防办 became 国动办 in most places in 2022-2023); a paper keeps
    the name that was in force on the day it was signed.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="styles", verbose_name="机构"
    )
    name = models.CharField("全称", max_length=100)
    letterhead = models.CharField("发文机关标志", max_length=100)
    seal_text = models.CharField("印章名称", max_length=60)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构名称与印章"
        ordering: ClassVar = ["organisation", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "effective_from"], name="organisation_style_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="organisation_style_ends_after_it_starts",
                violation_error_message="停用日期不能早于启用日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name
