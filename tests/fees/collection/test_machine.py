"""Any order of acts on a case leaves it in a state that the law knows, and on record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from fees.collection.penalties import added_sum
from fees.collection.queries import papers_of
from fees.collection.steps.table import PENALTY, STEPS
from fees.models import CollectionStep, CollectionTrack, FeeAccount
from renfang.acts import Refused
from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.periods import Code, latest
from renfang.documents.registry import compose
from renfang.history.record import events_of
from renfang.serving.queries import unserved
from renfang.typesetting import Paragraph
from tests.builders.office import Office
from tests.builders.pursuit import GIVEN, LONG_AGO, Pursuit

State = CollectionTrack.State
BEGAN = date(2022, 1, 4)
CALENDAR = built_in_calendar()
LAW = {latest(code).name: latest(code) for code in Code if code != Code.LEVY_PAYMENT}
# What the service of a paper brings about besides limits.
BY_SERVICE = {State.LEVIED: State.REMEDY, State.PENALISED: State.REMEDY}
KINDS = st.sampled_from(["levy", "penalty"])


# The steps that lead to the court, the last one first: where several fit, the later one is taken.
ROADS = {
    "levy": ("apply", "demand", "levy", "order", "verify"),
    "penalty": ("apply", "demand", "penalise", "foretell", "investigate", "file"),
}


class CollectionMachine(RuleBasedStateMachine):
    """Every step at any time; a refusal must leave everything as it was."""

    office: Office
    account: FeeAccount
    # The track that is before the court already when anything is tried; none where empty.
    at_court: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.day = BEGAN
        self.pursuit = Pursuit.begun(self.office, self.account, BEGAN)
        self.pursuit.penalise()
        self.known = dict.fromkeys(("levy", "penalty"), State.CLUE)

    @initialize()
    def begin(self) -> None:
        if self.at_court:
            self.go_to_court(self.at_court)

    def go_to_court(self, kind: str) -> None:
        """The lawful way, step by step, waiting for every period that has to run out."""
        for _ in range(60):
            track = self.pursuit.track(kind)
            if track.state in CollectionTrack.AT_COURT:
                return
            if unserved(papers_of(track)).exists():
                self.paper_is_served(kind, "direct")
                continue
            for code in ROADS[kind]:
                if self.known[kind] == track.state and track.state in STEPS[code].start:
                    self.attempt(code, kind)
            if self.known[kind] == track.state:
                self.day += timedelta(days=10)
        raise AssertionError(f"{kind} is stuck: {track.get_state_display()} on {self.day}")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(days=st.integers(0, 120))
    def time_passes(self, days: int) -> None:
        self.day = min(self.day + timedelta(days=days), date(2026, 6, 1))

    @rule(code=st.sampled_from(sorted(STEPS)), kind=KINDS)
    def any_step(self, code: str, kind: str) -> None:
        self.attempt(code, kind)

    @rule(kind=KINDS, choice=st.integers(0, 9))
    def step_of_the_law(self, kind: str, choice: int) -> None:
        """A step that the state allows: most of the time, so that cases come far."""
        open_ = [s.code for s in STEPS.values() if kind in s.tracks and self.known[kind] in s.start]
        if open_:
            self.attempt(open_[choice % len(open_)], kind)

    def attempt(self, code: str, kind: str) -> None:
        step, before = STEPS[code], self.known[kind]
        try:
            with transaction.atomic():
                self.pursuit.step(code, self.day, kind, **self.values(code))
        except Refused:
            assert self.pursuit.track(kind).state == before
            return
        after = self.pursuit.track(kind).state
        assert kind in step.tracks
        assert before in step.start
        assert after in (step.end or (before,))
        self.known[kind] = State(after)

    def values(self, code: str) -> dict[str, object]:
        """What the forms of single steps say beyond what they always say."""
        soon = self.day + timedelta(days=30)
        return {
            "enter_decision": {
                "decision_number": "X决〔2022〕1号",
                "amount": Decimal("1000.00"),
                "served_on": self.day,
                "pay_by": soon,
                "rights_told": "yes",
            },
            "hear": {
                "requested_on": self.day,
                "hearing_on": soon,
                "hearing_place": "三楼会议室",
                "presider": "周敏（政策法规科）",
            },
            "defer": {"requested_on": LONG_AGO, "reason": "经济困难", "pay_by": soon},
            "change_own": {**GIVEN["change_own"], "new_amount": Decimal("10000.00")},
            "pay_fine": {"amount": Decimal("10000.00"), "voucher": "45"},
            "pay_added": {"amount": Decimal("100.00"), "voucher": "46"},
            "waive_added": {**GIVEN["waive_added"], "amount": Decimal("100.00")},
            "settle": {**GIVEN["settle"], "until": soon},
            "extend": {**GIVEN["extend"], "until": soon},
            "claim": {
                "court": "X市中级人民法院",
                "administrator": "X律师事务所",
                "accepted_on": self.day,
                "until": soon,
            },
        }.get(code, GIVEN.get(code, {}))

    @rule(kind=KINDS, method=st.sampled_from(["direct", "mail", "public_notice"]))
    def paper_is_served(self, kind: str, method: str) -> None:
        track = self.pursuit.track(kind)
        if track.is_ended or not unserved(papers_of(track)).exists():
            return
        before = self.known[kind]
        self.pursuit.serve(self.day, kind, method)
        after = State(self.pursuit.track(kind).state)
        assert after in (before, BY_SERVICE.get(before))
        self.known[kind] = after

    @invariant()
    def state_is_the_last_step(self) -> None:
        for kind, state in self.known.items():
            track = self.pursuit.track(kind)
            assert track.state == state
            last = track.steps.order_by("-id").first()
            assert last is None or last.after == state

    @invariant()
    def decided_tracks_have_their_limits(self) -> None:
        for kind in self.known:
            track = self.pursuit.track(kind)
            if track.state in CollectionTrack.BEFORE_COURT:
                assert track.served_on <= track.remedies_end_on < track.apply_by
            if track.kind == PENALTY:
                assert track.paid <= track.amount

    @invariant()
    def nothing_is_claimed_that_was_not_told(self) -> None:
        """行政强制法 art. 45(1): a paper that told the standard has reached the debtor."""
        for kind in self.known:
            track = self.pursuit.track(kind)
            if not added_sum(track, self.day) and not track.added_demanded:
                continue
            assert track.late_told_on is not None
            told = track.steps.filter(code__in=("order", "levy", "penalise"), paper__isnull=False)
            assert any(step.paper.snapshot["late_standard"] for step in told)

    @invariant()
    def a_penalty_has_its_warning(self) -> None:
        for step in CollectionStep.objects.filter(track__case=self.pursuit.case, code="penalise"):
            kinds = step.paper.snapshot["kinds"]
            assert kinds[0] == "给予警告"
            assert "责令限期修建" in kinds[1]

    @invariant()
    def nothing_reaches_the_court_too_early(self) -> None:
        """After the remedies, and ten working days after the 催告 unless it is a judgment."""
        for step in CollectionStep.objects.filter(track__case=self.pursuit.case, code="apply"):
            track = step.track
            assert step.on > track.remedies_end_on
            demand = step.paper.snapshot["demand"]
            if step.paper.snapshot["road"] != "JUDGED":
                assert demand
            if demand and step.paper.snapshot["road"] != "JUDGED":
                came = date.fromisoformat(demand["served_on"])
                assert CALENDAR.working_days_between(came, step.on) > 10

    @invariant()
    def the_application_says_what_happened(self) -> None:
        """Never 未申请行政复议、未提起行政诉讼 where there was one; always where there was none."""
        for step in CollectionStep.objects.filter(track__case=self.pursuit.case, code="apply"):
            was_contested = step.track.steps.filter(code="contest", pk__lt=step.pk).exists()
            words = "".join(
                block.text for block in compose(step.paper).body if isinstance(block, Paragraph)
            )
            assert ("未申请行政复议、未提起行政诉讼" in words) is not was_contested

    @invariant()
    def the_bureau_issues_nothing_once_the_court_has_the_case(self) -> None:
        """行政强制法 arts 34, 53; a claim in bankruptcy is no paper on the execution."""
        steps = CollectionStep.objects.filter(
            track__case=self.pursuit.case,
            before__in=CollectionTrack.AT_COURT,
            paper__isnull=False,
        )
        assert set(steps.values_list("code", flat=True)) <= {"claim"}

    @invariant()
    def no_limit_is_shorter_than_the_law_has_it(self) -> None:
        for step in CollectionStep.objects.filter(track__case=self.pursuit.case):
            for limit in step.limits:
                law = LAW.get(limit["label"])
                assert law is None or (limit["count"], limit["unit"]) == (law.count, law.unit)
        for kind in self.known:
            track = self.pursuit.track(kind)
            if track.state in CollectionTrack.BEFORE_COURT and track.serve_by is not None:
                assert track.notice_by < track.serve_by < track.apply_by

    @invariant()
    def everything_is_on_record(self) -> None:
        told = events_of(self.pursuit.case).filter(act__in=[s.label for s in STEPS.values()])
        steps = CollectionStep.objects.filter(track__case=self.pursuit.case)
        assert told.count() == steps.exclude(code="served").count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at_court", "examples", "steps"), [("", 12, 30), ("levy", 5, 15), ("penalty", 5, 15)]
)
def test_case_keeps_to_the_law_whatever_is_tried(
    office: Office,
    unbuilt: FeeAccount,
    monkeypatch: pytest.MonkeyPatch,
    at_court: str,
    examples: int,
    steps: int,
):
    CollectionMachine.office, CollectionMachine.account = office, unbuilt
    monkeypatch.setattr(CollectionMachine, "at_court", at_court)
    # Whether a paper can be printed is tested with each paper; here it would only cost time.
    with mock.patch("renfang.documents.registry._prove_printable"):
        run_state_machine_as_test(
            CollectionMachine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                # Shrinking plays a case of many papers again hundreds of times.
                phases=(Phase.explicit, Phase.generate),
            ),
        )
