"""What the registers (台账) of projects and applications ask, and how they show states."""

from __future__ import annotations

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from engineering.approvals.models.applications import LAPSED, OPEN_STATES, Application
from engineering.approvals.queries.clock import light_of, with_open_pause
from engineering.projects.models import Project
from renfang.clocks.rules import WorkingCalendar
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import number_key
from renfang.organisations.scope import Scope

_State, _Stage = Application.State, Project.Stage
_STATES = {
    _State.RECEIVED: "todo",
    _State.CORRECTION_REQUESTED: "waiting",
    _State.ACCEPTED: "todo",
    _State.RETURNED: "waiting",
    _State.REVIEWED: "todo",
    _State.GRANTED: "good",
    _State.RENEWED: "good",
    _State.REFUSED: "bad",
    _State.RETRACTED: "bad",
    _State.REVOKED: "bad",
    _State.CANCELLED: "bad",
}
_STAGES = {_Stage.REGISTERED: "waiting", _Stage.IN_HAND: "todo", _Stage.GRANTED: "good"}


def application_tone(application: Application) -> str:
    """The tone of a state: where an application waits for someone."""
    if application.has_lapsed(timezone.localdate()):
        return "bad"
    return _STATES.get(application.state, "plain")


def project_tone(project: Project) -> str:
    """The tone of a stage: where a project's latest application waits for someone."""
    return "bad" if project_words(project) == LAPSED else _STAGES.get(project.stage, "plain")


def project_words(project: Project) -> str:
    """The stage in words; a permit that ran out unused is none, where the list looked it up."""
    return LAPSED if getattr(project, "has_lapsed", False) else project.get_stage_display()


def under_light(
    rows: QuerySet[Application], colour: str, today: date, calendar: WorkingCalendar
) -> QuerySet[Application]:
    """The open applications of ``rows`` whose light is of this colour today.

    A light depends on working days, which no database counts; what is open at one time is a few
    thousand applications at most.
    """
    # Whatever the list fetches beside its rows is not wanted here.
    plain = rows.filter(state__in=OPEN_STATES).prefetch_related(None)
    running = with_open_pause(plain).only(
        "state", "due_on", "due_is_estimated", "accepted_on", "received_on", "resubmitted_on"
    )
    lights = ((row.pk, light_of(row, calendar, today)) for row in running)
    return rows.filter(
        pk__in=[pk for pk, light in lights if light is not None and light.light.colour == colour]
    )


def with_paper_numbered(scope: Scope, number: str) -> QuerySet:
    """Ids of applications with a paper, visible to the user, whose number contains the text."""
    return (
        IssuedDocument.objects.filter(
            organisation__in=scope.organisations("view_approval_papers"),
            subject_type=ContentType.objects.get_for_model(Application),
            number_key__contains=number_key(number),
        )
        .order_by()
        .values("subject_id")
    )
