"""规则库: the list, one book with all it says and what changed; its rows and examples in editing.

试算比较 shows the same project under two books or on two days, side by side, with every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from engineering.area.facts import Facts
from engineering.hooks import facts_of
from engineering.models import Project
from fees.calculation.fee import assess
from fees.rule_books.acts import (
    HEAD_FACTS,
    amend_head,
    copy_book,
    end_book,
    publish_book,
    read_book,
    remove_example,
    remove_row,
    return_book,
    save_example,
    save_row,
    submit_book,
)
from fees.rule_books.columns import described
from fees.rule_books.forms import (
    FORMS,
    BookQuery,
    CopyForm,
    EndForm,
    ExampleForm,
    HeadForm,
    RevisionForm,
    RowForm,
    WhatIfForm,
    kind_of_example,
    shown_example,
    shown_sanction,
)
from fees.rule_books.steps import COPY, EDIT, END, PUBLISH, RETURN, STEPS, SUBMIT
from fees.rule_books.trials import EXPECTED, differences, run_examples
from renfang.acts import NotPermitted
from renfang.history.record import events_of
from renfang.organisations.models import Organisation, User
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import whole_numbers
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import tone
from renfang.rules.explained import FactProblem
from renfang.rules.law import law_at, reach_of
from renfang.rules.models import BookEdition
from renfang.rules.rows import BookError
from renfang.rules.vocabulary import ALL_SECTIONS


def find(request: HttpRequest, pk: int) -> BookEdition:
    """The edition, if the user may see it."""
    rows = BookEdition.objects.visible_to(request.scope)
    found: BookEdition = get_object_or_404(
        rows.select_related("organisation", "parent", "copied_from", "prepared_by", "published_by"),
        pk=pk,
    )
    return found


def _span(book: BookEdition) -> str:
    return f"{book.effective_from or '不限'} 至 {book.last_day or '今后'}"


def _maker(book: BookEdition) -> str:
    return book.organisation.short_name if book.organisation else "随程序发布"


class BookList(ListPage):
    """Every visible book: the shipped ones, those of the user's offices and their superiors."""

    model, query, title, noun = BookEdition, BookQuery, "规则库", "个版本"
    file_permission = "view_rulebooks"
    order = ("jurisdiction", "-pk")
    columns = (
        col.Title("名称", "title", link="fees:book"),
        col.Short("版本", "version"),
        col.Short("适用地区", "jurisdiction_name"),
        col.Short("施行期间", _span, sort="effective_from"),
        col.Column("上级规则", "parent.title"),
        col.Column("编制机构", _maker),
        col.State("状态", "state", "published=good submitted=todo *=waiting"),
    )
    related = ("organisation",)
    links = (Link("试算比较", "fees:what_if", "scale"),)
    nothing = (Nothing("本岗位没有可查看的规则库。由财务或审批岗位办理", symbol="book"),)
    nothing_found = "没有符合条件的规则库"

    def rows(self) -> QuerySet[BookEdition]:
        """Without what makes a book heavy."""
        heavy = ("content", "cases", "parent__content", "parent__cases")
        return BookEdition.objects.visible_to(self.scope).select_related("parent").defer(*heavy)


@require_GET
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """One book: what every row says, what is wrong, its examples, and the next act."""
    row = find(request, pk)
    read, problems = read_book(row)
    scope, main = request.scope, STEPS.main(row)

    def may(needed: str) -> bool:
        return scope.may(needed, row)

    results = [] if read is None else run_examples(row, read)
    may_edit = EDIT.fits(row) and may(EDIT.permission)
    buttons = STEPS.buttons(row, may, request.user)
    if COPY.fits(row) and scope.holds(COPY.permission):
        buttons.append(COPY.button(row))
    context = {
        "book": row,
        "problems": problems,
        "sections": _sections(row, may_edit),
        "results": results,
        "trials": _trials(row, results, may_edit),
        "replaces": "、".join(ALL_SECTIONS[name] for name in row.content.get("replaces", [])),
        "versions": BookEdition.objects.visible_to(request.scope)
        .filter(Q(code=row.code) | Q(pk=row.copied_from_id))
        .exclude(pk=row.pk)
        .defer("content", "cases")
        .order_by("-id")[:20],
        "first_day_unverified": row.content.get("first_day_unverified", False),
        "before": row.content.get("before", ""),
        "reach": reach_of(row, _offices(request), _day_of(row)),
        "reach_day": _day_of(row),
        "events": events_of(row)[:30] if row.organisation_id else [],
        "main": main,
        "may_edit": may_edit,
        "buttons": buttons,
    }
    return render(request, "fees/rule_books/book.html", context)


def _offices(request: HttpRequest) -> list[Organisation]:
    """The offices that the user sees, superiors first."""
    mine = request.scope.organisations("view_rulebooks")
    return list(Organisation.objects.filter(pk__in=mine).order_by("path"))


def _day_of(row: BookEdition) -> date:
    """Today, or the first or last day of a book that is not in force today."""
    day = max(timezone.localdate(), row.effective_from or date.min)
    return day if row.last_day is None else min(day, row.last_day)


def _sections(book: BookEdition, may_edit: bool) -> list[dict[str, Any]]:
    return [
        {"code": section, "label": label, "table": _section_table(book, section, label, may_edit)}
        for section, label in ALL_SECTIONS.items()
    ]


def _says(row: dict[str, Any]) -> str:
    if not row.get("note"):
        return row["says"]
    return format_html('{}<span class="soft">（{}）</span>', row["says"], row["note"])


_ROWS = (
    col.Number("序号", lambda row: row["position"] + 1),
    col.Head("条目", "head"),
    col.Column("内容", "says", html=_says),
    col.Column("依据", "basis"),
    col.Column("施行期间", "period"),
)


def _section_table(book: BookEdition, section: str, label: str, may_edit: bool) -> Table:
    """The rows of one section, for whoever may edit with the ways to amend and remove each."""

    def acts(row: dict[str, Any]) -> str:
        at, about = [book.pk, section, row["position"]], f"{label}第 {row['position'] + 1} 行"
        return _row_acts("fees:book_row", "fees:book_row_remove", at, about)

    described_rows = [
        {**described(section, values), "position": position}
        for position, values in enumerate(book.content.get(section, []))
    ]
    columns = (*_ROWS, col.Short("办理", "", html=acts)) if may_edit else _ROWS
    return Table(label, columns, described_rows, is_dense=True)


def _row_acts(amend: str, remove: str, at: list[Any], about: str) -> str:
    """The two links of a row that may be edited."""
    return format_html(
        "{} {}",
        col.row_link("修改", reverse(amend, args=at), about),
        col.row_link("删除", reverse(remove, args=at), about),
    )


def _name(row: dict[str, Any]) -> str:
    result = row["result"]
    if not result.problem or not row["is_first"]:
        return result.name
    return format_html('{}<span class="wrong">（{}）</span>', result.name, result.problem)


_LINES = (
    col.Head("案例", "result.name", html=_name),
    col.Column("事项", "line.label"),
    col.Number("预期", "line.expected"),
    col.Number("计算", "line.computed"),
    col.State(
        "结果",
        lambda row: "相符" if row["line"].agrees else "不符",
        lambda row: "good" if row["line"].agrees else "bad",
    ),
)


def _trials(book: BookEdition, results: Sequence[Any], may_edit: bool) -> Table:
    """The lines of all examples; what is done to one stands in its first."""

    def acts(row: dict[str, Any]) -> str:
        if not row["is_first"]:
            return ""
        at = [book.pk, row["result"].position]
        return _row_acts("fees:book_case", "fees:book_case_remove", at, row["result"].name)

    lines = [
        {"result": result, "line": line, "is_first": number == 0}
        for result in results
        for number, line in enumerate(result.lines)
    ]
    columns = (*_LINES, col.Short("办理", "", html=acts)) if may_edit else _LINES
    return Table("试算案例", columns, lines, is_dense=True)


def trail(row: BookEdition) -> tuple[tuple[str, str], ...]:
    """The pages above a form of this book."""
    return ("规则库", reverse("fees:books")), (str(row), reverse("fees:book", args=[row.pk]))


@require_http_methods(["GET", "POST"])
def book_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """复制 a published book for one of the user's offices."""
    source = find(request, pk)
    offices = offices_with(request.scope, COPY.permission)
    today = timezone.localdate()
    first = offices.first()
    initial = {
        "organisation": first,
        "title": f"{first.division.name}规则库" if first else "",
        "version": f"{today.year}.1",
    }
    form = CopyForm(request.POST or None, offices=offices, initial=initial)

    def perform() -> BookEdition:
        values = dict(form.cleaned_data)
        office = values.pop("organisation")
        return copy_book(pk, organisation_id=office.pk, by=request.user, **values)

    return step_page(
        request,
        COPY,
        source,
        form,
        perform,
        trail=trail(source),
        lead=f"复制{source}的全部条目和试算案例，作为本机构所在地区的规则库编辑。",
        done="已复制，可以编辑",
        to=lambda row: reverse("fees:book", args=[row.pk]),
    )


@require_http_methods(["GET", "POST"])
def book_head(request: HttpRequest, pk: int) -> HttpResponse:
    """修改基本信息 of a draft."""
    row = find(request, pk)
    request.scope.require(EDIT.permission, row)
    initial = {name: row.content.get(name, "") for name in HEAD_FACTS} | {
        name: getattr(row, name)
        for name in ("title", "basis", "effective_from", "effective_to", "revision")
    }
    form = HeadForm(request.POST or None, initial=initial)

    def perform() -> BookEdition:
        values = dict(form.cleaned_data)
        revision = values.pop("revision")
        return amend_head(pk, values, revision=revision, by=request.user)

    return step_page(request, EDIT, row, form, perform, trail=trail(row), done="已保存基本信息")


def _publish_today(pk: int, *, by: User) -> BookEdition:
    return publish_book(pk, on=timezone.localdate(), by=by)


_act = acts_on(find, trail)
book_submit = _act(SUBMIT, fresh(Form), submit_book, "已送批，由另一名负责人批准发布")
book_publish = _act(
    PUBLISH,
    fresh(Form),
    _publish_today,
    lambda row: f"已发布{row}，自 {row.effective_from} 起施行，内容不再修改",
)
book_return = _act(RETURN, fresh(ReasonForm), return_book, "已退回编制人")
book_end = _act(END, fresh(EndForm), end_book, "已登记停止施行日期")


def _compared(other: BookEdition, row: BookEdition) -> Table:
    columns = (
        col.Head("部分", "place"),
        col.State("变化", "kind", lambda one: tone(one.kind, "删除=bad 增加=good *=todo")),
        col.Column(str(other), "before"),
        col.Column(str(row), "after"),
    )
    return Table("差异", columns, differences(other, row))


@require_GET
def book_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """与另一版本比较: what was added, changed and removed from ``?with=`` to this one."""
    row = find(request, pk)
    others = list(
        BookEdition.objects.visible_to(request.scope)
        .exclude(pk=pk)
        .defer("content", "cases")
        .order_by("jurisdiction", "-id")[:100]
    )
    wanted = whole_numbers([request.GET.get("with", "")])
    other_pk = wanted[0] if wanted else row.copied_from_id or (others[0].pk if others else None)
    other = None if other_pk is None else find(request, other_pk)
    context = {
        "book": row,
        "other": other,
        "others": others,
        "differences": [] if other is None else _compared(other, row),
    }
    return render(request, "fees/rule_books/book_compare.html", context)


def _draft(request: HttpRequest, pk: int) -> BookEdition:
    row = find(request, pk)
    request.scope.require(EDIT.permission, row)
    EDIT.require_state(row)
    return row


def _section(section: str) -> str:
    if section not in ALL_SECTIONS:
        raise Http404
    return ALL_SECTIONS[section]


def _at(rows: list, position: int) -> dict:
    if position >= len(rows):
        raise Http404
    return rows[position]


@require_http_methods(["GET", "POST"])
def row_new(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """增加条目."""
    return _row_page(request, pk, section, None)


@require_http_methods(["GET", "POST"])
def row_edit(request: HttpRequest, pk: int, section: str, position: int) -> HttpResponse:
    """修改条目."""
    return _row_page(request, pk, section, position)


def _row_page(request: HttpRequest, pk: int, section: str, position: int | None) -> HttpResponse:
    label = _section(section)
    book = _draft(request, pk)
    row = {} if position is None else _at(book.content.get(section, []), position)
    form = RowForm(
        request.POST or None, section=section, row=row, initial={"revision": book.revision}
    )
    title = f"增加{label}" if position is None else f"修改{label}第 {position + 1} 行"
    page = FormPage(title, "保存条目", trail(book), lead="每个条目写明法律依据和施行期间。")
    return act_form(
        request,
        form,
        page,
        lambda: save_row(
            pk,
            section,
            position,
            form.values(),
            revision=form.cleaned_data["revision"],
            by=request.user,
        ),
        done="已保存条目",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#{section}",
    )


@require_http_methods(["GET", "POST"])
def row_remove(request: HttpRequest, pk: int, section: str, position: int) -> HttpResponse:
    """删除条目."""
    label = _section(section)
    book = _draft(request, pk)
    told = described(section, _at(book.content.get(section, []), position))
    form = RevisionForm(request.POST or None, initial={"revision": book.revision})
    page = FormPage(
        f"删除{label}第 {position + 1} 行",
        "删除条目",
        trail(book),
        lead=f"{told['head']}：{told['says']}",
        danger=True,
    )
    return act_form(
        request,
        form,
        page,
        lambda: remove_row(
            pk, section, position, revision=form.cleaned_data["revision"], by=request.user
        ),
        done="已删除条目",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#{section}",
    )


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记试算案例."""
    return _example_page(request, pk, None)


@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """修改试算案例."""
    return _example_page(request, pk, position)


def _example_page(request: HttpRequest, pk: int, position: int | None) -> HttpResponse:
    book = _draft(request, pk)
    example = None if position is None else _at(book.cases, position)
    kind = request.GET.get("kind", "") if example is None else kind_of_example(example)
    initial = {} if example is None else (shown_sanction if kind else shown_example)(example)
    form_class = FORMS.get(kind, ExampleForm)
    form = form_class(request.POST or None, initial={**initial, "revision": book.revision})
    page = FormPage(
        "登记试算案例" if position is None else f"修改试算案例第 {position + 1} 个",
        "保存案例",
        trail(book),
        lead="填写手工核对过的案例。保存后与规则库的计算结果并列显示，不一致的不能送批。",
    )
    return act_form(
        request,
        form,
        page,
        lambda: save_example(
            pk, position, form.example(), revision=form.cleaned_data["revision"], by=request.user
        ),
        done="已保存案例",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#cases",
    )


@require_http_methods(["GET", "POST"])
def case_remove(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """删除试算案例."""
    book = _draft(request, pk)
    example = _at(book.cases, position)
    form = RevisionForm(request.POST or None, initial={"revision": book.revision})
    page = FormPage("删除试算案例", "删除案例", trail(book), lead=example["name"], danger=True)
    return act_form(
        request,
        form,
        page,
        lambda: remove_example(
            pk, position, revision=form.cleaned_data["revision"], by=request.user
        ),
        done="已删除案例",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#cases",
    )


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """Nothing is kept: the page only computes. ``?project=`` fills in a registered project."""
    if not request.scope.holds("view_rulebooks"):
        raise NotPermitted.lacking("view_rulebooks")
    books = BookEdition.objects.visible_to(request.scope).order_by("jurisdiction", "-id")
    form = WhatIfForm(request.POST or None, books=books, initial=_initial(request))
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context.update(_sides(form))
        else:
            status = 422
    return render(request, "fees/rule_books/what_if.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    initial: dict[str, Any] = {"day_a": today, "day_b": today, "city_class": "third"}
    wanted = whole_numbers([request.GET.get("project", "")])
    project = Project.objects.visible_to(request.scope).filter(pk__in=wanted).first()
    if project is None:
        return initial
    initial["zone"] = project.zone
    initial["buildings"] = list(map(facts_of, project.buildings.all()))
    law = law_at(project.organisation, today)
    if law is not None:
        initial.update(
            city_class=law.practice.city_class,
            division_level=law.practice.division_level,
            local_share=law.practice.local_share_text.removesuffix("%"),
            rate=law.local_rate,
        )
    return initial


def _sides(form: WhatIfForm) -> dict[str, Any]:
    found = form.cleaned_data
    sides = [_side(found[f"book_{side}"], form.facts(found[f"day_{side}"])) for side in ("a", "b")]
    names = ("required_area", "shortfall_area", "gross", "relief", "payable")
    lines = [
        {
            "label": EXPECTED[name],
            "values": [side["result"].get(name, "-") for side in sides],
            "differs": len({side["result"].get(name) for side in sides}) > 1,
        }
        for name in names
    ]
    columns = (
        col.Head("事项", "label"),
        *(
            col.Number(f"{side['book']}，{side['day']}", lambda line, at=at: line["values"][at])
            for at, side in enumerate(sides)
        ),
        col.State(
            "比较",
            lambda line: "不同" if line["differs"] else "相同",
            lambda line: "todo" if line["differs"] else "plain",
        ),
    )
    return {"sides": sides, "lines": Table("比较结果", columns, lines)}


def _side(book: BookEdition, facts: Facts) -> dict[str, Any]:
    side = {"book": book, "day": facts.as_of, "result": {}, "problem": ""}
    try:
        assessed = assess(book.book(), facts)
    except (FactProblem, BookError) as problem:
        why = problem.message if isinstance(problem, FactProblem) else str(problem)
        return {**side, "problem": why}
    return {**side, "result": {**assessed.value.to_json(), "steps": assessed.steps_as_dicts()}}
