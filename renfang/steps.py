"""What can be done to a subject, as one table: each row says when, by whom, under which article.

A room's ``steps`` file has one ``Step`` for each act on its subject. The row is read by everything
that must agree: the act (``Step.require``), the buttons of the subject's page (``Steps.buttons``),
the page of the act (``renfang.pages.act_forms.step_page``), the to-do lines, and a test that walks
every row in every state (tests/house/test_steps.py).

Before it writes, an act also asks what the whole file knows: a row's ``asks``. Each answers in
words, or with nothing, and says how much its words weigh (``Weight``). What depends on what the
user enters (a day, an amount) is not asked here; the act checks that itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from renfang.acts import Refused, WrongState, require_state, require_text
from renfang.hooks import Hook
from renfang.resting import Ending, require_free

# The field of a form, and the keyword of an act, that takes the reason for going on nevertheless.
EXPLANATION = "explanation"
_SHORTEST_EXPLANATION = 5


class Weight(Enum):
    """What follows when an ask has something to say."""

    STOPS = "阻止"
    EXPLAIN = "须说明"
    HINT = "提示"


@dataclass(frozen=True)
class Finding:
    """One thing that the file knows: shown before the act; ``refusal`` is what the act raises."""

    weight: Weight
    words: str
    refusal: type[Refused] = WrongState

    @property
    def tone(self) -> str:
        """How the page shows it (partials/notice.html)."""
        return {Weight.STOPS: "bad", Weight.EXPLAIN: "warning", Weight.HINT: ""}[self.weight]


# (subject, acting user, day of the act) → what is to be said, or nothing.
Words = Callable[[Any, Any, date], str]


@dataclass(frozen=True)
class Ask:
    """A question to the file, with the weight that its answer has."""

    weight: Weight
    words: Words
    refusal: type[Refused] = WrongState

    def __call__(self, subject: Any, by: Any, on: date) -> Finding | None:
        words = self.words(subject, by, on)
        return Finding(self.weight, words, self.refusal) if words else None


def stops(words: Words, refusal: type[Refused] = WrongState) -> Ask:
    """阻止: while there is an answer the act is refused, whatever is entered."""
    return Ask(Weight.STOPS, words, refusal)


def wants_explanation(words: Words) -> Ask:
    """须说明: the act goes on when a reason is given, which the history keeps."""
    return Ask(Weight.EXPLAIN, words)


def hints(words: Words) -> Ask:
    """提示: shown before the act, which goes on."""
    return Ask(Weight.HINT, words)


def not_by(who: str, words: str, refusal: type[Refused] = WrongState) -> Ask:
    """阻止 for the user whom the subject names in ``who`` (recorded_by): another has to do it."""
    return stops(
        lambda subject, by, on: words if getattr(subject, f"{who}_id") == by.pk else "",
        refusal,
    )


def only_by(who: str, words: str, refusal: type[Refused] = WrongState) -> Ask:
    """阻止 for everybody but the user whom the subject names in ``who``."""
    return stops(
        lambda subject, by, on: "" if getattr(subject, f"{who}_id") == by.pk else words,
        refusal,
    )


@dataclass(frozen=True)
class Button:
    """A link to the page of an act; ``at_once`` does it, sending the ``version`` that was shown."""

    label: str
    url: str
    is_primary: bool = False
    at_once: bool = False
    version: int | None = None


def _always(subject: Any) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One act that a subject can go through: a row of the table.

    ``label`` is its button and the title of its page, ``url`` the full name of the page's address,
    which takes the subject's ``key`` and then ``args``. ``start`` are the states that allow it
    (none: any), ``end`` those it can lead to (none: the state stays). ``idle`` says in words why
    there is nothing to do although the state fits: then there is no button, and the act is refused.
    ``law`` names the articles, ``lead`` what the act brings about, ``press`` the words on the
    button of its page, ``to`` the act's name in a refusal. ``at_once``: nothing is to be entered,
    so the subject's page does the act by its button, and the act's page says why where it is
    refused. ``in_place``: its form stands on the subject's own page, beside what has to be looked
    at, so that no button leads to it. ``is_main`` marks what the office has to do next in these
    states, and ``to_do`` says it. ``ends`` is what the act does to those who rest on the subject
    (``renfang.resting``). Rooms above register with ``asks``, too.
    """

    label: str
    url: str
    permission: str
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    law: str = ""
    lead: str = ""
    press: str = ""
    to: str = ""
    to_do: str = ""
    is_main: bool = False
    is_danger: bool = False
    at_once: bool = False
    ends: Ending | None = None
    in_place: bool = False
    key: str = "pk"
    args: tuple[str, ...] = ()
    idle: Callable[[Any], str] = _always
    asks: Hook[Ask] = field(default_factory=Hook)

    def url_for(self, subject: Any) -> str:
        """The address of the act's page."""
        return reverse(self.url, args=[getattr(subject, self.key), *self.args])

    def button(self, subject: Any, *, is_primary: bool = False) -> Button:
        """The button on the subject's page; of an act ``at_once`` with the words of its press."""
        label = self.press if self.at_once and self.press else self.label
        version = getattr(subject, "version", None)
        return Button(label, self.url_for(subject), is_primary, self.at_once, version)

    def allows(self, subject: Any) -> bool:
        """Whether the state allows the act."""
        return not self.start or subject.state in self.start

    def fits(self, subject: Any) -> bool:
        """Whether state and occasion allow the act; who may do it is asked elsewhere."""
        return self.allows(subject) and not self.idle(subject)

    def require_state(self, subject: Any) -> None:
        """Raise WrongState unless state and occasion allow the act."""
        if not self.allows(subject):
            require_state(subject, *self.start, to=self.to or self.label)
        if words := self.idle(subject):
            raise WrongState(words)

    def findings(
        self, subject: Any, by: Any, on: date | None = None, *weights: Weight
    ) -> Iterator[Finding]:
        """What the file knows on the day (default: today), of the given weights (default: all)."""
        day = on or timezone.localdate()
        for ask in self.asks:
            found = ask(subject, by, day) if not weights or ask.weight in weights else None
            if found is not None:
                yield found

    def obstacle(self, subject: Any, by: Any) -> str:
        """Why this very user cannot do the act now although state and post fit; empty if he can."""
        return next((found.words for found in self.findings(subject, by, None, Weight.STOPS)), "")

    def require(
        self, subject: Any, by: Any, *, on: date | None = None, explanation: str = ""
    ) -> None:
        """The guard of the act: the state, the occasion, and what the file knows.

        Raises WrongState, the refusal of an ask, or Incomplete on ``explanation`` where a reason is
        asked for and not given.
        """
        self.require_state(subject)
        if self.ends is not None:
            require_free(subject, self.ends)
        for found in self.findings(subject, by, on, Weight.STOPS, Weight.EXPLAIN):
            if found.weight is Weight.STOPS:
                raise found.refusal(found.words)
            require_text(
                explanation,
                f"{found.words}，说明原因",
                field=EXPLANATION,
                least=_SHORTEST_EXPLANATION,
            )


def explained(explanation: str) -> dict[str, str]:
    """What the history keeps of a reason that was given: ``after={..., **explained(text)}``."""
    return {"说明": explanation.strip()} if explanation.strip() else {}


class Steps:
    """The table of one subject; its rows stand in the order of their buttons."""

    tables: ClassVar[list[Steps]] = []

    def __init__(self, subject: type[Model], *rows: Step) -> None:
        self.subject = subject
        self.rows = rows
        Steps.tables.append(self)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.rows)

    def open_to(self, subject: Any, may: Callable[[str], bool]) -> list[Step]:
        """The rows that state, occasion and post allow; ``may`` says whether a permission is held.

        The state is looked at first, for it costs nothing.
        """
        return [
            step
            for step in self.rows
            if step.allows(subject) and may(step.permission) and not step.idle(subject)
        ]

    def offered(self, subject: Any, may: Callable[[str], bool], by: Any = None) -> list[Step]:
        """The rows open to a user who ``may``; with ``by``, the user, those that nothing stops."""
        return [
            step
            for step in self.open_to(subject, may)
            if by is None or not step.obstacle(subject, by)
        ]

    def buttons(self, subject: Any, may: Callable[[str], bool], by: Any = None) -> list[Button]:
        """The buttons of the subject's page for a user who ``may``.

        With ``by``, the user, those are left out that the file stops: the page says why instead.
        Primary is the first main step among those that are left.
        """
        offered = [step for step in self.offered(subject, may, by) if not step.in_place]
        main = next((step for step in offered if step.is_main), None)
        return [step.button(subject, is_primary=step is main) for step in offered]

    def main(self, subject: Any) -> Step | None:
        """What the office has to do next, whoever asks; None where nothing is left to do.

        Where several main steps fit, it is the first of the table.
        """
        return next((step for step in self.rows if step.is_main and step.fits(subject)), None)
