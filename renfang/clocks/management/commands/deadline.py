"""Compute statutory deadlines from a JSON file, with the steps of the count."""

import json
import sys
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand

from renfang.clocks.calendars import built_in_calendar, current_calendar
from renfang.clocks.contract import answer
from renfang.clocks.rules import ClockError


class Command(BaseCommand):
    help = (
        "读取一个 JSON 对象或数组（start、count、unit、pauses），计算法定期限的届满日和计算过程，"
        "以同样的形状输出 JSON。"
    )
    requires_system_checks: ClassVar[list] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", help="JSON 文件；- 表示标准输入")
        parser.add_argument(
            "--database",
            action="store_true",
            help="使用本机关在数据库中维护的工作日历；默认使用随程序发布的日历",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        questions = self._read(options["file"])
        calendar = current_calendar() if options["database"] else built_in_calendar()
        if not isinstance(questions, list):
            try:
                answers: Any = answer(questions, calendar)
            except ClockError as error:
                self._refuse(str(error))
        else:
            answers = []
            for number, question in enumerate(questions, start=1):
                try:
                    answers.append(answer(question, calendar))
                except ClockError as error:
                    self._refuse(f"第 {number} 项 {error}")
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))

    def _read(self, name: str) -> Any:
        try:
            source = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            self._refuse(f"FILE：不能读取 {name}（{error.strerror}）。核对路径和权限。")
        try:
            return json.loads(source.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            self._refuse(f"FILE：{name} 不是 UTF-8 编码的 JSON。")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)
