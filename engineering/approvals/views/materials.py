"""材料: an application's checklist beside the files that were brought, and the files themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.approvals.acts.attachments import attach_file, remove_attachment
from engineering.approvals.acts.materials import tick_materials
from engineering.approvals.forms.applications import ReasonForm
from engineering.approvals.forms.materials import UploadForm
from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import Attachment
from engineering.approvals.views.applications import application_for, sent_or_overtaken
from renfang.acts import Refused
from renfang.history.models import Event
from renfang.pages.answers import file_to_keep, file_to_look_at
from renfang.pages.lists import refuse_on_form, sent, whole_numbers
from renfang.uploads.keeping import read_kept

_State = Application.State
_TICKABLE = (_State.RECEIVED, _State.CORRECTION_REQUESTED)


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """材料核对: tick what is there; one button goes on to the notice of what is not."""
    row = application_for(request, pk, "view_projects")
    if request.method == "POST":
        request.scope.require("handle_application", row)
        received = whole_numbers(request.POST.getlist("received"))
        version = whole_numbers([request.POST.get("version", "")])
        _, changes = sent_or_overtaken(request, row)
        if changes:
            return _page(request, row, UploadForm(application=row), 409, changes, received)
        tick_materials(
            pk,
            received=received,
            version=version[0] if version else None,
            by=request.user,
        )
        if request.POST.get("then") == "correct":
            return redirect("engineering:request_correction", pk=pk)
        messages.success(request, "材料清单已登记")
        return redirect("engineering:application_materials", pk=pk)
    return _page(request, row, UploadForm(application=row))


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """上传附件."""
    row = application_for(request, pk, "handle_application")
    form = UploadForm(request.POST, request.FILES, application=row)
    status = 422
    if form.is_valid():
        values = form.cleaned_data
        try:
            attach_file(pk, values["file"], material_id=values["material"], by=request.user)
        except Refused as refusal:
            status = refuse_on_form(form, refusal)
        else:
            messages.success(request, "附件已上传")
            return redirect("engineering:application_materials", pk=pk)
    return _page(request, row, form, status)


def _page(
    request: HttpRequest,
    row: Application,
    form: UploadForm,
    status: int = 200,
    changes: Sequence[Event] = (),
    ticked: Collection[int] | None = None,
) -> HttpResponse:
    """``ticked`` are the marks that were sent, kept where somebody else was quicker."""
    listed = list(row.materials.all())
    for material in listed:
        material.is_ticked = material.is_received if ticked is None else material.pk in ticked
    files = list(row.attachments.filter(removed_reason="").select_related("material"))
    wanted = request.GET.get("file", "")
    viewable = [file for file in files if file.is_viewable]
    chosen = next((file for file in viewable if str(file.pk) == wanted), None)
    may_handle = request.scope.may("handle_application", row)
    return render(
        request,
        "engineering/approvals/application_materials.html",
        {
            "application": row,
            "project": row.project,
            "materials": listed,
            "changes": changes,
            "is_possible": row.state in _TICKABLE,
            "files": files,
            "viewed": chosen or (viewable[0] if viewable else None),
            "form": form,
            "may_handle": may_handle,
            "may_tick": may_handle and row.state in _TICKABLE,
            "may_correct": may_handle
            and row.state == _State.RECEIVED
            and row.correction_requested_on is None,
        },
        status=status,
    )


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


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """移除附件."""
    row = _attachment(request, pk)
    request.scope.require("handle_application", row)
    form = ReasonForm(sent(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                remove_attachment(pk, reason=form.cleaned_data["reason"], by=request.user)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"已移除{row}")
                return redirect("engineering:application_materials", pk=row.application_id)
    context = {"attachment": row, "application": row.application, "form": form}
    return render(request, "engineering/approvals/attachment_remove.html", context, status=status)


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    row: Attachment = get_object_or_404(
        Attachment.objects.visible_to(request.scope).select_related("application__project"), pk=pk
    )
    return row
