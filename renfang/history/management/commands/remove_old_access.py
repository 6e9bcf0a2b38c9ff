"""``manage.py remove_old_access``: what of the access records is past its term goes, on record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.acts import Refused
from renfang.history.retention import remove_old_access


class Command(BaseCommand):
    help = (
        "清理超过保存期限（RENFANG_ACCESS_MONTHS，默认 12 个月，不少于 6 个月）的访问记录，"
        "条数和校验值记入办理记录；PostgreSQL 上以数据表的所有者运行"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            event = remove_old_access()
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(event.changes_in_words if event else "没有超过保存期限的访问记录")
