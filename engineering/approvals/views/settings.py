"""审批设置: the limits and lists of materials of an office."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.acts.materials import set_material_list
from engineering.approvals.acts.settings import set_limits
from engineering.approvals.forms.settings import LimitsForm, MaterialListForm
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.materials import materials_for
from engineering.approvals.queries.settings import limits_on
from renfang.acts import NotPermitted
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import sent
from renfang.pages.tables import Table

# A province's clerk sees hundreds of offices; their own and the nearest ones come first.
MOST_TABS = 12


_LIMITS = (
    col.Head("申请事项", "kind.label"),
    col.Number("告知补正", "limits.completeness_days"),
    col.Number("法定时限", "limits.statutory_days"),
    col.Number("承诺时限", "limits.promised_days"),
    col.Number("可延长", "limits.extension_days"),
    col.Number("送达", "limits.service_days"),
    col.Number("有效期（月）", "limits.validity_months"),
    col.Column("依据", "limits.legal_basis"),
)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What is in force today in one organisation, with the ways to change it."""
    if not request.scope.holds("view_projects"):
        raise NotPermitted.lacking("view_projects")
    organisations = list(
        Organisation.objects.filter(pk__in=request.scope.organisations("view_projects"))
    )
    wanted = request.GET.get("organisation", "")
    chosen = next((row for row in organisations if str(row.pk) == wanted), None)
    chosen = chosen or organisations[0]
    address = reverse("engineering:approval_settings")
    shown = [
        {
            "short_name": row.short_name,
            "settings_url": f"{address}?organisation={row.pk}",
            "is_chosen": row == chosen,
        }
        for row in organisations[:MOST_TABS]
    ]
    today = timezone.localdate()
    items = [
        {
            "kind": kind,
            "limits": limits_on(chosen, kind, today),
            "materials": materials_for(chosen, kind),
        }
        for kind in Application.Kind
    ]
    context = {
        "organisations": shown,
        "organisation": chosen,
        "items": items,
        "limits": Table("办理时限", _LIMITS, items, is_dense=True),
        "may_configure": request.scope.may("configure_approvals", chosen.pk),
    }
    return render(request, "engineering/approvals/approval_settings.html", context)


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest, pk: int) -> HttpResponse:
    """公布时限."""
    office = _organisation(request, pk)
    form = LimitsForm(sent(request))
    return act_form(
        request,
        form,
        _page(office, "公布事项时限"),
        lambda: set_limits(pk, form.instance, by=request.user),
        done="时限已公布，自施行日期起受理的申请适用",
    )


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """修订材料目录."""
    if kind not in Application.Kind.values:
        raise Http404
    office = _organisation(request, pk)
    form = MaterialListForm(sent(request), listed=tuple(materials_for(office, kind)))
    return act_form(
        request,
        form,
        _page(office, f"修订材料目录：{Application.Kind(kind).label}"),
        lambda: set_material_list(pk, kind, form.cleaned_data["rows"], by=request.user),
        done="材料目录已修订，此后收件的申请采用",
    )


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    visible = request.scope.organisations("view_projects")
    row: Organisation = get_object_or_404(Organisation.objects.filter(pk__in=visible), pk=pk)
    request.scope.require("configure_approvals", row.pk)
    return row


def _page(office: Organisation, title: str) -> FormPage:
    address = f"{reverse('engineering:approval_settings')}?organisation={office.pk}"
    return FormPage(title, "保存", (("审批设置", address),), facts=[("机构", office.name)])
