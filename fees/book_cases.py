"""试算案例: worked cases that a book carries, computed by the book and compared with what they
must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fees.assess_contract import answer
from renfang.rules.books import RuleBook
from renfang.rules.explained import FactProblem
from renfang.rules.models import BookEdition

# What a case may expect; areas in ㎡, money in yuan, all as strings with two decimals.
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
    """One figure of a case: what was expected, what came out."""

    label: str
    expected: str
    computed: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.expected == self.computed


@dataclass(frozen=True)
class CaseResult:
    """A case as computed now; ``problem`` says why it could not be."""

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


def run_cases(edition: BookEdition, book: RuleBook) -> list[CaseResult]:
    """Every case of an edition, in its order."""
    return [_run(position, case, book) for position, case in enumerate(edition.cases)]


def _run(position: int, case: Mapping[str, Any], book: RuleBook) -> CaseResult:
    expected = case["expected"]
    try:
        result = ask(book, case["question"])
    except FactProblem as problem:
        lines = tuple(Line(EXPECTED[name], value, "-") for name, value in expected.items())
        return CaseResult(case["name"], position, lines, [], problem.message)
    lines = tuple(
        Line(EXPECTED[name], value, str(result.get(name, "-"))) for name, value in expected.items()
    )
    return CaseResult(case["name"], position, lines, result["steps"])
