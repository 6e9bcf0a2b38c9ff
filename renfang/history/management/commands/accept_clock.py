"""``manage.py accept_clock``: go on from the present time after a clock that had run ahead."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from renfang.acts import act
from renfang.history.clock import last_instant
from renfang.history.record import record
from renfang.organisations.models import Organisation

LEAST = 5


class Command(BaseCommand):
    help = "服务器时钟曾经走快、现已校准：记录在案，此后的办理以现在的时间为准"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="时钟为什么走快，由谁校准")

    def handle(self, *args: Any, **options: Any) -> None:
        reason, last, now = options["reason"].strip(), last_instant(), timezone.now()
        if len(reason) < LEAST:
            raise CommandError(f"写明时钟为什么走快、由谁校准，至少 {LEAST} 个字")
        if last is None or now >= last:
            raise CommandError("现在的时间不早于最近一次办理，不需要执行本命令")
        _accept(last, reason)
        self.stdout.write(f"已记录。此前最近一次办理记作 {timezone.localtime(last):%Y-%m-%d %H:%M}")


@act
def _accept(last: Any, reason: str) -> None:
    """校准时钟: on the record of the office at the top of the tree."""
    office = Organisation.objects.order_by("pk").first()
    if office is None:
        raise CommandError("还没有机构")
    office = Organisation.objects.select_for_update().get(pk=office.pk)
    told = timezone.localtime
    record(
        None,
        "校准时钟",
        office,
        organisation=office,
        before={"最近一次办理": f"{told(last):%Y-%m-%d %H:%M:%S}"},
        after={"服务器时间": f"{told(timezone.now()):%Y-%m-%d %H:%M:%S}"},
        note=reason,
        after_correction=True,
    )
