"""``manage.py set_up``: all that ``./run`` does before it serves, in one process (starting Django
takes seconds): static files, database, demo data."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from renfang.demo import stories as demo
from renfang.organisations.models import Organisation

HOW_TO_FOUND = """\
数据库中还没有机构，无人可以登录。保持本服务运行，另开一个终端，换成本单位的名称、代码和人员后执行：

  ./run manage found_office 某市国防动员办公室 某市 620100 某市 某动 \\
      --court 某市某区人民法院 --system zhang=张三 --security li=李四 --audit wang=王五

依次为机构全称、简称、行政区划代码、行政区划名称、文号代字、所在地的基层人民法院和三位管理员。命令打印他们的一次性密码。
"""
DEMO_IS_HERE = "数据目录中装有演示数据。正式使用须换用空目录：设置环境变量 RENFANG_DATA_DIR"


class Command(BaseCommand):
    help = "启动前的准备，一次完成：收集静态文件、准备数据库；演示系统另装入演示数据"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="N", help="此前已完成的步数")
        parser.add_argument("--of", type=int, metavar="M", help="总步数，默认为本命令的步数")
        parser.add_argument("--keep-static", action="store_true", help="静态文件没有变化，不再收集")

    def handle(self, *args: Any, **options: Any) -> None:
        self._done = options["after"]
        self._steps = options["of"] or self._done + (3 if settings.DEMO else 2)
        if options["keep_static"]:
            self._step("静态文件没有变化")
        else:
            self._step("收集静态文件")
            call_command("collectstatic", interactive=False, verbosity=0)
        self._step("准备数据库")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            self._step("准备演示数据")
            call_command("demo", stdout=self.stdout, stderr=self.stderr)
        elif not Organisation.objects.exists():
            self._say(f"\n{HOW_TO_FOUND}")
        elif demo.is_loaded():
            self._say(DEMO_IS_HERE)

    def _step(self, what: str) -> None:
        self._done += 1
        self._say(f"第 {self._done} 步/共 {self._steps} 步：{what}")

    def _say(self, text: str) -> None:
        self.stderr.write(text, style_func=str)
        self.stderr.flush()
