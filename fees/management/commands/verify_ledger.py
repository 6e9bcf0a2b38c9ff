"""manage.py verify_ledger: prove that every account equals its entries and no entry was altered."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from fees.ledger.audit import discrepancies
from fees.ledger.models import FeeAccount, LedgerEntry
from fees.ledger.proof import findings
from renfang.database.triggers import ADVICE, breaches


class Command(BaseCommand):
    """Prints what the proof, the SQL audit and the triggers show; exit 1 when there is anything."""

    help = (
        "核验易地建设费和拆除补偿费台账：余额、序号、校验链、冲正、退付和核销依据、对账认领、结账月份、"
        "核定和拆除审批决定逐户相符，再用独立的 SQL 审计复核，并检查保护触发器。"
        "有不符之处时退出码为 1。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the proof and the audit over all accounts, and ask for the triggers."""
        proof = [str(finding) for finding in findings()]
        audit = list(discrepancies())
        for line in proof:
            self.stdout.write(line)
        for line in audit:
            self.stdout.write(f"SQL 审计：{line}")
        unprotected = breaches("fees")
        for line in [*unprotected, ADVICE] if unprotected else []:
            self.stdout.write(line)
        accounts, entries = FeeAccount.objects.count(), LedgerEntry.objects.count()
        checked = f"核验 {accounts} 个账户、{entries} 笔分录"
        if proof or audit:
            both = "两套核验都有发现" if proof and audit else "只有一套核验有发现，须查明原因"
            self.stderr.write(
                f"{checked}，发现 {len(proof)} 处不符，SQL 审计 {len(audit)} 处；{both}。"
            )
        if unprotected:
            self.stderr.write(f"保护触发器有 {len(unprotected)} 处不符。")
        if proof or audit or unprotected:
            sys.exit(1)
        self.stdout.write(f"{checked}，全部相符；独立的 SQL 审计结论一致。")
