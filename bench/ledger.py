"""A statement of thousands of lines taken and posted, and the proof of the ledger behind it.

*statement, imported*: read, proven, matched and kept. *Usual*: the same rows looked up and saved
one by one. *Limit*: the file read and its rows written by ``executemany``, nothing matched.

*ledger, proven*: ``fees.ledger.proof`` and the audit in plain SQL. *Usual*: the entries of
each account fetched and hashed account by account. *Limit*: one cursor over the raw rows, hashed.

Runs on whatever database RENFANG_DATABASE_URL names, which must be empty and is filled.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bench.rounds import interleaved
from fees.ledger import audit as ledger_audit
from fees.ledger.audit import discrepancies
from fees.ledger.posting import hash_of
from fees.ledger.proof import findings
from fees.models import FeeAccount, Statement, StatementLine
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import submit_statement
from fees.reconciliation.exchange.statements import import_statement, read_statement
from renfang.organisations.permissions import Role
from tests.builders.finance import Desk
from tests.builders.many_debts import many_debts
from tests.builders.office import found_office

HEADS = "税票号码,入库日期,缴费人名称,项目代码,实缴金额"


class _Undone(Exception):
    """Rolls a round back, so that the next finds the same database."""


def measure(lines: int, rounds: int) -> list[dict[str, Any]]:
    """Fill an empty database with ``lines`` debts, take a statement that pays each, time it."""
    call_command("migrate", verbosity=0)
    desk = Desk(found_office())
    accounts = many_debts(desk.assessed(), lines)
    content = _content(accounts)
    ways = {
        "ours": lambda: _take(desk, content),
        "usual": lambda: _one_by_one(desk, content),
        "limit": lambda: _written(desk, content),
    }
    imported = interleaved({name: _undone(way) for name, way in ways.items()}, rounds)
    statement = _take(desk, content)
    submit_statement(statement.pk, by=desk.officer)
    posting = interleaved(
        {"posting": _undone(lambda: _finish(desk, statement))}, max(1, rounds // 5)
    )
    _finish(desk, statement)
    proofs: dict[str, Callable[[], object]] = {
        "ours": lambda: _require_sound(list(findings())),
        "audit": lambda: _require_sound(list(discrepancies())),
        "usual": _account_by_account,
        "limit": lambda: list(ledger_audit._altered()),
    }
    proven = interleaved(proofs, rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    about = {"engine": connection.vendor, "projects": lines, "peak_mib": peak}
    return [
        _line("statement, imported", imported, about | {"posting_ms": round(posting["posting"])}),
        _line("ledger, proven", proven, about | {"audit_ms": round(proven["audit"])}),
    ]


def _line(name: str, ms: dict[str, float], about: dict[str, Any]) -> dict[str, Any]:
    return {
        "line": name,
        **about,
        "ms": {way: round(ms[way], 1) for way in ("ours", "usual", "limit")},
        "to_limit": round(ms["ours"] / ms["limit"], 2),
        "faster_than_usual": round(ms["usual"] / ms["ours"], 2),
    }


def _content(accounts: list[FeeAccount]) -> bytes:
    day = timezone.localdate().isoformat()
    rows = (
        f"6202{n:08d},{day},第{n}号置业有限公司,{account.project.code},{account.balance}"
        for n, account in enumerate(accounts, 1)
    )
    return "\n".join([HEADS, *rows]).encode("gb18030")


def _undone(work: Callable[[], object]) -> Callable[[], None]:
    def round_() -> None:
        try:
            with transaction.atomic():
                work()
                raise _Undone
        except _Undone:
            pass

    return round_


def _take(desk: Desk, content: bytes) -> Statement:
    return import_statement(
        content, "回单.csv", organisation=desk.office.east, source="tax", by=desk.officer
    )


def _finish(desk: Desk, statement: Statement) -> None:
    finish_statement(statement.pk, by=desk.office.who(Role.HEAD))


def _statement(desk: Desk, count: int, total: Decimal) -> Statement:
    day = timezone.localdate()
    return Statement.objects.create(
        organisation=desk.office.east,
        source="tax",
        file_name="回单.csv",
        sha256="0" * 64,
        first_day=day,
        last_day=day,
        line_count=count,
        total=total,
        reading={},
        uploaded_by=desk.officer,
    )


def _one_by_one(desk: Desk, content: bytes) -> None:
    """Each row looked up by its project, then saved."""
    read = read_statement(content)
    statement = _statement(desk, len(read.lines), read.total)
    for line in read.lines:
        account = FeeAccount.objects.filter(project__code=line.project_code).first()
        exact = account is not None and account.balance == line.amount
        saved = StatementLine.objects.create(
            organisation=desk.office.east,
            statement=statement,
            number=line.number,
            line_key=line.key,
            booked_on=line.booked_on,
            amount=line.amount,
            voucher=line.voucher,
            project_code=line.project_code,
            payer=line.payer,
            lane="matched" if exact else "unclaimed",
        )
        if exact:
            saved.claims.create(account=account, amount=line.amount)


def _written(desk: Desk, content: bytes) -> None:
    """The rows as they were read, by ``executemany``."""
    read = read_statement(content)
    statement = _statement(desk, len(read.lines), read.total)
    names = "organisation_id,statement_id,number,line_key,booked_on,amount,voucher,payer"
    rest = "notice_number,project_code,credit_code,remark,finding,lane"
    rows = [
        (
            desk.office.east.pk,
            statement.pk,
            line.number,
            line.key,
            line.booked_on,
            int(line.amount.scaleb(2)),
            line.voucher,
            line.payer,
            "",
            line.project_code,
            *[""] * 3,
            "matched",
        )
        for line in read.lines
    ]
    places = ",".join(["%s"] * 14)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO fees_statementline ({names},{rest}) VALUES ({places})", rows
        )


def _account_by_account() -> None:
    for account in FeeAccount.objects.all():
        balance = Decimal(0)
        for entry in account.entries.all():
            balance += entry.amount
            _require_sound([] if hash_of(entry) == entry.hash else ["hash"])
        _require_sound([] if balance == account.balance else ["balance"])


def _require_sound(found: list[object]) -> None:
    if found:
        sys.exit(f"the ledger of the bench is not sound: {found[:3]}")
