"""Figures by month or year: whole, in order, and 0 where nothing happened."""

from __future__ import annotations

from renfang.quantities.reshaping import summed, table_of


def test_every_year_asked_for_has_its_row():
    table = table_of(
        [(2024, 2, None), (2026, 1, 5), (2024, 3, 4)], ["year"], figures=("drills", "called")
    )
    found = summed(table, "year", range(2024, 2027)).reset_index().to_dict("records")
    assert found == [
        {"year": 2024, "drills": 5, "called": 4},
        {"year": 2025, "drills": 0, "called": 0},
        {"year": 2026, "drills": 1, "called": 5},
    ]


def test_nothing_at_all_is_nought_and_large_sums_stay_exact():
    assert summed(table_of([], ["month"], figures=("fen",)), "month", [1, 2])["fen"].tolist() == [
        0,
        0,
    ]
    whole = 9_007_199_254_740_993
    table = table_of([(1, whole), (1, 1)], ["month"], figures=("fen",))
    assert summed(table, "month", [1])["fen"].tolist() == [whole + 1]
