"""The forms of a penalty ask what the book knows, and propose what its 裁量基准 says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.collection import penalties
from fees.collection.forms import PenaltyForm, StepForm
from fees.collection.steps.table import STEPS
from fees.models import FeeAccount
from renfang.rules.books import RuleBook, load
from renfang.rules.models import LocalPractice
from tests.builders.office import Office
from tests.builders.pursuit import EVIDENCE, Pursuit

TODAY = date(2025, 2, 10)
LINES = "\n".join("｜".join(row.values()) for row in EVIDENCE)
# A bureau's table: 30 yuan a ㎡ where 500 to 1,000 ㎡ are not built.
TABLE = {
    "code": "ordinary",
    "act": "NOT_BUILT",
    "name": "一般",
    "circumstance": "未建面积五百平方米以上不足一千平方米",
    "measure": "PER_AREA",
    "low": "30",
    "high": "50",
    "area_from": "500",
    "area_below": "1000",
    "basis": "《X市人防行政处罚裁量基准》第三条",
}


@pytest.fixture
def pursuit(office: Office, unbuilt: FeeAccount) -> Pursuit:
    """The facts are found, the debtor is to be told."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", date(2025, 1, 6), "penalty")
    begun.step("investigate", date(2025, 1, 20), "penalty")
    return begun


def form(pursuit: Pursuit, code: str = "foretell", data: dict[str, Any] | None = None) -> StepForm:
    return StepForm(data, step=STEPS[code], track=pursuit.track("penalty"), day=TODAY)


def said(**changes: str) -> dict[str, str]:
    return {
        "on": "2025-02-10",
        "finding": "应建未建",
        "evidence": LINES,
        "order_by": "2025-08-31",
        "amount": "",
        "fine_grounds": "",
        "mitigation": "",
        "hearing_right": "no",
        **changes,
    }


def test_a_fine_may_be_left_out_and_the_basis_is_not_typed(pursuit: Pursuit):
    asked = form(pursuit).fields
    assert not asked["amount"].required
    assert asked["order_by"].label == "责令限期修建的最后日期"
    assert {"punish_basis", "order", "shelter_cost"}.isdisjoint(asked)
    sent = form(pursuit, data=said())
    assert sent.is_valid(), sent.errors
    assert sent.values()["amount"] is None
    assert sent.values()["evidence"] == EVIDENCE


@pytest.mark.parametrize(
    ("book", "orders", "cost"),
    [
        ("henan", ["责令限期修建", "责令限期补缴易地建设费"], False),
        ("chongqing", ["责令限期补建", "责令限期补缴易地建设费"], True),
        ("zhejiang", ["责令限期修建", "责令限期补建", "责令限期缴纳易地建设费"], False),
    ],
)
def test_orders_and_cost_are_asked_as_the_book_has_them(
    pursuit: Pursuit, book: str, orders: list[str], cost: bool
):
    LocalPractice.objects.update(rulebook=book)
    asked = form(pursuit).fields
    assert [label for _, label in asked["order"].choices] == orders
    assert ("shelter_cost" in asked) == cost


def test_the_table_of_discretion_proposes_the_fine(
    pursuit: Pursuit, monkeypatch: pytest.MonkeyPatch
):
    """850 ㎡ × 30 yuan = 25,500.00."""
    book = RuleBook.from_dict(load("national").to_dict() | {"discretions": [TABLE]})
    monkeypatch.setattr(penalties, "book_at", lambda organisation, day: book)
    initial = form(pursuit).initial
    assert initial["amount"] == Decimal("25500.00")
    assert "裁量基准》第三条" in initial["fine_grounds"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "至少列出一件证据"),
        ("勘验笔录", "第 1 行应有三项"),
        (f"{LINES}\n照片｜｜没有建成", "第 3 行应有三项"),
        ("照片｜本机关｜" + "长" * 101, "第 1 行“长长长长长长长长长长…”超过 100 个字"),
    ],
)
def test_evidence_has_three_parts_a_line(pursuit: Pursuit, typed: str, told: str):
    sent = form(pursuit, data=said(evidence=typed))
    assert told in str(sent.errors["evidence"])
    pasted = form(pursuit, data=said(evidence="勘验笔录\t本机关\t没有建成"))
    assert pasted.is_valid(), pasted.errors


def test_the_decision_is_proposed_as_it_was_told(pursuit: Pursuit):
    pursuit.step("foretell", TODAY, "penalty", order_by=date(2025, 8, 31))
    initial = form(pursuit, "penalise").initial
    assert initial["amount"] == Decimal("70000.00")
    assert initial["order_by"] == "2025-08-31"
    assert initial["evidence"] == LINES


def test_review_is_asked_before_the_case_where_the_book_wants_it(office: Office, account):
    begun = Pursuit.begun(office, account, date(2025, 1, 2))
    assert "legal_review" not in PenaltyForm(case=begun.case).fields
    LocalPractice.objects.update(rulebook="henan")
    assert "法制审核认定" in PenaltyForm(case=begun.case).fields["legal_review"].help_text


def test_the_day_of_the_step_decides_what_is_asked_and_shown(
    pursuit: Pursuit, client: Client, monkeypatch: pytest.MonkeyPatch
):
    """A bureau's table that came into force on 1 February governs no step of January."""
    old = load("national")
    new = RuleBook.from_dict(old.to_dict() | {"discretions": [TABLE]})
    monkeypatch.setattr(
        penalties, "book_at", lambda organisation, day: new if day >= date(2025, 2, 1) else old
    )
    client.force_login(pursuit.officer)
    address = reverse("fees:collection_step", args=[pursuit.track("penalty").pk, "foretell"])
    assert "裁量基准》第三条" in client.get(address, {"on": "2025-02-10"}).content.decode()
    before = client.get(address, {"on": "2025-01-31"}).content.decode()
    assert "裁量基准》第三条" not in before
    assert 'value="2025-01-31"' in before
    refused = client.post(address, said(on="2025-01-31", order_by="")).content.decode()
    assert "裁量基准》第三条" not in refused
    refused = client.post(address, said(on="2025-02-10", order_by="")).content.decode()
    assert "裁量基准》第三条" in refused
    assert client.get(address, {"on": "不是日期"}).status_code == 200
