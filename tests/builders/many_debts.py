"""Thousands of debts at one office, written as the acts would, but by the table."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from engineering.models import Developer, Project
from fees.ledger.posting import Movement, hash_of
from fees.models import Assessment, FeeAccount, LedgerEntry

BATCH = 1000


def many_debts(pattern: FeeAccount, count: int) -> list[FeeAccount]:
    """``count`` further accounts like ``pattern``, each of its own payer and with one charge.

    ``pattern`` has one assessment and its charge, nothing else. Debts differ by 分, so that no
    two are alike.
    """
    accounts = _accounts(pattern, count)
    versions = _assessments(pattern, accounts)
    charge = pattern.entries.get()
    entries = []
    for account, version in zip(accounts, versions, strict=True):
        entry = LedgerEntry(
            organisation_id=account.organisation_id,
            account=account,
            fee=charge.fee,
            sequence=1,
            kind=charge.kind,
            amount=version.payable,
            balance_after=version.payable,
            business_date=charge.business_date,
            posted_at=timezone.now(),
            posted_by_id=charge.posted_by_id,
            recorded_by_id=charge.recorded_by_id,
            assessment=version,
            source=charge.source,
            key=uuid4(),
        )
        entry.fingerprint = Movement(
            kind=entry.kind, amount=entry.amount, on=entry.business_date, key=entry.key
        ).fingerprint(account)
        entry.hash = account.last_hash = hash_of(entry)
        account.last_sequence = 1
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)
    FeeAccount.objects.bulk_update(accounts, ["last_sequence", "last_hash"], batch_size=BATCH)
    return accounts


def _accounts(pattern: FeeAccount, count: int) -> list[FeeAccount]:
    project = pattern.project
    numbers = range(1, count + 1)
    developers = Developer.objects.bulk_create(
        (
            Developer(
                organisation_id=pattern.organisation_id,
                name=f"第{n}号置业有限公司",
                credit_code=f"91620100MB{n:07d}X",
            )
            for n in numbers
        ),
        batch_size=BATCH,
    )
    projects = Project.objects.bulk_create(
        (
            Project(
                organisation_id=pattern.organisation_id,
                code=f"2026-620102-48-01-{n:06d}",
                name=f"第{n}号住宅小区",
                developer=developer,
                division_id=project.division_id,
                address=project.address,
                registered_on=project.registered_on,
                registered_by_id=project.registered_by_id,
            )
            for n, developer in zip(numbers, developers, strict=True)
        ),
        batch_size=BATCH,
    )
    return FeeAccount.objects.bulk_create(
        (
            FeeAccount(
                organisation_id=pattern.organisation_id,
                project=of,
                payable=sum_of(pattern, n),
                balance=sum_of(pattern, n),
            )
            for n, of in zip(numbers, projects, strict=True)
        ),
        batch_size=BATCH,
    )


def sum_of(pattern: FeeAccount, number: int) -> Decimal:
    """What the debt of that number comes to, in yuan."""
    return pattern.payable + Decimal(number) / 100


def _assessments(pattern: FeeAccount, accounts: list[FeeAccount]) -> list[Assessment]:
    first = pattern.assessments.get()
    same = {field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
    versions = []
    for account in accounts:
        version = Assessment(**same)
        version.pk, version.account = None, account
        version.gross = version.payable = account.payable
        version.relief = Decimal("0.00")
        versions.append(version)
    return Assessment.objects.bulk_create(versions, batch_size=BATCH)
