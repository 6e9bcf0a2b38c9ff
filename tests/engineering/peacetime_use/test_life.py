"""A permit's whole life in random order: no state is reached that the office does not know."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from engineering.models import PeacetimeUse, UseRequest
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.uses import (
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    reissue_use_papers,
    withdraw_request,
)
from engineering.peacetime_use.papers import papers_of
from renfang.acts import Refused
from renfang.history.record import broken_events, events_of
from renfang.organisations.permissions import Role
from tests.builders.upkeep import entry, regime, standing_shelter

State = PeacetimeUse.State
# Where a use may go from each state; whatever else the machine sees is a fault.
WAYS = {
    State.PENDING: {State.PENDING, State.IN_FORCE, State.REFUSED, State.WITHDRAWN},
    State.IN_FORCE: {State.IN_FORCE, State.CANCELLED},
    State.REFUSED: {State.REFUSED},
    State.WITHDRAWN: {State.WITHDRAWN},
    State.CANCELLED: {State.CANCELLED},
}


class UseLife(RuleBasedStateMachine):
    """Two operators at one shelter; acts are tried in any order and refused where they must be."""

    office = None

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.today = timezone.localdate()
        regime(self.office)
        self.shelter = standing_shelter(self.office)
        self.clerk = self.office.who(Role.CLERK)
        self.head = self.office.who(Role.HEAD)
        self.seen = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, act, *args, **kwargs):
        with suppress(Refused), transaction.atomic():
            act(*args, **kwargs)

    def pick(self, number):
        rows = list(PeacetimeUse.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(area=st.sampled_from(["200.00", "500.00", "900.00"]))
    def apply(self, area):
        asked = entry(used_area=Decimal(area))
        self.attempt(apply_for_use, self.shelter.pk, asked, received_on=self.today, by=self.clerk)

    @rule(number=st.integers(0, 9), grant=st.booleans(), by_head=st.booleans())
    def decide(self, number, grant, by_head):
        request = UseRequest.objects.order_by("pk")[number : number + 1].first()
        if request:
            by = self.head if by_head else self.clerk
            self.attempt(decide_request, request.pk, grant=grant, opinion="按审查意见办理",
                         on=self.today, by=by)  # fmt: skip

    @rule(number=st.integers(0, 9))
    def withdraw(self, number):
        request = UseRequest.objects.order_by("pk")[number : number + 1].first()
        if request:
            self.attempt(withdraw_request, request.pk, reason="申请人撤回申请", by=self.clerk)

    @rule(number=st.integers(0, 9), more=st.integers(-10, 400))
    def renew(self, number, more):
        use = self.pick(number)
        if use:
            self.attempt(apply_for_renewal, use.pk, ends_on=use.ends_on + timedelta(days=more),
                         received_on=self.today, by=self.clerk)  # fmt: skip

    @rule(number=st.integers(0, 9), area=st.sampled_from(["100.00", "600.00", "1000.01"]))
    def change(self, number, area):
        use = self.pick(number)
        if use:
            asked = entry(used_area=Decimal(area), starts_on=use.starts_on, ends_on=use.ends_on)
            self.attempt(apply_for_change, use.pk, asked, received_on=self.today, by=self.clerk)

    @rule(number=st.integers(0, 9), conclusion=st.sampled_from(["passed", "rectify", "failed"]))
    def inspect(self, number, conclusion):
        use = self.pick(number)
        if use:
            self.attempt(record_use_inspection, use.pk, inspected_on=self.today, by=self.clerk,
                         conclusion=conclusion, note="检查情况见记录",
                         rectify_by=self.today + timedelta(days=9))  # fmt: skip

    @rule(number=st.integers(0, 9))
    def reissue(self, number):
        use = self.pick(number)
        if use:
            self.attempt(reissue_use_papers, use.pk, reason="证书内容有误", by=self.clerk)

    @rule(number=st.integers(0, 9))
    def cancel(self, number):
        use = self.pick(number)
        if use:
            self.attempt(cancel_use, use.pk, reason="合同解除移交", on=self.today, by=self.clerk)

    @invariant()
    def states_follow_the_ways(self):
        for use in PeacetimeUse.objects.all():
            assert use.state in WAYS[self.seen.get(use.pk, State.PENDING)]
            self.seen[use.pk] = use.state

    @invariant()
    def papers_are_in_force_exactly_while_the_use_is(self):
        for use in PeacetimeUse.objects.all():
            kinds = sorted(paper.kind for paper in papers_of(use).current())
            assert len(kinds) == len(set(kinds)) == (2 if use.state == State.IN_FORCE else 0)
            assert (use.inspection_due_on is not None) == (use.state == State.IN_FORCE)

    @invariant()
    def one_undecided_request_and_room_for_all(self):
        open_uses = PeacetimeUse.objects.filter(state__in=[State.PENDING, State.IN_FORCE])
        assert sum(use.used_area for use in open_uses) <= Decimal("1000.00")
        for use in PeacetimeUse.objects.all():
            pending = use.requests.filter(state="pending").count()
            closed = use.state not in (State.PENDING, State.IN_FORCE)
            assert pending <= (0 if closed else 1)

    @invariant()
    def the_history_tells_every_step(self):
        assert not list(broken_events())
        for use in PeacetimeUse.objects.all():
            assert events_of(use).count() >= use.version


@pytest.mark.slow
def test_no_order_of_acts_leads_a_use_astray(office):
    # Made before the machine begins: each of its runs is rolled back.
    for role in (Role.CLERK, Role.HEAD):
        office.who(role)
    machine = type("UseLifeHere", (UseLife,), {"office": office})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(4, settings().max_examples // 10),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
