"""待复核: what others recorded, side by side with its voucher, and the checker's decision."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Sum
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.payments.acts.slips import check_slip, return_slip, withdraw_slip
from fees.payments.forms import ReturnForm, SlipQuery
from fees.payments.images import read_image
from fees.payments.models import Slip
from fees.payments.steps import CHECK, RETURN, STEPS, WITHDRAW
from renfang.acts import Refused
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import act_view, fresh
from renfang.pages.answers import file_to_look_at
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import refuse_on_form
from renfang.quantities.templatetags.quantities import money


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return Slip.objects.visible_to(request.scope).select_related(
        "account__project__developer",
        "account__demolition__shelter",
        "recorded_by",
        "organisation",
    )


def _find(request: HttpRequest, pk: int) -> Slip:
    found: Slip = get_object_or_404(_visible(request), pk=pk)
    return found


class SlipList(ListPage):
    """记账单: what waits for a check; other states on request."""

    model, query, title, noun = Slip, SlipQuery, "记账单复核", "笔"
    order = ("business_date", "pk")
    columns = (
        col.Title(
            "项目或工程",
            "account.title",
            link="fees:slip",
            note=lambda slip: "拆除补偿费" if slip.account.demolition_id else "",
            width=32,
        ),
        col.Short("事项", "kind"),
        col.Day("凭证日期", "business_date"),
        col.Code("凭证号", "voucher"),
        col.Owed("金额", "amount"),
        col.Short("登记人", "recorded_by"),
        col.State("状态", "state", "recorded=todo"),
        col.Short("主管机构", "organisation.short_name"),
    )
    nothing = (
        Nothing(
            "没有待复核的记账单。登记的缴款、冲正和结转在本页等待另一人复核",
            "查看应收台账",
            "fees:accounts",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的记账单"

    def rows(self) -> ScopedQuerySet:
        """With what each slip moves."""
        return _visible(self.request)

    def summary(self) -> str:
        """What was paid: a reversal or carry-over is no payment."""
        paid = self.found.filter(kind="payment").aggregate(sum=Sum("amount"))["sum"]
        return f"缴款合计 {money(abs(paid or 0))}"


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip beside its voucher, with what posting it does to the balance; POST posts it."""
    row = get_object_or_404(
        _visible(request).select_related("checked_by", "reverses", "carried_to__project"),
        pk=pk,
    )
    if request.method == "POST":
        entry = check_slip(pk, by=request.user)
        left = max(entry.balance_after, 0)
        state = f"尚欠缴 {left:,} 元" if left else "该账户已缴清"
        messages.success(
            request, f"{row.get_kind_display()} {abs(entry.amount):,} 元已复核入账，{state}"
        )
        return redirect(row.account)
    return _slip_page(request, row, ReturnForm())


def _slip_page(
    request: HttpRequest, row: Slip, form: ReturnForm, status: int = 200
) -> HttpResponse:

    def may(needed: str) -> bool:
        return request.scope.may(needed, row)

    offered = STEPS.offered(row, may, request.user)
    balance = row.account.balance
    context = {
        "slip": row,
        "account": row.account,
        "balance": balance,
        "form": form,
        "amount": abs(row.amount),
        "after": balance + row.amount,
        "waits": CHECK.fits(row),
        "check": CHECK if CHECK in offered else None,
        "buttons": STEPS.buttons(row, may, request.user),
        "send_back": RETURN if RETURN in offered else None,
        "obstacle": CHECK.obstacle(row, request.user),
        "is_picture": row.image_type.startswith("image/"),
    }
    return render(request, "fees/payments/slip.html", context, status=status)


@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """退回 with the reason."""
    row = get_object_or_404(_visible(request), pk=pk)
    form = ReturnForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            return_slip(pk, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            status = refuse_on_form(form, refusal)
            if status == 403:
                raise
        else:
            messages.success(request, "已退回登记人，没有入账")
            return redirect("fees:slips")
    return _slip_page(request, row, form, status)


withdraw = act_view(
    WITHDRAW,
    find=_find,
    form=fresh(Form),
    act=withdraw_slip,
    show=lambda row: {
        "trail": (
            ("记账单复核", reverse("fees:slips")),
            (row.account.title, row.account.get_absolute_url()),
        )
    },
    done="已撤回，没有入账。需要的重新登记",
)


@require_GET
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of the voucher; its content was proven to be what its sort says."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not row.image_path:
        raise Http404
    return file_to_look_at(read_image(row), row.image_name, row.image_type)
