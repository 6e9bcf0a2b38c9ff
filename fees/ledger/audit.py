"""A second audit of the ledger, in plain SQL on the tables as they lie in the database.

Written apart from ``fees.ledger.proof``: it imports no model, no act and no field class,
and adds up in the database in whole 分, so that a mistake of the application cannot hide in both.
Only the hashes are computed here, from the raw columns, by a writing-down of their recipe of its
own.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

# Of an account ``a``: the decision that stands and is no paper of the register, on a ``t`` of
# collection: entered from before renfang, or changed by a reconsideration, judgment or correction.
_ENTERED = """
            SELECT 1 FROM fees_collectionstep s
            JOIN fees_collectiontrack t ON t.id = s.track_id AND t.kind = 'levy'
            JOIN fees_collectioncase c ON c.id = t.case_id AND c.account_id = a.id
            WHERE s.code IN ('enter_decision', 'change', 'annul_part', 'change_own')
                AND NOT EXISTS (
                    SELECT 1 FROM fees_collectionstep later
                    WHERE later.track_id = s.track_id AND later.id > s.id AND later.code IN (
                        'annul', 'redo', 'revoke', 'change', 'annul_part', 'change_own', 'levy'))
"""
# Each query gives (account or nothing, place or nothing) for what does not hold.
_CHECKS: dict[str, str] = {
    "分录的余额、序号或校验链不连续": """
        SELECT account_id, sequence FROM (
            SELECT account_id, sequence, balance_after, prev_hash,
                SUM(amount) OVER (PARTITION BY account_id ORDER BY sequence) AS running,
                ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY sequence) AS place,
                LAG(hash, 1, '') OVER (PARTITION BY account_id ORDER BY sequence) AS before
            FROM fees_ledgerentry
        ) AS chain
        WHERE running <> balance_after OR place <> sequence OR before <> prev_hash
    """,
    "账户记载的应缴、已缴、欠缴或多缴与分录不符": """
        SELECT a.id, NULL FROM fees_feeaccount a LEFT JOIN (
            SELECT e.account_id, SUM(e.amount) AS balance,
                SUM(CASE WHEN COALESCE(r.kind, e.kind) IN ('charge', 'reduction')
                    THEN e.amount ELSE 0 END) AS payable,
                -SUM(CASE WHEN COALESCE(r.kind, e.kind) IN ('payment', 'refund', 'carry_over')
                    THEN e.amount ELSE 0 END) AS paid
            FROM fees_ledgerentry e LEFT JOIN fees_ledgerentry r ON r.id = e.reverses_id
            GROUP BY e.account_id
        ) s ON s.account_id = a.id
        WHERE a.balance <> COALESCE(s.balance, 0) OR a.payable <> COALESCE(s.payable, 0)
            OR a.paid <> COALESCE(s.paid, 0) OR a.paid < 0
            OR a.surplus <> CASE WHEN a.balance < 0 THEN -a.balance ELSE 0 END
    """,
    "账户记载的末笔与分录不符": """
        SELECT a.id, NULL FROM fees_feeaccount a
        LEFT JOIN fees_ledgerentry e ON e.account_id = a.id AND e.sequence = a.last_sequence
        LEFT JOIN (
            SELECT account_id, COUNT(*) AS entries FROM fees_ledgerentry GROUP BY account_id
        ) n ON n.account_id = a.id
        WHERE COALESCE(n.entries, 0) <> a.last_sequence OR COALESCE(e.hash, '') <> a.last_hash
    """,
    "应缴与现行核定或拆除审批决定不符": """
        SELECT a.id, NULL FROM fees_feeaccount a
        LEFT JOIN engineering_demolition d ON d.id = a.demolition_id
        LEFT JOIN fees_assessment v
            ON v.account_id = a.id AND NOT EXISTS (
                SELECT 1 FROM fees_assessment later
                WHERE later.account_id = a.id AND later.version > v.version)
        WHERE a.payable <> COALESCE(d.compensation, v.payable, 0)
    """,
    "拆除补偿费的缴款期限与拆除审批决定不符": """
        SELECT a.id, NULL FROM fees_feeaccount a
        JOIN engineering_demolition m ON m.id = a.demolition_id
        WHERE a.demand_id IS NOT NULL OR (a.due_on IS NULL) <> (m.due_on IS NULL)
            OR a.due_on <> m.due_on
    """,
    "缴款期限与现行有效的缴费文书不符": f"""
        SELECT a.id, NULL FROM fees_feeaccount a
        LEFT JOIN fees_paymentnotice n ON n.document_id = a.demand_id
        LEFT JOIN fees_assessment v ON v.id = n.assessment_id
        LEFT JOIN documents_voiding w ON w.document_id = a.demand_id
        LEFT JOIN serving_servicereceipt r ON r.paper_id = a.demand_id AND r.state = 'served'
        WHERE a.project_id IS NOT NULL AND ((a.demand_id IS NULL AND a.due_on IS NOT NULL
                AND NOT EXISTS ({_ENTERED} AND t.pay_by = a.due_on))
            OR (a.demand_id IS NOT NULL AND (n.id IS NULL OR v.account_id <> a.id
                OR w.id IS NOT NULL
                OR (a.due_on IS NULL) <> (r.id IS NULL) OR a.due_on < n.due_on)))
    """,  # noqa: S608 (constants of this file)
    "现行核定已经发文，账户却没有记载缴费文书": f"""
        SELECT a.id, NULL FROM fees_feeaccount a
        WHERE a.balance > 0 AND a.demand_id IS NULL AND NOT EXISTS ({_ENTERED}) AND EXISTS (
            SELECT 1 FROM fees_paymentnotice n JOIN fees_assessment v ON v.id = n.assessment_id
            WHERE v.account_id = a.id
                AND NOT EXISTS (SELECT 1 FROM documents_voiding w
                    WHERE w.document_id = n.document_id)
                AND NOT EXISTS (SELECT 1 FROM fees_assessment later
                    WHERE later.account_id = a.id AND later.version > v.version))
    """,  # noqa: S608 (constants of this file)
    "分录的收费项目与账户不符": """
        SELECT a.id, e.sequence FROM fees_ledgerentry e
        JOIN fees_feeaccount a ON a.id = e.account_id
        WHERE e.fee <> CASE WHEN a.demolition_id IS NULL THEN 'relocation' ELSE 'compensation' END
            OR (a.project_id IS NULL) = (a.demolition_id IS NULL)
    """,
    "拆除补偿费多缴，或有缴款和冲正以外的事项": """
        SELECT account_id, sequence FROM fees_ledgerentry WHERE fee = 'compensation'
            AND (balance_after < 0 OR kind NOT IN ('charge', 'payment', 'reversal'))
    """,
    "冲正没有如数冲正同一账户的一笔分录": """
        SELECT e.account_id, e.sequence FROM fees_ledgerentry e
        LEFT JOIN fees_ledgerentry r ON r.id = e.reverses_id
        WHERE e.kind = 'reversal' AND (r.id IS NULL OR r.kind = 'reversal'
            OR r.amount <> -e.amount OR r.account_id <> e.account_id OR r.sequence >= e.sequence)
    """,
    "一笔分录被冲正多次": """
        SELECT account_id, reverses_id FROM fees_ledgerentry WHERE reverses_id IS NOT NULL
        GROUP BY account_id, reverses_id HAVING COUNT(*) > 1
    """,
    "凭证号或表单标识重复入账": """
        SELECT MIN(account_id), NULL FROM fees_ledgerentry WHERE voucher <> ''
        GROUP BY organisation_id, source, voucher, voucher_turn HAVING COUNT(*) > 1
        UNION ALL
        SELECT MIN(account_id), NULL FROM fees_ledgerentry GROUP BY key HAVING COUNT(*) > 1
    """,
    "登记人与复核人为同一人": """
        SELECT account_id, sequence FROM fees_ledgerentry WHERE recorded_by_id = posted_by_id
    """,
    "退付或核销没有有效的依据文书": """
        SELECT e.account_id, e.sequence FROM fees_ledgerentry e
        LEFT JOIN documents_voiding v ON v.document_id = e.basis_id
        WHERE e.kind IN ('refund', 'write_off') AND (e.basis_id IS NULL OR (
            v.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM fees_ledgerentry u WHERE u.reverses_id = e.id)))
    """,
    "记账单与其分录不一致": """
        SELECT s.account_id, e.sequence FROM fees_slip s
        JOIN fees_ledgerentry e ON e.id = s.entry_id
        WHERE s.amount <> e.amount OR s.account_id <> e.account_id OR s.key <> e.key
            OR s.recorded_by_id <> COALESCE(e.recorded_by_id, 0)
            OR COALESCE(s.checked_by_id, 0) <> e.posted_by_id
    """,
    "对账流水的认领与分录不一致": """
        SELECT c.account_id, e.sequence FROM fees_statementclaim c
        JOIN fees_ledgerentry e ON e.id = c.entry_id
        WHERE c.amount <> -e.amount OR c.account_id <> e.account_id
        UNION ALL
        SELECT e.account_id, e.sequence FROM fees_ledgerentry e
        WHERE e.source IN ('tax', 'treasury', 'bank', 'non_tax')
            AND NOT EXISTS (SELECT 1 FROM fees_statementclaim c WHERE c.entry_id = e.id)
    """,
    "结转转出与转入不等": """
        SELECT NULL, NULL FROM fees_ledgerentry e
        LEFT JOIN fees_ledgerentry r ON r.id = e.reverses_id
        WHERE COALESCE(r.kind, e.kind) = 'carry_over'
        GROUP BY e.organisation_id HAVING SUM(e.amount) <> 0
    """,
}
_MONTHS = """
    SELECT m.organisation_id, m.month, m.entries, m.charged, m.paid, b.closed_through
    FROM fees_monthevent m JOIN fees_ledgerbook b ON b.organisation_id = m.organisation_id
    WHERE m.act = 'closed' AND m.month <= b.closed_through AND NOT EXISTS (
        SELECT 1 FROM fees_monthevent later WHERE later.act = 'closed' AND later.id > m.id
            AND later.organisation_id = m.organisation_id AND later.month = m.month)
"""
_MONTH_NOW = """
    SELECT COUNT(*),
        COALESCE(SUM(CASE WHEN COALESCE(r.kind, e.kind) IN ('charge', 'reduction')
            THEN e.amount ELSE 0 END), 0),
        -COALESCE(SUM(CASE WHEN COALESCE(r.kind, e.kind) IN ('payment', 'refund', 'carry_over')
            THEN e.amount ELSE 0 END), 0)
    FROM fees_ledgerentry e LEFT JOIN fees_ledgerentry r ON r.id = e.reverses_id
    WHERE e.organisation_id = %s AND e.business_date >= %s AND e.business_date < %s
"""
_ENTRIES = """
    SELECT organisation_id, account_id, fee, sequence, kind, amount, balance_after, business_date,
        posted_at, posted_by_id, recorded_by_id, basis_id, assessment_id, source, voucher,
        voucher_turn, reverses_id, note, key, fingerprint, prev_hash, hash
    FROM fees_ledgerentry ORDER BY account_id, sequence
"""
_PAPERS = """
    SELECT e.account_id, e.sequence, e.amount, d.snapshot FROM fees_ledgerentry e
    JOIN documents_issueddocument d ON d.id = e.basis_id WHERE e.kind IN ('refund', 'write_off')
"""


def discrepancies() -> Iterator[str]:
    """Everything that the audit finds wrong, in Chinese; nothing for a sound ledger."""
    for text, query in _CHECKS.items():
        for account, place in _rows(query):
            yield f"{_place(account, place)}{text}"
    yield from _altered()
    yield from _papers()
    yield from _months()


def _rows(query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _place(account: Any, place: Any) -> str:
    if account is None:
        return ""
    return f"账户 {account}：" if place is None else f"账户 {account} 第 {place} 笔："


def _altered() -> Iterator[str]:
    """Entries whose columns no longer give their hash."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES)
        while rows := cursor.fetchmany(2000):
            for row in rows:
                if _hash(row) != row[-1]:
                    yield f"{_place(row[1], row[3])}内容与校验值不符"


def _hash(row: tuple[Any, ...]) -> str:
    """Digest of an entry's columns as the ledger's description says they are written.

    SM3 where the stored one says so, else SHA-256.
    """
    content = [
        *row[:5],
        _yuan(row[5]),
        _yuan(row[6]),
        str(row[7])[:10],
        _instant(row[8]),
        *row[9:18],
        str(UUID(str(row[18]))),
        *row[19:21],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if str(row[-1]).startswith("sm3:"):
        value = hashlib.new("sm3", text.encode()).digest()
        return "sm3:" + urlsafe_b64encode(value).decode().rstrip("=")
    return hashlib.sha256(text.encode()).hexdigest()


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _instant(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _papers() -> Iterator[str]:
    """Refunds and write-offs of another sum than their paper's."""
    for account, sequence, fen, stored in _rows(_PAPERS):
        snapshot = json.loads(stored) if isinstance(stored, str) else stored
        if str(snapshot.get("amount", "")).replace(",", "") != _yuan(abs(fen)):
            yield f"{_place(account, sequence)}金额与依据文书不一致"


def _months() -> Iterator[str]:
    """Closed months whose entries are not those that were closed."""
    for organisation, month, entries, charged, paid, _ in _rows(_MONTHS):
        first = month if isinstance(month, date) else date.fromisoformat(str(month)[:10])
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        now = _rows(_MONTH_NOW, (organisation, first.isoformat(), after.isoformat()))[0]
        if tuple(map(int, now)) != (entries, charged, paid):
            yield f"机构 {organisation} 的 {first:%Y-%m} 结账后台账有变动"
