"""Which offices a book reaches: by the tree of offices, as ``law_at`` answers for each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fees.rule_books.acts import copy_book, publish_book, submit_book
from renfang.acts import Refused
from renfang.organisations.models import Division, Organisation
from renfang.organisations.permissions import Role
from renfang.rules.law import law_at, reach_of
from renfang.rules.models import BookEdition, LocalPractice
from tests.builders.office import Office
from tests.fees.rule_books.test_books import copied, published, with_rate

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def books(office: Office) -> dict[str, BookEdition]:
    """The city's book of two versions, and one of the eastern district from February on."""
    finance = office.who(Role.FINANCE, at=office.city)
    head = office.who(Role.HEAD, at=office.city)
    first = published(office, finance, head)
    second = published(office, finance, head, version="2026.2", starts=date(2026, 7, 1))
    district = copy_book(
        first.pk,
        organisation_id=office.east.pk,
        version="2026.1",
        title="东区规则库",
        effective_from=date(2026, 2, 1),
        by=office.who(Role.FINANCE),
    )
    submit_book(district.pk, by=office.who(Role.FINANCE))
    publish_book(district.pk, on=date(2026, 2, 1), by=office.who(Role.HEAD))
    first.refresh_from_db()
    district.refresh_from_db()
    return {"first": first, "second": second, "district": district}


def applied(book: BookEdition, day: date) -> set[str]:
    return {
        reach.office.short_name
        for reach in reach_of(book, Organisation.objects.order_by("path"), day)
        if reach.applies
    }


def test_the_list_of_a_book_is_what_law_at_says_of_each_office(
    office: Office, books: dict[str, BookEdition]
) -> None:
    zone = Division.objects.create(code="990205", name="高新区")
    Organisation.objects.filter(pk=office.west.pk).update(division=zone)
    LocalPractice.objects.create(
        organisation=office.west,
        rulebook="hebei",
        city_class="third",
        division_level="county",
        legal_basis="X动〔2026〕2号",
        effective_from=date(2026, 6, 1),
    )
    shipped = list(BookEdition.objects.filter(organisation=None))
    everybody = list(Organisation.objects.order_by("path"))
    for day in (date(2025, 12, 31), DAY, date(2026, 6, 30), date(2026, 7, 1), date(2030, 1, 1)):
        for row in everybody:
            law = law_at(row, day)
            assert law is not None
            for book in (*books.values(), *shipped):
                in_force = BookEdition.objects.in_force(day).filter(pk=book.pk).exists()
                if in_force:
                    told = row.short_name in applied(book, day)
                    assert told is (law.reference == book.reference), (day, row, book)


def test_a_draft_tells_whom_it_will_reach_and_the_page_shows_it(
    office: Office, books: dict[str, BookEdition], client: Client
) -> None:
    finance = office.who(Role.FINANCE, at=office.city)
    draft = copied(office, finance, version="2027.1", starts=date(2027, 1, 1))
    reached = reach_of(draft, Organisation.objects.order_by("path"), date(2027, 1, 1))
    assert {reach.office: reach.applies for reach in reached} == {
        office.city: True,
        office.east: False,
        office.west: True,
    }
    client.force_login(finance)
    page = client.get(reverse("fees:book", args=[draft.pk])).content.decode()
    assert "适用机构" in page
    assert "适用东区规则库" in page
    assert "为 2027-01-01 的情况（假定已发布）" in page


def test_an_office_without_practice_is_named_as_one_that_cannot_assess(office: Office) -> None:
    LocalPractice.objects.all().delete()
    finance = office.who(Role.FINANCE, at=office.city)
    draft = copied(office, finance)
    assert {reach.words for reach in reach_of(draft, [office.east], DAY)} == {
        "没有登记本地执行口径，不能核定"
    }


def test_a_rate_for_other_cities_does_not_publish_for_an_office_of_this_class(
    office: Office,
) -> None:
    finance = office.who(Role.FINANCE, at=office.city)
    book = with_rate(copied(office, finance), finance)
    content = {**book.content}
    content["rates"] = [row | {"city_classes": ["first"]} for row in content["rates"]]
    cases = [case | {"question": case["question"] | {"city_class": "first"}} for case in book.cases]
    BookEdition.objects.filter(pk=book.pk).update(content=content, cases=cases)
    with pytest.raises(Refused, match=r"国家三类人防重点城市.*没有6级以上的单价"):
        submit_book(book.pk, by=finance)


def test_reading_the_reach_costs_the_same_for_few_and_many(
    office: Office, books: dict[str, BookEdition], django_assert_num_queries
) -> None:
    offices = list(Organisation.objects.order_by("path"))
    with django_assert_num_queries(2):
        reach_of(books["first"], offices[:1], DAY)
    with django_assert_num_queries(2):
        reach_of(books["first"], offices, DAY + timedelta(days=1))


def test_the_form_of_practice_proposes_what_applies_and_names_the_own_book(
    office: Office, books: dict[str, BookEdition], client: Client
) -> None:
    client.force_login(office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city))
    form = client.get(reverse("office", args=[office.city.pk])).context["practice_form"]
    practice = LocalPractice.objects.get()
    assert form["rulebook"].value() == practice.rulebook
    assert form["city_class"].value() == practice.city_class
    assert "优先于此处所选" in form["rulebook"].help_text
    LocalPractice.objects.all().delete()
    form = client.get(reverse("office", args=[office.city.pk])).context["practice_form"]
    assert form["rulebook"].value() is None
    assert ("", "未选择") in form.fields["rulebook"].choices
