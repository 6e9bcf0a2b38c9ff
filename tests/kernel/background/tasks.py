"""Tasks for the tests of the queue: module level, so that a worker of its own finds them."""

from __future__ import annotations

import time
from datetime import date

from django_tasks import task

from renfang.acts import Unavailable, act
from renfang.background.running import Running
from renfang.documents.models import NumberPrefix
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def add_mark(office_id: int, word: str, *, by: User) -> None:
    """An act like any other: rights, a row, an event. Nothing forbids to do it twice."""
    Scope(by).require("manage_settings", office_id)
    # Locked as every act locks its subject: two workers are two writers of one history.
    office = Organisation.objects.select_for_update().get(pk=office_id)
    NumberPrefix.objects.create(
        organisation=office,
        kind="",
        prefix=word,
        # Many in one office: the day tells them apart, and twins too.
        effective_from=date.fromordinal(700_000 + NumberPrefix.objects.count()),
    )
    record(by, "登记", office, organisation=office, after={"词": word})


@task(takes_context=True, title="登记一词")
def mark(context: Running, office_id: int, word: str) -> str:
    """Effect and result in one transaction."""
    add_mark(office_id, word, by=context.by)
    return word


@task(takes_context=True, title="登记多词", whole=False, attempts=50)
def mark_all(context: Running, office_id: int, words: list[str], pause: float = 0) -> str:
    """A long job of many parts, with its progress and a file."""
    for number, word in enumerate(words, 1):
        context.once(word, lambda word=word: add_mark(office_id, word, by=context.by))
        context.progress(number, len(words), f"登记{word}")
        time.sleep(pause)
    context.keep_file("\n".join(words).encode(), "登记结果.csv")
    return f"登记 {len(words)} 个"


@task(takes_context=True, title="看一眼", whole=False)
def look(context: Running) -> str:
    """Nothing at all."""
    return f"第 {context.attempt} 次"


@task(takes_context=True, title="总不成", attempts=3)
def fail(context: Running, words: str = "") -> None:
    """Never ends well."""
    raise Unavailable(words) if words else RuntimeError("secret of the business")


@task(takes_context=True, title="等到取消", whole=False)
def wait(context: Running) -> None:
    """Goes on until it is told to stop."""
    while True:
        context.check()
        time.sleep(0.02)
