"""A row that names one file of its own: an abstract base, without a table."""

from __future__ import annotations

from django.db import models

from renfang.uploads.keeping import KeptFile


class WithFile(models.Model):
    """A record beside which one document may lie, as ``keeping`` has kept it."""

    file_name = models.CharField("证明材料", max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_path = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    @property
    def file(self) -> KeptFile | None:
        """The file, for reading; None where none was attached."""
        if not self.file_path:
            return None
        return KeptFile(self.file_name, self.file_type, self.file_path, self.file_sha256)

    def attach(self, file: KeptFile | None) -> None:
        """Name the file that the act keeps; not saved."""
        if file is not None:
            self.file_name, self.file_type = file.name, file.media_type
            self.file_path, self.file_sha256 = file.path, file.sha256
