"""manage.py verify_ledger: prove that every account equals its entries and no entry was altered."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from fees.ledger_proof import findings
from fees.models import FeeAccount, LedgerEntry


class Command(BaseCommand):
    """Prints every finding; exit 1 when there is any."""

    help = "核验易地建设费台账：余额、序号、校验链、冲正和核定逐户相符。有不符之处时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the proof over all accounts."""
        found = 0
        for finding in findings():
            found += 1
            self.stdout.write(str(finding))
        accounts, entries = FeeAccount.objects.count(), LedgerEntry.objects.count()
        if found:
            self.stderr.write(f"核验 {accounts} 个账户、{entries} 笔分录，发现 {found} 处不符。")
            sys.exit(1)
        self.stdout.write(f"核验 {accounts} 个账户、{entries} 笔分录，全部相符。")
