"""Results that carry their reasons, and the two ways in which a fact can be wrong.

A rule function takes frozen facts and returns ``Explained``: the value, and one ``Step`` for each
move of the reasoning. The same steps show on the page, print on the notice and are stored with
the assessment, so that a figure can be defended years later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")


def in_words(day: date) -> str:
    """A day as a step prints it, because steps stand on papers: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the reasoning, in Chinese: which rule, on what basis, how, what came out."""

    rule: str
    basis: str
    formula: str
    result: str

    def as_dict(self) -> dict[str, str]:
        """The step as JSON values."""
        return {
            "rule": self.rule,
            "basis": self.basis,
            "formula": self.formula,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class Explained(Generic[T]):
    """A value and the steps that lead to it, in the order of reasoning."""

    value: T
    steps: tuple[Step, ...]

    def steps_as_dicts(self) -> list[dict[str, str]]:
        """The steps as JSON values, as pages, papers and the database take them."""
        return [step.as_dict() for step in self.steps]

    def map(self, change: Callable[[T], S]) -> Explained[S]:
        """The same reasoning behind a changed value."""
        return Explained(change(self.value), self.steps)


class FactProblem(ValueError):
    """A fact that a rule cannot work with.

    ``field`` is the name of the fact as the asker spelled it (``buildings[0].storeys``);
    ``message`` is a Chinese sentence that says what is wrong and what to do.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}：{message}")
        self.field = field
        self.message = message

    def within(self, prefix: str) -> FactProblem:
        """The same problem, named from further outside: ``storeys`` → ``buildings[0].storeys``."""
        return type(self)(f"{prefix}.{self.field}" if self.field else prefix, self.message)


class MissingFact(FactProblem):
    """A rule needs a fact that is not given."""


class BadFact(FactProblem):
    """A fact is out of range, unreadable, or contradicts another."""
