"""The door to the confined process: one file in, its answer out, under limits on both sides.

The process limits itself (memory, processor time); here stand the limits that it cannot set:
the time on the wall, the bytes of its answer, and how many of them run at once. The server holds
the file, and of the answer never more than one line, or the document that it keeps.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, Any, Final

from renfang.acts import require_no_act

logger = logging.getLogger(__name__)
MEGABYTE: Final = 1024 * 1024
_PROGRAM: Final = Path(__file__).with_name("confined") / "process.py"
# Of one server process. Its other threads go on answering meanwhile.
_AT_ONCE: Final = 2
_TURNS: Final = BoundedSemaphore(_AT_ONCE)
_WAIT_FOR_A_TURN: Final = 60
# A row of a hundred cells of two thousand characters, with room for what JSON escapes.
_LONGEST_LINE: Final = 4 * MEGABYTE


@dataclass(frozen=True)
class Limits:
    """What one file may cost: bytes of the file, of the reading process and of its answer;
    seconds of its processor, and on the wall until it is killed."""

    file_bytes: int = 20 * MEGABYTE
    memory: int = 768 * MEGABYTE
    output_bytes: int = 21 * MEGABYTE
    cpu_seconds: int = 15
    wall_seconds: int = 40


DOCUMENT: Final = Limits()


class Declined(ValueError):
    """The process does not take the file; ``words`` say in Chinese what to do about it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Unfinished(Exception):
    """The process ended without an answer: it was killed, or it said more than it may."""

    def __init__(self, *, is_slow: bool) -> None:
        super().__init__("too slow" if is_slow else "too large, or broken")
        self.is_slow = is_slow


class Busy(Exception):
    """Too many files are being read already."""


class Answer:
    """What the process says, line by line; ``Unfinished`` once it has said too much."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def lines(self) -> Iterator[Any]:
        """Its values up to the end. Raises Declined, or Unfinished where it breaks off."""
        while True:
            line = self.line()
            if isinstance(line, dict) and line.get("done"):
                return
            yield line

    def line(self) -> Any:
        """Its next value. Raises Declined, or Unfinished where there is none."""
        text = self._spent(self._stream.readline(min(self._left, _LONGEST_LINE) + 1))
        if not text.endswith(b"\n"):
            raise Unfinished(is_slow=False)
        value = json.loads(text)
        if isinstance(value, dict) and "refused" in value:
            if "cause" in value:
                logger.info("reading an upload: %s", value["cause"])
            raise Declined(value["refused"])
        return value

    def content(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        if size > self._left:
            raise Unfinished(is_slow=False)
        content = self._spent(self._stream.read(size))
        if len(content) < size:
            raise Unfinished(is_slow=False)
        return content

    def _spent(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise Unfinished(is_slow=False)
        return piece


@contextmanager
def confined(job: str, content: bytes, limits: Any = DOCUMENT, **told: Any) -> Iterator[Answer]:
    """The answer of a process of its own about the file; the process is gone afterwards.

    ``limits`` has the fields of ``Limits``, and further ones of the job. Raises Declined,
    Unfinished or Busy; RuntimeError inside an act, which must not wait for strangers' bytes.
    """
    require_no_act("reading an upload")
    if not _TURNS.acquire(timeout=_WAIT_FOR_A_TURN):
        raise Busy
    try:
        with _started({"job": job, "limits": asdict(limits), **told}) as process:
            yield from _heard(process, content, limits)
    finally:
        _TURNS.release()


@contextmanager
def _started(asked: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    # -I: neither the environment nor the current folder may slip a module into the reader.
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(_PROGRAM), json.dumps(asked)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
    )
    try:
        yield process
    finally:
        process.kill()
        assert process.stdout is not None
        process.stdout.close()
        process.wait()


def _heard(process: subprocess.Popen[bytes], content: bytes, limits: Any) -> Iterator[Answer]:
    is_slow = False

    def kill() -> None:
        nonlocal is_slow
        is_slow = True
        process.kill()

    assert process.stdin is not None
    assert process.stdout is not None
    watch = Timer(limits.wall_seconds, kill)
    watch.daemon = True
    watch.start()
    # Written beside the reading: a process that answers before it has read all is not waited for.
    Thread(target=_feed, args=(process.stdin, content), daemon=True).start()
    try:
        yield Answer(process.stdout, limits.output_bytes)
    except Unfinished:
        raise Unfinished(is_slow=is_slow) from None
    finally:
        watch.cancel()


def _feed(pipe: IO[bytes], content: bytes) -> None:
    # The process may be gone, or have answered after the first bytes.
    with suppress(OSError), pipe:
        pipe.write(content)
