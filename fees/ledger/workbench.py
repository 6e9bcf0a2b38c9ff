"""What the ledger puts into the menu, and what the search box finds in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from fees.ledger.models import FeeAccount, LedgerEntry
from fees.ledger.rules import voucher_key
from fees.menu import GROUP
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def _find_accounts(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Accounts by payer, project, works, or voucher number; notices are found as papers."""
    paid = LedgerEntry.objects.filter(voucher=voucher_key(words))
    found = (
        FeeAccount.objects.visible_to(scope)
        .filter(Q(pk__in=FeeAccount.objects.named(words)) | Q(pk__in=paid.values("account")))
        .with_subject()
        .order_by("-id")
    )
    for account in found[:limit]:
        yield Hit(
            kind="缴费账户",
            label=account.title,
            detail=f"{account.payer}，欠缴 {account.balance:,} 元",
            url=reverse("fees:account", args=[account.pk]),
        )


def register() -> None:
    """Register the room's menu entries and its finder."""
    register_entries(
        GROUP,
        Entry("拆除补偿费", "fees:compensations", "receipt", "view_fees", rank=50),
        Entry("应收台账", "fees:accounts", "report-money", "view_fees", rank=60),
        Entry("月结", "fees:months", "calendar", "view_fees", rank=120),
    )
    register_finder(_find_accounts)
