"""审计检索: who did what, when, from where, with before and after."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join

from renfang.history.models import Event
from renfang.pages import columns as col
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.query_forms import DayBound, Query, Words


class EventQuery(Query):
    """What the history can be asked."""

    actor = Words("办理人", "actor_label", max_length=50)
    subject = Words("对象", "subject_label")
    act = Words("事项", "act", max_length=40)
    at_from = DayBound("日期自", "at__gte")
    at_to = DayBound("日期至", "at__lte")
    address = Words("来源地址", "address__exact", max_length=45)


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
