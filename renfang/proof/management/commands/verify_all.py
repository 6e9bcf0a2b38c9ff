"""``manage.py verify_all``: prove all records, print what differs, keep the result."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.database.triggers import ADVICE
from renfang.proof.models import VerificationRun
from renfang.proof.verification import Report, keep, verify_all


def printed(report: Report, *, with_findings: bool = True) -> list[str]:
    """A report as lines: each part with what was counted, then what differs.

    What differs names records of the offices: no business of who keeps the system.
    """
    lines = []
    for section in report.sections:
        outcome = f"{len(section.findings)} 处不符" if section.findings else "相符"
        lines.append(f"{section.label} {section.counted:,} {section.unit}：{outcome}")
        if with_findings:
            lines += [f"  {finding}" for finding in section.findings]
    if report.seal_number is None:
        lines.append("还没有封存过：全部记录只由各自的校验链保护。执行 manage.py seal")
    else:
        lines.append(f"上次封存（第 {report.seal_number} 号）至今有 {report.unsealed:,} 条尚未封存")
    return lines


class Command(BaseCommand):
    help = (
        "核验全部：封存、办理记录、台账、文书及其文件、附件和影像、岗位和权限、保护触发器；"
        "结果留存，供审计管理员查看。有不符的退出码为 1"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--everything", action="store_true", help="以前的文书也重新生成比对")
        parser.add_argument("--copy", action="store_true", help=argparse.SUPPRESS)
        parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_all(is_copy=options["copy"], everything=options["everything"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        keep(report, VerificationRun.Occasion.COMMAND)
        for words in printed(report):
            self.stdout.write(words)
        if report.differences:
            self.stdout.write(ADVICE)
            raise CommandError(f"共 {report.differences} 处不符", returncode=1)
        self.stdout.write("全部相符。")
