"""试算案例 and 版本比较: a book proven on its examples, and told apart from another row by row.

An example is computed by the book and compared with what it must give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fees.calculation.contract import answer
from fees.rule_books.columns import described
from renfang.rules.books import RuleBook
from renfang.rules.explained import FactProblem
from renfang.rules.models import BookEdition
from renfang.rules.vocabulary import ALL_SECTIONS

# What an example may expect; areas in ㎡, money in yuan, all as strings with two decimals.
EXPECTED: Final = {
    "required_area": "应建面积（㎡）",
    "shortfall_area": "易地建设面积（㎡）",
    "gross": "应缴金额（元）",
    "relief": "减免金额（元）",
    "payable": "实缴金额（元）",
    "days": "计算天数",
    "accrued": "逾期加收（元）",
    "minimum": "罚款下限（元）",
    "maximum": "罚款上限（元）",
}


@dataclass(frozen=True)
class Line:
    """One figure of an example: what was expected, what came out."""

    label: str
    expected: str
    computed: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.expected == self.computed


@dataclass(frozen=True)
class ExampleResult:
    """An example as computed now; ``problem`` says why it could not be."""

    name: str
    position: int
    lines: tuple[Line, ...]
    steps: list[dict[str, str]]
    problem: str = ""

    @property
    def passes(self) -> bool:
        """Whether everything expected came out."""
        return not self.problem and all(line.agrees for line in self.lines)


def ask(book: RuleBook, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of ``book`` to a question of the assess command, whatever book that names."""
    return answer({**question, "rulebook": book.code}, lambda _: book)


def run_examples(edition: BookEdition, book: RuleBook) -> list[ExampleResult]:
    """Every example of an edition, in its order."""
    return [_run(position, example, book) for position, example in enumerate(edition.cases)]


def _run(position: int, example: Mapping[str, Any], book: RuleBook) -> ExampleResult:
    expected = example["expected"]
    try:
        result = ask(book, example["question"])
    except FactProblem as problem:
        lines = tuple(Line(EXPECTED[name], value, "-") for name, value in expected.items())
        return ExampleResult(example["name"], position, lines, [], problem.message)
    lines = tuple(
        Line(EXPECTED[name], value, str(result.get(name, "-"))) for name, value in expected.items()
    )
    return ExampleResult(example["name"], position, lines, result["steps"])


_HEAD = {
    "title": "名称",
    "version": "版本",
    "basis": "法律依据",
    "effective_from": "施行日期",
    "effective_to": "有效期至",
}


@dataclass(frozen=True)
class Difference:
    """One row or value: ``before`` is empty for what was added, ``after`` for what was removed."""

    place: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happened, in one word."""
        if not self.before:
            return "增加"
        return "修改" if self.after else "删除"


def differences(old: BookEdition, new: BookEdition) -> list[Difference]:
    """From ``old`` to ``new``: the head first, then section by section."""
    found = []
    for name, label in _HEAD.items():
        before, after = str(getattr(old, name) or ""), str(getattr(new, name) or "")
        if before != after:
            found.append(Difference(label, before or "未填写", after or "未填写"))
    for section, label in ALL_SECTIONS.items():
        found += _rows(section, label, old.content.get(section, []), new.content.get(section, []))
    return found


def _rows(
    section: str, label: str, old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]
) -> list[Difference]:
    """Rows of the same code (or place) are compared; equal rows are passed over."""
    gone = [row for row in old if row not in new]
    come = [row for row in new if row not in old]
    found = []
    for row in gone:
        twin = next((other for other in come if _same(row, other)), None)
        if twin is not None:
            come.remove(twin)
        found.append(Difference(label, _words(section, row), _words(section, twin) if twin else ""))
    return found + [Difference(label, "", _words(section, row)) for row in come]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = (
        "code",
        "act",
        "obligation",
        "kind",
        "grade",
        "section",
        "division_level",
        "city_classes",
    )
    return all(one.get(key) == other.get(key) for key in keys)


def _words(section: str, row: Mapping[str, Any]) -> str:
    told = described(section, row)
    return f"{told['head']}（{told['says']}；依据：{told['basis']}；适用：{told['period']}）"
