"""What stands in the way of a certificate outside engineering's own records, and who is told.

fees registers its part when Django starts: engineering must not import fees, yet the certificate is
held while the relocation fee is unsettled, and states what was paid.
"""

from __future__ import annotations

from collections.abc import Callable

from engineering.projects.models import Project
from engineering.works.models import CompletionAcceptance
from renfang.hooks import Hook
from renfang.organisations.models import User

# Each gives the Chinese reason that holds the certificate, or None.
SETTLEMENT_CHECKS: Hook[Callable[[Project], str | None]] = Hook()
# Each gives a line for the certificate, label and text (what was charged and paid), or None.
SETTLEMENT_STATEMENTS: Hook[Callable[[Project], tuple[str, str] | None]] = Hook()
# Told of each passed acceptance, inside its transaction: fees opens there the supplementary
# assessment (竣工核定) of what was built too little.
SURVEY_LISTENERS: Hook[Callable[[CompletionAcceptance, User], None]] = Hook()
