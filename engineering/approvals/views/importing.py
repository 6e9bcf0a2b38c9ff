"""导入台账: upload, preview with what needs mending, confirm."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.exchange import (
    KIND,
    confirm_batch,
    discard_batch,
    mend_row,
    upload_projects,
)
from engineering.approvals.queries.lists import PROJECT_TABS, in_tab
from engineering.approvals.views.project import asked_projects
from engineering.projects.exchange.columns import COLUMNS
from engineering.projects.exchange.reading import read_batch
from engineering.projects.forms import UploadForm
from engineering.projects.models import Project
from renfang.acts import NotPermitted, Refused
from renfang.exchange.models import ImportBatch
from renfang.exchange.workbook import ExportColumn, Kind, download, write_xlsx
from renfang.pages.lists import page_of, refuse_on_form

_EXPORT_KINDS = {
    "storeys": Kind.INTEGER,
    "foundation_depth": Kind.AREA,
    "ground_floor_area": Kind.AREA,
    "above_ground_area": Kind.AREA,
    "planned_area": Kind.AREA,
    "applied_on": Kind.DATE,
}


def _require(request: HttpRequest) -> None:
    if not request.scope.holds("import_projects"):
        raise NotPermitted.lacking("import_projects")


def _own(request: HttpRequest, pk: int) -> ImportBatch:
    """A batch that the user uploaded; other people's seem not to exist."""
    found = ImportBatch.objects.visible_to(request.scope).filter(
        kind=KIND, uploaded_by=request.user
    )
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier uploads below."""
    _require(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = upload_projects(file.read(), file.name, by=request.user)
            except Refused as refusal:
                refuse_on_form(form, refusal)
            else:
                return redirect("engineering:import", pk=batch.pk)
    earlier = ImportBatch.objects.visible_to(request.scope).filter(
        kind=KIND, uploaded_by=request.user
    )
    return render(
        request,
        "engineering/approvals/import_upload.html",
        {"form": form, "page": page_of(request, Paginator(earlier, 20))},
        status=status,
    )


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood of the file, the projects that need mending first."""
    batch = _own(request, pk)
    readings = read_batch(batch, request.scope)
    shown = sorted(readings, key=lambda reading: (not reading.problem_count, reading.group))
    return render(
        request,
        "engineering/approvals/import_preview.html",
        {
            "batch": batch,
            "page": page_of(request, Paginator(shown, 20)),
            "total": len(readings),
            "ready": sum(reading.is_ready for reading in readings),
            "done": sum(reading.result_id is not None for reading in readings),
            "to_mend": sum(
                bool(reading.problem_count) and reading.result_id is None for reading in readings
            ),
            "rows": sum(len(reading.rows) for reading in readings),
        },
    )


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """改正 the cells of one project; the file's own words stay on record."""
    batch = _own(request, pk)
    reading = next((r for r in read_batch(batch, request.scope) if r.group == group), None)
    if reading is None:
        return render(request, "404.html", status=404)
    if request.method == "POST":
        for row in reading.rows:
            prefix = f"{row.row.number}-"
            values = {
                key.removeprefix(prefix): value[:2000]
                for key, value in request.POST.items()
                if key.startswith(prefix)
            }
            if values:
                mend_row(row.row.pk, values, by=request.user)
        reading = next(r for r in read_batch(batch, request.scope) if r.group == group)
        if not reading.problem_count:
            messages.success(request, f"第 {reading.first.row.number} 行起的项目已可导入")
            return redirect("engineering:import", pk=batch.pk)
    return render(
        request, "engineering/approvals/import_mend.html", {"batch": batch, "reading": reading}
    )


@require_http_methods(["POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入."""
    batch = _own(request, pk)
    done = confirm_batch(
        batch.pk, with_applications="with_applications" in request.POST, by=request.user
    )
    text = f"已登记 {len(done.projects)} 个项目，登记收件 {len(done.applications)} 件"
    messages.success(request, text)
    for remark in done.remarks:
        messages.warning(request, remark)
    return redirect("engineering:import", pk=batch.pk)


@require_http_methods(["POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """放弃这份文件."""
    batch = discard_batch(_own(request, pk).pk, by=request.user)
    messages.success(request, f"已放弃“{batch.file_name}”，没有登记其中余下的项目")
    return redirect("engineering:imports")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The table as the register shows it, in a workbook that can be changed and imported again."""
    from engineering.projects.exchange.resource import exported_rows

    if not request.scope.holds(Project.view_permission):
        raise NotPermitted.lacking(Project.view_permission)
    _, found, tab = asked_projects(request)
    projects = (
        in_tab(found, "stage", PROJECT_TABS[tab])
        .select_related("developer", "division")
        .prefetch_related("buildings", "applications")
        .order_by("-registered_on", "-id")
    )
    columns = [
        ExportColumn(column.title, _EXPORT_KINDS.get(column.field, Kind.TEXT)) for column in COLUMNS
    ]
    target = io.BytesIO()
    write_xlsx(target, columns, exported_rows(projects.iterator(500)), sheet_name="报建台账")
    return download(target.getvalue(), f"报建台账{timezone.localdate():%Y%m%d}.xlsx")
