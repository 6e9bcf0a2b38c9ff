"""Whether anything stands in the way of a shelter's certificate outside engineering's own records.

fees registers its part here when Django starts: engineering must not import fees, yet the
certificate is held while the relocation fee is unsettled, and states what was paid.

Cards that other apps put on the project page.

fees registers its card here when Django starts: engineering must not import fees, yet the page
shows what is owed beside what was approved.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from engineering.lifecycle.models import Demolition
from engineering.projects.models import Project
from engineering.works.models import CompletionAcceptance
from renfang.organisations.models import User

Card = Callable[[HttpRequest, Project], SafeString | None]
_cards: list[Card] = []


def register_card(card: Card) -> None:
    """Add a card: it gives rendered HTML, or None where the user is to see nothing."""
    _cards.append(card)


def cards_for(request: HttpRequest, project: Project) -> list[SafeString]:
    """The cards of all apps for one project, in order of registration."""
    return [html for card in _cards if (html := card(request, project))]


Check = Callable[[Project], str | None]
Statement = Callable[[Project], tuple[str, str] | None]
SurveyListener = Callable[[CompletionAcceptance, User], None]
CompensationListener = Callable[[Demolition, User], None]
CompensationCheck = Callable[[Demolition], str | None]
_checks: list[Check] = []
_statements: list[Statement] = []
_survey_listeners: list[SurveyListener] = []
_compensation_listeners: list[CompensationListener] = []
_compensation_checks: list[CompensationCheck] = []


def register_settlement_check(check: Check) -> None:
    """Add a check: it gives the Chinese reason that holds the certificate, or None."""
    _checks.append(check)


def open_obligations(project: Project | None) -> list[str]:
    """Everything that holds the certificate now; empty when nothing does."""
    if project is None:  # works of their own, without a building project that owes anything
        return []
    return [reason for check in _checks if (reason := check(project))]


def register_statement(statement: Statement) -> None:
    """Add a line for the certificate: label and text (e.g. what was charged and paid), or None."""
    _statements.append(statement)


def settlement_statements(project: Project | None) -> list[tuple[str, str]]:
    """Lines on the certificate about obligations that were met elsewhere."""
    if project is None:
        return []
    return [line for statement in _statements if (line := statement(project))]


def register_survey_listener(listener: SurveyListener) -> None:
    """Add who is told of each passed acceptance, inside its transaction: fees opens there the
    supplementary assessment (竣工核定) of what was built too little."""
    _survey_listeners.append(listener)


def report_survey(acceptance: CompletionAcceptance, by: User) -> None:
    """Tell every listener what was surveyed."""
    for listener in _survey_listeners:
        listener(acceptance, by)


def register_compensation(listener: CompensationListener, check: CompensationCheck) -> None:
    """Add who is told of each demolition approved against compensation, inside its transaction,
    and who says afterwards whether it is paid: a Chinese reason while it is not, or None."""
    _compensation_listeners.append(listener)
    _compensation_checks.append(check)


def report_compensation(demolition: Demolition, by: User) -> None:
    """Tell every listener what is to be paid for works that will be demolished."""
    for listener in _compensation_listeners:
        listener(demolition, by)


def unpaid_compensation(demolition: Demolition) -> str | None:
    """Why a demolition is not made good yet, or None when its compensation is paid."""
    reasons = (check(demolition) for check in _compensation_checks)
    return next((reason for reason in reasons if reason), None)
