"""Whether anything stands in the way of a shelter's certificate outside engineering's own records.

fees registers its part here when Django starts: engineering must not import fees, yet the
certificate is held while the relocation fee is unsettled, and states what was paid.
"""

from __future__ import annotations

from collections.abc import Callable

from engineering.models import Project

Check = Callable[[Project], str | None]
Statement = Callable[[Project], tuple[str, str] | None]
_checks: list[Check] = []
_statements: list[Statement] = []


def register_settlement_check(check: Check) -> None:
    """Add a check: it gives the Chinese reason that holds the certificate, or None."""
    _checks.append(check)


def open_obligations(project: Project) -> list[str]:
    """Everything that holds the certificate now; empty when nothing does."""
    return [reason for check in _checks if (reason := check(project))]


def register_statement(statement: Statement) -> None:
    """Add a line for the certificate: label and text (e.g. what was charged and paid), or None."""
    _statements.append(statement)


def settlement_statements(project: Project) -> list[tuple[str, str]]:
    """Lines on the certificate about obligations that were met elsewhere."""
    return [line for statement in _statements if (line := statement(project))]
