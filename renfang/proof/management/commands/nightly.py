"""``manage.py nightly``: verify everything, keep the result, then put the day under seal."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.background.running import Final
from renfang.proof.management.commands.verify_all import printed
from renfang.proof.models import VerificationRun
from renfang.proof.sealing import seal
from renfang.proof.verification import keep, verify_all


class Command(BaseCommand):
    help = "每夜：核验全部并留存结果，再封存当天的记录。有不符的退出码为 1"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--counts", action="store_true", help="只说不符的处数，不说是哪些记录")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_all()
        keep(report, VerificationRun.Occasion.NIGHTLY)
        for words in printed(report, with_findings=not options["counts"]):
            self.stdout.write(words)
        try:
            made = seal("每夜封存")
        except (OSError, ValueError) as error:
            raise CommandError(f"没有封存：{error}") from error
        self.stdout.write(f"{made}：{made.rows:,} 条，校验值 {made.digest}")
        if report.differences:
            raise Final(f"共 {report.differences} 处不符", returncode=1)
