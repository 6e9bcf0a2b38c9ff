"""``manage.py verify_documents``: no number missing, no stored paper lost or altered."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.acts import Refused
from renfang.database.triggers import ADVICE, breaches
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import missing_numbers
from renfang.documents.registry import stored_pdf
from renfang.organisations.models import Organisation


class Command(BaseCommand):
    help = "核验文书：断号检查，逐份比对文件校验值，检查保护触发器；有不符的退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        unprotected = breaches("documents")
        findings = [*_findings(), *unprotected]
        for finding in findings:
            self.stdout.write(finding)
        if unprotected:
            self.stdout.write(ADVICE)
        if findings:
            raise CommandError(f"文书有 {len(findings)} 处不符", returncode=1)
        waiting = IssuedDocument.objects.filter(file__isnull=True).count()
        self.stdout.write(f"核验文书 {IssuedDocument.objects.count() - waiting} 份，全部相符。")
        if waiting:
            self.stdout.write(
                f"另有 {waiting} 份只有文号和内容，尚未出证，没有文件可核验；"
                "首次打印或调阅，或执行 manage.py produce_documents 时出证。"
            )


def _findings() -> Iterator[str]:
    everywhere = frozenset(Organisation.objects.values_list("pk", flat=True))
    for series, gaps in missing_numbers(everywhere):
        yield f"{series}：缺 {'、'.join(map(str, gaps))} 号"
    stored = IssuedDocument.objects.with_state().select_related("file").filter(file__isnull=False)
    for document in stored.iterator(chunk_size=500):
        try:
            stored_pdf(document, document.file)
        except FileNotFoundError:
            yield f"{document}的文件不在存储中。首次打印时按存档内容重新生成，或从备份恢复"
        except Refused as refusal:
            yield refusal.message
