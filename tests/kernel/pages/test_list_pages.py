"""A list declared once: order, pages, sums, files, print; and nobody sees more by any of them."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from renfang.history.models import Event
from renfang.history.record import record
from renfang.organisations.permissions import Role
from renfang.pages import columns as col
from renfang.pages import list_pages
from renfang.pages.columns import Column, field_at, sort_path
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.pages.tables import Table
from tests.builders.office import make_user

EVENTS = reverse("events")


@pytest.fixture
def auditor(client, office):
    """A browser in which the auditor of the east is logged in."""
    client.force_login(make_user("auditor", Role.AUDITOR, at=office.east))
    return client


def happened(office, *acts: str, at=None) -> None:
    """Events of the east, or of another office, in this order."""
    for act in acts:
        where = at or office.east
        record(office.who(Role.CLERK), act, where, organisation=where)


def acts_on(response) -> list[str]:
    return [event.act for event in response.context["page"].object_list]


def rows_of(response) -> list[list[str]]:
    """The lines of a CSV file, heads first."""
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_head_sorts_up_then_down_and_says_so(auditor, office):
    happened(office, "乙", "甲", "丙")
    up = auditor.get(f"{EVENTS}?order=act")
    assert acts_on(up) == sorted(acts_on(up))
    assert 'aria-sort="ascending"' in up.content.decode()
    assert "order=-act" in up.content.decode()
    down = auditor.get(f"{EVENTS}?order=-act")
    assert acts_on(down) == acts_on(up)[::-1]


def test_an_order_that_no_head_gives_is_the_list_s_own(auditor, office):
    happened(office, "先", "后")
    for order in ("hash", "-previous_hash", "organisation__path", "-", "x"):
        assert acts_on(auditor.get(EVENTS, {"order": order}))[:2] == ["后", "先"]


def test_the_whole_result_leaves_as_a_file_with_the_conditions_and_no_foreign_row(auditor, office):
    happened(office, *[f"登记{number}" for number in range(25)], "受理")
    happened(office, "登记别处", at=office.west)
    found = rows_of(auditor.get(f"{EVENTS}?act=登记&format=csv&page=2&size=20"))
    assert found[0][:3] == ["时间", "办理人", "事项"]
    assert {line[2] for line in found[1:]} == {f"登记{number}" for number in range(25)}

    book = load_workbook(io.BytesIO(auditor.get(f"{EVENTS}?act=登记&format=xlsx").content))
    assert book.active.max_row == 26


def test_a_cell_that_looks_like_a_formula_is_text(auditor, office):
    happened(office, "=HYPERLINK(1)")
    book = load_workbook(io.BytesIO(auditor.get(f"{EVENTS}?format=xlsx").content))
    cell = next(cell for line in book.active for cell in line if "HYPERLINK" in str(cell.value))
    assert cell.data_type == "s"
    words = [line[2] for line in rows_of(auditor.get(f"{EVENTS}?format=csv"))]
    assert all(not word.startswith("=") for word in words)


def test_a_file_is_refused_to_whoever_may_not_see_the_rows(client, office):
    client.force_login(office.who(Role.CLERK))
    for kind in ("xlsx", "csv", "print"):
        assert client.get(f"{EVENTS}?format={kind}").status_code == 403
    assert client.get(f"{reverse('fees:accounts')}?format=xlsx").status_code == 403


def test_the_print_view_has_every_row_and_says_what_was_asked(auditor, office):
    happened(office, *["登记"] * 30)
    page = auditor.get(f"{EVENTS}?act=登记&format=print").content.decode()
    assert page.count("<tr data-row>") == 30
    assert "查询条件" in page
    assert "事项 登记" in page


def test_a_list_too_long_to_count_goes_by_key_and_loses_nothing(auditor, office, monkeypatch):
    # Many acts of one moment, as an import makes them.
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        happened(office, *[f"第{number}件" for number in range(45)])
    every = acts_on(auditor.get(f"{EVENTS}?size=100"))
    monkeypatch.setattr(list_pages, "COUNTED", 5)

    seen, address = [], EVENTS
    while address:
        page = auditor.get(address)
        assert "共 5 以上 条" in page.content.decode()
        seen += acts_on(page)
        older = page.context["page"].older
        address = f"{EVENTS}?after={older}" if older else ""
    assert seen == every

    last = page.context["page"]
    back = auditor.get(f"{EVENTS}?before={last.newer}")
    assert acts_on(back) == every[-len(last.object_list) - 20 : -len(last.object_list)]


def test_a_key_that_is_not_on_the_list_begins_it_anew(auditor, office, monkeypatch):
    happened(office, *["登记"] * 30)
    happened(office, "别处", at=office.west)
    foreign = Event.objects.get(act="别处").pk
    monkeypatch.setattr(list_pages, "COUNTED", 5)
    first = auditor.get(EVENTS).context["page"].object_list
    for asked in (foreign, 10**17, "x", "9" * 30):
        assert auditor.get(f"{EVENTS}?after={asked}").context["page"].object_list == first


def test_a_link_of_the_foot_keeps_conditions_and_drops_the_page(auditor, office):
    happened(office, *["登记"] * 30)
    page = auditor.get(EVENTS, {"act": "登记", "page": "2", "order": "act"})
    listing = page.context["listing"]
    assert all("act=" in url and "order=act" in url for _, url in listing.file_links)
    assert all("page=" not in url for _, url in listing.file_links)


def test_an_empty_list_says_why_and_what_to_do(auditor, client, office):
    assert "没有符合条件的记录" in auditor.get(f"{EVENTS}?act=没有").content.decode()
    client.force_login(office.who(Role.FINANCE))
    page = client.get(reverse("fees:accounts")).content.decode()
    assert "还没有缴费账户。核定易地建设费后自动开户" in page
    assert f'href="{reverse("fees:pending")}"' in page


def test_a_day_bounds_an_instant_in_local_time(auditor, office):
    day = timezone.localdate() + timedelta(days=3)
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    for act, moment in (("早", midnight - timedelta(seconds=1)), ("晚", midnight)):
        with time_machine.travel(moment, tick=False):
            happened(office, act)
    assert acts_on(auditor.get(EVENTS, {"at_from": day, "at_to": day})) == ["晚"]


class Row:
    """Something to show."""

    def __init__(self, name: str, amount: int | None = None) -> None:
        self.name, self.amount, self.pk = name, amount, 7


def test_a_cell_escapes_what_users_typed_and_a_missing_value_is_a_dash():
    table = Table(
        "表",
        (
            col.Title("名称", "name", link="person", note=lambda row: "<i>"),
            col.Money("金额", "amount"),
        ),
        [Row("<b>"), Row("乙", 1234)],
    )
    (_, called, first), (_, _, second) = table.lines
    assert called == "<b>"
    assert "&lt;b&gt;" in first
    assert "<i>" not in first
    assert f'href="{reverse("person", args=[7])}"' in first
    assert '<td class="num">-</td>' in first
    assert "¥1,234.00" in second
    assert [head["is_number"] for head in table.heads] == [False, True]


def test_a_path_to_a_field_sorts_and_a_function_only_where_it_says_by_what():
    assert field_at(Event, "organisation.path") is not None
    assert sort_path(Column("机构", "organisation.name"), Event) == "organisation__name"
    assert sort_path(Column("机构", "organisation.short_name"), Event) in (
        "",
        "organisation__short_name",
    )
    assert sort_path(Column("说明", lambda event: event.note), Event) == ""
    assert sort_path(Column("说明", lambda event: event.note, sort="note"), Event) == "note"
    assert sort_path(Column("事项", "act", sort=""), Event) == ""


class Asked(Query):
    words = Words("事项", "act", "subject_label")
    since = DayBound("自", "at__gte")
    kind = OneOf("种类", [("a", "甲")])


def test_a_condition_that_cannot_be_read_narrows_nothing_and_is_said(db, office):
    form = Asked({"words": "登记", "since": "昨天吧"}, scope=None)
    assert form.asked == {}
    assert form.errors
    assert Asked({"words": "登记", "kind": ""}, scope=None).asked == {"words": "登记"}
    assert [bound.label for bound in Asked({"kind": "a"}, scope=None).asked_fields] == ["种类"]
