"""Drafts of assessments, a project that never applied, and rule books in every state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fees.assessments.acts.assessment import submit_assessment
from fees.rule_books.acts import copy_book, publish_book, save_example, save_row, submit_book
from renfang.organisations.permissions import Role
from renfang.rules.models import BookEdition
from renfang.uploads.keeping import read_upload
from tests.builders.applications import RELOCATE_ALL
from tests.sweep.bureau import Bureau
from tests.sweep.casework import granted_case
from tests.sweep.casework_approvals import picture

# Far ahead, so that no project of the world is computed by these books.
STARTS = date(2060, 1, 1)


def furnish_assessments(bureau: Bureau) -> None:
    """A draft under review, and a book that is edited, one sent for approval, one published."""
    application = granted_case(bureau, RELOCATE_ALL)
    draft = submit_assessment(
        application.pk,
        by=bureau.who(Role.FINANCE),
        on=timezone.localdate(),
        rate=Decimal("10.00"),
        rate_ground=bureau.marked("费", "批复"),
        rate_document=read_upload(picture(bureau)),
    )
    bureau.keep("assessment_draft", draft)
    bureau.keep("relief_file", draft.relief_decisions.get())
    bureau.things["omission_fee"] = {"pk": bureau.pk("omission_project")}
    editing = bureau.keep("book_draft", _sound(bureau, "1.0"))
    bureau.things["book_row"] = {"pk": editing.pk, "section": "rates", "position": 0}
    bureau.things["book_section"] = {"pk": editing.pk, "section": "rates"}
    bureau.things["book_case"] = {"pk": editing.pk, "position": 0}
    sent = bureau.keep("book_submitted", _sound(bureau, "2.0"))
    submit_book(sent.pk, by=bureau.who(Role.FINANCE))
    published = bureau.keep("book_published", _sound(bureau, "3.0", date(2055, 1, 1)))
    if bureau.organisation.parent_id is None:
        # What a superior publishes is law for those below, who are meant to read it.
        return
    submit_book(published.pk, by=bureau.who(Role.FINANCE))
    publish_book(published.pk, on=timezone.localdate(), by=bureau.who(Role.HEAD))


def _sound(bureau: Bureau, version: str, starts: date = STARTS) -> BookEdition:
    """A copy of the national book with a rate of its own, proved on one example."""
    officer = bureau.who(Role.FINANCE)
    book = copy_book(
        BookEdition.objects.get(code="national").pk,
        organisation_id=bureau.organisation.pk,
        version=version,
        title=bureau.marked("规", f"规则库{version}"),
        effective_from=starts,
        by=officer,
    )
    for row in (rate(bureau), {**rate(bureau), "yuan": "300", "grade": "6B"}):
        book = save_row(book.pk, "rates", None, row, revision=book.revision, by=officer)
    return save_example(book.pk, None, worked(bureau), revision=book.revision, by=officer)


def rate(bureau: Bureau) -> dict[str, Any]:
    """A row of rates."""
    return {"yuan": "1600", "grade": "6", "basis": bureau.marked("规", "发改价〔2060〕1号")}


def worked(bureau: Bureau) -> dict[str, Any]:
    """An example that comes out: 850.00 ㎡ at 1,600 yuan."""
    tower = {
        "name": "1#楼",
        "use": "residential",
        "storeys": 18,
        "foundation_depth": "3.50",
        "ground_floor_area": "850.00",
        "above_ground_area": "15300.00",
    }
    return {
        "name": bureau.marked("规", "案例"),
        "question": {"as_of": "2075-03-05", "city_class": "third", "buildings": [tower]},
        "expected": {"required_area": "850.00", "payable": "1360000.00"},
    }
