"""Print the ageing of all debts on a day, from the ledger alone."""

import csv
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fees.ledger.models import FeeAccount
from fees.reports.queries.ageing import CODES, ageing_of, as_data
from renfang.acts import Incomplete, require_past
from renfang.exchange.safe_cells import guard
from renfang.quantities.parsing import Unreadable, parse_date

_HEADINGS = ("division", "organisation", "debtor", "project", "account", "oldest_due_on",
             "oldest_days", *CODES, "overdue", "total")  # fmt: skip


class Command(BaseCommand):
    help = "按截止日期输出欠缴账龄（全部账户），金额以元计，自缴款期限次日起计算逾期天数。"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--as-of`` (default: today) and ``--format``."""
        parser.add_argument("--as-of", help="截止日期，例如 2026-10-31；缺省为今天")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the ledger and write to standard output; CommandError for a day that cannot be."""
        data = as_data(ageing_of(FeeAccount.objects.all(), _day(options["as_of"])))
        if options["format"] == "json":
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            self._write_csv(data["debtors"])

    def _write_csv(self, debtors: list[dict[str, Any]]) -> None:
        """One line for each account that owes something; no cell is ever a formula."""
        writer = csv.writer(self.stdout._out, lineterminator="\n")
        writer.writerow(_HEADINGS)
        for row in debtors:
            cells = [row[name] for name in _HEADINGS]
            writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in cells])


def _day(text: str | None) -> date:
    today = timezone.localdate()
    if text is None:
        return today
    try:
        day = parse_date(text)
        require_past(day, "截止日期", field="as_of")
    except Unreadable as error:
        raise CommandError(f"--as-of：{error.message}") from error
    except Incomplete as error:
        raise CommandError(f"--as-of：{error.message}") from error
    return day
