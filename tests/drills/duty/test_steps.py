"""Every act during a shift and on a swap, in every state."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.duty import steps
from drills.duty.acts import (
    ask_swap,
    decide_swap,
    hand_over,
    log_duty,
    record_call_test,
    take_over,
)
from drills.models import DutyPerson, DutyShift, ShiftSwap
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.readiness import people
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range
from tests.drills.duty.test_duty import shift_of

pytestmark = pytest.mark.django_db


def shift(office: Office, step: Step) -> DutyShift:
    """A shift of two, with a third at home."""
    ground = Range(office)
    return shift_of(ground, people(ground)[:2])


def asked(row: DutyShift, by: User) -> ShiftSwap:
    """The third stands in for the one who keeps the watch."""
    third = DutyPerson.objects.exclude(pk__in=[row.leader_id, row.main_id]).get()
    return ask_swap(
        row.pk,
        by=by,
        leaving_id=row.main_id,
        taking_id=third.pk,
        reason="出差",
        on=timezone.localdate(),
    )


WALKS = [
    Walk(
        steps.STEPS,
        shift,
        {
            steps.TAKE: lambda row, by: take_over(row.pk, by=by),
            steps.ASK_SWAP: asked,
            steps.LOG: lambda row, by: log_duty(
                row.pk, by=by, at=timezone.now(), kind="call", content="市办来电"
            ),
            steps.CALL: lambda row, by: record_call_test(
                row.pk,
                by=by,
                at=timezone.now(),
                station="和平街道",
                means="phone",
                has_answered=True,
                seconds=20,
            ),
            steps.HAND_OVER: lambda row, by: hand_over(row.pk, by=by, pending="无", version=None),
        },
    ),
    Walk(
        steps.SWAP_STEPS,
        lambda office, step: asked(shift(office, step), office.who(Role.TRAINER)),
        {
            steps.DECIDE: lambda row, by: decide_swap(row.pk, by=by, grant=True, opinion=""),
        },
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)


def test_a_shift_is_taken_over_by_its_button_unless_the_last_one_goes_on(ground, sign_in):
    crew = people(ground, 4)
    first, second = shift_of(ground, crew[:2]), shift_of(ground, crew[2:], days=1)
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:shift", args=[first.pk])).content.decode()
    assert f'action="{steps.TAKE.url_for(first)}"' in page
    browser.post(steps.TAKE.url_for(first), {"version": first.version})
    first.refresh_from_db()
    assert first.state == "on_duty"
    told = browser.post(steps.TAKE.url_for(second), {"version": second.version})
    assert told.status_code == 409
    assert "尚未交班" in told.content.decode()


def test_a_swap_is_offered_to_whoever_decides_it(ground, sign_in):
    swap = asked(shift_of(ground, people(ground)[:2]), ground.trainer)
    for user, is_offered in ((ground.trainer, False), (ground.office.who(Role.HEAD), True)):
        for url in (reverse("drills:shifts"), reverse("drills:shift", args=[swap.shift_id])):
            page = sign_in(user).get(url).content.decode()
            assert (steps.DECIDE.url_for(swap) in page) is is_offered
