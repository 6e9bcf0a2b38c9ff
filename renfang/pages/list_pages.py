"""A list, declared once per register: conditions, order, tabs, sums, pages, files and print follow.

    class SlipList(ListPage):
        title, noun, model, query = "记账单复核", "笔", Slip, SlipQuery
        columns = (
            Title("项目或工程", "holder.title", link="fees:slip"),
            Day("凭证日期", "business_date"),
            Owed("金额", "amount", total=True),
        )

    path("slips/", SlipList.as_view(), name="slips")

Everything is read from the address: the conditions of the query form, ``tab``, ``order`` (the key
of a column, ``-`` before it for downward), ``page`` and ``size``; ``format`` gives the whole result
as ``xlsx``, ``csv`` or ``print``. What the user may not see is in none of it: ``rows`` is where
every page, count, sum and file begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from renfang.acts import NotPermitted
from renfang.hooks import Hook
from renfang.pages.answers import GivenOut, Use, given_out
from renfang.pages.columns import Column, ordering, related_paths, sort_path
from renfang.pages.lists import KeyPage, key_page, page_of
from renfang.pages.query_forms import Query
from renfang.pages.tables import Table
from renfang.pages.templatetags.forms import choice_label

# Rows that are counted and paged by position; what is longer is paged by key.
COUNTED = 10_000
# Rows that one print view takes: some eighty sheets of A4.
PRINTED = 2_000
_CHUNK = 500
_FILES = ("xlsx", "csv")

# How a list becomes a file: format ("xlsx" or "csv"), name, columns, rows. Filled by exchange.
FILE_WRITERS: Hook[
    Callable[[str, str, Sequence[Column], Iterable[Sequence[Any]]], HttpResponseBase]
] = Hook()


@dataclass(frozen=True)
class Link:
    """A button above the list, for those who hold ``permission``.

    ``is_sent`` posts (a file whose giving out is an act); ``keeps_query`` takes the conditions
    along; ``needs_rows`` hides it where the list is empty.
    """

    label: str
    to: str
    symbol: str = ""
    permission: str = ""
    _: KW_ONLY
    is_main: bool = False
    is_sent: bool = False
    keeps_query: bool = False
    needs_rows: bool = False


@dataclass(frozen=True)
class Nothing:
    """Why the list is empty and what to do, for those who hold ``permission``."""

    reason: str
    act: str = ""
    to: str = ""
    symbol: str = "inbox"
    permission: str = ""


@dataclass(frozen=True)
class Tab:
    """A part of the list with its count; ``condition`` says what stands in it."""

    name: str
    label: str
    condition: Q


class ListPage:
    """One list. Subclasses declare it; an instance answers one request.

    ``permission`` lets people in at all; without it the list opens for everybody and shows what
    they may see. A file is for those who hold ``file_permission``: where none is named, the
    permission to see the rows; where it is empty, nobody is asked. ``has_files`` and ``has_print``
    are off where the rows leave by an act, or not at all.

    ``parents`` are the pages above: (label, name of the address). ``order`` is what the list begins
    with, the model's own where nothing is said; ``by_key`` the falling column (with ``-pk`` after
    it) of a list that grows without end. ``related`` and ``prefetch`` fetch what functions of
    columns read. ``picks`` names the tick boxes of a ``template`` that says what is done to what is
    ticked, ``picked`` what a row is; ``has_row_acts`` says that columns have buttons
    (``row_button``).
    """

    model: ClassVar[type[Model]]
    title: ClassVar[str]
    noun: ClassVar[str] = "条"
    columns: ClassVar[tuple[Column, ...]]
    query: ClassVar[type[Query]] = Query
    permission: ClassVar[str] = ""
    parents: ClassVar[tuple[tuple[str, str], ...]] = ()
    links: ClassVar[tuple[Link, ...]] = ()
    nothing: ClassVar[tuple[Nothing, ...]] = ()
    nothing_found: ClassVar[str] = "没有符合条件的记录"
    order: ClassVar[tuple[Any, ...]] = ()
    by_key: ClassVar[str] = ""
    size: ClassVar[int] = 20
    related: ClassVar[tuple[str, ...]] = ()
    prefetch: ClassVar[tuple[Any, ...]] = ()
    tabs: ClassVar[tuple[Tab, ...]] = ()
    first_tab: ClassVar[str] = ""
    has_files: ClassVar[bool] = True
    has_print: ClassVar[bool] = True
    file_permission: ClassVar[str | None] = None
    file_name: ClassVar[str] = ""
    picks: ClassVar[str] = ""
    picked: ClassVar[str] = "记录"
    has_row_acts: ClassVar[bool] = False
    template: ClassVar[str] = "pages/list.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.scope = request, request.scope
        self.today = timezone.localdate()

    # What a list may say for itself -----------------------------------------------------------

    def rows(self) -> QuerySet:
        """Every row that the user may see."""
        return self.model.objects.visible_to(self.scope)

    def prepare(self, rows: Sequence[Any]) -> None:
        """Give the rows of a page, or a stretch of a file, what columns read beside the table."""

    def context(self) -> dict[str, Any]:
        """What the list's own template shows beside the list."""
        return {}

    def summary(self) -> str:
        """The sums below the list, of the whole result."""
        sums = [f"{column.label} {column.text(value or 0)}" for column, value in self.totals]
        return f"合计 {'，'.join(sums)}" if sums else ""

    def count_words(self) -> str:
        """How many there are, beside the heading."""
        return f"共 {self.total} {self.noun}"

    def may_pick(self) -> bool:
        """Whether rows can be ticked."""
        return bool(self.picks)

    # Answers ------------------------------------------------------------------------------------

    @classmethod
    def as_view(cls, kind: str = "") -> Callable[[HttpRequest], HttpResponseBase]:
        """The view of the list, or of its file (``kind`` is ``xlsx`` or ``csv``)."""

        def view(request: HttpRequest) -> HttpResponseBase:
            return cls(request).answer(kind)

        view.__doc__, view.__name__, view.__module__ = cls.__doc__, cls.__name__, cls.__module__
        guarded = require_GET(view)
        guarded.list_page = cls
        return guarded

    def answer(self, kind: str = "", /, **extra: Any) -> HttpResponseBase:
        """The page, the file or the print view that the address asks for."""
        if self.permission and not self.scope.holds(self.permission):
            raise NotPermitted.lacking(self.permission)
        asked = self.request.GET.get("format", "")
        if kind or (self.has_files and asked in _FILES):
            return self.file(asked if asked in _FILES else kind)
        return self.printed() if self.has_print and asked == "print" else self.show(**extra)

    def show(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        """The page; ``extra`` is for a list that also takes a form."""
        context = {"form": self.form, "page": self.page, **self.full_context(), **extra}
        return render(self.request, self.template, context, status=status)

    def full_context(self) -> dict[str, Any]:
        """What ``pages/list.html`` shows, for a page that is answered elsewhere."""
        return {"listing": self, "tabs": self.tab_links, **self.context()}

    def file(self, kind: str) -> HttpResponseBase:
        """The whole result as a file, for whoever may see the rows."""
        permission = self.file_permission
        if permission is None:
            permission = self.permission or self.model.view_permission
        if permission and not self.scope.holds(permission):
            raise NotPermitted.lacking(permission)
        columns = [column for column in self._held if column.in_file]
        name = f"{self.file_name or self.title}{self.today:%Y%m%d}"
        # Asked for now, not while the file is on its way: a refusal is still an answer.
        found = self.sorted_rows.iterator(_CHUNK)
        rows = ([column.filed(row) for column in columns] for row in self._stretches(found))
        answer = next(write(kind, name, columns, rows) for write in FILE_WRITERS)
        told: GivenOut = answer.given_out
        counted = told.facts or {"行数": self.total}
        return given_out(answer, Use.EXPORT, told.name, 条件=self.conditions, **counted)

    def printed(self) -> HttpResponse:
        """The whole result on one page for the printer, up to ``PRINTED`` rows."""
        rows = list(self.sorted_rows[:PRINTED])
        self.prepare(rows)
        context = {"listing": self, "lines": self._lines(rows), "most": PRINTED}
        answer = render(self.request, "pages/list_print.html", context)
        facts = {"条件": self.conditions, "行数": len(rows)}
        return given_out(answer, Use.PRINT, self.title, **facts)

    @property
    def conditions(self) -> str:
        """What was asked, in words: 待复核，项目 翠屏."""
        asked = [f"{bound.label} {choice_label(bound)}" for bound in self.form.asked_fields]
        tab = [tab.label for tab in self.tabs if tab.name == self.tab]
        return "，".join([*tab, *asked]) or "全部"

    def _stretches(self, rows: Iterator[Any]) -> Iterator[Any]:
        while some := list(islice(rows, _CHUNK)):
            self.prepare(some)
            yield from some

    # What the address asks for ------------------------------------------------------------------

    @cached_property
    def form(self) -> Query:
        """The query form, bound where the address says anything."""
        return self.query(self.request.GET or None, scope=self.scope)

    @cached_property
    def found(self) -> QuerySet:
        """The rows that meet the conditions, of all tabs."""
        return self.form.narrow(self.rows())

    @cached_property
    def tab(self) -> str:
        """Name of the tab asked for, else of the one to begin with."""
        asked = self.request.GET.get("tab", "")
        return asked if asked in [tab.name for tab in self.tabs] else self.first_tab

    @property
    def _here(self) -> Q:
        """The condition of the tab asked for; an empty one where there are none."""
        return next((tab.condition for tab in self.tabs if tab.name == self.tab), Q())

    @cached_property
    def in_tab(self) -> QuerySet:
        """The rows of the tab asked for: the result."""
        return self.found.filter(self._here)

    @cached_property
    def sorted_rows(self) -> QuerySet:
        """The result in order, with what the columns read."""
        related = {*self.related, *related_paths(self.columns, self.model)}
        rows = self.in_tab.select_related(*related) if related else self.in_tab
        asked = self.request.GET.get("order", "")
        path = self._sorted_by.get(asked.removeprefix("-"))
        order = ordering(self.model, path, descending=asked[0] == "-") if path else self._order
        return rows.prefetch_related(*self.prefetch).order_by(*order)

    @property
    def _order(self) -> Sequence[Any]:
        return self.order or (*self.model._meta.ordering, "-pk")

    @cached_property
    def _held(self) -> tuple[Column, ...]:
        """The columns that this user may see, linked where they may follow."""
        held = (c for c in self.columns if not c.permission or self.scope.holds(c.permission))
        return tuple(
            replace(column, link="")
            if column.link_permission and not self.scope.holds(column.link_permission)
            else column
            for column in held
        )

    @cached_property
    def _shown(self) -> tuple[Column, ...]:
        return tuple(column for column in self._held if column.on_page)

    @cached_property
    def _sorted_by(self) -> dict[str, str]:
        """Key of a column in the address → what the database sorts by."""
        if self.by_key and self.is_long:
            return {}
        paths = ((column, sort_path(column, self.model)) for column in self._shown)
        return {column.key or path: path for column, path in paths if path}

    # Counts and sums, of the whole result -------------------------------------------------------

    @cached_property
    def _figures(self) -> dict[str, Any]:
        """Counts of all tabs and sums of the one asked for, by one statement."""
        here = self._here or None
        wanted: dict[str, Any] = {
            f"tab_{tab.name}": Count("pk", filter=tab.condition or None) for tab in self.tabs
        }
        for number, column in enumerate(self._shown):
            if column.total:
                path = sort_path(column, self.model)
                wanted[f"total_{number}"] = Sum(path, filter=here)
        if not wanted:
            return {}
        return self.found.order_by().aggregate(counted=Count("pk", filter=here), **wanted)

    @cached_property
    def count(self) -> int:
        """Rows of the result; one more than ``COUNTED`` stands for all that is beyond."""
        if self._figures:
            return self._figures["counted"]
        if self.by_key:
            return self.in_tab.order_by()[: COUNTED + 1].count()
        return self.in_tab.count()

    @property
    def is_long(self) -> bool:
        """Whether the result is too long to count."""
        return bool(self.by_key) and self.count > COUNTED

    @property
    def total(self) -> str:
        """The count in words."""
        return f"{COUNTED:,} 以上" if self.is_long else f"{self.count:,}"

    @property
    def totals(self) -> list[tuple[Column, Any]]:
        """The columns that are added up, with their sums."""
        return [
            (column, self._figures[f"total_{number}"])
            for number, column in enumerate(self._shown)
            if column.total
        ]

    # What the template shows --------------------------------------------------------------------

    @cached_property
    def page(self) -> Page | KeyPage:
        """The rows of this page, prepared."""
        if self.is_long:
            page: Any = key_page(self.request, self.sorted_rows, self.by_key, self.size)
        else:
            paginator = Paginator(self.sorted_rows, self.size)
            paginator.count = self.count
            page = page_of(self.request, paginator)
            page.object_list = list(page.object_list)
        self.prepare(page.object_list)
        return page

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns: label, key to sort by, on the right or not."""
        keys = {path: key for key, path in self._sorted_by.items()}
        return [
            {
                "label": column.label,
                "key": keys.get(sort_path(column, self.model), ""),
                "is_number": column.is_number,
            }
            for column in self._shown
        ]

    @cached_property
    def lines(self) -> list[tuple[Any, str, str]]:
        """The rows of this page, each with what it is called and its cells."""
        return self._lines(self.page.object_list)

    def _lines(self, rows: Sequence[Any]) -> list[tuple[Any, str, str]]:
        return Table(self.title, self._shown, rows).lines

    @property
    def tab_links(self) -> list[dict[str, Any]]:
        """The tabs with their counts; each keeps the conditions."""
        return [
            {
                "label": tab.label,
                "url": self.address(tab=tab.name),
                "current": tab.name == self.tab,
                "count": self._figures[f"tab_{tab.name}"],
            }
            for tab in self.tabs
        ]

    @property
    def buttons(self) -> list[Link]:
        """The links that this user may follow."""
        return [
            link
            for link in self.links
            if (not link.permission or self.scope.holds(link.permission))
            and (self.count or not link.needs_rows)
        ]

    @property
    def why_empty(self) -> Nothing:
        """What to say in place of rows."""
        if self.form.is_bound:
            return Nothing(self.nothing_found, "清除条件")
        fitting = (n for n in self.nothing if not n.permission or self.scope.holds(n.permission))
        return next(fitting, Nothing("还没有记录"))

    @property
    def file_links(self) -> list[tuple[str, str]]:
        """What the foot of the list offers: the whole result as files and for the printer."""
        kinds = [("导出 Excel", "xlsx"), ("导出 CSV", "csv")] if self.has_files else []
        if self.has_print:
            kinds.append(("打印", "print"))
        return [(label, self.address(format=kind)) for label, kind in kinds]

    def address(self, **changed: str) -> str:
        """This list's address with the conditions kept, some of it changed, on its first page."""
        params = self.request.GET.copy()
        for name in ("page", "after", "before", "format"):
            params.pop(name, None)
        for name, value in changed.items():
            params[name] = value
        return f"?{params.urlencode()}"
