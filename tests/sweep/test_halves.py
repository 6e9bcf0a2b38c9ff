"""Both halves of a run together ask everything, and neither is a token."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

from tests.engines import ENGINES
from tests.sweep import halves
from tests.sweep.bureau import ACTORS
from tests.sweep.halves import asked_here, engine_of
from tests.sweep.table import PAGES
from tests.sweep.test_hostile_forms import BREAKING, FILLINGS

PAIRS = [(page, actor, method) for page in PAGES for actor in ACTORS for method in ("GET", "POST")]


def asked_on(engine: str, monkeypatch: pytest.MonkeyPatch) -> set[tuple[object, str, str]]:
    """What a run of ``./run test`` asks on one engine."""
    monkeypatch.setenv("RENFANG_SWEEP", "split")
    monkeypatch.setattr(halves, "connection", SimpleNamespace(vendor=engine))
    return {pair for pair in PAIRS if asked_here(*pair)}


def test_the_halves_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite, postgresql = (asked_on(engine, monkeypatch) for engine in ENGINES)
    assert sqlite | postgresql == set(PAIRS)
    assert not sqlite & postgresql


def test_each_person_is_heard_on_both_engines_about_each_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for engine in ENGINES:
        heard = {(page, actor) for page, actor, _ in asked_on(engine, monkeypatch)}
        assert len(heard) == len(PAGES) * len(ACTORS)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("engine", ENGINES)
def test_each_half_has_two_fifths_of_everybodys_pages(
    engine: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = Counter(actor for _, actor, verb in asked_on(engine, monkeypatch) if verb == method)
    assert half.total() >= 0.4 * len(PAGES) * len(ACTORS)
    assert all(half[actor] >= 0.4 * len(PAGES) for actor in ACTORS), half


@pytest.mark.parametrize("engine", ENGINES)
def test_each_half_has_two_fifths_of_every_nonsense(engine: str) -> None:
    for what in FILLINGS:
        pages = [page for page in PAGES if engine_of(page, what) == engine]
        assert len(pages) >= 0.4 * len(PAGES), what
    assert BREAKING.keys() <= set(FILLINGS)


def test_a_run_by_hand_asks_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ("", "all"):
        if setting:
            monkeypatch.setenv("RENFANG_SWEEP", setting)
        else:
            monkeypatch.delenv("RENFANG_SWEEP", raising=False)
        assert all(asked_here(*pair) for pair in PAIRS)


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would silently ask less."""
    monkeypatch.setenv("RENFANG_SWEEP", "half")
    with pytest.raises(ValueError, match="RENFANG_SWEEP"):
        asked_here(*PAIRS[0])


def test_the_share_is_the_same_in_every_process() -> None:
    """Pinned, for a share that differed between the two engines' processes would leave gaps."""
    shared = [engine_of("fees:account", actor) for actor in ("clerk", "head", "finance")]
    assert shared == ["sqlite", "postgresql", "postgresql"]
