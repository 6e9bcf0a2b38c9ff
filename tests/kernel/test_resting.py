"""What rests on what: told in order, no row twice, and what stands in the way named in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from renfang import resting
from renfang.acts import WrongState
from renfang.resting import Effect, Ending, Resting, require_free, resting_on, rests_on


@dataclass
class Row:
    pk: int


class Permit(Row):
    pass


class Shelter(Row):
    pass


class Paper(Row):
    pass


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """A permit carries shelter 1, which follows, and shelter 2, which blocks a revocation."""
    monkeypatch.setattr(resting, "_ASKED", {})

    def shelters(permit: Permit, ending: Ending | None) -> Iterator[Resting]:
        yield Resting(row=Shelter(1), label="工程", effect=Effect.FOLLOWS, words="不再修建")
        blocks = Effect.BLOCKS if ending is Ending.REVOKE else Effect.REMAINS
        yield Resting(row=Shelter(2), label="工程", effect=blocks, words="二号工程在建，先停工")

    def papers(row: Row, ending: Ending | None) -> Iterator[Resting]:
        if not isinstance(row, Paper):
            number = 9 if isinstance(row, Permit) else row.pk
            yield Resting(row=Paper(number), label="文书", effect=Effect.REMAINS)

    rests_on(Permit, shelters)
    rests_on(None, papers)


def told(ending: Ending | None) -> list[tuple[str, int, str, int]]:
    return [
        (type(each.row).__name__, each.row.pk, each.effect.name, each.depth)
        for each in resting_on(Permit(1), ending)
    ]


def test_what_blocks_is_told_first_and_each_is_followed_by_what_rests_on_it():
    assert told(Ending.REVOKE) == [
        ("Shelter", 2, "BLOCKS", 0),
        ("Paper", 2, "REMAINS", 1),
        ("Shelter", 1, "FOLLOWS", 0),
        ("Paper", 1, "REMAINS", 1),
        ("Paper", 9, "REMAINS", 0),
    ]


def test_what_rests_directly_is_told_as_such_though_it_rests_on_another_too():
    def lists_again(shelter: Shelter, ending: Ending | None) -> Iterator[Resting]:
        yield Resting(row=Paper(9), label="文书", effect=Effect.REMAINS)

    rests_on(Shelter, lists_again)
    assert told(None)[-1] == ("Paper", 9, "REMAINS", 0)


def test_a_circle_ends_and_no_row_is_told_twice():
    def permits(shelter: Shelter, ending: Ending | None) -> Iterator[Resting]:
        yield Resting(row=Permit(1), label="许可", effect=Effect.BLOCKS, words="永不")

    rests_on(Shelter, permits)
    assert [line[:2] for line in told(None)] == [
        ("Shelter", 1),
        ("Paper", 1),
        ("Shelter", 2),
        ("Paper", 2),
        ("Paper", 9),
    ]


def test_the_act_is_refused_in_the_words_of_what_blocks_and_by_nothing_else():
    with pytest.raises(WrongState, match=r"^二号工程在建，先停工$"):
        require_free(Permit(1), Ending.REVOKE)
    require_free(Permit(1), Ending.CANCEL_PERMIT)
