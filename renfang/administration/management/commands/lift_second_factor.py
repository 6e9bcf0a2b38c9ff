"""``manage.py lift_second_factor``: for a system administrator who lost phone and recovery codes.

Everybody else's is lifted by two administrators on the page of the person. Whoever has the server
has its database as well; this way it is on record.
"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.acts import Refused
from renfang.administration.acts.second_factor import lift_on_server


class Command(BaseCommand):
    help = "解除一个账号的两步验证（手机和恢复码都遗失，又没有另一位系统管理员可以申请时）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("username", help="账号")
        parser.add_argument("--reason", required=True, help="理由，记入变更记录")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = lift_on_server(options["username"], options["reason"])
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"已解除{person}的两步验证，其全部登录已结束，密码不变")
