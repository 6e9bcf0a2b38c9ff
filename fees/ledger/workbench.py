"""What the ledger puts into the menu, and what the search box finds in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from fees.ledger.models import FeeAccount
from fees.ledger.rules import voucher_key
from fees.menu import GROUP
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def _find_accounts(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Accounts by payer, project, or voucher number; notices are found as papers."""
    found = (
        FeeAccount.objects.visible_to(scope)
        .filter(
            Q(project__name__contains=words)
            | Q(project__developer__name__contains=words)
            | Q(entries__voucher=voucher_key(words))
        )
        .select_related("project__developer")
        .order_by("-id")
        .distinct()
    )
    for account in found[:limit]:
        yield Hit(
            kind="缴费账户",
            label=account.project.name,
            detail=f"{account.project.developer}，欠缴 {account.balance:,} 元",
            url=reverse("fees:account", args=[account.pk]),
        )


def register() -> None:
    """Register the room's menu entries and its finder."""
    register_entries(
        GROUP,
        Entry("应收台账", "fees:accounts", "report-money", "view_fees", rank=60),
        Entry("月结", "fees:months", "calendar", "view_fees", rank=120),
    )
    register_finder(_find_accounts)
