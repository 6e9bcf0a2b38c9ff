"""催缴台, the page of a collection case, and the combined print of batch letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from engineering.models import OmissionCase
from fees.collection.acts.letters import (
    Planned,
    chosen_accounts,
    letters_of,
    papers_of_batch,
    planned,
    remind_all,
)
from fees.collection.desk import rows_of
from fees.collection.forms import DeskQuery, LettersForm
from fees.collection.limits import limits_of
from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionStep,
    CollectionTrack,
    LetterBatch,
)
from fees.collection.outcomes import fate_of
from fees.collection.penalties import added_on, book_of, sanction_of
from fees.collection.queries import (
    apply_from,
    awaiting_collection,
    issue_by,
    lapsed_tracks,
    next_day_of,
    overdue_accounts,
    papers_of,
    right_of,
    timeline_of,
)
from fees.collection.steps.conditions import issued_decision
from fees.collection.steps.rounds import round_words
from fees.collection.steps.table import (
    CASE_STEPS,
    HANDLE,
    LIFT,
    PENALTY,
    STEPS,
    TRACK_STEPS,
)
from fees.ledger.models import FeeAccount
from renfang.acts import NotPermitted, Refused
from renfang.clocks.columns import LightColumn
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import roles_with
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import refuse_on_form, whole_numbers
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status
from renfang.rules.books import RuleBook
from renfang.serving.queries import last_service, services_of


def _debtor(account: FeeAccount) -> str:
    case = account.desk.case
    return format_html(
        '<a href="{}">{}</a><br><span class="soft">{} · {}</span>',
        (case or account).get_absolute_url(),
        account.project.developer.name,
        account.project.name,
        account.organisation.short_name,
    )


def _contact(account: FeeAccount) -> str:
    contact = account.desk.contact
    if contact is None:
        return col.NOTHING
    return format_html(
        '<span class="nowrap digits">{}</span> {}<br><span class="soft">{}</span>',
        contact.on,
        contact.get_kind_display(),
        Truncator(contact.summary).chars(12),
    )


def _next(account: FeeAccount) -> str:
    block = account.desk.block
    return block.get_kind_display() if block else account.desk.next_label


def _next_with_link(account: FeeAccount) -> str:
    shown = status(_next(account), "blocked") if account.desk.block else _next(account)
    if not account.may_handle:
        return shown
    case = account.desk.case
    act, name = ("登记联系", "collection_contact") if case else ("立卷", "collection_open")
    return format_html(
        '{}<br><a href="{}">{}<span class="visually-hidden">：{}</span></a>',
        shown,
        reverse(f"fees:{name}", args=[(case or account).pk]),
        act,
        account.project.name,
    )


class DeskList(ListPage):
    """催缴台: the longest overdue first, fifty to a page."""

    model, query, title, noun = FeeAccount, DeskQuery, "催缴台", "户"
    template = "fees/collection/collection_desk.html"
    order = ("due_on", "pk")
    size = 50
    picks, picked = "account", "债务人"
    columns = (
        col.Title("债务人", "project.developer.name", html=_debtor, width=32),
        col.Column("项目", "project.name", on_page=False, width=32),
        col.Column("主管机构", "organisation.short_name", on_page=False),
        col.Owed("欠缴", "owed", sort="balance", key="balance"),
        col.Number("逾期（天）", "desk.days"),
        col.Number("催缴（次）", "desk.level"),
        col.Column("最近联系", "desk.contact.on", html=_contact),
        LightColumn("承诺", "desk.promise"),
        col.Column("下一步", _next, html=_next_with_link),
        LightColumn("申请执行", "desk.right"),
    )
    links = (Link("账龄分析", "fees:ageing", "chart-bar"),)
    nothing = (
        Nothing(
            "没有逾期欠缴，也没有办理中的追缴案件", "查看应收台账", "fees:accounts", "circle-check"
        ),
    )
    nothing_found = "没有符合条件的债务人"

    def rows(self) -> QuerySet[FeeAccount]:
        """Who is pursued, or is to be."""
        return overdue_accounts(self.scope, self.today)

    def prepare(self, rows: Sequence[FeeAccount]) -> None:
        """What the desk knows of each debtor."""
        may_handle = self.may_pick()
        for row in rows_of(rows, self.today):
            row.account.desk, row.account.may_handle = row, may_handle

    def may_pick(self) -> bool:
        """For those who collect."""
        return self.scope.holds(HANDLE)

    def summary(self) -> str:
        """What is owed in all; one's surplus pays no other's debt."""
        return f"合计 欠缴 ¥{self.found.totals()['balance']:,}"

    def context(self) -> dict[str, Any]:
        """What has lapsed, and what waits to be taken over."""
        return {
            "lapsed": lapsed_tracks(self.scope, self.today)[:10],
            "omissions": _omissions(self.scope, self.today),
        }


def _omissions(scope: Scope, today: date) -> list[OmissionCase]:
    """应建未建 cases that wait to be taken over, the longest overdue first."""
    if not scope.holds(HANDLE):
        return []
    waiting = awaiting_collection(scope, today).select_related("project__developer")
    return list(waiting.order_by("remedy_by", "id")[:10])


def visible_case(request: HttpRequest, pk: int) -> CollectionCase:
    """The case in the user's scope with what its pages show; 404 otherwise."""
    case: CollectionCase = get_object_or_404(
        CollectionCase.objects.visible_to(request.scope)
        .select_related("account__project__developer", "organisation", "opened_by")
        .prefetch_related(
            Prefetch("blocks", CollectionBlock.objects.select_related("set_by")),
            Prefetch("tracks", CollectionTrack.objects.select_related("organisation")),
            Prefetch(
                "tracks__steps",
                CollectionStep.objects.select_related("paper__voiding", "taken_by"),
            ),
        ),
        pk=pk,
    )
    return case


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is owed, the next lawful step of each track, and all that happened."""
    row = visible_case(request, pk)
    today = timezone.localdate()
    scope = request.scope
    tracks = list(row.tracks.all())
    papers = list(papers_of(*tracks).with_state().select_related("replaced_by"))
    book = book_of(tracks[0], today) if any(track.pay_by for track in tracks) else None
    shown = [_shown(track, scope, today, book) for track in tracks]
    is_open = row.state == CollectionCase.State.OPEN

    def may(needed: str) -> bool:
        return scope.may(needed, row)

    held = next((block for block in row.blocks.all() if block.lifted_on is None), None)
    buttons = CASE_STEPS.buttons(row, may)
    if held and is_open and may(LIFT.permission):
        buttons.append(LIFT.button(held))
    context = {
        "case": row,
        "account": row.account,
        "tracks": shown,
        "papers": papers if scope.may("view_fee_papers", row) else [],
        "services": services_of(papers),
        "held": held,
        "files": row.files.all(),
        "trail": timeline_of(row),
        "is_open": is_open,
        "main": CASE_STEPS.main(row),
        "buttons": buttons,
        "may_serve": is_open and may(HANDLE),
    }
    return render(request, "fees/collection/collection_case.html", context)


def _shown(
    track: CollectionTrack, scope: Scope, today: date, book: RuleBook | None
) -> dict[str, Any]:
    """A track with its next step, what that still needs, and the other ways that are open."""
    user, main = scope.user, TRACK_STEPS.main(track)
    if main is STEPS["levy"] and issued_decision(track):
        main = STEPS["adopt"]
    steps = TRACK_STEPS.open_to(track, lambda needed: scope.may(needed, track))
    return {
        "row": track,
        "right": right_of(track, today),
        "ahead": next_day_of(track, today),
        "apply_from": apply_from(track),
        "issue_by": issue_by(track),
        "added": added_on(track, today, book) if book else None,
        "sanction": sanction_of(track, today) if track.kind == PENALTY else None,
        "next": main,
        "findings": list(main.findings(track, user, today)) if main else [],
        "buttons": [
            step.button(track, is_primary=step is main)
            for step in sorted(steps, key=lambda step: step is not main)
            if not step.obstacle(track, user)
        ],
        "who": ""
        if main is None or main in steps
        else "、".join(role.label for role in roles_with(main.permission)),
        "limits": limits_of(track),
        "fate": fate_of(track),
        "round_closed": round_words(track),
    }


_REMINDED = (
    col.Column("债务人", "account.project.developer.name"),
    col.Column("项目", "account.project.name"),
    col.Owed("欠缴", "account.owed"),
    col.Number("逾期（天）", "days"),
    col.Number("第几次", lambda row: row.level + 1),
)
_HELD = (
    col.Column("债务人", "account.project.developer.name"),
    col.Column("项目", "account.project.name", link="fees:account", link_by="account.pk"),
    col.Owed("欠缴", "account.owed"),
    col.Column("暂不签发的原因和办法", "hold"),
)
_LETTERS = (
    col.Code("文号", "paper.number", link="document", link_by="paper_id"),
    col.Column("债务人", "track.case.account.project.developer.name"),
    col.Column(
        "项目",
        "track.case.account.project.name",
        link="fees:collection_case",
        link_by="track.case_id",
    ),
)


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """批量催缴: the debtors ticked, how the letters are served; then issue them all."""
    if not request.scope.holds(HANDLE):
        raise NotPermitted.lacking(HANDLE)
    ids = whole_numbers(request.POST.getlist("account"))
    accounts = chosen_accounts(ids, request.scope)
    is_sent = request.POST.get("step") == "issue"
    form = LettersForm(request.POST if is_sent else None, initial=last_service(request.user))
    status, refused = 200, []
    if is_sent:
        status = 422
        if form.is_valid():
            try:
                report = remind_all(ids, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                refused = report.refused
                if report.batch is not None and not refused:
                    return redirect("fees:letter_batch", pk=report.batch.pk)
                if report.batch is not None:
                    return _batch_page(request, report.batch, refused)
    context = {"form": form, "refused": refused, **_checked(planned(accounts, request.user))}
    return render(request, "fees/collection/collection_letters.html", context, status=status)


def _checked(plans: Sequence[Planned]) -> dict[str, Any]:
    """What the page shows before the letters go out: those that will, those that are held."""
    held = [plan for plan in plans if plan.hold]
    reminded = [plan.account for plan in plans if not plan.hold]
    return {
        "accounts": reminded,
        "chosen": len(plans),
        "letters": len(letters_of(plans)),
        "rows": Table("催缴对象", _REMINDED, rows_of(reminded, timezone.localdate())),
        "held": Table("暂不签发", _HELD, held),
    }


@require_GET
def letter_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of one batch, to be printed together with their sheets."""
    batch = get_object_or_404(LetterBatch.objects.visible_to(request.scope), pk=pk)
    return _batch_page(request, batch, [])


def _batch_page(
    request: HttpRequest, batch: LetterBatch, refused: list[tuple[str, str]]
) -> HttpResponse:
    steps = batch.steps.select_related(
        "paper", "track__case__account__project__developer"
    ).order_by("id")
    documents = papers_of_batch(batch)
    context = {
        "batch": batch,
        "letters": Table("催缴通知书和送达回证", _LETTERS, steps),
        "documents": documents,
        "refused": refused,
        "is_printed": IssuedDocument.objects.filter(
            pk__in=documents, printings__isnull=False
        ).exists(),
        "may_print": request.scope.may("print_fee_papers", batch),
    }
    return render(request, "fees/collection/letter_batch.html", context)
