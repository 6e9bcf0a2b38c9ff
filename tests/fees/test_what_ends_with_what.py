"""Every ending of a fee, as a table: what rests on it, what the page says, what becomes of it.

Each row builds what rests there, reads what the registry says before (以此为依据的记录), ends it by
its act, and looks whether what was said to follow has followed and what remains is still there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engineering.approvals.acts.permit_endings import end_permit
from engineering.models import Application
from fees.collection.acts.cases import close_case
from fees.models import Assessment, CollectionCase, CollectionTrack, FeeAccount
from fees.notices.acts import issue_payment_notice
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.resting import Effect, Ending, resting_on
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit

FOLLOWS, REMAINS = Effect.FOLLOWS, Effect.REMAINS
GROUNDS = {
    Ending.REVOKE: ("revoke", "fraud"),
    Ending.RETRACT: ("retract", "facts_changed"),
    Ending.CANCEL_PERMIT: ("cancel", "given_up"),
}


@dataclass
class World:
    """A fee with all that hangs on it: notice, case, decision in force, a part paid."""

    desk: Desk
    pursuit: Pursuit

    @property
    def account(self) -> FeeAccount:
        return FeeAccount.objects.get(pk=self.pursuit.account.pk)

    @property
    def permit(self) -> Application:
        return Application.objects.get(project=self.account.project_id)


def pursued(desk: Desk, *, decided: bool = True) -> World:
    account = desk.assessed()
    issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=15),
    )
    pursuit = Pursuit.begun(desk.office, account, desk.today)
    if decided:
        pursuit.decided(desk.today, desk.today)
        desk.pay(account, "400000.00", "JKS-7301")
    else:
        pursuit.step("verify", desk.today)
        pursuit.step("order", desk.today)
    return World(desk, pursuit)


def contested(desk: Desk) -> World:
    world = pursued(desk)
    world.pursuit.step("contest", desk.today)
    return world


def before_the_court(desk: Desk) -> World:
    world = pursued(desk)
    CollectionTrack.objects.update(state=CollectionTrack.State.ACCEPTED)
    return world


def ordered(desk: Desk) -> World:
    return pursued(desk, decided=False)


def dropped(desk: Desk) -> World:
    world = ordered(desk)
    world.pursuit.step("drop", desk.today)
    return world


def permit(world: World) -> Application:
    return world.permit


def track(world: World) -> CollectionTrack:
    return world.pursuit.track()


def case(world: World) -> CollectionCase:
    return CollectionCase.objects.get(pk=world.pursuit.case.pk)


def by_permit(ending: Ending) -> Callable[[World], Any]:
    way, ground = GROUNDS[ending]
    return lambda world: end_permit(
        world.permit.pk,
        way,
        ground=ground,
        facts="经核查，申请材料与实际不符，有书面材料为证",
        on=world.desk.today,
        hearing_note="被许可人未提出陈述、申辩",
        by=world.desk.office.who(Role.HEAD),
    )


def by_step(code: str, **said: Any) -> Callable[[World], Any]:
    return lambda world: world.pursuit.step(code, world.desk.today, **said)


def by_closing(world: World) -> Any:
    head = world.desk.office.who(Role.HEAD)
    return close_case(world.pursuit.case.pk, result="已撤案", on=world.desk.today, by=head)


# The decision took the place of the notice before it.
FEE = {"核定": FOLLOWS, "易地建设费征收决定书": FOLLOWS}
NOTICED = {"核定": FOLLOWS, "缴费通知书": FOLLOWS, "追缴程序": FOLLOWS}
# The receipt proves the service for good.
DECISION = {
    "易地建设费征收决定书": FOLLOWS,
    "缴费账户": FOLLOWS,
    "追缴文书送达回证": REMAINS,
}
LESS = {"new_amount": Decimal("1000000.00")}
# how it is built, what ends, how, by which act, and what becomes of what rests on it directly
TABLE = [
    *(
        (pursued, permit, ending, by_permit(ending), {**FEE, "追缴程序": FOLLOWS})
        for ending in GROUNDS
    ),
    (ordered, permit, Ending.REVOKE, by_permit(Ending.REVOKE), NOTICED),
    # What the court has in hand only the court ends: a task, not a closing in silence.
    (
        before_the_court,
        permit,
        Ending.REVOKE,
        by_permit(Ending.REVOKE),
        {**FEE, "追缴程序": REMAINS},
    ),
    (contested, track, Ending.ANNUL, by_step("annul"), DECISION),
    (contested, track, Ending.ANNUL, by_step("redo"), DECISION),
    (pursued, track, Ending.ANNUL, by_step("revoke"), DECISION),
    (contested, track, Ending.ALTER, by_step("change", **LESS), DECISION),
    (contested, track, Ending.ALTER, by_step("annul_part", **LESS), DECISION),
    (
        ordered,
        track,
        Ending.DROP,
        by_step("drop"),
        {"责令限期缴纳通知书": FOLLOWS, "缴费账户": REMAINS},
    ),
    (dropped, case, Ending.CLOSE, by_closing, {"追缴程序": REMAINS}),
]


@pytest.mark.parametrize(
    ("build", "of", "ending", "act", "expected"),
    TABLE,
    ids=[f"{row[0].__name__}-{row[1].__name__}-{row[2].name}-{n}" for n, row in enumerate(TABLE)],
)
def test_what_is_said_to_follow_follows_and_what_remains_is_there(
    desk, build, of, ending, act, expected
):
    world = build(desk)
    said = [row for row in resting_on(of(world), ending) if row.depth == 0]
    assert {row.label: row.effect for row in said} == expected
    payable = world.account.payable
    act(world)
    for row in said:
        if row.effect is FOLLOWS:
            assert row.words, row.label
            assert is_gone(row.row, payable), row.label
        else:
            assert not is_gone(row.row, payable), row.label


def is_gone(row: Any, payable: Decimal) -> bool:
    """Whether a record does not count any more as it did; of an account, whether it owes less."""
    now = type(row).objects.get(pk=row.pk)
    if isinstance(now, IssuedDocument):
        return now.is_void
    if isinstance(now, Assessment):
        return not now.is_current
    if isinstance(now, CollectionTrack):
        return now.is_ended and row.state != now.state
    if isinstance(now, FeeAccount):
        return now.payable < payable
    raise AssertionError(f"say what becomes of {type(now)}")
