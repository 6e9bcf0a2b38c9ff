"""A stored file before it is confirmed: the same page for every register and for the roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from renfang.acts import Refused
from renfang.exchange.models import ImportBatch
from renfang.pages.act_forms import offices_with
from renfang.pages.lists import page_of

# Rows to mend come first.
_ORDER = ("需改正", "变更", "新增", "未变")


class UploadForm(forms.Form):
    """Choose a file."""

    file = forms.FileField(
        label="文件",
        help_text="xlsx 或 csv；可先导出登记册，在 Excel 中修改后上传",
        error_messages={"required": "选择文件。", "empty": "文件是空的。核对后重新选择。"},
    )


@dataclass(frozen=True)
class Importing:
    """Where a kind of file belongs: the list's title, names of the addresses, headings."""

    title: str
    list_name: str
    upload_name: str
    confirm_name: str
    heads: Sequence[str]


def mine(request: HttpRequest, kind: str) -> Any:
    """The user's own files of the kind; NotPermitted for who does not manage the registers."""
    offices_with(request.scope, "manage_readiness")
    return ImportBatch.objects.visible_to(request.scope, "manage_readiness").filter(
        kind=kind, uploaded_by=request.user
    )


def preview_page(
    request: HttpRequest,
    importing: Importing,
    batch: ImportBatch,
    readings: Sequence[Any],
    refusal: Refused | None = None,
) -> HttpResponse:
    """What each row would do. A reading has a row, cells, an outcome, problems and changes."""
    outcomes = [reading.outcome for reading in readings]
    shown_first = sorted(readings, key=lambda each: (_ORDER.index(each.outcome), each.row.number))
    context = {
        "importing": importing,
        "batch": batch,
        "page": page_of(request, Paginator(shown_first, 50)),
        "counts": [(name, outcomes.count(name)) for name in _ORDER],
        "may_confirm": batch.state == ImportBatch.State.PREVIEW and "需改正" not in outcomes,
        "confirm_url": reverse(importing.confirm_name, args=[batch.pk]),
        "upload_url": reverse(importing.upload_name),
        "list_url": reverse(importing.list_name),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "drills/registers/register_preview.html", context, status=status)
