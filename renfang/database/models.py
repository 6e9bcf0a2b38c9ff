"""The maintenance switch that the append-only triggers look at on SQLite."""

from django.db import models


class Maintenance(models.Model):
    """One row while planned maintenance is under way; empty in normal work."""

    reason = models.CharField("事由", max_length=200)
    opened_at = models.DateTimeField("开始时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "计划维护"
        default_permissions = ()

    def __str__(self) -> str:
        return self.reason
