"""Rates, worked by hand."""

from decimal import Decimal

import pytest

from drills.figures import Turnout, rate, rate_text, total


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (37, 40, Decimal("92.5")),
        (2, 3, Decimal("66.7")),
        (1, 3, Decimal("33.3")),
        (1, 16, Decimal("6.3")),  # 6.25 goes up
        (0, 40, Decimal("0.0")),
        (42, 40, Decimal("105.0")),
        (226, 226, Decimal("100.0")),
    ],
)
def test_rate_has_one_decimal_rounded_half_up(part, whole, expected):
    assert rate(part, whole) == expected


def test_nothing_to_compare_with_gives_a_dash_and_no_error():
    assert rate(0, 0) is None
    assert rate_text(0, 0) == "—"


def test_who_came_late_did_come():
    turnout = Turnout(expected=40, present=34, late=3, absent=1, leave=2)
    assert turnout.arrived == 37
    assert turnout.rate_text == "92.5%"
    assert turnout.outstanding == 0


def test_a_vacant_post_lowers_the_rate():
    turnout = Turnout(expected=40, present=36)
    assert turnout.rate == Decimal("90.0")
    assert turnout.outstanding == 0


def test_only_the_planned_number_must_be_called():
    assert Turnout(expected=10, present=8, uncalled=22).outstanding == 2
    assert Turnout(expected=10, present=10, uncalled=20).outstanding == 0


def test_figures_of_teams_add_up():
    both = total([Turnout(expected=40, present=37), Turnout(expected=20, present=14, leave=1)])
    assert (both.expected, both.arrived, both.leave) == (60, 51, 1)
    assert both.rate_text == "85.0%"
