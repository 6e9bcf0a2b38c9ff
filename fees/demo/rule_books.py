"""The story of a rule book in the demo city: copied, given a rate, proved, sent for approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fees.rule_books.acts import copy_book, save_example, save_row, submit_book
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.permissions import Role
from renfang.rules.models import BookEdition

_TOWER = {
    "name": "1号楼",
    "use": "residential",
    "storeys": 18,
    "foundation_depth": "5.20",
    "ground_floor_area": "850.00",
    "above_ground_area": "15300.00",
}


def stories(city: DemoCity) -> Iterator[Story]:
    """One story: a new rate from next year on waits for the head's approval."""
    yield _next_rate(city)


def _next_rate(city: DemoCity) -> Story:
    day = city.day(3)
    yield day
    officer = city.who(Role.FINANCE)
    starts = date(day.year + 1, 1, 1)
    book = copy_book(
        BookEdition.objects.get(code="national", organisation__isnull=True).pk,
        organisation_id=officer.organisation_id,
        version=f"{starts.year}.1",
        title="云川市规则库",
        effective_from=starts,
        by=officer,
    )
    # The national area rules produce both grades, and each must have its rate.
    for grade, yuan in (("6", "1400"), ("6B", "300")):
        rate = {"yuan": yuan, "grade": grade, "basis": f"云发改价〔{day.year}〕9号"}
        book = save_row(book.pk, "rates", None, rate, revision=book.revision, by=officer)
    case = {
        "name": "18层住宅楼，首层850㎡",
        "question": {
            "as_of": starts.isoformat(),
            "city_class": "third",
            "buildings": [_TOWER],
        },
        "expected": {"required_area": "850.00", "payable": "1190000.00"},
    }
    book = save_example(book.pk, None, case, revision=book.revision, by=officer)
    submit_book(book.pk, by=officer)
