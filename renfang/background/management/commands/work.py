"""``manage.py work``: run background jobs, on as many machines as wanted (PostgreSQL)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from renfang.background.worker import Worker, die_with_parent, heed_signals, only_one


class Command(BaseCommand):
    help = "执行后台任务。SQLite 数据库同时只有一个执行进程，其余等待接替"
    # The server beside it has asked, or says so itself.
    requires_system_checks: list[str] = []  # noqa: RUF012
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="办完到期的任务即退出")
        parser.add_argument(
            "--beside", action="store_true", help="随启动它的进程结束（标准输入关闭时退出）"
        )

    def handle(self, *, until_empty: bool, beside: bool, **options: Any) -> None:
        worker = Worker()
        heed_signals(worker)
        if beside:
            die_with_parent(worker.stop)
        with only_one(lambda: worker.is_stopped) as is_alone:
            worker.run(until_empty=until_empty, is_alone=is_alone)
