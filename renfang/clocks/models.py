"""The office's own table of working days, seeded with the published years."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CalendarYear(models.Model):
    """A year of the working-day calendar; only an official one makes deadlines final."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    official = models.BooleanField("正式安排已公布", default=False)
    source_document = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历年度"
        ordering: ClassVar = ["-year"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(official=False) | ~models.Q(source_document=""),
                name="official_year_names_its_document",
                violation_error_message="填写公布节假日安排的文件名称。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年（{'正式' if self.official else '预估'}）"


class SpecialDay(models.Model):
    """A weekday off or a weekend day worked; all other days follow the week."""

    date = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("节日", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休日"
        ordering: ClassVar = ["date"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.date} {self.name}{'调休上班' if self.is_working else '放假'}"
