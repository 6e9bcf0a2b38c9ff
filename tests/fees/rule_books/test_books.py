"""规则库: copied, edited, proved on worked cases, published by a second person, then frozen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from engineering.approvals.queries.computation import compute_for
from fees.calculation.contract import answer
from fees.rule_books.acts import (
    HEAD_FACTS,
    amend_head,
    copy_book,
    end_book,
    publish_book,
    remove_row,
    return_book,
    save_example,
    save_row,
    submit_book,
)
from fees.rule_books.trials import differences
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.organisations.models import Division, Organisation
from renfang.organisations.permissions import Role
from renfang.rules.books import built_in_names, load
from renfang.rules.editions import edition_on, find_book
from renfang.rules.law import law_at
from renfang.rules.models import BookEdition
from tests.builders.office import move

TOWER = {
    "name": "1#楼",
    "use": "residential",
    "storeys": 18,
    "foundation_depth": "3.50",
    "ground_floor_area": "850.00",
    "above_ground_area": "15300.00",
}
RATE = {"yuan": "1600", "grade": "6", "basis": "X发改价〔2026〕9号"}
RATE_6B = {"yuan": "300", "grade": "6B", "basis": "X发改价〔2026〕9号"}


def case(payable: str = "1360000.00") -> dict:
    """850.00 ㎡ of ground floor at 1,600 yuan."""
    return {
        "name": "18层住宅楼",
        "question": {
            "as_of": "2026-12-05",
            "city_class": "third",
            "buildings": [TOWER],
            "lawful": True,
        },
        "expected": {"required_area": "850.00", "payable": payable},
    }


@pytest.fixture
def finance(office):
    return office.who(Role.FINANCE, at=office.city)


@pytest.fixture
def head(office):
    return office.who(Role.HEAD, at=office.city)


def copied(office, finance, version: str = "2026.1", starts: date = date(2026, 1, 1)):
    source = BookEdition.objects.get(code="national")
    return copy_book(
        source.pk,
        organisation_id=office.city.pk,
        version=version,
        title="X市规则库",
        effective_from=starts,
        by=finance,
    )


def with_rate(book, finance, yuan: str = "1600", payable: str = "1360000.00"):
    book = save_row(
        book.pk, "rates", None, {**RATE, "yuan": yuan}, revision=book.revision, by=finance
    )
    book = save_row(book.pk, "rates", None, RATE_6B, revision=book.revision, by=finance)
    return save_example(book.pk, None, case(payable), revision=book.revision, by=finance)


def published(office, finance, head, **options):
    book = with_rate(copied(office, finance, **options), finance)
    submit_book(book.pk, by=finance)
    return publish_book(book.pk, on=date(2026, 1, 1), by=head)


def test_every_shipped_book_is_there_published_and_says_what_its_file_says(db):
    shipped = BookEdition.objects.filter(organisation__isnull=True)
    assert {book.code for book in shipped} == set(built_in_names())
    for book in shipped:
        assert book.state == BookEdition.State.PUBLISHED
        assert book.book() == load(book.code)


def test_a_bureau_copies_edits_proves_and_another_publishes(office, finance, head):
    book = with_rate(copied(office, finance), finance)
    submit_book(book.pk, by=finance)

    with pytest.raises(NotPermitted):
        publish_book(book.pk, on=date(2026, 1, 1), by=finance)
    done = publish_book(book.pk, on=date(2026, 1, 1), by=head)

    assert (done.state, done.published_by) == (BookEdition.State.PUBLISHED, head)
    assert find_book(done.reference).on(date(2026, 3, 5)).rates[0].yuan == Decimal("1600")


def test_who_edited_a_book_does_not_publish_it_as_head_either(office, finance):
    book = with_rate(copied(office, finance), finance)
    submit_book(book.pk, by=finance)
    move(finance, Role.HEAD, office.city)

    with pytest.raises(NotPermitted, match="另一名负责人"):
        publish_book(book.pk, on=date(2026, 1, 1), by=finance)


def test_a_case_that_comes_out_otherwise_holds_the_book_back(office, finance):
    book = copied(office, finance)
    with pytest.raises(Refused, match="没有试算案例"):
        submit_book(book.pk, by=finance)
    book = with_rate(book, finance, payable="1.00")
    with pytest.raises(Refused, match="18层住宅楼"):
        submit_book(book.pk, by=finance)


def test_a_row_without_basis_or_with_a_number_out_of_range_is_refused_by_name(office, finance):
    book = copied(office, finance)
    with pytest.raises(Incomplete, match="basis"):
        save_row(book.pk, "rates", None, {"yuan": "1600"}, revision=book.revision, by=finance)
    relief = {"code": "x", "name": "甲", "share": "1.5", "evidence": "文件", "basis": "某号"}
    book = save_row(book.pk, "reliefs", None, relief, revision=book.revision, by=finance)
    book = with_rate(book, finance)
    with pytest.raises(Refused, match="减免比例须大于 0、不大于 1"):
        submit_book(book.pk, by=finance)


def test_what_is_published_is_frozen_by_act_and_by_database(office, finance, head):
    book = published(office, finance, head)

    with pytest.raises(WrongState):
        save_row(book.pk, "rates", None, RATE, revision=book.revision, by=finance)
    for change in ({"title": "改名"}, {"content": {}}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BookEdition.objects.filter(pk=book.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        BookEdition.objects.filter(pk=book.pk)._raw_delete("default")


def test_shipped_books_are_nobodys_to_change(office, finance):
    national = BookEdition.objects.get(code="national")
    with pytest.raises(Refused, match="复制"):
        save_row(national.pk, "rates", None, RATE, revision=1, by=finance)


def test_a_new_version_ends_the_one_before_and_any_other_overlap_is_refused(office, finance, head):
    first = published(office, finance, head)
    second = published(office, finance, head, version="2026.2", starts=date(2026, 7, 1))

    first.refresh_from_db()
    assert first.ended_on == date(2026, 6, 30)
    assert edition_on(office.city, date(2026, 6, 30)) == first
    assert edition_on(office.city, date(2026, 7, 1)) == second
    third = with_rate(copied(office, finance, version="2026.3", starts=date(2026, 3, 1)), finance)
    submit_book(third.pk, by=finance)
    with pytest.raises(Refused, match="重叠"):
        publish_book(third.pk, on=date(2026, 3, 1), by=head)


def test_an_end_is_written_once(office, finance, head):
    book = published(office, finance, head)
    end_book(book.pk, ended_on=date(2026, 12, 31), reason="省里另行规定", by=head)
    with pytest.raises(Refused, match="不再施行"):
        end_book(book.pk, ended_on=date(2027, 12, 31), reason="省里另行规定", by=head)
    assert law_at(office.city, date(2027, 1, 1)).reference == "national"


def test_the_most_specific_book_in_force_on_the_day_wins(office, finance, head):
    assert law_at(office.east, date(2026, 3, 5)).reference == "national"
    book = published(office, finance, head)

    assert law_at(office.east, date(2026, 3, 5)).reference == "620100@2026.1"
    assert law_at(office.east, date(2025, 12, 31)).reference == "national"
    district = copy_book(
        book.pk,
        organisation_id=office.east.pk,
        version="2026.1",
        title="东区规则库",
        effective_from=date(2026, 2, 1),
        by=office.who(Role.FINANCE),
    )
    submit_book(district.pk, by=office.who(Role.FINANCE))
    publish_book(district.pk, on=date(2026, 2, 1), by=office.who(Role.HEAD))
    assert edition_on(office.east, date(2026, 3, 5)) == district
    assert edition_on(office.west, date(2026, 3, 5)) == book


def test_a_book_reaches_the_offices_below_whatever_their_division_s_code(office, finance, head):
    zone = Division.objects.create(code="620205", name="高新区")
    Organisation.objects.filter(pk=office.east.pk).update(division=zone)
    published(office, finance, head)

    assert law_at(office.east, date(2026, 3, 5)).reference == "620100@2026.1"


def test_the_offices_page_says_which_book_applies_today(office, finance, head, client):
    published(office, finance, head, starts=date(2020, 1, 1))
    client.force_login(office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city))
    page = client.get(reverse("office", args=[office.east.pk])).content.decode()
    assert "今日适用" in page
    assert "X市规则库" in page


def test_a_project_is_computed_and_charged_by_the_bureaus_own_book(office, finance, head, desk):
    published(office, finance, head, starts=date(2020, 1, 1))
    application = desk.granted()

    computed = compute_for(application.project, Decimal("0.00"), desk.today)
    assert computed.rulebook.code == "620100"
    assessment = desk.assess(application)
    assert (assessment.rulebook, assessment.rate) == ("620100@2026.1", Decimal("1600.00"))
    assert answer(assessment.facts, find_book)["payable"] == "1360000.00"


def test_a_book_that_somebody_else_changed_meanwhile_is_not_overwritten(office, finance):
    book = copied(office, finance)
    save_row(book.pk, "rates", None, RATE, revision=book.revision, by=finance)
    with pytest.raises(Refused, match="已被他人修改"):
        save_row(book.pk, "rates", None, RATE, revision=book.revision, by=finance)


def test_a_book_sent_back_is_edited_again(office, finance, head):
    book = with_rate(copied(office, finance), finance)
    submit_book(book.pk, by=finance)
    with pytest.raises(WrongState):
        remove_row(book.pk, "rates", 0, revision=book.revision, by=finance)
    book = return_book(book.pk, reason="收费标准依据有误", by=head)
    head_values = {
        "title": "X市规则库（修订）",
        "basis": book.basis,
        "effective_from": date(2026, 5, 1),
        "effective_to": None,
        **dict.fromkeys(HEAD_FACTS, ""),
        "area_mode": "HALF_EVEN",
    }
    amended = amend_head(book.pk, head_values, revision=book.revision, by=finance)
    assert amended.book().on(date(2026, 6, 1)).area_mode == "HALF_EVEN"


def test_the_differences_between_two_versions_are_named(office, finance):
    national = BookEdition.objects.get(code="national")
    book = with_rate(copied(office, finance), finance)
    found = differences(national, book)

    rate = next(row for row in found if row.place == "易地建设费标准")
    assert (rate.kind, "1600" in rate.after) == ("增加", True)
    assert {row.place for row in found if row.kind == "修改"} >= {"名称", "施行日期"}


def test_a_neighbour_sees_no_draft_and_a_subordinate_sees_what_is_published(office, finance, head):
    draft = copied(office, finance)
    west = office.who(Role.FINANCE, at=office.west)
    with pytest.raises(NotFound):
        submit_book(draft.pk, by=west)
    book = published(office, finance, head, version="2026.9", starts=date(2026, 9, 1))
    with pytest.raises(NotPermitted):
        end_book(book.pk, ended_on=date(2026, 12, 31), reason="省里另行规定", by=west)


def test_the_pages_lead_from_the_list_to_a_published_book(client, office, finance, head):
    client.force_login(finance)
    national = BookEdition.objects.get(code="national")
    assert "浙江省规则库" in client.get(reverse("fees:books")).content.decode()
    shown = client.get(reverse("fees:book", args=[national.pk])).content.decode()
    assert "按首层建筑面积" in shown
    copy = {
        "organisation": office.city.pk,
        "title": "X市规则库",
        "version": "2026.1",
        "effective_from": "2026年1月1日",
    }
    client.post(reverse("fees:book_copy", args=[national.pk]), copy)
    book = BookEdition.objects.get(version="2026.1", organisation=office.city)
    wrong = client.post(
        reverse("fees:book_row_new", args=[book.pk, "rates"]),
        {"yuan": "一千", "base": "REQUIRED_AREA", "revision": book.revision},
    )
    assert wrong.status_code == 422
    row = {
        "yuan": "１６００",
        "base": "REQUIRED_AREA",
        "grade": "6",
        "max_inclusive": "on",
        "basis": "X发改价〔2026〕9号",
        "revision": book.revision,
    }
    client.post(reverse("fees:book_row_new", args=[book.pk, "rates"]), row)
    book.refresh_from_db()
    assert book.content["rates"] == [{"yuan": "1600", "grade": "6", "basis": "X发改价〔2026〕9号"}]
    # The area rules give 6B too: without its rate the book is not sound.
    lacking = client.get(reverse("fees:book", args=[book.pk])).content.decode()
    assert "没有6B级的单价" in lacking
    row |= {"yuan": "300", "grade": "6B", "revision": book.revision}
    client.post(reverse("fees:book_row_new", args=[book.pk, "rates"]), row)
    book.refresh_from_db()
    worked = {
        "name": "18层住宅楼",
        "as_of": "2026-03-05",
        "city_class": "third",
        "zone": "urban",
        "buildings": "1#楼，居民住宅，18，3.5，850，15300",
        "required_area": "850",
        "payable": "136万",
        "revision": book.revision,
    }
    client.post(reverse("fees:book_case_new", args=[book.pk]), worked)
    assert "相符" in client.get(reverse("fees:book", args=[book.pk])).content.decode()
    client.post(reverse("fees:book_submit", args=[book.pk]))
    client.force_login(head)
    client.post(reverse("fees:book_publish", args=[book.pk]))
    book.refresh_from_db()
    assert book.state == BookEdition.State.PUBLISHED


def test_late_sums_and_fines_are_worked_cases_too(client, office, finance):
    book = copied(office, finance)
    client.force_login(finance)
    url = reverse("fees:book_case_new", args=[book.pk])
    # The worked case of domain law: a fine of 100,000, 33 days late at 3 % a day.
    late = {
        "name": "逾期33天",
        "as_of": "2026-12-05",
        "obligation": "fine",
        "principal": "10万",
        "due": "2026-03-18",
        "until": "2026-04-20",
        "accrued": "99000",
        "revision": book.revision,
    }
    assert client.post(f"{url}?kind=late", late).status_code == 302
    book.refresh_from_db()
    fine = {
        "name": "封顶",
        "as_of": "2026-12-05",
        "minimum": "0",
        "maximum": "100000",
        "revision": book.revision,
    }
    assert client.post(f"{url}?kind=fine", fine).status_code == 302
    book.refresh_from_db()
    results = client.get(reverse("fees:book", args=[book.pk])).context["results"]
    assert [(result.passes, len(result.lines)) for result in results] == [(True, 1), (True, 2)]
    edit = client.get(reverse("fees:book_case", args=[book.pk, 0]))
    assert edit.context["form"]["accrued"].value() == "99,000.00"


def test_a_share_is_typed_in_percent_and_kept_as_a_fraction(client, office, finance):
    book = copied(office, finance)
    client.force_login(finance)
    url = reverse("fees:book_row", args=[book.pk, "late_rules", 1])
    form = client.get(url).context["form"]
    assert form["daily_share"].value() == "3"
    sent = {**form.initial, "daily_share": "0.2", "effective_to": "", "revision": book.revision}
    assert client.post(url, {k: v for k, v in sent.items() if v is not None}).status_code == 302
    book.refresh_from_db()
    assert book.content["late_rules"][1]["daily_share"] == "0.002"


def test_the_what_if_page_sets_two_books_side_by_side(client, office, finance):
    client.force_login(finance)
    form = {
        "book_a": BookEdition.objects.get(code="hebei").pk,
        "book_b": BookEdition.objects.get(code="qinghai").pk,
        "day_a": "2024-03-05",
        "day_b": "2024-03-05",
        "city_class": "third",
        "division_level": "county",
        "zone": "urban",
        "buildings": "1#楼，居民住宅，18，3.5，850，15300",
    }
    page = client.post(reverse("fees:what_if"), form)
    sides = page.context["sides"]
    assert [side["result"]["payable"] for side in sides] == ["850000.00", "1275000.00"]
    early = client.post(reverse("fees:what_if"), {**form, "day_b": "1999-01-01"})
    assert "改用该日施行的规则库" in early.content.decode()
    assert client.post(reverse("fees:what_if"), {**form, "buildings": "一栋"}).status_code == 422


def test_a_bureaus_book_is_asked_by_its_reference(office, finance, head):
    published(office, finance, head)
    question = {**case()["question"], "rulebook": "620100@2026.1"}
    assert answer(question, find_book)["payable"] == "1360000.00"
    late = {
        "rulebook": "620100@2026.1",
        "as_of": "2026-03-05",
        "late": {
            "obligation": "fee",
            "principal": "1000.00",
            "due": "2026-01-01",
            "until": str(date(2026, 1, 1) + timedelta(days=400)),
        },
    }
    assert answer(late, find_book)["accrued"] == "0.00"
