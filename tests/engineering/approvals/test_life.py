"""M2: the life of an approval, walked in random steps beside a model of what the law allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.clock import extend_deadline, pause_clock, resume_clock
from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.decision import (
    decide_application,
    return_application,
    return_to_clerk,
    review_application,
)
from engineering.approvals.acts.handover import assign_cases
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import resubmit_application, submit_application
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.approvals.models.applications import OPEN_STATES
from engineering.models import Application, Computation, Project, Shelter
from engineering.works.acts.acceptance import start_construction
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.history.record import broken_events
from renfang.organisations.permissions import Role
from tests.builders.applications import registered
from tests.builders.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

S = Application.State
CLOCK_RUNS = {S.ACCEPTED, S.RETURNED, S.REVIEWED}
# act → states in which the law allows it, and the state it leads to (None: the same).
ALLOWED: dict[str, tuple[set[str], str | None]] = {
    "correct": ({S.RECEIVED}, S.CORRECTION_REQUESTED),
    "resubmit": ({S.CORRECTION_REQUESTED}, S.RECEIVED),
    "accept": ({S.RECEIVED}, S.ACCEPTED),
    "not_accept": ({S.RECEIVED}, S.NOT_ACCEPTED),
    "return_to_clerk": ({S.ACCEPTED}, S.RETURNED),
    "recompute": ({S.RETURNED}, S.ACCEPTED),
    "review": ({S.ACCEPTED}, S.REVIEWED),
    "return": ({S.REVIEWED}, S.ACCEPTED),
    "grant": ({S.REVIEWED}, S.GRANTED),
    "refuse": ({S.REVIEWED}, S.REFUSED),
    "withdraw": (set(OPEN_STATES), S.WITHDRAWN),
    "pause": (CLOCK_RUNS, None),
    "resume": (CLOCK_RUNS, None),
    "extend": (CLOCK_RUNS, None),
    "revoke": ({S.GRANTED}, S.REVOKED),
    "cancel": ({S.GRANTED}, S.CANCELLED),
}
FACTS = "经核查，情况属实，有书面材料为证"


class ApprovalLife(RuleBasedStateMachine):
    """Acts of an office on one project, tried in any order and by anybody's mistake."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.project = registered(self.office, code=f"2404-620102-04-01-{id(self) % 10**6:06d}")
        self.day = date(2024, 3, 29)
        self.state: str | None = None
        self.kind = "build"
        self.corrected = self.paused = self.extended = False
        self.permit: int | None = None
        self.current: int | None = None
        self.computed: dict[int, Decimal] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.walk.__exit__(None, None, None)

    def tried(self, act: Callable[[], Any]) -> bool:
        """Whether the act was done; a refusal leaves everything as it was."""
        before = self.seen()
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert self.seen() == before
            return False
        return True

    def seen(self) -> tuple[Any, ...]:
        rows = Application.objects.filter(project=self.project).order_by("pk")
        return (
            list(rows.values_list("pk", "state", "version", "due_on")),
            Computation.objects.count(),
            IssuedDocument.objects.count(),
        )

    def who(self, role: Role) -> Any:
        return self.office.who(role)

    @property
    def plan(self) -> Plan:
        return Plan(self.kind, Decimal("850.00"), note="规划调整，平时用途改为汽车库")

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(kind=st.sampled_from(["build", "change"]))
    def submit(self, kind: str) -> None:
        possible = self.state not in OPEN_STATES and (kind == "change") == bool(self.permit)
        self.kind, previous = kind, self.kind
        done: list[Application] = []
        succeeded = self.tried(
            lambda: done.append(
                submit_application(
                    self.project.pk, self.plan, received_on=self.day, by=self.who(Role.CLERK)
                )
            )
        )
        assert succeeded == possible
        if not succeeded:
            self.kind = previous
            return
        self.state, self.current = S.RECEIVED, done[0].pk
        self.corrected = self.paused = self.extended = False

    @rule()
    def begin_works(self) -> None:
        """Works begin under a permit in force, or not at all."""
        for shelter in Shelter.objects.filter(project=self.project).order_by("pk"):
            planned = shelter.state == Shelter.State.PLANNED
            begun = self.tried(
                lambda pk=shelter.pk: start_construction(
                    pk, by=self.who(Role.CLERK), started_on=self.day
                )
            )
            assert begun == planned
            assert not begun or shelter.approval_id == self.permit

    @rule()
    def hand_over(self) -> None:
        if self.current is None:
            return
        clerk = self.who(Role.CLERK)
        done = self.tried(lambda: assign_cases([self.current], clerk.pk, by=clerk))
        assert done == (self.state in OPEN_STATES)

    @rule(name=st.sampled_from(sorted(ALLOWED)))
    def act(self, name: str) -> None:
        target = self.permit if name in {"revoke", "cancel"} else self.current
        if target is None:
            return
        states, leads_to = ALLOWED[name]
        state = Application.objects.get(pk=target).state
        done = self.tried(lambda: self.perform(name, target))
        if done:
            assert state in states, f"{name} was done in {state}"
            assert self.is_lawful(name), f"{name} was done against the law"
            self.follow(name, leads_to)
        elif self.is_lawful(name) and state in states:
            self.explain_refusal(name)

    def is_lawful(self, name: str) -> bool:
        """What the states alone do not say."""
        if name in {"grant", "refuse"}:
            return not self.paused
        if name == "correct":
            return not self.corrected
        if name in {"pause", "resume"}:
            return self.paused == (name == "resume")
        if name == "extend":
            return not self.extended
        if name in {"revoke", "cancel"}:
            return not (self.state in OPEN_STATES and self.kind == "change")
        return True

    def explain_refusal(self, name: str) -> None:
        """A lawful act in a lawful state is refused only for its day."""
        if name in {"correct", "extend", "pause", "resume"}:
            return
        raise AssertionError(f"{name} was refused in {self.state}")

    def follow(self, name: str, leads_to: str | None) -> None:
        if name in {"revoke", "cancel"}:
            if self.current == self.permit:
                self.state = leads_to
            self.permit = None
            return
        if leads_to is not None:
            self.state = leads_to
        if name == "grant":
            self.permit = self.current
        self.corrected |= name == "correct"
        self.extended |= name == "extend"
        if name in {"pause", "resume"}:
            self.paused = name == "pause"
        if leads_to in {S.WITHDRAWN, S.REFUSED, S.GRANTED}:
            self.paused = False

    def perform(self, name: str, pk: int) -> None:
        clerk, reviewer, head = map(self.who, (Role.CLERK, Role.REVIEWER, Role.HEAD))
        day = self.day
        acts: dict[str, Callable[[], Any]] = {
            "correct": lambda: request_correction(pk, note="缺勘察报告一份", on=day, by=clerk),
            "resubmit": lambda: resubmit_application(pk, self.plan, on=day, by=clerk),
            "accept": lambda: accept_application(pk, on=day, by=clerk),
            "not_accept": lambda: not_accept_application(
                pk, ground="not_needed", reason="厂房不需要取得许可", on=day, by=clerk
            ),
            "return_to_clerk": lambda: return_to_clerk(
                pk, reason="首层面积与总平面图不一致", by=reviewer
            ),
            "recompute": lambda: recompute_area(pk, self.plan, by=clerk),
            "review": lambda: review_application(pk, opinion="核定正确", on=day, by=reviewer),
            "return": lambda: return_application(pk, reason="补充踏勘", by=head),
            "grant": lambda: decide_application(pk, grant=True, opinion="同意", on=day, by=head),
            "refuse": lambda: decide_application(
                pk, grant=False, opinion="不符合法定条件和技术标准", on=day, by=head
            ),
            "withdraw": lambda: withdraw_application(pk, reason="设计方案调整", by=clerk),
            "pause": lambda: pause_clock(
                pk, starts_on=day, reason="专家评审", expected_days=5, by=clerk
            ),
            "resume": lambda: resume_clock(pk, resumes_on=day, by=clerk),
            "extend": lambda: extend_deadline(pk, reason="需要补充核实", on=day, by=head),
            "revoke": lambda: self.end(pk, "revoke", "fraud"),
            "cancel": lambda: self.end(pk, "cancel", "given_up"),
        }
        acts[name]()

    def end(self, pk: int, way: str, ground: str) -> None:
        end_permit(
            pk,
            way,
            ground=ground,
            facts=FACTS,
            hearing_note="未提出陈述、申辩",
            on=self.day,
            by=self.who(Role.HEAD),
        )

    @invariant()
    def the_office_and_the_model_agree(self) -> None:
        if self.current is None:
            return
        application = Application.objects.get(pk=self.current)
        assert application.state == self.state
        in_force = Application.objects.filter(project=self.project, state=S.GRANTED)
        assert list(in_force.values_list("pk", flat=True)) == [self.permit] * bool(self.permit)
        open_ones = Application.objects.filter(project=self.project, state__in=OPEN_STATES)
        assert open_ones.count() <= 1
        assert application.pauses.filter(ends_on__isnull=True).exists() == self.paused

    @invariant()
    def time_runs_exactly_where_the_law_says(self) -> None:
        for row in Application.objects.filter(project=self.project):
            waits = row.state == S.CORRECTION_REQUESTED
            assert (row.due_on is not None) == (row.is_open and not waits)

    @invariant()
    def a_shelter_waits_for_its_works_only_under_a_permit_in_force(self) -> None:
        planned = Shelter.objects.filter(project=self.project, state=Shelter.State.PLANNED)
        assert all(shelter.approval_id == self.permit for shelter in planned)

    @invariant()
    def a_granted_computation_is_never_altered(self) -> None:
        for row in Computation.objects.filter(application__project=self.project):
            assert self.computed.setdefault(row.pk, row.required_area) == row.required_area

    @invariant()
    def the_project_stands_where_its_permit_stands(self) -> None:
        stage = Project.objects.get(pk=self.project.pk).stage
        if self.current is None:
            assert stage == Project.Stage.REGISTERED
        elif self.state in OPEN_STATES:
            assert stage == Project.Stage.IN_HAND
        else:
            assert (stage == Project.Stage.GRANTED) == bool(self.permit)
        assert Shelter.objects.filter(project=self.project).count() <= 1 + (
            Application.objects.filter(project=self.project, kind="build").count()
        )


@pytest.mark.usefixtures("office")
def test_no_walk_leads_an_approval_where_the_law_does_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What papers look like is told elsewhere; here thousands of them would only be drawn.
    monkeypatch.setattr("renfang.documents.registry._prove_printable", lambda document: None)
    for role in (Role.CLERK, Role.REVIEWER, Role.HEAD):
        office.who(role)
    machine = type("Walk", (ApprovalLife,), {"office": office})
    profile = settings.get_current_profile_name()
    examples = {"dev": 6, "ci": 30}.get(profile, 400)
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=40, deadline=None)
    )
    assert list(broken_events()) == []
