"""审计检索: who did what, with before and after; and who came in, was refused, took what out."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join

from renfang.history.models import AccessRecord, Event
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.query_forms import DayBound, Office, OneOf, Query, Words


class EventQuery(Query):
    """What the history can be asked."""

    actor = Words("办理人", "actor_label", max_length=50)
    subject = Words("对象", "subject_label")
    act = Words("事项", "act", max_length=40)
    at_from = DayBound("日期自", "at__gte")
    at_to = DayBound("日期至", "at__lte")
    address = Words("来源地址", "address__exact", max_length=45)
    office = Office(Event.view_permission)


def _subject(event: Event) -> str:
    return format_html(
        '{} <span class="task-hint">{}</span>', event.subject_label, event.organisation.name
    )


def _changes(event: Event) -> str:
    shown = format_html_join("", "<div>{}：{}{}</div>", _changed(event))
    return (
        format_html('{}<div class="soft">{}</div>', shown, event.told_note) if event.note else shown
    )


def _changed(event: Event) -> Iterator[tuple[str, str, Any]]:
    """Label, what it was with an arrow, what it became."""
    before, after = event.told_before, event.told_after
    for label in dict.fromkeys([*before, *after]):
        was = f"{before[label]} → " if label in before else ""
        yield label, was, after.get(label, col.NOTHING)


class EventList(ListPage):
    """The auditor's list of events in scope, newest first."""

    model, query, title = Event, EventQuery, "审计检索"
    permission = Event.view_permission
    links = (Link("访问记录", "access_records", "eye"),)
    order = ("-at", "-pk")
    by_key = "at"
    columns = (
        col.Moment("时间", "at", width=20),
        col.Short("办理人", "actor_label"),
        col.Short("事项", "act"),
        col.Column("对象", "subject_label", html=_subject, width=40),
        col.Column("机构", "organisation.name", on_page=False, width=28),
        col.Column("办理前后", "changes_in_words", html=_changes, width=60),
        col.Column("说明", "told_note", on_page=False, width=40),
        col.Short("来源地址", "address"),
    )
    nothing = (Nothing("还没有办理记录"),)


class AccessQuery(Query):
    """What the access records can be asked."""

    kind = OneOf("类别", AccessRecord.Kind.choices)
    person = Words("人员", "person_label", "person__username", max_length=50)
    office = Office(AccessRecord.view_permission, "所在机构")
    subject = Words("对象", "subject_label")
    result = OneOf("结果", AccessRecord.Result.choices)
    at_from = DayBound("日期自", "at__gte")
    at_to = DayBound("日期至", "at__lte")
    address = Words("来源地址", "address__exact", max_length=45)
    session = Words("会话标识", "session__exact", max_length=16)


def _person(row: AccessRecord) -> str:
    office = row.organisation.name if row.organisation else ""
    return format_html('{} <span class="task-hint">{}</span>', row.person_label, office)


def _what(row: AccessRecord) -> str:
    return format_html('{} <span class="task-hint">{}</span>', row.subject_label, row.path)


def _details(row: AccessRecord) -> str:
    shown = ((name, value) for name, value in row.details.items())
    return format_html_join("", "<div>{}：{}</div>", shown)


def _origin(row: AccessRecord) -> str:
    session = f"会话 {row.session}" if row.session else ""
    return format_html('{} <span class="task-hint">{}</span>', row.address, session)


class AccessList(ListPage):
    """The auditor's list of entries, refusals, files given out and looks at personal data."""

    model, query, title = AccessRecord, AccessQuery, "访问记录"
    permission = AccessRecord.view_permission
    parents = (("审计检索", "events"),)
    order = ("-at", "-pk")
    by_key = "at"
    columns = (
        col.Moment("时间", "at", width=20),
        col.Column("人员", "person_label", html=_person),
        col.Column("所在机构", "organisation.name", on_page=False, width=28),
        col.Short("类别", "get_kind_display", sort="kind"),
        col.State("结果", "get_result_display", lambda row: _TONES[row.result]),
        col.Column("对象", "subject_label", html=_what, width=40),
        col.Column("详情", "details_in_words", html=_details, width=60),
        col.Short("来源地址", "address", html=_origin),
        col.Code("会话标识", "session", on_page=False),
        col.Column("网址", "path", on_page=False, width=40),
    )
    nothing = (Nothing("还没有访问记录"),)


_TONES = {AccessRecord.Result.DONE: "plain", AccessRecord.Result.REFUSED: "bad"}
