"""Rows and worked cases of a book that is being edited."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fees.book_fields import described
from fees.book_forms import RevisionForm, RowForm
from fees.case_forms import CaseForm, shown_case
from fees.rule_books import remove_case, remove_row, save_case, save_row
from fees.sanction_case_forms import FORMS, kind_of_case, shown_sanction
from fees.views.books import find, require_permission, trail
from renfang.acts import require_state
from renfang.rules.models import BookEdition
from renfang.rules.vocabulary import ALL_SECTIONS
from renfang.workbench.act_forms import FormPage, act_form


def _draft(request: HttpRequest, pk: int) -> BookEdition:
    row = find(request, pk)
    require_permission(request, row, "edit_rulebooks")
    require_state(row, BookEdition.State.DRAFT, to="修改")
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
    return _case_page(request, pk, None)


@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """修改试算案例."""
    return _case_page(request, pk, position)


def _case_page(request: HttpRequest, pk: int, position: int | None) -> HttpResponse:
    book = _draft(request, pk)
    case = None if position is None else _at(book.cases, position)
    kind = request.GET.get("kind", "") if case is None else kind_of_case(case)
    initial = {} if case is None else (shown_sanction if kind else shown_case)(case)
    form_class = FORMS.get(kind, CaseForm)
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
        lambda: save_case(
            pk, position, form.case(), revision=form.cleaned_data["revision"], by=request.user
        ),
        done="已保存案例",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#cases",
    )


@require_http_methods(["GET", "POST"])
def case_remove(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """删除试算案例."""
    book = _draft(request, pk)
    case = _at(book.cases, position)
    form = RevisionForm(request.POST or None, initial={"revision": book.revision})
    page = FormPage("删除试算案例", "删除案例", trail(book), lead=case["name"], danger=True)
    return act_form(
        request,
        form,
        page,
        lambda: remove_case(pk, position, revision=form.cleaned_data["revision"], by=request.user),
        done="已删除案例",
        to=lambda _: f"{reverse('fees:book', args=[pk])}#cases",
    )
