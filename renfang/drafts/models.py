"""What somebody typed into one form of one page."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The content of a form that was not sent; ``content`` is encrypted (``keeping``)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="填写人"
    )
    # The page, and which of its forms: /fees/accounts/3/payment/ or …/#1.
    page = models.CharField("页面", max_length=300)
    # The address to which the form goes: once it is accepted there, the draft is gone.
    goes_to = models.CharField("提交地址", max_length=300)
    content = models.TextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未提交的填写内容"
        ordering: ClassVar = ["-saved_at"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "page"], name="draft_once_per_form")
        ]

    def __str__(self) -> str:
        return self.page
