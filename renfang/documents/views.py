"""Pages of issued papers: the list, one paper, its PDF, printing and voiding, 待打印, 文书用语."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from renfang.acts import Incomplete, NotPermitted, Refused
from renfang.documents.acts import print_batch, set_wording, waiting_for_print
from renfang.documents.forms import (
    DocumentQuery,
    LookForm,
    PrintForm,
    VoidForm,
    WordingForm,
    WordingQuery,
)
from renfang.documents.hooks import PAPER_CARDS
from renfang.documents.kinds import DocumentKind, Passage, all_kinds
from renfang.documents.models import IssuedDocument, PaperWording
from renfang.documents.passages import (
    Worded,
    in_force,
    kinds_with,
    may_be_worded,
    wordings_until,
    words_before,
)
from renfang.documents.queries import is_masked, look_at_whole, may_look_at_whole, preview_pdf
from renfang.documents.registry import (
    find_document,
    print_document,
    read_pdf,
    verification_address,
    visible_documents,
    void_document,
)
from renfang.documents.storage import (
    PERMISSION,
    produce_all,
    storage,
    waiting,
    waiting_by_office,
)
from renfang.history.record import events_of
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.answers import Use, file_to_look_at
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import refuse_on_form, sent, whole_numbers
from renfang.pages.tables import Table
from renfang.quantities.parsing import Unreadable, clean_text


class DocumentList(ListPage):
    """文书登记簿: every paper the user may see, newest first."""

    model, query, title, noun = IssuedDocument, DocumentQuery, "文书登记簿", "份"
    # Each kind is seen under its own permission; whoever sees none gets an empty file.
    file_permission = ""
    by_key = "pk"
    columns = (
        col.Code("文号", "number", link="document", width=26),
        col.Column("种类", "kind_label", sort="kind", width=20),
        col.Column("标题", "title_line", width=40),
        col.Day("签发日期", "issued_on"),
        col.Short("签发人", "issued_by"),
        col.State("状态", "state_label", lambda paper: "bad" if paper.is_void else "plain"),
    )
    related = ("replaced_by",)
    nothing = (Nothing("还没有签发过文书。受理、决定、核定缴费和验收时签发的文书都登记在这里"),)
    nothing_found = "没有符合条件的文书"

    def rows(self) -> QuerySet:
        """Each kind under its own permission."""
        return visible_documents(self.scope)


def _paper(request: HttpRequest, document: IssuedDocument, **extra: object) -> HttpResponse:
    """The page of one paper, with the forms of what may be done to it."""
    kind, scope = document.definition, request.scope
    context = {
        "document": document,
        "printings": document.printings.select_related("printed_by"),
        "events": events_of(document),
        "may_print": scope.may(kind.print_permission, document),
        "may_void": scope.may(kind.void_permission, document) and not document.is_void,
        "is_masked": is_masked(document),
        "may_look": may_look_at_whole(document, scope),
        "look_form": LookForm(),
        "print_form": PrintForm(),
        "void_form": VoidForm(),
        "address": verification_address(document) if kind.verifiable else "",
        "cards": [html for card in PAPER_CARDS if (html := card(request, document))],
    }
    return render(request, "documents/paper.html", {**context, **extra})


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what it says, its state, who printed it."""
    return _paper(request, find_document(pk, request.scope))


@require_GET
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper for looking at, secrets masked; printing it goes through ``document_print``."""
    paper = find_document(pk, request.scope)
    return _pdf(paper, preview_pdf(paper))


@require_http_methods(["POST"])
def document_whole(request: HttpRequest, pk: int) -> HttpResponse:
    """查看全文: logged with its reason, then the stored bytes, secrets and all."""
    paper = find_document(pk, request.scope)
    if is_masked(paper):
        request.scope.require(paper.definition.whole_permission, paper)
    form = LookForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            content = look_at_whole(pk, by=request.user, reason=form.cleaned_data["reason"])
        except Incomplete as refusal:
            status = refuse_on_form(form, refusal)
        else:
            return _pdf(paper, content)
    response = _paper(request, paper, look_form=form)
    response.status_code = status
    return response


def _pdf(
    document: IssuedDocument, content: bytes | None = None, *, use: Use = Use.LOOK
) -> HttpResponse:
    return file_to_look_at(content or read_pdf(document), f"{document.number}.pdf", use=use)


@require_http_methods(["POST"])
def document_print(request: HttpRequest, pk: int) -> HttpResponse:
    """打印 or 补打: logged, then the stored bytes."""
    paper = find_document(pk, request.scope)
    request.scope.require(paper.definition.print_permission, paper)
    form = PrintForm(request.POST)
    if form.is_valid():
        try:
            content = print_document(pk, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            status = refuse_on_form(form, refusal)
            response = _paper(request, paper, print_form=form)
            response.status_code = status
            return response
        return _pdf(paper, content, use=Use.PRINT)
    return _paper(request, paper, print_form=form)


@require_http_methods(["POST"])
def document_void(request: HttpRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """作废: the reason is required; the verification page tells at once."""
    paper = find_document(pk, request.scope)
    request.scope.require(paper.definition.void_permission, paper)
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            void_document(pk, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            messages.success(request, f"{paper}已作废，核验页面同时显示“已作废”")
            return redirect("document", pk=pk)
    response = _paper(request, paper, void_form=form)
    response.status_code = 422
    return response


def _require_printer(request: HttpRequest) -> None:
    if not any(request.scope.holds(kind.print_permission) for kind in all_kinds()):
        raise NotPermitted("待打印队列由制证岗位办理。需要时联系本机构的该岗位人员")


def _problem(paper: IssuedDocument) -> str:
    if not paper.problem:
        return col.NOTHING
    return format_html('<span class="cell-problem">{}</span>', paper.problem)


_WAITING = (
    col.Code("文号", "number", link="document"),
    col.Column("标题", "title_line"),
    col.Column("内容", "about"),
    col.Day("签发日期", "issued_on"),
    col.Column("问题", "problem", html=_problem),
)


def _queue(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    groups = waiting_for_print(request.scope)
    for group in groups:
        for paper in group.papers:
            paper.problem = group.problems.get(paper.pk, "")
        group.table = Table(
            group.kind.label, _WAITING, group.papers, has_keys=True, picks="document", picked="文书"
        )
    context = {
        "groups": groups,
        "total": sum(group.total for group in groups),
        "refusal": refusal.message if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "documents/print_queue.html", context, status=status)


@require_GET
def print_queue(request: HttpRequest) -> HttpResponse:
    """Papers that nobody has printed yet, by kind, those with a problem first."""
    _require_printer(request)
    return _queue(request)


@require_POST
def print_papers(request: HttpRequest) -> HttpResponse:
    """登记打印 of the ticked papers: one PDF of all."""
    _require_printer(request)
    chosen = whole_numbers(request.POST.getlist("document"))
    try:
        reason = clean_text(request.POST.get("reason", ""), max_length=200)
        content = print_batch(chosen, by=request.user, reason=reason)
    except Unreadable as problem:
        return _queue(request, Incomplete(f"补打原因：{problem.message}", field="reason"))
    except Refused as refusal:
        return _queue(request, refusal)
    return file_to_look_at(content, f"批量打印{timezone.localdate():%Y%m%d}.pdf", use=Use.PRINT)


EVERY_KIND = "every"


def _offices(request: HttpRequest) -> list[Organisation]:
    """The offices some of whose papers the user may see."""
    seen = frozenset().union(
        *(request.scope.organisations(kind.view_permission) for kind in all_kinds())
    )
    return list(Organisation.objects.filter(pk__in=seen).order_by("path"))


@require_GET
def wordings(request: HttpRequest) -> HttpResponse:
    """文书用语 of one office: each paper's text of the chosen passage, and who worded it."""
    offices = _offices(request)
    if not offices:
        return render(request, "documents/wordings.html")
    wanted = request.GET.get("office", "")
    office = next((row for row in offices if str(row.pk) == wanted), offices[0])
    asked = request.GET.get("passage", "")
    passage = Passage(asked) if asked in Passage.values else Passage.LEGAL_BASIS
    form = WordingQuery(offices=offices, initial={"office": office.pk, "passage": passage})
    today = timezone.localdate()
    kinds = [
        kind for kind in kinds_with(passage) if request.scope.may(kind.view_permission, office.pk)
    ]
    rows = wordings_until(office, today, [kind.code for kind in kinds])
    may_configure = request.scope.may("configure_wording", office.pk)
    columns = [
        col.Head("文书", lambda row: row[0].label),
        col.Column("现行文字", "", html=lambda row: linebreaksbr(row[1].text, autoescape=True)),
        col.Column("来源", lambda row: _source(row[1])),
    ]
    if may_configure:

        def amending(row: tuple[DocumentKind, Worded]) -> str:
            address = reverse("set_wording", args=[office.pk, passage, row[0].code])
            return col.row_link("修订", address, row[0].label)

        columns.append(col.Short("办理", "", html=amending))
    texts = [(kind, in_force(kind, today, rows)[passage]) for kind in kinds]
    context = {
        "form": form,
        "office": office,
        "passage": passage,
        "texts": Table(passage.label, columns, texts),
        "is_common": passage != Passage.LEGAL_BASIS,
        "may_configure": may_configure,
    }
    return render(request, "documents/wordings.html", context)


def _source(worded: Worded) -> str:
    """Who worded the passage, and since when."""
    row = worded.row
    return f"{row.organisation.short_name}自 {row.effective_from} 起" if row else "法定"


@require_http_methods(["GET", "POST"])
def set_wording_of(request: HttpRequest, pk: int, passage: str, kind: str) -> HttpResponse:
    """修订文书用语: ``kind`` is a code, or ``every`` for all papers that print the passage."""
    office = next((row for row in _offices(request) if row.pk == pk), None)
    if office is None:
        raise Http404
    request.scope.require("configure_wording", pk)
    code = "" if kind == EVERY_KIND else kind
    if not may_be_worded(code, passage):
        raise Http404
    row = PaperWording(
        organisation=office, kind=code, passage=passage, effective_from=timezone.localdate()
    )
    now = words_before(row)
    form = WordingForm(sent(request), initial={"effective_from": row.effective_from, "text": now})
    own = PaperWording.objects.filter(organisation=office, kind=code, passage=passage)
    back = f"{reverse('wordings')}?office={office.pk}&passage={passage}"
    page = FormPage(
        "修订文书用语",
        "保存",
        [("文书用语", back)],
        lead=f"{office.name}：{row.what}",
        facts=[
            ("现行文字", now or "按各文书的法定文字"),
            *((f"本机构自 {old.effective_from} 起", old.text) for old in own),
        ],
    )
    return act_form(
        request,
        form,
        page,
        lambda: set_wording(pk, kind=code, passage=passage, by=request.user, **form.cleaned_data),
        done="用语已修订，自启用日期起签发的文书采用",
    )


_WITHOUT_FILE = (
    col.Title("机构", lambda row: row["organisation__name"]),
    col.Number("未生成", lambda row: row["papers"]),
    col.Day("最早签发", lambda row: row["since"]),
)
# Papers made in one request; the rest follows with the next.
_MOST_AT_ONCE = 20


@require_http_methods(["GET", "POST"])
def paper_files(request: HttpRequest) -> HttpResponse:
    """文书文件: how many issued papers have no file yet, why that may be, and 立即生成."""
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    status = 200
    if request.method == "POST":
        made, failed = produce_all(waiting(request.scope), _MOST_AT_ONCE)
        if not failed:
            messages.success(request, f"已生成 {made} 份文书文件")
            return redirect("paper_files")
        messages.warning(request, f"生成 {made} 份，{len(failed)} 份未能生成：{failed[0]}")
        status = 503
    offices = list(waiting_by_office(request.scope))
    context = {
        "offices": Table("未生成文件的文书", _WITHOUT_FILE, offices),
        "storage": storage(),
    }
    return render(request, "documents/files.html", context, status=status)
