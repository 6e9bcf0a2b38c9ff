"""出具核定表: the sheet of one version of the chain."""

from __future__ import annotations

from datetime import date

from fees.assessments.models import Assessment
from fees.assessments.papers import ASSESSMENT_SHEET, sheet_snapshot
from fees.assessments.steps import ISSUE_SHEET, sheets_of
from renfang.acts import act, require_past
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User


@act
def issue_assessment_sheet(assessment_id: int, *, by: User, on: date) -> IssuedDocument:
    """出具核定表: the version with its facts, reliefs, figures and both officers' names.

    Raises WrongState while an earlier sheet of the same version still counts.
    """
    assessment: Assessment = Assessment.objects.locked_for(ISSUE_SHEET, assessment_id, by)
    require_past(on, "出具日期")
    document = issue_document(
        ASSESSMENT_SHEET,
        assessment,
        sheet_snapshot(assessment),
        title="防空地下室易地建设费核定表",
        organisation=assessment.organisation,
        on=on,
        by=by,
        replaces=sheets_of(assessment).first(),
    )
    record(by, "出具核定表", assessment.account, after={"文号": document.number})
    return document
