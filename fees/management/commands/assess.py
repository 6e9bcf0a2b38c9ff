"""Assess relocation fees, late sums and fines from a JSON file, with the steps of the reasoning."""

import io
import json
import sys
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand

from fees.calculation.contract import answer, read_json
from renfang.rules.editions import find_book
from renfang.rules.explained import FactProblem


class Command(BaseCommand):
    help = (
        "读取一个 JSON 对象或数组（项目、late 或 fine），按规则库计算应建面积、易地建设费、"
        "逾期金额或罚款幅度，以同样的形状输出 JSON。"
    )
    requires_system_checks: ClassVar[list] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", help="JSON 文件；- 表示标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        questions = self._read(options["file"])
        if isinstance(questions, list):
            answers: Any = [
                self._answer(question, f"第 {number} 项 ")
                for number, question in enumerate(questions, start=1)
            ]
        else:
            answers = self._answer(questions)
        if isinstance(sys.stdout, io.TextIOWrapper):
            # JSON is UTF-8 whatever the locale of the machine.
            sys.stdout.reconfigure(encoding="utf-8")
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))

    def _answer(self, question: object, place: str = "") -> dict[str, Any]:
        try:
            return answer(question, find_book)
        except FactProblem as problem:
            self._refuse(f"{place}{problem}")

    def _read(self, name: str) -> Any:
        try:
            source = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            self._refuse(f"FILE：不能读取 {name}（{error.strerror}）。核对路径和权限。")
        try:
            return read_json(source.decode("utf-8-sig"))
        except FactProblem as problem:
            self._refuse(str(problem))
        except (ValueError, RecursionError):
            self._refuse(f"FILE：{name} 不是 UTF-8 编码的 JSON。核对文件内容。")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)
