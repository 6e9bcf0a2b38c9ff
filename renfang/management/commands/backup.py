"""``manage.py backup FOLDER``: everything the office created, in one verified file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from renfang.background.running import Final
from renfang.database.backups import CopyFailed, write_backup
from renfang.proof.archives import note, prove_archive
from renfang.proof.management.commands.verify_all import printed
from renfang.proof.models import VerificationRun
from renfang.proof.sealing import seal

# How archives begin that are not proven yet, and that are whole but differ: neither is counted
# among those that are kept, and the next run removes the first.
UNPROVEN, DIFFERS = "unproven-", "differs-"


def _named(target: Path, *, is_sound: bool) -> Path:
    return target if is_sound else target.with_name(f"{DIFFERS}{target.name}")


class Command(BaseCommand):
    help = "封存，备份数据库和全部文件到一个 tar 文件，并核对备份可以恢复、内容与封存相符"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="存放备份的目录")
        parser.add_argument("--keep", type=int, metavar="N", help="核对相符后只保留最近 N 个")
        parser.add_argument("--no-verify", action="store_true", help="不核对（核对约需同样的时间）")
        parser.add_argument("--counts", action="store_true", help="只说不符的处数，不说是哪些记录")

    def handle(self, *, folder: Path, keep: int | None, no_verify: bool, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"renfang-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
        for left in folder.glob(f"{UNPROVEN}*.tar"):
            left.unlink()
        self._seal()
        draft = target if no_verify else target.with_name(f"{UNPROVEN}{target.name}")
        try:
            manifest = write_backup(draft)
            report = None if no_verify else prove_archive(draft)[1]
        except CopyFailed as failure:
            draft.unlink(missing_ok=True)
            raise CommandError(f"备份未完成。{failure}") from failure
        if report is not None:
            target = draft.rename(_named(target, is_sound=not report.differences))
            note(report, VerificationRun.Occasion.BACKUP, target)
        rows = sum(manifest.rows.values())
        files = len(manifest.sha256) - 1
        checked = "未核对" if report is None else "已核对"
        self.stdout.write(f"{target}：{rows:,} 行数据、{files:,} 个文件，{checked}")
        if report is not None and report.differences:
            for words in printed(report, with_findings=not options["counts"]):
                self.stderr.write(words)
            raise Final(
                f"备份完整，但内容有 {report.differences} 处不符。存为 {target.name}，"
                "以前的备份都保留",
                returncode=1,
            )
        if keep:
            self._prune(folder, keep, is_proven=report is not None)

    def _prune(self, folder: Path, keep: int, *, is_proven: bool) -> None:
        """Only what was proven may take the place of an older one."""
        if not is_proven:
            self.stdout.write("未核对，没有删除旧备份")
            return
        for old in sorted(folder.glob("renfang-*.tar"))[:-keep]:
            old.unlink()
            self.stdout.write(f"已删除旧备份 {old.name}")

    def _seal(self) -> None:
        """A backup without a seal is better than none: what is missing is said."""
        try:
            seal("备份前封存")
        except (OSError, ValueError) as error:
            self.stderr.write(f"没有封存：{error}")
