"""``manage.py verify_history``: prove that no event was altered or removed, nor can be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.database.triggers import ADVICE, breaches
from renfang.history.models import Event
from renfang.history.record import broken_events


class Command(BaseCommand):
    help = (
        "核验办理记录：逐条重算校验值，检查每个对象的记录是否连续、保护触发器是否完好；"
        "有不符的退出码为 1"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [
            f"第 {event.pk} 条（{event.subject_label}，{event.act}）：{reason}"
            for event, reason in broken_events()
        ]
        unprotected = breaches("history")
        findings += unprotected
        for finding in findings:
            self.stdout.write(finding)
        if unprotected:
            self.stdout.write(ADVICE)
        if findings:
            raise CommandError(f"办理记录有 {len(findings)} 处不符", returncode=1)
        self.stdout.write(f"核验办理记录 {Event.objects.count()} 条，全部相符。")
