"""What many tables have alike: abstract bases of models, without tables of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Versioned(models.Model):
    """A record that several people may have open: a form filled against an older version fails.

    The form sends the version it was filled against, the act compares it (``require_version``) and
    saves the next one.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_next(self, *fields: str) -> None:
        """Save as the next version: the named fields, or all where none is named."""
        self.version += 1
        self.save(update_fields=[*fields, "version"] if fields else None)

    def touch(self) -> None:
        """Save the next version alone: what changed hangs on the record, not in it."""
        self.version += 1
        self.save(update_fields=["version"])


class Positioned(models.Model):
    """A part of something, in the order in which people listed it."""

    position = models.PositiveSmallIntegerField("序号", default=0)

    class Meta:
        abstract = True


class RecordedBy(models.Model):
    """An entry that somebody of the office made."""

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        abstract = True


class Recorded(RecordedBy):
    """An entry with the moment at which it was made."""

    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True
