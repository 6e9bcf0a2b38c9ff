"""The register of personal data, and the page on which a number is looked at for a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotPermitted
from renfang.administration.acts.personal import (
    EXAMPLE,
    EXPORT_EXAMPLE,
    LEAST,
    Number,
    find_number,
    look_at_number,
    note_export,
)
from renfang.exchange.workbook import ExportMark, download
from renfang.organisations.permissions import label_of, roles_with
from renfang.pages import columns as col
from renfang.pages.forms import ReasonForm
from renfang.pages.lists import sent, tried
from renfang.pages.tables import Table
from renfang.personal.register import Registered, our_models, registered

_FIELDS = (
    col.Short("记录", "record"),
    col.Short("字段", "label"),
    col.Short("类别", "entry.kind.value"),
    col.Column("处理目的", "entry.purpose"),
    col.Column("依据", "entry.basis"),
    col.Column("谁可以看", lambda each: _seen_by(each)),
    col.Column("载入的文书", "entry.papers"),
    col.Column("保存期限", "entry.retention"),
)
_EXCLUDED = (
    col.Short("记录", "record"),
    col.Short("字段", "label"),
    col.Column("不作为个人信息的理由", "reason"),
)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """个人信息登记: every field with purpose, basis, who sees it and how long it is kept."""
    if not request.scope.holds("view_personal_register"):
        raise NotPermitted.lacking("view_personal_register")
    context = {
        "fields": Table("个人信息", _FIELDS, registered()),
        "excluded": Table("不作为个人信息的字段", _EXCLUDED, _excluded(), is_dense=True),
    }
    return render(request, "administration/personal_register.html", context)


def _seen_by(each: Registered) -> str:
    """Who sees it; of a number also which posts see it whole."""
    permission = each.entry.permission
    if not permission:
        return each.entry.seen_by
    posts = "、".join(role.label for role in roles_with(permission))
    return f"{each.entry.seen_by}；写明理由后看原文：{posts}岗位（{label_of(permission)}）"


def _excluded() -> list[dict[str, Any]]:
    return [
        {
            "record": model._meta.verbose_name,
            "label": model._meta.get_field(name).verbose_name,
            "reason": reason,
        }
        for model in our_models()
        for name, reason in getattr(model, "not_personal", {}).items()
    ]


@require_http_methods(["GET", "POST"])
@never_cache
def look(request: HttpRequest, model: str, field: str, pk: int) -> HttpResponse:
    """查看个人信息: asks for the reason, then shows the number once, on this answer alone."""
    number = find_number(model, field, pk, request.scope)
    form = ReasonForm(sent(request), label="查看理由", least=LEAST, longest=200, example=EXAMPLE)

    def page(whole: str = "", status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "row": number,
            "label": number.registered.label,
            "whole": whole,
            "back": _back(request, number),
        }
        return render(request, "administration/personal_look.html", context, status=status)

    answer, status = tried(
        request,
        form,
        lambda: page(look_at_number(request, number, form.cleaned_data["reason"])),
    )
    return answer or page(status=status)


def _back(request: HttpRequest, number: Number) -> str:
    """Where the user came from, if that is a page of ours; else the page of the record."""
    asked = request.GET.get("back", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    address = getattr(number.subject, "get_absolute_url", None)
    return address() if address else reverse("workbench")


def export_page(
    request: HttpRequest,
    *,
    title: str,
    trail: Sequence[tuple[str, str]],
    name: str,
    subject: Any,
    what: Callable[[ExportMark], bytes],
    rows: Callable[[], int],
    example: str = EXPORT_EXAMPLE,
) -> HttpResponse:
    """导出 with numbers in full: asks for the reason, then gives the file with its mark.

    The caller asked for the right; ``what`` writes the workbook, ``name`` is that of the file
    without its ending, ``subject`` the record that the access is noted at, ``rows`` how many rows
    the file will have. The conditions of the address are noted along.
    """
    form = ReasonForm(sent(request), label="导出理由", least=LEAST, longest=200, example=example)

    def exported() -> HttpResponse:
        chosen = "，".join(f"{name} {value}" for name, value in request.GET.items())
        told = {"label": title, "rows": rows(), "conditions": chosen}
        mark = note_export(request, subject=subject, **told, **form.cleaned_data)
        file = download(what(mark), f"{name}_{mark.number}.xlsx")
        file.is_on_record = True
        return file

    answer, status = tried(request, form, exported)
    if answer is not None:
        return answer
    context = {"form": form, "title": title, "trail": trail, "back": trail[-1][1]}
    return render(request, "administration/personal_export.html", context, status=status)
