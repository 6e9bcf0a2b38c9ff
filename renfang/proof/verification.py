"""``verify_all``: everything that proves, in one report; kept for the auditor's page.

It reads one moment of the database while people work, writes nothing, and may be called from
anywhere: a command, a schedule, the check of an archive.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from renfang.proof import crosschecks, proving
from renfang.proof.hooks import CHECKS, Section
from renfang.proof.models import Seal, VerificationRun
from renfang.proof.sealing import unsealed

logger = logging.getLogger(__name__)
# So many of the differences of one part are kept; that there are more is said.
MOST_KEPT = 200


@dataclass
class Report:
    """What was verified: when, its parts, and how much no seal covers yet."""

    at: datetime
    sections: list[Section] = field(default_factory=list)
    seconds: int = 0
    unsealed: int = 0
    seal_number: int | None = None
    sealed_at: datetime | None = None
    papers_upto: int = 0

    @property
    def differences(self) -> int:
        """In how many places something differs."""
        return sum(len(section.findings) for section in self.sections)

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        return {
            "at": self.at.isoformat(),
            "seconds": self.seconds,
            "unsealed": self.unsealed,
            "seal_number": self.seal_number,
            "sealed_at": self.sealed_at.isoformat() if self.sealed_at else None,
            "papers_upto": self.papers_upto,
            "sections": [vars(section) for section in self.sections],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Report:
        """What another process told."""
        sealed_at = told["sealed_at"]
        return cls(
            **told
            | {
                "at": datetime.fromisoformat(told["at"]),
                "sealed_at": datetime.fromisoformat(sealed_at) if sealed_at else None,
                "sections": [Section(**section) for section in told["sections"]],
            }
        )


def verify_all(*, is_copy: bool = False, everything: bool = False) -> Report:
    """Compare all with the seals and with one another; what cannot be compared is a difference.

    ``is_copy``: the database is that of an archive. ``everything``: papers of before the last
    verification are composed anew too, which takes long and differs after changes of layout.
    """
    report = Report(at=timezone.now())
    # Read before the moment begins: a seal made meanwhile is in the list, and not in that moment.
    listed = proving.heads()
    with _one_moment():
        for check in _checks(listed, is_copy=is_copy, everything=everything):
            report.sections.append(_tried(check))
        ending = _tried(partial(_told_of_seals, report))
        if ending.findings:
            report.sections.append(ending)
    report.seconds = round((timezone.now() - report.at).total_seconds())
    return report


def _told_of_seals(report: Report) -> Section:
    """The last seal, what came after it, and up to which paper all was well, into the report."""
    last = Seal.objects.order_by("sequence").last()
    if last is not None:
        report.seal_number, report.sealed_at = last.sequence, last.at
    uptos = [section.upto for section in report.sections if section.upto is not None]
    # A check that broke has told nothing: the next one begins where it did.
    report.papers_upto = uptos[0] if uptos else crosschecks.papers_done()
    report.unsealed = unsealed()
    return Section("尚未封存")


def _checks(
    listed: proving.Heads, *, is_copy: bool, everything: bool
) -> Iterator[Callable[[], Section]]:
    yield crosschecks.triggers
    yield partial(proving.seals, listed, is_copy=is_copy)
    yield proving.sealed_rows
    yield proving.watched_rows
    yield proving.fixed_rows
    yield crosschecks.history
    yield crosschecks.papers
    yield crosschecks.files
    yield partial(crosschecks.compositions, everything=everything)
    yield crosschecks.rights
    yield crosschecks.single_rights
    yield from CHECKS


def _tried(check: Callable[[], Section]) -> Section:
    """The part of the report; a check that ends with an error is no silence.

    Each within a savepoint: on PostgreSQL an error would end the transaction for all that follow.
    """
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return check()
    except Exception as error:
        logger.exception("a verification could not be carried out")
        of = check.func if isinstance(check, partial) else check
        name = getattr(of, "__name__", "核验")
        return Section(f"核验未能完成（{name}）", findings=[f"{type(error).__name__}：{error}"])


@contextmanager
def _one_moment() -> Iterator[None]:
    """All is read as of one moment, without holding up who writes."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not atomic(): that takes SQLite's one lock for writers.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def keep(report: Report, occasion: str, *, source: str = "") -> VerificationRun:
    """Put a report on record."""
    return VerificationRun.objects.create(
        at=report.at,
        seconds=report.seconds,
        occasion=occasion,
        source=source[:200],
        sections=[
            {
                "label": section.label,
                "counted": section.counted,
                "unit": section.unit,
                "differences": len(section.findings),
                "findings": section.findings[:MOST_KEPT],
            }
            for section in report.sections
        ],
        differences=report.differences,
        papers_upto=report.papers_upto,
        unsealed=report.unsealed,
        seal_number=report.seal_number,
        sealed_at=report.sealed_at,
    )
