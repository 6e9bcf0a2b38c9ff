"""Grades and rates of an assessment. Pure functions and values; no database.

Source: domain practice (优秀、良好、合格、不合格); thresholds are the office's own scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

from drills.figures import rate_text

EXCELLENT, GOOD, PASS, FAIL = "excellent", "good", "pass", "fail"
# From the best to the worst.
GRADES = (EXCELLENT, GOOD, PASS, FAIL)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Band:
    """A grade: from which score a member reaches it, by which rates (per cent) a team does."""

    grade: str
    lowest_score: Decimal
    team_pass_rate: int = 0
    team_good_rate: int = 0
    team_excellent_rate: int = 0


@dataclass(frozen=True)
class Scale:
    """A grading scale: bands from the best to the worst, the last reached by any score."""

    full_score: Decimal
    bands: Sequence[Band]
    overall_rule: Literal["mean", "lowest"] = "mean"
    retake_caps_at_pass: bool = True

    def faults(self) -> list[str]:
        """What is wrong with the scale itself, in Chinese; empty when it can be used."""
        if [band.grade for band in self.bands] != list(GRADES):
            return ["等级须为优秀、良好、合格、不合格四级"]
        lowest = [band.lowest_score for band in self.bands]
        wrong = []
        if any(upper <= lower for upper, lower in pairwise(lowest)):
            wrong.append("最低分须由优秀到不合格逐级降低")
        if lowest[-1] != 0:
            wrong.append("不合格的最低分须为 0")
        if lowest[0] > self.full_score:
            wrong.append(f"优秀的最低分不能高于满分 {self.full_score}")
        return wrong


@dataclass(frozen=True)
class Attempt:
    """One sitting of one subject; ``score`` None: 缺考."""

    score: Decimal | None
    is_retake: bool = False


@dataclass(frozen=True)
class Overall:
    """总评 of a member; ``grade`` "" for one who took nothing at all."""

    score: Decimal | None
    grade: str
    is_retaken: bool = False

    @property
    def passed(self) -> bool:
        """合格及以上."""
        return self.grade in (EXCELLENT, GOOD, PASS)


def grade_of(score: Decimal, scale: Scale) -> str:
    """The best grade whose lowest score is reached; a score at the boundary reaches it."""
    return next(band.grade for band in scale.bands if score >= band.lowest_score)


def subject_grade(attempts: Sequence[Attempt], scale: Scale) -> tuple[Decimal | None, str, bool]:
    """Score, grade and whether retaken, of one subject: the last sitting that was taken counts.

    A retake that passes counts as 合格 only, where the scale says so.
    """
    taken = [attempt for attempt in attempts if attempt.score is not None]
    if not taken:
        return None, "", False
    last = taken[-1]
    assert last.score is not None
    grade = grade_of(last.score, scale)
    if last.is_retake and scale.retake_caps_at_pass and grade in (EXCELLENT, GOOD):
        grade = PASS
    return last.score, grade, last.is_retake


def overall(subjects: Sequence[Sequence[Attempt]], scale: Scale) -> Overall:
    """总评 over all subjects: a missed or failed subject fails the whole.

    ``mean``: the mean of the scores, rounded half up to a tenth; ``lowest``: the lowest score.
    A retaken subject caps the grade at 合格 where the scale says so.
    """
    judged = [subject_grade(attempts, scale) for attempts in subjects]
    scores = [score for score, _, _ in judged if score is not None]
    if not scores:
        return Overall(None, "")
    score = (
        min(scores)
        if scale.overall_rule == "lowest"
        else (sum(scores, Decimal(0)) / len(scores)).quantize(_TENTH, ROUND_HALF_UP)
    )
    is_retaken = any(retaken for _, _, retaken in judged)
    if len(scores) < len(subjects) or any(grade == FAIL for _, grade, _ in judged):
        return Overall(score, FAIL, is_retaken)
    grade = grade_of(score, scale)
    if is_retaken and scale.retake_caps_at_pass and grade in (EXCELLENT, GOOD):
        grade = PASS
    return Overall(score, grade, is_retaken)


@dataclass(frozen=True)
class Tally:
    """How a team did, in persons. ``took`` is what the rates are of: 合格率 = 合格及以上 / 参考."""

    expected: int
    excellent: int = 0
    good: int = 0
    passed: int = 0
    failed: int = 0

    @property
    def took(self) -> int:
        """参考人数."""
        return self.excellent + self.good + self.passed + self.failed

    @property
    def at_least_pass(self) -> int:
        """合格及以上人数."""
        return self.took - self.failed

    @property
    def at_least_good(self) -> int:
        """优良人数."""
        return self.excellent + self.good

    def rates(self) -> list[tuple[str, str]]:
        """参考率, 合格率, 优良率, 优秀率 as people read them."""
        return [
            ("参考率", rate_text(self.took, self.expected)),
            ("合格率", rate_text(self.at_least_pass, self.took)),
            ("优良率", rate_text(self.at_least_good, self.took)),
            ("优秀率", rate_text(self.excellent, self.took)),
        ]


def tally(overalls: Iterable[Overall]) -> Tally:
    """Counts over all who were to be assessed."""
    grades = [one.grade for one in overalls]
    return Tally(
        expected=len(grades),
        excellent=grades.count(EXCELLENT),
        good=grades.count(GOOD),
        passed=grades.count(PASS),
        failed=grades.count(FAIL),
    )


def team_grade(counts: Tally, scale: Scale) -> str:
    """团体等级: the best grade all of whose rates the team reaches; "" where nobody took part.

    Rates are compared exactly, not as rounded for reading: 89.96 % does not reach 90 %.
    """
    if not counts.took:
        return ""
    for band in scale.bands:
        if (
            counts.at_least_pass * 100 >= band.team_pass_rate * counts.took
            and counts.at_least_good * 100 >= band.team_good_rate * counts.took
            and counts.excellent * 100 >= band.team_excellent_rate * counts.took
        ):
            return band.grade
    return FAIL
