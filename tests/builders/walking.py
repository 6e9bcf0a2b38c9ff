"""Every row of a table of steps in every state: what page and act allow, and how they refuse.

A room's ``test_steps.py`` says how to come by a subject that has all its facts, and how each act
is called; the state is then set by hand, and all is undone before the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.utils.html import escape

from renfang.acts import Refused, WrongState
from renfang.organisations.models import User
from renfang.organisations.permissions import roles_with
from renfang.steps import Step, Steps
from tests.builders.office import Office


@dataclass(frozen=True, eq=False)
class Walk:
    """The table, the subject for a step, and each act as it is called with subject and user.

    ``who`` is the user who takes a step; by default somebody in a post that may. ``by_act`` brings
    a subject to the states that the database does not let anybody set by hand, and one whose table
    has no state to the situations that take their place, beside the one it is in; ``page`` is the
    address of its own page, which has the forms of the steps that are in place. ``removes`` are the
    steps that do away with their subject.
    """

    table: Steps
    subject: Callable[[Office, Step], Any]
    acts: Mapping[Step, Callable[[Any, User], Any]]
    who: Callable[[Office, Step], User] = lambda office, step: office.who(
        roles_with(step.permission)[0]
    )
    by_act: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    page: Callable[[Any], str] = lambda subject: subject.get_absolute_url()
    removes: tuple[Step, ...] = ()


def name_of(step: Step) -> str:
    """How a test names the step."""
    return "-".join([step.url.partition(":")[2], *step.args, *step.start[:1]])


def walk(office: Office, walked: Walk, step: Step) -> None:
    """Go through all states of the subject: the step is done where the table says so, else not."""
    subject, by = walked.subject(office, step), walked.who(office, step)
    browser = Client()
    browser.force_login(by)
    done = 0
    for state in _states(walked):
        with transaction.atomic():
            done += _stand_in(state, subject, browser, by, step, walked)
            transaction.set_rollback(True)
    assert done, f"{step.label} is never done"


def _has_state(model: type[Model]) -> bool:
    return "state" in {field.name for field in model._meta.fields}


def _states(walked: Walk) -> list[str]:
    model = walked.table.subject
    if not _has_state(model):
        return ["", *walked.by_act]
    return [value for value, _ in model._meta.get_field("state").flatchoices]


def _stand_in(
    state: str, subject: Any, browser: Client, by: User, step: Step, walked: Walk
) -> bool:
    """Whether the step was done in the state; it must be where the table allows it."""
    if state in walked.by_act:
        walked.by_act[state](subject)
    elif state:
        type(subject).objects.filter(pk=subject.pk).update(state=state)
    row = type(subject).objects.get(pk=subject.pk)
    refusal = _refusal(step, row)
    if step.in_place:
        _look_in_place(browser.get(walked.page(row)), row, step)
    else:
        _look(browser.get(step.url_for(row)), walked.table, row, step)
    told = _told(walked.acts[step], row, by)
    if refusal:
        assert told == refusal
        return False
    assert told == "", (step.label, state, told)
    if step in walked.removes:
        assert not type(row).objects.filter(pk=row.pk).exists()
        return True
    row.refresh_from_db()
    if _has_state(type(row)):
        assert row.state in (step.end or (state,)), step.label
    return True


def _look(answer: Any, table: Steps, row: Any, step: Step) -> None:
    """The page offers the act where its step fits; one address may serve several steps."""
    page = answer.content.decode()
    beside = [each for each in table if (each.url, each.args) == (step.url, step.args)]
    if fitting := [each for each in beside if each.fits(row)]:
        assert answer.status_code == 200, (step.label, page[-2000:])
        assert any((each.press or each.label) in page for each in fitting)
    else:
        assert answer.status_code == 409, (step.label, page[-2000:])
        assert any(escape(_refusal(each, row)) in page for each in beside)


def _look_in_place(answer: Any, row: Any, step: Step) -> None:
    """The subject's own page has the button of the act where its step fits, and only there."""
    assert answer.status_code == 200, step.label
    pressed = re.findall(r"<button[^>]*>\s*(.*?)\s*</button>", answer.content.decode(), re.DOTALL)
    assert ((step.press or step.label) in pressed) == step.fits(row), (step.label, pressed)


def _refusal(step: Step, row: Any) -> str:
    try:
        step.require_state(row)
    except WrongState as refusal:
        return refusal.message
    return ""


def _told(act: Callable[[Any, User], Any], row: Any, by: User) -> str:
    """What the act says when it refuses; nothing when it is done."""
    try:
        with transaction.atomic():
            act(row, by)
    except Refused as refusal:
        return refusal.message
    return ""
