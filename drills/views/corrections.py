"""Pages by which signed results are corrected, or their register is issued again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drills.assessments import find_assessment
from drills.corrections import open_correction, withdraw_correction
from drills.forms.assessments import ReasonForm, RegisterForm
from drills.signing import reissue_register, require_second_person
from drills.views.assessments import trail
from renfang.acts import NotFound
from renfang.workbench.act_forms import FormPage, act_form


@require_http_methods(["GET", "POST"])
def assessment_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """提出更正."""
    found = find_assessment(pk, request.scope, "manage_training")
    form = ReasonForm(request.POST or None, label="更正原因")
    lead = (
        "原成绩和原登记表保留不动。更正件从原成绩复制，改正有误的成绩后由另一人核定，"
        "核定时签发新的登记表，作废原登记表和内容已不符的合格证。"
    )
    return act_form(
        request,
        form,
        FormPage("更正成绩", "提出更正", trail(found), lead=lead),
        lambda: open_correction(pk, by=request.user, **form.cleaned_data),
        done="已提出更正，改正有误的成绩后由另一人核定",
        to=lambda copy: reverse("drills:assessment_scores", args=[copy.pk]),
    )


@require_http_methods(["GET", "POST"])
def correction_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回更正."""
    found = find_assessment(pk, request.scope, "manage_training")
    if not hasattr(found, "corrects"):
        raise NotFound("成绩更正")
    form = ReasonForm(request.POST or None, label="撤回原因")
    lead = "更正件上改动的成绩不再保留，原成绩继续有效。"
    return act_form(
        request,
        form,
        FormPage("撤回更正", "撤回更正", trail(found), lead=lead, danger=True),
        lambda: withdraw_correction(pk, by=request.user, **form.cleaned_data),
        done="更正已撤回，原成绩继续有效",
        to=lambda original: reverse("drills:assessment", args=[original.pk]),
    )


@require_http_methods(["GET", "POST"])
def register_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """重新签发登记表 after the earlier one was voided."""
    found = find_assessment(pk, request.scope, "sign_assessments")
    require_second_person(found, request.user)
    form = RegisterForm(request.POST or None)
    lead = "成绩不变，按核定时的成绩重新签发，注明换发自已作废的登记表。成绩有误的，办理更正。"
    return act_form(
        request,
        form,
        FormPage("重新签发登记表", "签发登记表", trail(found), lead=lead),
        lambda: reissue_register(pk, by=request.user, **form.cleaned_data),
        done=lambda paper: f"已签发{paper}",
    )
