"""学时 accrue as the office counts them by hand, whatever happens to sessions in what order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from drills.models import Member, TrainingPlan, TrainingSession
from drills.rollcall.acts import Mark, mark_roll
from drills.training.acts.sessions import cancel_session, conclude_session
from drills.training.queries import accrued, required
from drills.training.rules import standing
from renfang.acts import Refused
from tests.builders.schooling import session, year_plan, yesterday
from tests.drills.conftest import Range, at

HOURS = st.integers(0, 200).map(lambda tenths: Decimal(tenths) / 10)


class HoursMachine(RuleBasedStateMachine):
    """Sessions held, called, corrected, cancelled and concluded; a tally by hand beside them."""

    ground: Range
    plan: TrainingPlan
    sessions = Bundle("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.team = self.ground.team_of_hours
        self.members = list(Member.objects.filter(team=self.team).order_by("pk"))
        # Session → [subject, hours, state, {member: status}].
        self.tally: dict[int, list[Any]] = {}
        self.begun = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def roll_of(self, held: int) -> int:
        """The occasion of a session."""
        return TrainingSession.objects.values_list("occasion", flat=True).get(pk=held)

    @rule(target=sessions, subject=st.integers(0, 1), tenths=st.integers(1, 10))
    def arrange(self, subject: int, tenths: int) -> int:
        """Each an hour of its own, so that nobody is in two places."""
        start = at(yesterday(), 0) + timedelta(hours=self.begun)
        self.begun += 1
        chosen = list(self.plan.subjects.all())[subject]
        held = session(
            self.ground,
            self.plan,
            self.team,
            subject_id=chosen.pk,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            hours=Decimal(tenths) / 10,
        )
        self.tally[held.pk] = [chosen.pk, held.hours, "planned", {}]
        return held.pk

    @rule(
        held=sessions,
        who=st.integers(0, 2),
        status=st.sampled_from(["present", "late", "absent", "leave", ""]),
    )
    def mark(self, held: int, who: int, status: str) -> None:
        member, line = self.members[who].pk, self.tally[held]
        try:
            with transaction.atomic():
                mark_roll(self.roll_of(held), [Mark(member, status)], by=self.ground.trainer)
        except Refused:
            assert line[2] != "planned"
        else:
            line[3][member] = status

    @rule(held=sessions)
    def rest_present(self, held: int) -> None:
        line = self.tally[held]
        if line[2] != "planned":
            return
        mark_roll(self.roll_of(held), [], by=self.ground.trainer, rest_present=[self.team.pk])
        for member in self.members:
            line[3][member.pk] = line[3].get(member.pk) or "present"

    @rule(held=sessions)
    def cancel(self, held: int) -> None:
        try:
            with transaction.atomic():
                cancel_session(held, by=self.ground.trainer, reason="场地停电改期", version=None)
        except Refused:
            assert self.tally[held][2] != "planned"
        else:
            self.tally[held][2] = "cancelled"

    @rule(held=sessions)
    def conclude(self, held: int) -> None:
        line = self.tally[held]
        called = all(line[3].get(member.pk) for member in self.members)
        try:
            with transaction.atomic():
                conclude_session(held, by=self.ground.trainer, version=None)
        except Refused:
            assert line[2] != "planned" or not called
        else:
            assert called
            line[2] = "closed"

    @invariant()
    def hours_are_those_of_the_tally(self) -> None:
        counted = accrued(self.plan, [member.pk for member in self.members])
        for member in self.members:
            by_hand: dict[int, Decimal] = {}
            for subject, hours, state, marks in self.tally.values():
                if state != "cancelled" and marks.get(member.pk) in ("present", "late"):
                    by_hand[subject] = by_hand.get(subject, Decimal(0)) + hours
            assert dict(counted.get(member.pk, {})) == by_hand


@pytest.mark.slow
@pytest.mark.django_db
def test_hours_accrue_as_counted_by_hand_whatever_happens_to_the_sessions(ground):
    ground.team_of_hours = ground.team(members=3)

    class Machine(HoursMachine):
        pass

    Machine.ground, Machine.plan = ground, year_plan(ground)
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=12, stateful_step_count=20, deadline=None)
    )


@given(
    hours=st.dictionaries(st.integers(1, 5), HOURS),
    asked=st.dictionaries(st.integers(1, 5), HOURS),
    more=st.tuples(st.integers(1, 5), HOURS),
)
def test_more_training_never_lowers_a_standing_and_never_counts_beyond_what_is_asked(
    hours, asked, more
):
    before = standing(hours, asked)
    subject, extra = more
    after = standing({**hours, subject: hours.get(subject, Decimal(0)) + extra}, asked)
    assert 0 <= before.counted <= after.counted <= after.asked == before.asked
    assert after.total == before.total + extra
    assert after.is_met == all(
        hours.get(pk, Decimal(0)) + (extra if pk == subject else 0) >= need
        for pk, need in asked.items()
    )


# --- worked cases --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_three_days_of_sixty_people_in_ten_teams():
    """邵阳 trained 60 people of ten teams for three days: 3 × 6 hours each, all of them there."""
    asked = {1: Decimal("18.0")}
    everybody = [standing({1: Decimal("18.0")}, asked) for _ in range(60)]
    assert all(one.is_met for one in everybody)
    assert sum(one.counted for one in everybody) == Decimal("1080.0")
    assert everybody[0].rate_text == "100.0%"


@pytest.mark.django_db
def test_a_day_missed_is_two_thirds_and_is_made_up_in_the_same_subject_only(ground):
    """Two of three days, 12 of 18 hours: 66.7 %; eight more in another subject change nothing."""
    asked = {1: Decimal("18.0"), 2: Decimal("0.0")}
    missed = standing({1: Decimal("12.0")}, asked)
    assert (missed.is_met, missed.rate_text) == (False, "66.7%")
    elsewhere = standing({1: Decimal("12.0"), 2: Decimal("8.0")}, asked)
    assert (elsewhere.is_met, elsewhere.rate_text, elsewhere.total) == (
        False,
        "66.7%",
        Decimal("20.0"),
    )


@pytest.mark.django_db
def test_a_team_that_asks_for_more_than_the_plan_is_measured_by_its_own(ground):
    from drills.training.acts.plans import set_team_hours

    team, other = ground.team(members=1), ground.team("东区抢险抢修二队", members=1)
    plan = year_plan(ground)
    subject = plan.subjects.first()
    set_team_hours(plan.pk, team.pk, {subject.pk: Decimal("8.0")}, by=ground.trainer)
    asked = required(plan, [team, other])
    assert asked[team.pk][subject.pk] == Decimal("8.0")
    assert asked[other.pk][subject.pk] == Decimal("4.0")
