"""The duty roster out to Excel and in again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.shift_files import (
    HEADS,
    KIND,
    confirm_shifts,
    export_shifts,
    read_shifts,
    upload_shifts,
)
from drills.views.duty import shifts_asked
from drills.views.import_previews import Importing, UploadForm, mine, preview_page
from renfang.acts import Refused
from renfang.exchange.workbook import download
from renfang.workbench.act_forms import FormPage, act_form

_IMPORTING = Importing(
    "战勤值班", "drills:shifts", "drills:shifts_import", "drills:shifts_confirm", HEADS
)


@require_POST
def shifts_export(request: HttpRequest) -> HttpResponse:
    """The shifts that the query finds, as XLSX."""
    _, found = shifts_asked(request)
    content = export_shifts(found, by=request.user)
    return download(content, f"值班表{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def shifts_upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    mine(request, KIND)
    form = UploadForm(request.POST or None, request.FILES or None)
    page = FormPage(
        "导入值班表",
        "上传并预览",
        [("战勤值班", reverse("drills:shifts"))],
        lead="人员按值班人员登记册的编号或姓名填写。已有的班次不改动，人员调整办理换班",
        has_file=True,
    )
    return act_form(
        request,
        form,
        page,
        lambda: upload_shifts(
            form.cleaned_data["file"].read(), form.cleaned_data["file"].name, by=request.user
        ),
        done="文件已读取，核对后确认导入",
        to=lambda batch: reverse("drills:shifts_preview", args=[batch.pk]),
    )


@require_GET
def shifts_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row would do, rows to mend first."""
    batch = get_object_or_404(mine(request, KIND), pk=pk)
    return preview_page(request, _IMPORTING, batch, read_shifts(batch))


@require_POST
def shifts_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入."""
    batch = get_object_or_404(mine(request, KIND), pk=pk)
    try:
        entered = confirm_shifts(batch.pk, by=request.user)
    except Refused as refusal:
        batch.refresh_from_db()
        return preview_page(request, _IMPORTING, batch, read_shifts(batch), refusal)
    messages.success(request, f"新增 {entered} 班")
    return redirect("drills:shifts")
