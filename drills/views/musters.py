"""Pages of musters: calling a team together, the roll, the result, photographs."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.forms.reorganisation import MusterForm, MusterResultForm, PhotoForm
from drills.models import Campaign, CampaignState, Muster, MusterPhoto
from drills.musters import (
    add_muster_photo,
    call_muster,
    conclude_muster,
    find_muster,
    mark_muster,
    roll_of,
)
from drills.reorganisation import find_entry
from drills.turnout import turnout_of
from drills.views.reorganisation import trail_of
from drills.views.rolls import RollPage, roll_page
from renfang.workbench.act_forms import FormPage, act_form


def _muster(request: HttpRequest, pk: int, permission: str | None = None) -> Muster:
    muster = find_muster(pk, request.scope)
    if permission:
        request.scope.require(permission, muster.entry.campaign)
    return muster


def _trail(muster: Muster) -> tuple[tuple[str, str], ...]:
    return (
        *trail_of(muster.entry.campaign),
        (str(muster), reverse("drills:muster", args=[muster.pk])),
    )


@require_http_methods(["GET", "POST"])
def muster_new(request: HttpRequest, pk: int) -> HttpResponse:
    """下达拉动点验 for the campaign's team ``pk``."""
    entry = find_entry(pk, request.scope)
    request.scope.require("manage_teams", entry.campaign)
    form = MusterForm(request.POST or None, initial={"on": timezone.localdate()})
    entry_url = reverse("drills:campaign_team", args=[pk])
    trail = (*trail_of(entry.campaign), (entry.team.name, entry_url))
    return act_form(
        request,
        form,
        FormPage("下达拉动点验", "下达点验", trail),
        lambda: call_muster(pk, form.facts(), by=request.user),
        done="拉动点验已下达。到点后点名",
        to=lambda muster: reverse("drills:muster", args=[muster.pk]),
    )


@require_GET
def muster(request: HttpRequest, pk: int) -> HttpResponse:
    """One muster: who came when, what was found, photographs."""
    found = _muster(request, pk)
    sections = roll_of(found).sections
    campaign = found.entry.campaign
    context = {
        "muster": found,
        "campaign": campaign,
        "sections": sections,
        "turnout": turnout_of(sections),
        "photos": found.photos.all(),
        "trail": trail_of(campaign),
        "may_manage": request.scope.may("manage_teams", campaign)
        and campaign.state == CampaignState.OPEN,
    }
    return render(request, "drills/muster.html", context)


@require_http_methods(["GET", "POST"])
def muster_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """点名 at a muster."""
    found = _muster(request, pk, "manage_teams")
    called = timezone.localtime(found.called_at)
    page = RollPage(
        title=f"点名：{found}",
        count=f"{called:%Y-%m-%d %H:%M} {found.place}",
        trail=_trail(found),
        url=reverse("drills:muster_roll", args=[pk]),
        is_open=found.entry.campaign.state == CampaignState.OPEN,
        roll=lambda: roll_of(found),
        write=lambda marks, rest: mark_muster(pk, marks, by=request.user, rest_present=rest),
    )
    return roll_page(request, page)


@require_http_methods(["GET", "POST"])
def muster_result(request: HttpRequest, pk: int) -> HttpResponse:
    """登记点验情况."""
    found = _muster(request, pk, "manage_teams")
    initial = {name: getattr(found, name) for name in MusterResultForm.base_fields}
    form = MusterResultForm(request.POST or None, initial=initial)
    return act_form(
        request,
        form,
        FormPage("登记点验情况", "保存", _trail(found)),
        lambda: conclude_muster(pk, by=request.user, **form.cleaned_data),
        done="点验情况已保存",
    )


@require_http_methods(["GET", "POST"])
def muster_photo_new(request: HttpRequest, pk: int) -> HttpResponse:
    """上传点验照片."""
    found = _muster(request, pk, "manage_teams")
    form = PhotoForm(request.POST or None, request.FILES or None)
    return act_form(
        request,
        form,
        FormPage("上传点验照片", "上传", _trail(found), has_file=True),
        lambda: add_muster_photo(pk, form.cleaned_data["file"], by=request.user),
        done="照片已上传",
    )


@require_GET
def muster_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, to who may see its campaign."""
    visible = Campaign.objects.visible_to(request.scope)
    photo = get_object_or_404(MusterPhoto, pk=pk, muster__entry__campaign__in=visible)
    try:
        content = (Path(settings.MEDIA_ROOT) / photo.path).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/jpeg")
