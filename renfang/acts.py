"""What every act shares: one transaction each, and refusals that a person can act upon.

An act is one function with a verb for a name. It reads top to bottom: who may, lock, is the state
right, write, note it in the history. Refusals are exceptions with a Chinese message that says what
happened and what to do; renfang.pages.middleware turns them into answers.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from renfang.hooks import Hook

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)
_under_way: ContextVar[bool] = ContextVar("renfang_act_under_way", default=False)
_left_undone: ContextVar[list[str] | None] = ContextVar("renfang_left_undone", default=None)


# The words for a permission that is missing; renfang.organisations, which knows the posts, gives
# them when Django starts.
LACKING: Hook[Callable[[str], str]] = Hook()


class Refused(Exception):
    """The act cannot be done; ``message`` says why and what would help."""

    status = 409

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Refused):
    """No such record, or none that this user may know of: both answer alike."""

    status = 404


class NotPermitted(Refused):
    """The user sees the record but another post handles it."""

    status = 403

    @classmethod
    def lacking(cls, permission: str) -> NotPermitted:
        """Name the permission and the posts that hold it."""
        return cls("".join(words(permission) for words in LACKING))


class WrongState(Refused):
    """The record's state does not allow the act."""


class Overtaken(Refused):
    """Someone else changed the record, now at ``version``, since the form was opened."""

    def __init__(self, message: str, *, version: int | None = None) -> None:
        super().__init__(message)
        self.version = version


class Incomplete(Refused):
    """A value is missing or contradictory; ``field`` names the form field."""

    status = 422


class Unavailable(Refused):
    """Nothing was done because the server could not write: the fault is not what was entered."""

    status = 503


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as an act: all of it happens in one transaction, or nothing does.

    Where the database or the disk cannot write (locked by another process, full, read-only, gone)
    the act raises Unavailable, so that its form comes back with what was typed.
    """

    @wraps(function)
    def performed(*args: P.args, **kwargs: P.kwargs) -> R:
        if _under_way.get():
            with transaction.atomic():
                return function(*args, **kwargs)
        token, is_ended = _under_way.set(True), False
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                is_ended = True
            return result
        except (OperationalError, InterfaceError) as error:
            raise _unavailable(error, while_committing=is_ended) from error
        except OSError as error:
            raise unwritten(error) from error
        finally:
            _under_way.reset(token)

    return performed


def _unavailable(error: Exception, *, while_committing: bool) -> Unavailable:
    """What became of the act, in words; the database rolled it back unless its answer is missing.

    SQLite gives its answer in this very process. A server that was lost at the commit has told
    no state (SQLSTATE), and may have done it.
    """
    logger.error("an act was not done: %s", error, exc_info=error)
    state = getattr(error.__cause__, "sqlstate", None)
    if while_committing and connection.vendor != "sqlite" and state is None:
        return Unavailable(
            "与数据库的连接在提交时中断，不能确定本次是否已办理。先查看办理结果，没有登记的再提交一次"
        )
    if "full" in str(error) or state == "53100":
        return Unavailable("存储空间已满，本次没有办理。由系统管理员清理空间后再提交一次")
    if "locked" in str(error):
        return Unavailable(
            "数据库正被其他程序占用，本次没有办理。稍后再提交一次；仍不行的联系系统管理员"
        )
    return Unavailable("数据库暂时不能写入，本次没有办理。稍后再提交一次；仍不行的联系系统管理员")


def unwritten(error: OSError) -> Unavailable:
    """Why a file could not be written, in words, before anything was done. Others raise again."""
    logger.error("a file was not written: %s", error, exc_info=error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("存储空间已满，本次没有办理。由系统管理员清理空间后再提交一次")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO):
        return Unavailable("文件写不进存储，本次没有办理。由系统管理员检查存储后再提交一次")
    raise error


def after_commit(work: Callable[[], object], *, failing: str) -> None:
    """Do ``work`` once the act has committed; what it cannot do is no failure of the act.

    ``failing`` says in Chinese that the act is done and what follows later; who acted reads it on
    the next page (``leftovers``). The work must be made good by others: it is not tried again here.
    """

    def attempt() -> None:
        try:
            work()
        except Exception:
            logger.exception("left undone after a commit: %s", failing)
            left = _left_undone.get()
            if left is not None:
                left.append(failing)

    transaction.on_commit(attempt)


@contextmanager
def leftovers() -> Iterator[list[str]]:
    """What acts inside the block left undone after their commit, in words."""
    left: list[str] = []
    token = _left_undone.set(left)
    try:
        yield left
    finally:
        _left_undone.reset(token)


def require_no_act(doing: str) -> None:
    """Raise RuntimeError inside an act: on SQLite every other writer waits for its end.

    For work that takes as long as strangers like, such as reading what they sent.
    """
    if _under_way.get():
        raise RuntimeError(f"{doing} belongs before the act, not into its transaction")


def require_state(subject: Any, *allowed: str, to: str) -> None:
    """Raise WrongState unless ``subject.state`` is among ``allowed``.

    ``to`` names the act in Chinese; the message says the present state and the ones that allow it.
    """
    if subject.state in allowed:
        return
    states = dict(subject._meta.get_field("state").flatchoices)
    wanted = "、".join(f"“{states[state]}”" for state in allowed)
    raise WrongState(
        f"{subject}现为“{states[subject.state]}”，{wanted}状态才能{to}。刷新页面查看最新进展"
    )


def require_version(subject: Any, expected: int | None) -> None:
    """Raise Overtaken when the form was filled against an older version of the record."""
    if expected is not None and subject.version != expected:
        raise Overtaken(
            f"{subject}在你填写期间已被他人办理"
            f"（第 {subject.version} 版，你看到的是第 {expected} 版）。"
            "你填写的内容还在本页，核对变化后重新提交",
            version=subject.version,
        )


def require_text(
    text: str, ask: str, *, field: str = "reason", least: int = 1, example: str = ""
) -> str:
    """The text without blanks around it; Incomplete on ``field`` for less than ``least`` letters.

    ``ask`` says in Chinese what to write (写明取消原因); the length follows where a word or two
    will not do, then the example.
    """
    text = text.strip()
    if len(text) < least:
        length = f"，至少 {least} 个字" if least > 2 else ""
        shown = f"，例如“{example}”" if example else ""
        raise Incomplete(f"{ask}{length}{shown}", field=field)
    return text


def require_two(names: str, who: str, *, field: str) -> str:
    """The people named, joined by 、; Incomplete on ``field`` for fewer than two.

    ``who`` says in Chinese whom to name. Source: 行政许可法 art. 34, 行政处罚法 art. 42.
    """
    parts = (name.strip() for name in re.split("[、，,]", names))
    people = list(dict.fromkeys(name for name in parts if name))
    if len(people) < 2:
        raise Incomplete(f"填写两名以上{who}，以顿号分开，例如“张三、李四”", field=field)
    return "、".join(people)


def require_past(day: date, label: str, *, field: str = "on", advice: str = "") -> None:
    """Raise Incomplete on ``field`` for a day after today; ``advice`` ends the message."""
    if day > timezone.localdate():
        raise Incomplete(f"{label}不能晚于今天{advice}", field=field)


def require_day(
    day: date, earliest: date | None, label: str, *, field: str = "on", since: str = ""
) -> None:
    """Raise Incomplete on ``field`` for a day after today, or before what has to come first.

    ``since`` names in Chinese what happened on ``earliest``; None where nothing has to come first.
    """
    require_past(day, label, field=field)
    if earliest is not None and day < earliest:
        raise Incomplete(f"{label}不能早于{since} {earliest}", field=field)
