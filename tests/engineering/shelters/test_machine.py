"""Any order of acts on a shelter leaves it in a state that the law knows, and on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
)
from engineering.lifecycle.steps import STEPS
from engineering.models import Demolition, Shelter
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate, reissue_certificate
from engineering.works.acts.supervision import close_rectification, register_supervision
from engineering.works.queries import open_rectifications
from renfang.acts import Refused
from renfang.documents.registry import void_document
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.builders.shelters import granted_shelter
from tests.builders.works import certificates_of, findings, today, visited

State = Shelter.State
# Which state may follow which: everything else is a failure, whatever the acts say.
LAWFUL = {
    State.PLANNED: {State.UNDER_CONSTRUCTION},
    State.UNDER_CONSTRUCTION: {State.ACCEPTED},
    State.ACCEPTED: {State.FILED},
    State.FILED: {State.IN_USE, State.REINFORCING, State.CLOSED, State.DEMOLISHED},
    State.IN_USE: {State.REINFORCING, State.CLOSED, State.CONVERTED, State.DEMOLISHED},
    State.REINFORCING: {State.IN_USE, State.DEMOLISHED},
    State.CLOSED: {State.REINFORCING, State.IN_USE, State.CONVERTED, State.DEMOLISHED},
    State.CONVERTED: {State.DEMOLISHED},
    State.DEMOLISHED: set(),
}
DONE = (State.FILED, State.IN_USE, State.REINFORCING, State.CLOSED, State.CONVERTED)


class ShelterMachine(RuleBasedStateMachine):
    """Every act at any time; a refusal must leave everything as it was."""

    office: Office
    shelter: Shelter

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.clerk, self.head = self.office.who(Role.CLERK), self.office.who(Role.HEAD)
        self.last = self.shelter.state

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @property
    def row(self) -> Shelter:
        return Shelter.objects.get(pk=self.shelter.pk)

    def attempt(self, act: Callable[[], Any]) -> Any:
        before, told = self.row, events_of(self.shelter).count()
        try:
            with transaction.atomic():
                result = act()
        except Refused:
            assert (self.row.state, self.row.version) == (before.state, before.version)
            assert events_of(self.shelter).count() == told
            return None
        assert result is not None
        return result

    @rule()
    def supervise(self) -> None:
        values = {
            "registered_on": today(),
            "supervisors": "王监督",
            "contractor": "甲",
            "supervisor": "乙",
            "designer": "丙",
        }
        self.attempt(lambda: register_supervision(self.shelter.pk, by=self.clerk, values=values))

    @rule()
    def start(self) -> None:
        day = date(2024, 5, 6)
        self.attempt(lambda: start_construction(self.shelter.pk, by=self.clerk, started_on=day))

    @rule(found=st.booleans())
    def visit(self, found: bool) -> None:
        defects = (("口部", "门框墙开裂"),) if found else ()
        self.attempt(lambda: visited(self.shelter, self.clerk, defects))

    @rule()
    def close_order(self) -> None:
        for order in open_rectifications(self.shelter)[:1]:
            self.attempt(
                lambda order=order: close_rectification(
                    order.pk, by=self.clerk, closed_on=today(), note="均已整改"
                )
            )

    @rule(conclusion=st.sampled_from(["passed", "passed", "failed"]), defect=st.booleans())
    def accept(self, conclusion: str, defect: bool) -> None:
        defects = (("通风", "风量不足"),) if defect else ()
        found = findings(self.shelter, conclusion=conclusion)
        self.attempt(
            lambda: record_acceptance(
                self.shelter.pk, by=self.clerk, findings=found, defects=defects
            )
        )

    @rule()
    def certify(self) -> None:
        has_open = bool(open_rectifications(self.shelter))
        issued = self.attempt(lambda: issue_certificate(self.shelter.pk, by=self.clerk))
        assert not (issued and has_open)

    @rule(anew=st.booleans())
    def void(self, anew: bool) -> None:
        paper = certificates_of(self.shelter).current().first()
        if paper is None:
            return
        printer = self.office.who(Role.PRINTER)
        if anew:
            self.attempt(lambda: reissue_certificate(paper.pk, by=printer, reason="名称变更了"))
        else:
            self.attempt(lambda: void_document(paper.pk, by=printer, reason="打印错误作废"))

    @rule(kind=st.sampled_from(sorted(STEPS)), basis=st.sampled_from(["", "X动〔2026〕1号"]))
    def live(self, kind: str, basis: str) -> None:
        self.attempt(
            lambda: take_life_step(
                self.shelter.pk, kind, by=self.clerk, on=today(), basis=basis, grade="A"
            )
        )

    @precondition(lambda self: self.last in DONE)
    @rule()
    def apply(self) -> None:
        area = self.row.built_area
        self.attempt(
            lambda: apply_demolition(
                self.shelter.pk,
                by=self.clerk,
                applicant="某公司",
                applied_on=today(),
                reason="道路建设",
                area=area,
                remedy="compensation",
                compensation=area,
            )
        )

    @rule(approve=st.booleans())
    def decide(self, approve: bool) -> None:
        for case in self._cases(Demolition.State.APPLIED):
            self.attempt(
                lambda case=case: decide_demolition(
                    case.pk, by=self.head, approve=approve, opinion="意见", on=today()
                )
            )

    @rule()
    def demolish(self) -> None:
        for case in self._cases(Demolition.State.APPROVED):
            self.attempt(lambda case=case: record_demolished(case.pk, by=self.clerk, on=today()))
        for case in self._cases(Demolition.State.DEMOLISHED):
            assert self.row.state == State.DEMOLISHED
            self.attempt(
                lambda case=case: settle_demolition(
                    case.pk, by=self.clerk, on=today(), settlement="缴款书 1"
                )
            )

    def _cases(self, state: str) -> list[Demolition]:
        return list(Demolition.objects.filter(shelter=self.shelter, state=state))

    @invariant()
    def states_follow_one_another_as_the_law_knows_them(self) -> None:
        row = self.row
        if row.state != self.last:
            assert row.state in LAWFUL[State(self.last)]
            assert any("状态" in event.after for event in events_of(row))
            self.last = row.state

    @invariant()
    def never_two_certificates_and_none_before_filing(self) -> None:
        current = certificates_of(self.shelter).current().count()
        assert current <= 1
        if self.row.state in (State.PLANNED, State.UNDER_CONSTRUCTION, State.ACCEPTED):
            assert current == 0

    @invariant()
    def what_is_accepted_has_its_areas_and_its_day(self) -> None:
        row = self.row
        if row.state not in (State.PLANNED, State.UNDER_CONSTRUCTION):
            assert row.built_area is not None
            assert row.completed_on is not None
            assert row.filing_due_on >= row.completed_on


@pytest.mark.slow
def test_any_order_of_acts_keeps_a_shelters_life_lawful(office, monkeypatch):
    monkeypatch.setattr("renfang.documents.registry._prove_printable", lambda document: None)
    machine = type("Machine", (ShelterMachine,), {"office": office})
    machine.shelter = granted_shelter(office)
    office.who(Role.PRINTER)
    # 40 acts a life; the soak profile walks hundreds of thousands of them.
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=40))
