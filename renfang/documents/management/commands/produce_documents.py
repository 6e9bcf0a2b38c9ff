"""``manage.py produce_documents``: make the PDF of every paper that is still without one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.documents.models import IssuedDocument
from renfang.documents.storage import produce_all


class Command(BaseCommand):
    help = "补制签发后未能生成的文书文件；可随时重复运行，仍有未生成的退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        made, failed = produce_all(IssuedDocument.objects.all())
        self.stdout.write(f"补制文书 {made} 份")
        for words in failed:
            self.stdout.write(words)
        if failed:
            raise CommandError(f"还有 {len(failed)} 份文书的文件未能生成", returncode=1)
