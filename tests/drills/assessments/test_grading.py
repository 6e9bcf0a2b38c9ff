"""Worked cases: grades, rates, and the team's grade."""

from decimal import Decimal

import pytest

from drills.assessments.acts.scales import PROPOSED
from drills.assessments.rules import (
    Attempt,
    Band,
    Overall,
    Scale,
    grade_of,
    overall,
    tally,
    team_grade,
)
from drills.training.rules import standing

HUNDRED = Scale(Decimal("100.0"), PROPOSED)
LOWEST = Scale(Decimal("100.0"), PROPOSED, "lowest", retake_caps_at_pass=False)


def sat(*scores: str) -> list[list[Attempt]]:
    return [[Attempt(Decimal(score))] for score in scores]


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100.0", "excellent"),
        ("90.0", "excellent"),
        ("89.9", "good"),
        ("80.0", "good"),
        ("79.9", "pass"),
        ("60.0", "pass"),
        ("59.9", "fail"),
        ("0.0", "fail"),
    ],
)
def test_a_score_on_the_boundary_reaches_the_grade(score, grade):
    assert grade_of(Decimal(score), HUNDRED) == grade


def test_mean_is_rounded_half_up_to_a_tenth():
    assert overall(sat("89.9", "90.0"), HUNDRED) == Overall(Decimal("90.0"), "excellent")
    assert overall(sat("79.8", "80.1"), HUNDRED) == Overall(Decimal("80.0"), "good")


def test_one_failed_subject_fails_the_whole():
    assert overall(sat("100.0", "59.9"), HUNDRED) == Overall(Decimal("80.0"), "fail")


def test_a_missed_subject_fails_the_whole():
    judged = overall([[Attempt(Decimal("95.0"))], [Attempt(None)]], HUNDRED)
    assert judged == Overall(Decimal("95.0"), "fail")


def test_who_took_nothing_has_no_grade_and_is_not_counted_as_taking_part():
    judged = overall([[Attempt(None)]], HUNDRED)
    assert judged == Overall(None, "")
    assert tally([judged]).took == 0
    assert dict(tally([judged]).rates())["合格率"] == "—"


def test_a_retake_that_passes_counts_as_pass_only():
    twice = [[Attempt(Decimal("50.0")), Attempt(Decimal("95.0"), is_retake=True)]]
    assert overall(twice, HUNDRED) == Overall(Decimal("95.0"), "pass", is_retaken=True)
    assert overall(twice, LOWEST) == Overall(Decimal("95.0"), "excellent", is_retaken=True)


def test_lowest_rule_takes_the_worst_subject():
    assert overall(sat("95.0", "61.0"), LOWEST).grade == "pass"


def test_published_report_100_80_20():
    """合格率 100 %, 良好率 80 %, 优秀率 20 %: twelve of sixty excellent, thirty-six good."""
    grades = ["excellent"] * 12 + ["good"] * 36 + ["pass"] * 12
    counts = tally(Overall(Decimal(80), grade) for grade in grades)
    assert dict(counts.rates()) == {
        "参考率": "100.0%",
        "合格率": "100.0%",
        "优良率": "80.0%",
        "优秀率": "20.0%",
    }
    # Enough pass and enough are good; only the excellent are too few for 优秀.
    assert team_grade(counts, HUNDRED) == "good"


def test_team_rates_are_compared_exactly_not_as_rounded():
    """949 of 1,000 is 94.9 %; 9,496 of 10,000 reads 95.0 % and does not fall short."""
    short = tally(Overall(Decimal(0), g) for g in ["excellent"] * 949 + ["fail"] * 51)
    assert team_grade(short, HUNDRED) == "good"
    reached = tally(Overall(Decimal(0), g) for g in ["excellent"] * 95 + ["fail"] * 5)
    assert team_grade(reached, HUNDRED) == "excellent"


def test_team_in_which_nobody_took_part_has_no_grade():
    assert team_grade(tally([Overall(None, "")]), HUNDRED) == ""


def test_a_scale_out_of_order_is_named():
    upside_down = [Band("excellent", Decimal(60)), Band("good", Decimal(80)), *PROPOSED[2:]]
    assert Scale(Decimal("100.0"), upside_down).faults() == ["最低分须由优秀到不合格逐级降低"]
    assert "满分" in Scale(Decimal("80.0"), PROPOSED).faults()[0]


def test_hours_beyond_a_subject_do_not_make_up_for_another():
    asked = {1: Decimal("4.0"), 2: Decimal("6.0")}
    state = standing({1: Decimal("12.0"), 2: Decimal("3.0")}, asked)
    assert (state.counted, state.asked, state.total) == (
        Decimal("7.0"),
        Decimal("10.0"),
        Decimal("15.0"),
    )
    assert not state.is_met
    assert state.rate_text == "70.0%"


def test_a_team_that_is_asked_nothing_is_met_at_once():
    assert standing({}, {}).is_met
    assert standing({}, {}).rate_text == "—"
