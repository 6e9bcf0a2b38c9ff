"""``manage.py restore FILE [--verify]``: put a backup back, or prove that it could be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from renfang.database.backups import CopyFailed, put_back, verify


class Command(BaseCommand):
    help = "从备份恢复。--verify 只在临时位置核对，不改动现有数据"
    # A restore may start from an empty machine.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="backup 命令生成的 tar 文件")
        parser.add_argument("--verify", action="store_true", help="只核对，不恢复")
        parser.add_argument("--replace", action="store_true", help="允许替换现有数据")

    def handle(self, *, archive: Path, replace: bool, **options: Any) -> None:
        try:
            manifest = verify(archive)
            rows = sum(manifest.rows.values())
            files = len(manifest.sha256) - 1
            self.stdout.write(
                f"{archive.name}（{manifest.made_at}）完整：{rows:,} 行数据、{files:,} 个文件"
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
        self.stdout.write("已恢复。执行 migrate 后启动服务")
