"""What rests on what: the permit carries a shelter, an account and papers; a phase the next ones.

Each room says, for the rows of a lower room, which of its own rows rest on them
(``rests_on(Application, the_account)`` in its ``register()``), and what an ending does to each: it
stands in the way, it follows by itself, or it remains and is somebody's to deal with. Every act
that ends a row asks ``require_free`` inside its transaction; its page shows ``resting_on`` before
(以此为依据的记录, the tag ``resting``). What follows is done by the act itself, through the hooks
of its room: the registry tells, it does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Model

from renfang.acts import WrongState
from renfang.hooks import Hook


class Ending(StrEnum):
    """What an act does to the row that others rest on, in the word that the page shows."""

    AMEND = "更正"
    RETRACT = "撤回许可"
    REVOKE = "撤销许可"
    CANCEL_PERMIT = "注销许可"
    CANCEL = "注销"
    WITHDRAW = "撤回"
    CALL_OFF = "取消"
    ANNUL = "决定被撤销"
    ALTER = "决定被变更"
    DROP = "撤案"
    DISSOLVE = "撤销"
    LEAVE = "离队"
    VOID = "作废"
    REVERSE = "冲正"
    CLOSE = "结案"
    CORRECT = "更正成绩"
    REOPEN = "重新打开"
    END = "停止施行"
    DEMOLISH = "拆除"
    CONVERT = "改造转用"


class Effect(StrEnum):
    """What becomes of a row when what it rests on ends."""

    BLOCKS = "须先办理"
    FOLLOWS = "随之办理"
    REMAINS = "另行处理"


@dataclass(frozen=True, kw_only=True)
class Resting:
    """One record that rests on another: ``label`` is what kind of thing it is.

    ``words`` say what the ending does to it; for what blocks, the whole sentence of the refusal.
    ``name`` stands for the row's own where one line tells of several rows, ``permission`` for the
    one that its table asks of whoever would see it.
    ``depth`` counts from 0: what rests on it directly, what rests on that, and so on.
    """

    row: Model
    label: str
    effect: Effect
    words: str = ""
    name: str = ""
    permission: str = ""
    depth: int = 0


# None: nothing ends, it is only asked what rests there.
Asked = Callable[[Any, Ending | None], Iterable[Resting]]

_ASKED: dict[type[Model] | None, Hook[Asked]] = {}
# Longer chains than permit → shelter → use → paper are not shown.
_DEEPEST = 3


def rests_on(model: type[Model] | None, function: Asked, rank: int = 50) -> None:
    """Register what rests on rows of ``model``; None: on rows of any kind, as papers do.

    ``function(row, ending)`` gives the rows with what the ending does to each.
    """
    _ASKED.setdefault(model, Hook()).register(function, rank)


def resting_on(row: Model, ending: Ending | None = None) -> list[Resting]:
    """All that rests on ``row``, each followed by what rests on it in turn; no row twice.

    What stands in the way comes first. Only what rests directly can block or follow: what rests on
    that is shown as what remains.
    """
    rows = sorted(_directly(row, ending), key=lambda each: list(Effect).index(each.effect))
    # Two rooms may tell of one row: what the first of them says of it, the graver effect, counts.
    direct = {_key(each.row): each for each in reversed(rows)}
    seen = {_key(row), *direct}
    return [
        found
        for each in rows
        if direct[_key(each.row)] is each
        for found in (each, *_above(each, seen))
    ]


def require_free(row: Model, ending: Ending) -> None:
    """Raise WrongState, naming what rests on ``row``, while something stands in the way."""
    blocking = [each for each in _directly(row, ending) if each.effect is Effect.BLOCKS]
    if blocking:
        raise WrongState("；".join(dict.fromkeys(each.words for each in blocking)))


def _directly(row: Model, ending: Ending | None) -> Iterator[Resting]:
    for model in (type(row), None):
        for function in _ASKED.get(model, ()):
            yield from function(row, ending)


def _above(resting: Resting, seen: set[tuple[type[Model], Any]]) -> Iterator[Resting]:
    """What rests on it in turn, as far as it was not told yet."""
    depth = resting.depth + 1
    if depth == _DEEPEST:
        return
    for each in _directly(resting.row, None):
        if _key(each.row) not in seen:
            seen.add(_key(each.row))
            found = replace(each, effect=Effect.REMAINS, words="", depth=depth)
            yield found
            yield from _above(found, seen)


def _key(row: Model) -> tuple[type[Model], Any]:
    return type(row), row.pk
