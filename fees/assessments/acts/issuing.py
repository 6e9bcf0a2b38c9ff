"""出具核定表: the sheet of one version of the chain."""

from __future__ import annotations

from datetime import date

from fees.assessments.models import Assessment
from fees.assessments.papers import ASSESSMENT_SHEET, sheet_snapshot
from renfang.acts import Refused, act, require_past
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@act
def issue_assessment_sheet(assessment_id: int, *, by: User, on: date) -> IssuedDocument:
    """出具核定表: the version with its facts, reliefs, figures and both officers' names.

    Raises Refused while an earlier sheet of the same version still counts.
    """
    assessment = Assessment.objects.locked(assessment_id, Scope(by), "issue_payment_notice")
    require_past(on, "出具日期")
    previous = IssuedDocument.objects.of(assessment).filter(kind=ASSESSMENT_SHEET).first()
    if previous is not None and not previous.is_void:
        raise Refused(f"已出具{previous}。需要更改的，先作废该核定表再重新出具")
    document = issue_document(
        ASSESSMENT_SHEET,
        assessment,
        sheet_snapshot(assessment),
        title="防空地下室易地建设费核定表",
        organisation=assessment.organisation,
        on=on,
        by=by,
        replaces=previous,
    )
    record(by, "出具核定表", assessment.account, after={"文号": document.number})
    return document
