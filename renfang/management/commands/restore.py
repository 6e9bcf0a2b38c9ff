"""``manage.py restore FILE [--verify]``: put a backup back, or prove that it could be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from renfang.database.backups import CopyFailed, Manifest, put_back
from renfang.proof.archives import note, prove_archive
from renfang.proof.management.commands.verify_all import printed
from renfang.proof.models import VerificationRun
from renfang.proof.verification import Report


class Command(BaseCommand):
    help = "从备份恢复。--verify 只在临时位置核对备份的完整和内容，不改动现有数据"
    # A restore may start from an empty machine.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="backup 命令生成的 tar 文件")
        parser.add_argument("--verify", action="store_true", help="只核对，不恢复")
        parser.add_argument("--replace", action="store_true", help="允许替换现有数据")
        parser.add_argument(
            "--accept-differences", action="store_true", help="内容有不符也恢复，不符之处已看过"
        )

    def handle(self, *, archive: Path, replace: bool, **options: Any) -> None:
        try:
            manifest, report = prove_archive(archive)
            self._tell(archive, manifest, report)
            if options["verify"]:
                note(report, VerificationRun.Occasion.RESTORE, archive)
            if report.differences and not (options["accept_differences"] and not options["verify"]):
                raise CommandError(
                    f"备份完整，但内容有 {report.differences} 处不符。换一份备份，"
                    "或者看过不符之处后加 --accept-differences 恢复",
                    returncode=1,
                )
            if options["verify"]:
                return
            if not replace and connection.introspection.table_names():
                raise CommandError(
                    "现有数据库不是空的。停止服务后加 --replace 执行，现有数据将被替换"
                )
            for kept in put_back(archive):
                self.stdout.write(f"原有数据保留在 {kept}")
        except CopyFailed as failure:
            raise CommandError(f"{failure}") from failure
        note(report, VerificationRun.Occasion.RESTORE, archive)
        self.stdout.write("已恢复。执行 migrate 和 seal --from-start 后启动服务")

    def _tell(self, archive: Path, manifest: Manifest, report: Report) -> None:
        rows = sum(manifest.rows.values())
        files = len(manifest.sha256) - 1
        self.stdout.write(
            f"{archive.name}（{manifest.made_at}）完整：{rows:,} 行数据、{files:,} 个文件"
        )
        for words in printed(report):
            self.stdout.write(words)
