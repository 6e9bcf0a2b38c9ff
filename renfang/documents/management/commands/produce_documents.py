"""``manage.py produce_documents``: make the PDF of every paper that a crash left without one."""

from typing import Any

from django.core.management.base import BaseCommand

from renfang.documents.models import IssuedDocument
from renfang.documents.registry import produce


class Command(BaseCommand):
    help = "补制签发后因中断而未生成的文书文件；可随时重复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = list(
            IssuedDocument.objects.filter(file__isnull=True).values_list("pk", flat=True)
        )
        for pk in waiting:
            produce(pk)
        self.stdout.write(f"补制文书 {len(waiting)} 份")
