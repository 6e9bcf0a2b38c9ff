"""The acts on a collection case: each page one form, one act."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.models import OmissionCase
from fees.collection.acts.cases import (
    close_case,
    may_reissue,
    open_case,
    open_penalty_track,
    take_step,
)
from fees.collection.acts.contacts import block_reminders, file_evidence, lift_block, log_contact
from fees.collection.acts.omissions import facts_of, take_over_omission
from fees.collection.forms import (
    BlockForm,
    ClosingForm,
    ContactForm,
    EvidenceForm,
    LiftForm,
    OpenForm,
    StepForm,
    TakeOverForm,
)
from fees.collection.models import CollectionBlock, CollectionCase, CollectionFile, CollectionTrack
from fees.collection.penalties import lawful_range
from fees.collection.queries import apply_from, overdue_accounts
from fees.collection.steps.conditions import missing_for
from fees.collection.steps.table import DECIDE, HANDLE, STEPS, LawfulStep
from fees.collection.views.pages import visible_case
from fees.ledger.models import FeeAccount
from renfang.acts import WrongState, require_state
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.answers import file_to_keep
from renfang.pages.lists import sent
from renfang.resting import Ending
from renfang.uploads.keeping import read_kept

_DESK = ("催缴台", "fees:collection")
ACT_TEMPLATE = "fees/collection/collection_act.html"


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
    request.scope.require(HANDLE, account)
    due = f"，缴款期限 {account.due_on}" if account.due_on else ""
    facts = f"防空地下室易地建设费应缴 {account.payable:,} 元，已缴 {account.paid:,} 元{due}"
    form = OpenForm(sent(request), facts=facts)
    page = FormPage(
        "追缴立卷",
        "立卷",
        ((_DESK[0], reverse(_DESK[1])), (account.project.name, _account_url(account))),
        lead="一个债务人、一个项目立一卷，先走征收程序；需要处罚的，在案卷内另行启动。",
    )
    return act_form(
        request,
        form,
        page,
        lambda: open_case(pk, by=request.user, **form.cleaned_data),
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
    page = FormPage(
        "接收应建未建案件",
        "接收并立卷",
        ((_DESK[0], reverse(_DESK[1])),),
        lead="限期届满仍未办理的应建未建案件，核查情况随案移入征收程序，不再重复登记。",
        facts=(
            ("项目", omission.project.name),
            ("建设单位", omission.project.developer.name),
            ("核查人员", omission.verifiers),
            ("限期办理至", omission.remedy_by),
            ("欠缴", f"{account.balance:,} 元"),
        ),
    )
    return act_form(
        request,
        form,
        page,
        lambda: take_over_omission(pk, by=request.user, **form.cleaned_data),
        done="已接收并立卷，核查情况已移入。下一步责令限期缴纳或者作出征收决定",
        to=lambda case: case.get_absolute_url(),
    )


def _account_url(account: FeeAccount) -> str:
    return reverse("fees:account", args=[account.pk])


@require_POST
def penalty(request: HttpRequest, pk: int) -> HttpResponse:
    """启动处罚程序."""
    case = visible_case(request, pk)
    request.scope.require(HANDLE, case)
    open_penalty_track(pk, by=request.user)
    messages.success(request, "已启动处罚程序，下一步立案")
    return redirect(case)


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
    require_state(track.case, CollectionCase.State.OPEN, to=lawful.label)
    if not may_reissue(lawful, track):
        require_state(track, *lawful.start, to=lawful.label)
    today = timezone.localdate()
    form = StepForm(sent(request), step=lawful, track=track, today=today)
    page = FormPage(
        lawful.label,
        lawful.label,
        trail_of(track.case),
        lead=lawful.what,
        danger=lawful.is_danger,
        facts=_facts(lawful, track),
        ends=None if lawful.ends is None else (track, lawful.ends),
        template=ACT_TEMPLATE,
        extra={
            "basis": lawful.basis,
            "missing": missing_for(lawful, track, today),
        },
    )
    return act_form(
        request,
        form,
        page,
        lambda: take_step(
            pk,
            code,
            on=form.cleaned_data["on"],
            values=form.values(),
            version=form.cleaned_data["version"],
            by=request.user,
        ),
        done=f"已办理：{lawful.label}" + ("，文书已编号" if lawful.paper else ""),
    )


def _facts(lawful: LawfulStep, track: CollectionTrack) -> list[tuple[str, str]]:
    """What the step is about: the sum, the days that govern it, the lawful range of a fine."""
    rows = [
        ("当事人", track.case.account.project.developer.name),
        ("程序", f"{track.get_kind_display()}（{track.get_state_display()}）"),
        ("欠缴", f"{track.owed:,} 元"),
    ]
    for label, value in (
        ("决定", track.decision_number),
        ("缴款期限", track.last_day_to_pay),
        ("救济期限届满日", track.remedies_end_on),
        ("催告期限届满日", track.demand_ends_on),
        ("申请执行最早日", apply_from(track)),
        ("申请执行截止日", track.apply_by),
    ):
        if value:
            rows.append((label, str(value)))
    if lawful.code in ("foretell", "penalise"):
        found = lawful_range(track, timezone.localdate())
        if found is not None:
            text = f"{found.value.minimum:,} 元至 {found.value.maximum:,} 元"
            rows.append(("法定幅度", f"{text}（{found.steps[-1].basis}）"))
    return rows


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """结案."""
    case = visible_case(request, pk)
    request.scope.require(DECIDE, case)
    require_state(case, CollectionCase.State.OPEN, to="结案")
    form = ClosingForm(sent(request), case=case)
    page = FormPage(
        "结案",
        "批准结案",
        trail_of(case),
        lead="各程序都已办结的，由负责人批准结案，案卷归档。",
        ends=(case, Ending.CLOSE),
    )
    return act_form(
        request,
        form,
        page,
        lambda: close_case(pk, by=request.user, **form.cleaned_data),
        done="已结案，结案审批表已编号",
    )


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """登记联系, then on to the next debtor of the desk (下一户) or back to the case."""
    case = _handled(request, pk, "登记联系")
    form = ContactForm(sent(request), case=case)
    following = _following(request, case)
    page = FormPage(
        "登记联系",
        "登记",
        trail_of(case),
        lead=f"{case.account.project.developer.name}，欠缴 {case.account.balance:,} 元",
        template="fees/collection/collection_contact.html",
        extra={"case": case, "following": following},
    )
    goes_on = following is not None and "next" in request.POST

    def to(_: object) -> str:
        if goes_on and following is not None:
            return reverse("fees:collection_contact", args=[following.pk])
        return case.get_absolute_url()

    return act_form(
        request,
        form,
        page,
        lambda: log_contact(pk, by=request.user, **form.cleaned_data),
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


def _handled(request: HttpRequest, pk: int, to: str) -> CollectionCase:
    case = visible_case(request, pk)
    request.scope.require(HANDLE, case)
    require_state(case, CollectionCase.State.OPEN, to=to)
    return case


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """暂缓催缴."""
    case = _handled(request, pk, "暂缓催缴")
    form = BlockForm(sent(request))
    page = FormPage(
        "暂缓催缴",
        "暂缓催缴",
        trail_of(case),
        lead="暂缓期间不发催缴通知；法定期限照常计算，申请法院强制执行的期限不因此延长。",
    )
    return act_form(
        request,
        form,
        page,
        lambda: block_reminders(pk, by=request.user, **form.cleaned_data),
        done="已暂缓催缴",
    )


@require_http_methods(["GET", "POST"])
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """解除暂缓."""
    row = get_object_or_404(
        CollectionBlock.objects.visible_to(request.scope).select_related(
            "case__account__project__developer"
        ),
        pk=pk,
    )
    request.scope.require(HANDLE, row)
    if row.lifted_on is not None:
        raise WrongState(f"暂缓催缴已于 {row.lifted_on} 解除")
    form = LiftForm(sent(request))
    page = FormPage("解除暂缓", "解除暂缓", trail_of(row.case), lead=str(row))
    return act_form(
        request,
        form,
        page,
        lambda: lift_block(pk, by=request.user, **form.cleaned_data),
        done="已解除暂缓",
    )


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """上传案卷附件."""
    case = _handled(request, pk, "上传附件")
    form = EvidenceForm(sent(request), request.FILES or None)
    page = FormPage(
        "上传附件", "上传", trail_of(case), template="fees/collection/collection_evidence.html"
    )
    return act_form(
        request,
        form,
        page,
        lambda: file_evidence(
            pk, form.cleaned_data["file"], purpose=form.cleaned_data["purpose"], by=request.user
        ),
        done="附件已入卷",
    )


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a case as a download; nothing in it can act on our pages."""
    row = get_object_or_404(CollectionFile.objects.visible_to(request.scope), pk=pk)
    return file_to_keep(read_kept(row), row.name, row.media_type)
