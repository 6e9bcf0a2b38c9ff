"""Any order of acts on a drill leaves it in a state that the office knows, and on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill, reopen_drill
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.execution import log_event, record_rehearsal
from drills.exercises.acts.findings import (
    FindingFacts,
    close_finding,
    raise_finding,
    rectify_finding,
)
from drills.exercises.acts.planning import (
    PhasePlan,
    amend_drill,
    cancel_drill,
    decide_plan,
    submit_plan,
)
from drills.exercises.papers.record import DRILL_RECORD
from drills.models import Approval, Drill, DrillFinding, FindingState
from drills.rollcall.acts import mark_roll
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import void_document
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.drills.conftest import Range
from tests.drills.exercises.test_drills import plan_of

# Which state may follow which: everything else is a failure, whatever the acts say.
LAWFUL = {
    "planned": {"held", "cancelled"},
    "held": {"closed"},
    "closed": {"held"},
    "cancelled": set(),
}
FOLLOWS = {
    Approval.PREPARING: {Approval.SUBMITTED},
    Approval.SUBMITTED: {Approval.APPROVED, Approval.RETURNED, Approval.PREPARING},
    Approval.RETURNED: {Approval.SUBMITTED, Approval.PREPARING},
    Approval.APPROVED: {Approval.PREPARING},
}


class DrillMachine(RuleBasedStateMachine):
    """Every act at any time by the trainer or the head; a refusal leaves everything as it was."""

    ground: Range
    drill: Drill

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.trainer = self.ground.trainer
        self.head = self.ground.office.who(Role.HEAD)
        self.last = (self.row.state, self.row.approval)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @property
    def row(self) -> Drill:
        return Drill.objects.get(pk=self.drill.pk)

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do it; a refused act must have written nothing, neither row nor history."""
        before = (self.row.__dict__ | {"_state": None}, events_of(self.row).count())
        try:
            with transaction.atomic():
                act(*args, **kwargs)
        except Refused:
            assert before == (self.row.__dict__ | {"_state": None}, events_of(self.row).count())
        else:
            assert events_of(self.row).count() > before[1]

    @rule()
    def submit(self) -> None:
        self.attempt(submit_plan, self.drill.pk, by=self.trainer, version=None)

    @rule(approve=st.booleans(), by_head=st.booleans())
    def decide(self, approve: bool, by_head: bool) -> None:
        by = self.head if by_head else self.trainer
        facts = {"approve": approve, "opinion": "补充安全保障力量", "version": None}
        self.attempt(decide_plan, self.drill.pk, by=by, on=timezone.localdate(), **facts)

    @rule(place=st.sampled_from(["东广场", "西广场"]))
    def amend(self, place: str) -> None:
        whole = {"objectives": "检验集结", "safety": "设安全员", "phases": [PhasePlan("集结")]}
        plan = plan_of(self.row, place=place, **whole)
        self.attempt(amend_drill, self.drill.pk, plan, by=self.trainer, version=None)

    @rule()
    def call_roll(self) -> None:
        teams = list(self.row.calls.values_list("team", flat=True))
        try:
            mark_roll(self.drill.occasion_id, [], by=self.trainer, rest_present=teams)
        except Refused:
            assert self.row.state in ("closed", "cancelled")

    @rule()
    def hold(self) -> None:
        outcome = Outcome(self.row.starts_at, self.row.ends_at, result="按计划完成")
        self.attempt(hold_drill, self.drill.pk, outcome, by=self.trainer, version=None)

    @rule(days=st.integers(min_value=-3, max_value=1))
    def rehearse(self, days: int) -> None:
        on = timezone.localdate(self.row.starts_at) + timedelta(days=days)
        facts = {"on": on, "headcount": 12, "content": "骨干走位"}
        self.attempt(record_rehearsal, self.drill.pk, by=self.trainer, **facts)

    @rule(minutes=st.integers(min_value=0, max_value=3000))
    def log(self, minutes: int) -> None:
        facts = {"at": self.row.starts_at + timedelta(minutes=minutes), "kind": "action"}
        self.attempt(log_event, self.drill.pk, by=self.trainer, what="处置完毕", **facts)

    @rule(score=st.integers(min_value=0, max_value=12))
    def evaluate(self, score: int) -> None:
        points = [Points("组织指挥", 10, score)]
        self.attempt(evaluate_drill, self.drill.pk, points, by=self.trainer, version=None)

    @rule()
    def close(self) -> None:
        facts = {"on": timezone.localdate(), "version": None}
        self.attempt(close_drill, self.drill.pk, by=self.trainer, **facts)

    @rule()
    def void_and_reopen(self) -> None:
        record = IssuedDocument.objects.of(self.row).filter(kind=DRILL_RECORD).current().first()
        if record is not None:
            void_document(record.pk, by=self.trainer, reason="登记有误，更正后换发")
        self.attempt(
            reopen_drill, self.drill.pk, by=self.trainer, reason="考勤登记有误", version=None
        )

    @rule()
    def cancel(self) -> None:
        facts = {"reason": "暴雨红色预警改期", "version": None}
        self.attempt(cancel_drill, self.drill.pk, by=self.trainer, **facts)

    @rule()
    def find(self) -> None:
        facts = FindingFacts("标识不清", "补设", "街道办", timezone.localdate())
        on = timezone.localdate()
        self.attempt(raise_finding, self.drill.pk, facts, by=self.trainer, on=on)

    @rule(passed=st.booleans())
    def mend_and_check(self, passed: bool) -> None:
        finding = DrillFinding.objects.filter(drill=self.drill).first()
        if finding is None:
            return
        on = timezone.localdate()
        if finding.state == FindingState.OPEN:
            facts = {"rectification": "已补设十二处标识", "version": None}
            self.attempt(rectify_finding, finding.pk, by=self.trainer, on=on, **facts)
        else:
            facts = {"passed": passed, "note": "北口仍缺标识", "version": None}
            self.attempt(close_finding, finding.pk, by=self.head, on=on, **facts)

    @invariant()
    def every_step_is_lawful(self) -> None:
        row = self.row
        state, approval = self.last
        assert row.state == state or row.state in LAWFUL[state]
        assert row.approval == approval or row.approval in FOLLOWS[approval]
        self.last = (row.state, row.approval)

    @invariant()
    def nothing_is_held_unapproved_or_unaccounted(self) -> None:
        row = self.row
        if row.state in ("held", "closed"):
            assert row.approval == Approval.APPROVED
            assert row.approved_by_id == self.head.pk
            assert row.occasion.marks.count() == 2

    @invariant()
    def what_is_on_file_has_one_record(self) -> None:
        issued = IssuedDocument.objects.of(self.row).filter(kind=DRILL_RECORD)
        assert issued.current().count() == (self.row.state == "closed")

    @invariant()
    def nothing_is_written_ahead_of_time(self) -> None:
        row = self.row
        assert all(entry.at <= timezone.now() for entry in row.log.all())
        before = timezone.localdate(row.starts_at)
        assert all(each.held_on <= before for each in row.rehearsals.all())

    @invariant()
    def closed_findings_have_their_day(self) -> None:
        for finding in DrillFinding.objects.filter(drill=self.drill):
            assert (finding.state == FindingState.CLOSED) == (finding.closed_on is not None)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_order_of_acts_leaves_the_drill_lawful_and_on_record(ground):
    team = ground.team(members=2)
    day = timezone.localdate() - timedelta(days=1)

    class Machine(DrillMachine):
        pass

    Machine.ground = ground
    Machine.drill = ground.drill((team, 2), on=day, approved=False)
    ground.office.who(Role.HEAD)
    # A short walk by default and in CI; the soak profile takes hundreds.
    examples = {"dev": 6, "ci": 12}.get(settings.get_current_profile_name(), 400)
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=examples, stateful_step_count=30, deadline=None)
    )
