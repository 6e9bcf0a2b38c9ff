"""What the ledger puts into the menu, and what the search box finds in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse

from engineering.hooks import COLLECTIONS, Collected
from engineering.models import Project
from fees.ledger.audit import discrepancies
from fees.ledger.models import FeeAccount, LedgerEntry
from fees.ledger.proof import findings
from fees.ledger.rules import voucher_key
from fees.menu import GROUP
from renfang.documents.models import IssuedDocument
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.proof.hooks import CHECKS, Fixed, Section, fix
from renfang.resting import Effect, Ending, Resting, rests_on
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


def _on_project(project: Project, ending: Ending | None) -> Iterator[Resting]:
    """The account of a project that was charged."""
    for account in FeeAccount.objects.filter(project=project):
        yield Resting(row=account, label="缴费账户", effect=Effect.REMAINS)


def _on_paper(paper: IssuedDocument, ending: Ending | None) -> Iterator[Resting]:
    """Entries that name a paper as what they rest on."""
    for entry in LedgerEntry.objects.filter(basis=paper):
        words = "分录不随文书作废，入账有误的另行冲正"
        yield Resting(row=entry, label="台账分录", effect=Effect.REMAINS, words=words)


def _collected(projects: Collection[int]) -> Collected:
    """What was charged to projects and has come in, for the comparison with other authorities."""
    sums = FeeAccount.objects.filter(project__in=projects).totals()
    return Collected(charged=sums["payable"], paid=sums["paid"])


def proven() -> Section:
    """The ledger by its two audits, for the proof of everything."""
    section = Section("缴费台账", LedgerEntry.objects.count(), "笔")
    section.add(str(finding) for finding in findings())
    return section.add(f"SQL 审计：{words}" for words in discrepancies())


def register() -> None:
    """Register the room's menu entries and its finder."""
    register_entries(
        GROUP,
        Entry("拆除补偿费", "fees:compensations", "receipt", "view_fees", rank=50),
        Entry("应收台账", "fees:accounts", "report-money", "view_fees", rank=60),
        Entry("月结", "fees:months", "calendar", "view_fees", rank=120),
    )
    register_finder(_find_accounts)
    CHECKS.register(proven, rank=10)
    # Whose debt it is: the sums beside it are proven by the entries.
    fix(Fixed(FeeAccount, "subject", ["id", "project_id", "demolition_id"]))
    register_seen("account", "账户", FeeAccount)
    COLLECTIONS.register(_collected)
    rests_on(Project, _on_project)
    rests_on(IssuedDocument, _on_paper)
