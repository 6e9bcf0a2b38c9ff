"""导入人防工程台账: upload, preview, mend, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.projects.forms import UploadForm
from engineering.shelters.exchange.importing import (
    KIND,
    confirm_shelters,
    discard_shelters,
    mend_shelter_row,
    upload_shelters,
)
from engineering.shelters.exchange.reading import read_shelters
from renfang.acts import NotPermitted, Refused
from renfang.exchange.models import ImportBatch
from renfang.pages.lists import page_of, refuse_on_form


def _mine(request: HttpRequest):
    if not request.scope.holds("import_shelters"):
        raise NotPermitted.lacking("import_shelters")
    return ImportBatch.objects.visible_to(request.scope, "import_shelters").filter(
        kind=KIND, uploaded_by=request.user
    )


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier uploads below."""
    earlier = _mine(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = upload_shelters(file.read(), file.name, by=request.user)
            except Refused as refusal:
                refuse_on_form(form, refusal)
            else:
                return redirect("engineering:shelter_import", pk=batch.pk)
    context = {"form": form, "page": page_of(request, Paginator(earlier, 20))}
    return render(request, "engineering/shelters/shelter_imports.html", context, status=status)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood of the file, the rows with problems first."""
    batch = get_object_or_404(_mine(request), pk=pk)
    readings = read_shelters(batch, request.scope)
    shown = sorted(readings, key=lambda reading: (not reading.problems, reading.row.number))
    context = {
        "batch": batch,
        "page": page_of(request, Paginator(shown, 50)),
        "total": len(readings),
        "ready": sum(reading.is_ready for reading in readings),
        "done": sum(reading.is_done for reading in readings),
        "to_mend": sum(bool(reading.problems) and not reading.is_done for reading in readings),
    }
    return render(request, "engineering/shelters/shelter_import.html", context)


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """改正 the cells of one shelter and of its parts; the file's own words stay on record."""
    batch = get_object_or_404(_mine(request), pk=pk)
    reading = _reading(request, batch, number)
    if reading is None:
        return render(request, "404.html", status=404)
    if request.method == "POST":
        values = {
            key.removeprefix("cell-"): value[:2000]
            for key, value in request.POST.items()
            if key.startswith("cell-")
        }
        mend_shelter_row(reading.row.pk, values, by=request.user)
        reading = _reading(request, batch, number)
        if not reading.problems:
            messages.success(request, f"第 {number} 行的工程已可导入")
            return redirect("engineering:shelter_import", pk=batch.pk)
    context = {"batch": batch, "reading": reading}
    return render(request, "engineering/shelters/shelter_import_mend.html", context)


def _reading(request: HttpRequest, batch: ImportBatch, number: int) -> Any:
    readings = read_shelters(batch, request.scope)
    return next((each for each in readings if each.row.number == number), None)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """放弃这份文件."""
    batch = discard_shelters(get_object_or_404(_mine(request), pk=pk).pk, by=request.user)
    messages.success(request, f"已放弃“{batch.file_name}”，没有登记其中余下的工程")
    return redirect("engineering:shelter_imports")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入."""
    batch = get_object_or_404(_mine(request), pk=pk)
    entered = confirm_shelters(batch.pk, by=request.user)
    messages.success(request, f"已登记 {len(entered)} 个人防工程")
    return redirect("engineering:shelter_import", pk=batch.pk)
