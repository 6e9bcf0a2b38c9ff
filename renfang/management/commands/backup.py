"""``manage.py backup FOLDER``: everything the office created, in one verified file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from renfang.database.backups import CopyFailed, write_backup
from renfang.proof.archives import note, prove_archive
from renfang.proof.management.commands.verify_all import printed
from renfang.proof.models import VerificationRun
from renfang.proof.sealing import seal


class Command(BaseCommand):
    help = "封存，备份数据库和全部文件到一个 tar 文件，并核对备份可以恢复、内容与封存相符"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="存放备份的目录")
        parser.add_argument("--keep", type=int, metavar="N", help="只保留最近 N 个备份")
        parser.add_argument("--no-verify", action="store_true", help="不核对（核对约需同样的时间）")

    def handle(self, *, folder: Path, keep: int | None, no_verify: bool, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"renfang-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
        self._seal()
        try:
            manifest = write_backup(target)
            report = None if no_verify else prove_archive(target)[1]
        except CopyFailed as failure:
            raise CommandError(f"备份未完成。{failure}") from failure
        rows = sum(manifest.rows.values())
        files = len(manifest.sha256) - 1
        checked = "未核对" if report is None else "已核对"
        self.stdout.write(f"{target}：{rows:,} 行数据、{files:,} 个文件，{checked}")
        if keep:
            for old in sorted(folder.glob("renfang-*.tar"))[:-keep]:
                old.unlink()
                self.stdout.write(f"已删除旧备份 {old.name}")
        if report is not None:
            note(report, VerificationRun.Occasion.BACKUP, target)
            if report.differences:
                for words in printed(report):
                    self.stderr.write(words)
                raise CommandError(f"备份完整，但内容有 {report.differences} 处不符", returncode=1)

    def _seal(self) -> None:
        """A backup without a seal is better than none: what is missing is said."""
        try:
            seal("备份前封存")
        except (OSError, ValueError) as error:
            self.stderr.write(f"没有封存：{error}")
