"""Forms of table_assessments, filled in as they should be."""

from __future__ import annotations

from django.utils import timezone

from engineering.models import Project
from fees.assessments.proposal import propose_violation
from renfang.rules.models import BookEdition
from tests.sweep.bureau import Bureau
from tests.sweep.casework_assessments import STARTS, rate
from tests.sweep.filled import Form

_BUILDING = "1#楼，居民住宅，18，3.5，850，15300"


def violation(bureau: Bureau) -> Form:
    project = Project.objects.get(pk=bureau.pk("omission_fee"))
    proposal = propose_violation(project, as_of=timezone.localdate())
    return {
        "expected": f"{proposal.payable:.2f}",
        "reason": bureau.marked("费", "现场勘验证实未修建"),
    }


def review(bureau: Bureau) -> Form:
    return {"verdict": "approve", "opinion": bureau.marked("费", "同意")}


def copied(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "title": bureau.marked("规", "新库"),
        "version": "9.9",
        "effective_from": STARTS.isoformat(),
    }


def _revision(bureau: Bureau) -> int:
    return BookEdition.objects.get(pk=bureau.pk("book_draft")).revision


def revision(bureau: Bureau) -> Form:
    return {"revision": _revision(bureau)}


def head(bureau: Bureau) -> Form:
    return {
        "title": bureau.marked("规", "改名"),
        "basis": bureau.marked("规", "依据"),
        "effective_from": STARTS.isoformat(),
        "effective_to": "",
        "area_rounding": "",
        "area_mode": "",
        "outside_basis": "",
        "unlawful_basis": "",
        "gate_words": "",
        "gate_basis": "",
        "revision": _revision(bureau),
    }


def row(bureau: Bureau) -> Form:
    return {
        **rate(bureau),
        "yuan": "1700",
        "base": "REQUIRED_AREA",
        "grade": "6B",
        "division_level": "",
        "max_above_ground": "",
        "max_inclusive": "on",
        "not_for_rules": "",
        "effective_from": "",
        "effective_to": "",
        "note": "",
        "revision": _revision(bureau),
    }


def case(bureau: Bureau) -> Form:
    return {
        "name": bureau.marked("规", "案例"),
        "as_of": "2075-03-05",
        "required_area": "850",
        "payable": "1360000",
        "revision": _revision(bureau),
        **_facts(),
    }


def _facts() -> Form:
    return {
        "city_class": "third",
        "division_level": "",
        "zone": "urban",
        "local_share": "",
        "rate": "",
        "built_area": "",
        "buildings": _BUILDING,
    }


def what_if(bureau: Bureau) -> Form:
    book = bureau.pk("book_published")
    return {
        "book_a": book,
        "day_a": "2075-03-05",
        "book_b": book,
        "day_b": "2076-03-05",
        **_facts(),
    }


def ending(bureau: Bureau) -> Form:
    return {"ended_on": "2077-12-31", "reason": bureau.marked("规", "省里另行规定")}
