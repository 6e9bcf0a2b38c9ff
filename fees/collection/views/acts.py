"""The acts on a collection case: each page one form, one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.models import OmissionCase
from fees.collection.acts.cases import (
    close_case,
    open_case,
    open_penalty_track,
    take_step,
)
from fees.collection.acts.contacts import block_reminders, file_evidence, lift_block, log_contact
from fees.collection.acts.omissions import facts_of, take_over_omission
from fees.collection.acts.outcomes import FALLS
from fees.collection.forms import (
    BlockForm,
    ClosingForm,
    ContactForm,
    EvidenceForm,
    LiftForm,
    OpenForm,
    PenaltyForm,
    StepForm,
    TakeOverForm,
    day_in,
)
from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionFile,
    CollectionStep,
    CollectionTrack,
)
from fees.collection.penalties import (
    act_of,
    fine_proposals,
    governing,
    law_not_in_books,
    sanction_on,
    standard_told,
)
from fees.collection.queries import apply_from, issue_by, overdue_accounts
from fees.collection.steps.table import (
    BLOCK,
    CLOSE,
    CONTACT,
    FILE,
    HANDLE,
    LEVY,
    LIFT,
    OPEN,
    PENALISE,
    STEPS,
    TAKE_OVER,
    LawfulStep,
)
from fees.collection.views.pages import visible_case
from fees.ledger.models import FeeAccount
from renfang.pages.act_forms import act_view, step_page
from renfang.pages.answers import file_to_keep
from renfang.pages.lists import sent
from renfang.steps import EXPLANATION, Step
from renfang.uploads.keeping import read_kept

_DESK = ("催缴台", "fees:collection")


def trail_of(case: CollectionCase) -> tuple[tuple[str, str], ...]:
    return (
        (_DESK[0], reverse(_DESK[1])),
        (case.account.project.name, case.get_absolute_url()),
    )


@require_http_methods(["GET", "POST"])
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """追缴立卷 of account ``pk``."""
    account = get_object_or_404(
        FeeAccount.objects.relocation().visible_to(request.scope).with_subject(), pk=pk
    )
    request.scope.require(OPEN.permission, account)
    due = f"，缴款期限 {account.due_on}" if account.due_on else ""
    facts = f"防空地下室易地建设费应缴 {account.payable:,} 元，已缴 {account.paid:,} 元{due}"
    form = OpenForm(sent(request), facts=facts)
    return step_page(
        request,
        OPEN,
        account,
        form,
        lambda: open_case(pk, by=request.user, **form.cleaned_data),
        trail=((_DESK[0], reverse(_DESK[1])), (account.project.name, _account_url(account))),
        done="已立卷，下一步由两名以上执法人员核查",
        to=lambda case: case.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """接收应建未建案件 ``pk`` for collection."""
    omission = get_object_or_404(
        OmissionCase.objects.visible_to(request.scope, HANDLE).select_related(
            "project__developer", "project__fee_account"
        ),
        pk=pk,
        project__fee_account__isnull=False,
    )
    account = omission.project.fee_account
    form = TakeOverForm(sent(request), initial={"facts": facts_of(omission, account)})
    request.scope.require(TAKE_OVER.permission, omission)
    return step_page(
        request,
        TAKE_OVER,
        omission,
        form,
        lambda: take_over_omission(pk, by=request.user, **form.cleaned_data),
        trail=((_DESK[0], reverse(_DESK[1])),),
        facts=(
            ("项目", omission.project.name),
            ("建设单位", omission.project.developer.name),
            ("核查人员", omission.verifiers),
            ("限期办理至", omission.remedy_by),
            ("欠缴", f"{account.balance:,} 元"),
        ),
        done="已接收并立卷，核查情况已移入。下一步责令限期缴纳或者作出征收决定",
        to=lambda case: case.get_absolute_url(),
    )


def _account_url(account: FeeAccount) -> str:
    return reverse("fees:account", args=[account.pk])


def visible_track(request: HttpRequest, pk: int) -> CollectionTrack:
    track: CollectionTrack = get_object_or_404(
        CollectionTrack.objects.visible_to(request.scope).select_related(
            "case__account__project__developer", "organisation"
        ),
        pk=pk,
    )
    return track


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One step of the law on track ``pk``: what it is for, what it rests on, what is missing."""
    track = visible_track(request, pk)
    lawful = STEPS.get(code)
    if lawful is None or track.kind not in lawful.tracks:
        raise Http404
    request.scope.require(lawful.permission, track)
    # Law, range and findings are those of the day that the step bears: of the day that was sent,
    # or that the address names.
    day = day_in(request.POST or request.GET)
    form = StepForm(sent(request), step=lawful, track=track, day=day)

    def perform() -> CollectionStep:
        values = form.cleaned_data
        return take_step(
            pk,
            code,
            on=values["on"],
            values=form.values(),
            explanation=values.get(EXPLANATION, ""),
            version=values["version"],
            by=request.user,
        )

    return step_page(
        request,
        lawful,
        track,
        form,
        perform,
        trail=trail_of(track.case),
        facts=_facts(lawful, track, day),
        on=day,
        done=f"已办理：{lawful.label}" + ("，文书已编号" if lawful.paper else ""),
    )


def _facts(lawful: LawfulStep, track: CollectionTrack, day: date) -> list[tuple[str, str]]:
    """What a step of the day is about: the sum, the days that govern it, the range of a fine."""
    rows = [
        ("当事人", track.case.account.project.developer.name),
        ("程序", f"{track.get_kind_display()}（{track.get_state_display()}）"),
        ("欠缴", f"{track.owed:,} 元"),
    ]
    if lawful.ends in FALLS:
        paid = track.case.account.paid if track.kind == LEVY else track.paid
        rows += [("决定金额", f"{track.amount:,} 元"), ("已缴", f"{paid:,} 元")]
    for label, value in (
        ("决定", track.decision_number),
        ("缴款期限", track.last_day_to_pay),
        ("救济期限届满日", track.remedies_end_on),
        ("催告期限届满日", track.demand_ends_on),
        ("申请执行最早日", apply_from(track)),
        ("申请执行截止日", track.apply_by),
        ("裁判生效后二年截止日", track.judged_until),
        *_demand_facts(lawful, track),
    ):
        if value:
            rows.append((label, str(value)))
    if lawful.code in ("file", "investigate", "foretell", "penalise"):
        rows += _sanction_facts(track, day)
    if lawful.code in ("order", "levy") and (told := standard_told(track, day, orders=True)):
        rows.append(("告知的滞纳金标准", told))
    return rows


def _demand_facts(lawful: LawfulStep, track: CollectionTrack) -> list[tuple[str, date | None]]:
    """Until when the 催告书 has to be issued and served, by each way of service."""
    if lawful.code != "demand":
        return []
    return [
        ("催告最迟签发日", issue_by(track)),
        ("催告最迟送达日（直接、留置、邮寄等）", track.serve_by),
        ("催告最迟公告日（公告送达）", track.notice_by),
    ]


def _sanction_facts(track: CollectionTrack, day: date) -> list[tuple[str, str]]:
    """What the book lays on the act: articles, kinds, the range of the fine, its 裁量基准."""
    law = governing(track, day)
    sanction, found = law.sanction, law.found
    if sanction is None:
        return []
    rows = [
        ("违法行为", sanction.name),
        ("违反", sanction.violated),
        ("处罚依据", sanction.basis),
        ("法定处罚", sanction.words),
    ]
    if told := law.choice or law_not_in_books(track, day):
        rows.append(("适用的规定", told))
    if found is not None and sanction.may_fine:
        text = f"{found.value.minimum:,} 元至 {found.value.maximum:,} 元"
        rows.append(("法定幅度", f"{text}（{found.steps[-1].basis}）"))
    for row in fine_proposals(track, day):
        words = f"{row.name}：{row.minimum:,} 元至 {row.maximum:,} 元（{row.basis}）"
        rows.append(("裁量基准", words))
    return rows


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """登记联系, then on to the next debtor of the desk (下一户) or back to the case."""
    case = visible_case(request, pk)
    request.scope.require(CONTACT.permission, case)
    form = ContactForm(sent(request), case=case)
    following = _following(request, case)
    goes_on = following is not None and "next" in request.POST

    def to(_: object) -> str:
        if goes_on and following is not None:
            return reverse("fees:collection_contact", args=[following.pk])
        return case.get_absolute_url()

    return step_page(
        request,
        CONTACT,
        case,
        form,
        lambda: log_contact(pk, by=request.user, **form.cleaned_data),
        trail=trail_of(case),
        lead=f"{case.account.project.developer.name}，欠缴 {case.account.balance:,} 元",
        template="fees/collection/collection_contact.html",
        extra={"case": case, "following": following},
        done="已登记联系",
        to=to,
    )


def _following(request: HttpRequest, case: CollectionCase) -> CollectionCase | None:
    """The next case after this one in the order of the desk."""
    accounts = overdue_accounts(request.scope, timezone.localdate())
    order = list(accounts.values_list("pk", flat=True)[:2000])
    if case.account_id not in order:
        return None
    rest = order[order.index(case.account_id) + 1 :]
    cases: QuerySet[CollectionCase] = CollectionCase.objects.visible_to(request.scope).filter(
        account__in=rest[:200], state=CollectionCase.State.OPEN
    )
    return min(cases, key=lambda row: rest.index(row.account_id), default=None)


def _block(request: HttpRequest, pk: int) -> CollectionBlock:
    blocks = CollectionBlock.objects.visible_to(request.scope)
    block: CollectionBlock = get_object_or_404(
        blocks.select_related("case__account__project__developer"), pk=pk
    )
    return block


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """上传案卷附件."""
    case = visible_case(request, pk)
    request.scope.require(FILE.permission, case)
    form = EvidenceForm(sent(request), request.FILES or None)
    return step_page(
        request,
        FILE,
        case,
        form,
        lambda: file_evidence(
            pk, form.cleaned_data["file"], purpose=form.cleaned_data["purpose"], by=request.user
        ),
        trail=trail_of(case),
        has_file=True,
        done="附件已入卷",
    )


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a case as a download; nothing in it can act on our pages."""
    row = get_object_or_404(CollectionFile.objects.visible_to(request.scope), pk=pk)
    return file_to_keep(read_kept(row), row.name, row.media_type)


def _on_case(
    step: Step, form: Callable[..., forms.Form], act: Callable[..., object], done: str
) -> Callable[[HttpRequest, int], HttpResponse]:
    return act_view(
        step,
        find=visible_case,
        form=form,
        act=act,
        show=lambda case: {"trail": trail_of(case)},
        done=done,
    )


def _punished(case: CollectionCase) -> dict[str, object]:
    """Trail, and what the book lays on the act that the file shows."""
    sanction = sanction_on(case.organisation, act_of(case), timezone.localdate())
    facts = (
        (
            ("违法行为", sanction.name),
            ("违反", sanction.violated),
            ("处罚依据", sanction.basis),
            ("法定处罚", sanction.words),
        )
        if sanction
        else ()
    )
    return {"trail": trail_of(case), "facts": facts}


penalty = act_view(
    PENALISE,
    find=visible_case,
    form=lambda data, case: PenaltyForm(data, case=case),
    act=open_penalty_track,
    show=_punished,
    done="已启动处罚程序，下一步立案",
)
close = _on_case(
    CLOSE,
    lambda data, case: ClosingForm(data, case=case),
    close_case,
    "已结案，结案审批表已编号",
)
block = _on_case(BLOCK, lambda data, case: BlockForm(data), block_reminders, "已暂缓催缴")
unblock = act_view(
    LIFT,
    find=_block,
    form=lambda data, row: LiftForm(data),
    act=lift_block,
    show=lambda row: {"trail": trail_of(row.case), "lead": str(row)},
    done="已解除暂缓",
)
