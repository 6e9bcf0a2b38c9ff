"""材料: an application's checklist beside the files that were brought, and the files themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.approvals.acts.attachments import attach_file, remove_attachment
from engineering.approvals.acts.materials import tick_materials
from engineering.approvals.forms.materials import TickForm, UploadForm
from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import Attachment
from engineering.approvals.steps import (
    ATTACH,
    ATTACHMENT_STEPS,
    MATERIAL_STEPS,
    REMOVE,
    REQUEST_CORRECTION,
    TICK,
)
from engineering.approvals.views.applications import application_for, sent_or_overtaken, trail_to
from renfang.pages.act_forms import acts_on, step_page
from renfang.pages.answers import file_to_keep, file_to_look_at
from renfang.pages.forms import ReasonForm
from renfang.uploads.keeping import read_kept

_TEMPLATE = "engineering/approvals/application_materials.html"


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """材料核对: tick what is there; one button goes on to the notice of what is not."""
    row = application_for(request, pk, "view_projects")
    if request.method == "GET":
        return render(request, _TEMPLATE, _shown(request, row, TickForm(application=row)))
    request.scope.require(TICK.permission, row)
    data, changes = sent_or_overtaken(request, row)
    form = TickForm(data, application=row)
    goes_on = request.POST.get("then") == "correct"
    address = REQUEST_CORRECTION.url_for(row) if goes_on else _address(row)
    return step_page(
        request,
        TICK,
        row,
        form,
        lambda: tick_materials(
            pk, received=form.ticked(), version=form.cleaned_data["version"], by=request.user
        ),
        trail=_trail(row),
        done="" if goes_on else "材料清单已登记",
        to=lambda _: address,
        changes=changes,
        template=_TEMPLATE,
        extra=_shown(request, row, form),
    )


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """上传附件."""
    row = application_for(request, pk, ATTACH.permission)
    form = UploadForm(request.POST, request.FILES, application=row)
    return step_page(
        request,
        ATTACH,
        row,
        form,
        lambda: attach_file(
            pk,
            form.cleaned_data["file"],
            material_id=form.cleaned_data["material"],
            by=request.user,
        ),
        trail=_trail(row),
        done="附件已上传",
        template=_TEMPLATE,
        extra=_shown(request, row, TickForm(application=row), form),
    )


def _address(row: Application) -> str:
    return reverse("engineering:application_materials", args=[row.pk])


def _trail(row: Application) -> tuple[tuple[str, str], ...]:
    return (*trail_to(row.project), ("申请材料", _address(row)))


def _shown(
    request: HttpRequest, row: Application, ticks: TickForm, upload: UploadForm | None = None
) -> dict[str, Any]:
    """What the page shows: the list as it was ticked, the files, and the forms of what may be done.

    What was ticked stays so where somebody else was quicker.
    """
    listed, ticked = list(row.materials.all()), ticks.as_sent()
    for material in listed:
        material.is_ticked = material.is_received if ticked is None else material.pk in ticked
    files = list(row.attachments.filter(removed_reason="").select_related("material"))
    may = cache(lambda permission: request.scope.may(permission, row))
    for file in files:
        file.application = row
        file.may_be_removed = REMOVE in ATTACHMENT_STEPS.offered(file, may)
    wanted = request.GET.get("file", "")
    viewable = [file for file in files if file.is_viewable]
    chosen = next((file for file in viewable if str(file.pk) == wanted), None)
    offered = MATERIAL_STEPS.offered(row, may)
    return {
        "application": row,
        "project": row.project,
        "materials": listed,
        "files": files,
        "viewed": chosen or (viewable[0] if viewable else None),
        "ticks": ticks,
        "upload": upload or UploadForm(application=row),
        "may_tick": TICK in offered,
        "may_attach": ATTACH in offered,
        "may_correct": may(REQUEST_CORRECTION.permission) and REQUEST_CORRECTION.fits(row),
    }


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored bytes as a download; nothing in them can act on our pages."""
    row = _attachment(request, pk)
    return file_to_keep(read_kept(row), row.name, row.media_type)


@require_GET
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF or picture, proven to be what its type says, for the frame beside the form."""
    row = _attachment(request, pk)
    if not row.is_viewable:
        raise Http404
    return file_to_look_at(read_kept(row), row.name, row.media_type)


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    row: Attachment = get_object_or_404(
        Attachment.objects.visible_to(request.scope).select_related("application__project"), pk=pk
    )
    return row


remove = acts_on(_attachment, lambda row: _trail(row.application))(
    REMOVE,
    lambda data, row: ReasonForm(
        data, label="移除的理由", least=2, longest=200, example="传错文件"
    ),
    remove_attachment,
    lambda row: f"已移除{row}",
    lambda row: {"facts": [("附件", row.name)]},
)
