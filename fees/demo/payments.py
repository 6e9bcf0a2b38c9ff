"""The finance office's post of yesterday: a tax return half worked through, a payment to check."""

from __future__ import annotations

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from fees.ledger.models import FeeAccount
from fees.payments.acts.slips import record_payment
from fees.reconciliation.exchange.statements import import_statement
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.permissions import Role

_HEADS = "税票号码,入库日期,缴费人名称,统一社会信用代码,项目代码,实缴金额,摘要"


def payment_stories(city: DemoCity) -> list[Story]:
    """One story, told when all others are."""
    return [_post_of_yesterday(city)]


def _post_of_yesterday(city: DemoCity) -> Story:
    yesterday = city.day(1)
    yield yesterday
    finance = city.who(Role.FINANCE)
    owing = list(
        FeeAccount.objects.relocation()
        .owing()
        .filter(organisation=finance.organisation, due_on__isnull=False)
        .select_related("project__developer")
        .order_by("id")[:4]
    )
    if len(owing) < 4:
        return
    exact, part, named, recorded = owing
    lines = [
        _line("6201000001", exact, exact.balance, code=exact.project.code),
        _line("6201000002", part, Decimal("50000.00"), code=part.project.code),
        _line("6201000003", named, named.balance),
        "6201000004,{day},云川市水务有限公司,,,3200.00,污水处理费",
    ]
    content = "\n".join([_HEADS, *lines]).format(day=yesterday)
    import_statement(
        content.encode("gb18030"),
        f"税务缴费回单{yesterday:%Y%m%d}.csv",
        organisation=finance.organisation,
        source="tax",
        by=finance,
    )
    record_payment(
        recorded.pk,
        by=finance,
        amount=min(Decimal("20000.00"), recorded.balance),
        paid_on=yesterday,
        voucher="6201000005",
        key=uuid5(NAMESPACE_URL, "renfang-demo/post-of-yesterday"),
    )


def _line(number: str, account: FeeAccount, amount: Decimal, *, code: str = "") -> str:
    payer = account.project.developer.name
    return f"{number},{{day}},{payer},,{code},{amount},"
