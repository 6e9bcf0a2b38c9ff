"""Model fields for hours and scores: one decimal, counted in tenths in the database."""

from __future__ import annotations

from renfang.quantities.fields import FixedPointField


class HoursField(FixedPointField):
    """学时 with one decimal, stored in tenths of an hour."""

    description = "学时"
    decimal_places = 1


class ScoreField(FixedPointField):
    """A score with one decimal, stored in tenths of a point."""

    description = "成绩"
    decimal_places = 1
