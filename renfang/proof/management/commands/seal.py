"""``manage.py seal``: put under seal what was added since the last one."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from renfang.proof.sealing import seal

LEAST = 5


class Command(BaseCommand):
    help = "封存上次以来新增的记录，以数据库以外的密钥签名，并写入封存清单"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--from-start",
            metavar="说明",
            default="",
            help="从头重新封存全部记录：升级改动了表、从较早的备份恢复，或查明了不符之后；写明原因",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options["from_start"].strip()
        if options["from_start"] and len(reason) < LEAST:
            raise CommandError(f"写明从头封存的原因，至少 {LEAST} 个字")
        try:
            made = seal("人工封存", reason=reason, from_start=bool(reason))
        except (OSError, ValueError) as error:
            raise CommandError(f"没有封存：{error}") from error
        moment = f"{timezone.localtime(made.at):%Y-%m-%d %H:%M}"
        self.stdout.write(f"{made}：{made.rows:,} 条，{moment}，校验值 {made.digest}")
