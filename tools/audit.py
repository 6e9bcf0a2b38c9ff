"""Which pinned packages have a known flaw: ``python -m tools.audit --database FILE``.

Compares requirements*.txt and the vendored front end with advisories in the OSV format, from files
that somebody fetched beforehand: nothing here asks the network. FILE is an archive of OSV
(``all.zip`` of the ecosystem PyPI, and again of npm), a folder of its JSON files, or one such file;
give the option once for each. docs/security.md says where they come from.

Exit code 0: nothing is known; 1: something is; 2: it could not be told, because a file cannot be
read, is no such database, or is older than ``--at-most-days``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tools.write_sbom import ROOT, VENDORED, pinned

PYTHON: Final = "PyPI"
FRONT_END: Final = "npm"
_RANGES: Final = {"ECOSYSTEM", "SEMVER"}


class Unusable(Exception):
    """Why a database cannot answer, in words for the person at the terminal."""


class Package(NamedTuple):
    """One pinned package of an ecosystem as OSV names it."""

    ecosystem: str
    name: str
    version: str


class Finding(NamedTuple):
    """A package with a flaw: all names of the flaw, and the versions that no longer have it."""

    package: Package
    ids: frozenset[str]
    fixed: tuple[str, ...]
    summary: str


class Answer(NamedTuple):
    """What the databases say: flaws, how many advisories were read, and the day of the newest."""

    findings: list[Finding]
    read: dict[str, int]
    newest: datetime | None


def what_is_pinned() -> list[Package]:
    """Every package of every file of requirements, and every vendored one."""
    files = sorted(ROOT.glob("requirements*.txt"))
    python = {(name, version) for path in files for name, (version, _) in pinned(path).items()}
    vendored = tomllib.loads(VENDORED.read_text("utf-8"))["package"]
    front_end = {(each["name"], str(each["version"])) for each in vendored}
    return [
        *(Package(PYTHON, *each) for each in sorted(python)),
        *(Package(FRONT_END, *each) for each in sorted(front_end)),
    ]


def _contents(database: Path) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each JSON file of a database."""
    if database.is_dir():
        for path in sorted(database.rglob("*.json")):
            yield str(path), path.read_bytes()
    elif zipfile.is_zipfile(database):
        with zipfile.ZipFile(database) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield f"{database}: {name}", archive.read(name)
    else:
        yield str(database), database.read_bytes()


def advisories(database: Path) -> Iterator[dict[str, Any]]:
    """The advisories of one database. Raises Unusable where it has none or one cannot be read."""
    found = False
    try:
        for name, content in _contents(database):
            try:
                told = json.loads(content)
            except ValueError as error:
                raise Unusable(f"{name} is no JSON: {error}") from error
            if not isinstance(told, dict) or not told.get("id") or "modified" not in told:
                raise Unusable(f"{name} is no advisory in the OSV format")
            found = True
            yield told
    except (OSError, zipfile.BadZipFile) as error:
        raise Unusable(f"{database} cannot be read: {error}") from error
    if not found:
        raise Unusable(f"{database} holds no advisory (*.json in the OSV format)")


def _parsed(version: str) -> Version | None:
    try:
        return Version(version)
    except InvalidVersion:
        return None


def _within(version: Version, events: Iterable[dict[str, str]]) -> bool:
    """Whether a version lies in a range, as the OSV schema evaluates it.

    A boundary that cannot be read makes no version safe.
    """
    marks: list[tuple[Version, int, str]] = []
    order = {"fixed": 0, "introduced": 1, "last_affected": 2}
    for event in events:
        for kind, text in event.items():
            if kind not in order:
                continue
            at = Version("0.dev0") if text == "0" else _parsed(text)
            if at is not None:
                marks.append((at, order[kind], kind))
            elif kind == "introduced":
                marks.append((Version("0.dev0"), order[kind], kind))
    affected = False
    for at, _, kind in sorted(marks):
        if kind == "introduced" and version >= at:
            affected = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            affected = False
    return affected


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Whether one ``affected`` of an advisory reaches a version: listed, or within a range."""
    ours = _parsed(version)
    listed = affected.get("versions") or []
    if version in listed or (ours and any(_parsed(each) == ours for each in listed)):
        return True
    ranges = [each for each in affected.get("ranges") or [] if each.get("type") in _RANGES]
    if ours is None:
        return bool(ranges)
    return any(_within(ours, each.get("events") or []) for each in ranges)


def _fixes(affected: dict[str, Any]) -> tuple[str, ...]:
    told = {
        event["fixed"]
        for one in affected.get("ranges") or []
        if one.get("type") in _RANGES
        for event in one.get("events") or []
        if "fixed" in event
    }
    return tuple(sorted(told, key=lambda each: (_parsed(each) or Version("0"), each)))


def _finding(package: Package, advisory: dict[str, Any], affected: dict[str, Any]) -> Finding:
    ids = frozenset([advisory["id"], *(advisory.get("aliases") or [])])
    summary = advisory.get("summary") or advisory.get("details") or ""
    return Finding(package, ids, _fixes(affected), summary.split("\n")[0])


def _name(ecosystem: str, name: str) -> str:
    return canonicalize_name(name) if ecosystem == PYTHON else name.lower()


def _together(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each flaw of a package, whatever databases call it."""
    kept: list[Finding] = []
    for one in findings:
        same = [each for each in kept if each.package == one.package and each.ids & one.ids]
        merged = Finding(
            one.package,
            one.ids.union(*(each.ids for each in same)),
            tuple(dict.fromkeys(fix for each in [*same, one] for fix in each.fixed)),
            next((each.summary for each in [*same, one] if each.summary), ""),
        )
        kept = [*(each for each in kept if each not in same), merged]
    return sorted(kept, key=lambda each: (each.package, sorted(each.ids)))


def ask(packages: Sequence[Package], databases: Sequence[Path]) -> Answer:
    """What the databases know of the packages. Raises Unusable."""
    wanted: dict[tuple[str, str], list[Package]] = {}
    for each in packages:
        wanted.setdefault((each.ecosystem, _name(each.ecosystem, each.name)), []).append(each)
    findings: list[Finding] = []
    read: dict[str, int] = {}
    newest = ""
    for advisory in (each for database in databases for each in advisories(database)):
        newest = max(newest, str(advisory["modified"]))
        about: set[str] = set()
        for affected in advisory.get("affected") or []:
            told = affected.get("package") or {}
            # "Debian:12" is Debian of one release; PyPI and npm have none.
            ecosystem = str(told.get("ecosystem", "")).split(":")[0]
            about.add(ecosystem)
            if advisory.get("withdrawn"):
                continue
            named = wanted.get((ecosystem, _name(ecosystem, str(told.get("name", "")))), [])
            findings += (
                _finding(package, advisory, affected)
                for package in named
                if is_affected(package.version, affected)
            )
        for ecosystem in about:
            read[ecosystem] = read.get(ecosystem, 0) + 1
    return Answer(_together(findings), read, _moment(newest))


def _moment(text: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _distrust(answer: Answer, at_most_days: int, now: datetime) -> str:
    """Why the silence of the databases means nothing; empty where it does."""
    if not answer.read.get(PYTHON):
        return "no advisory of the ecosystem PyPI was read: this is another database"
    if answer.newest is None:
        return "no day of change can be read in the database"
    if at_most_days and now - answer.newest > timedelta(days=at_most_days):
        return f"the newest advisory is of {answer.newest:%Y-%m-%d}: fetch the database anew"
    return ""


def _report(answer: Answer, packages: Sequence[Package], accepted: frozenset[str]) -> int:
    """Print the table; how many flaws nobody has accepted."""
    left = 0
    for one in answer.findings:
        known = bool(one.ids & accepted)
        left += not known
        print(
            f"{one.package.name} {one.package.version}  {' '.join(sorted(one.ids))}  "
            f"fixed in {', '.join(one.fixed) or 'none'}{'  (accepted)' if known else ''}  "
            f"{one.summary[:100]}".rstrip()
        )
    asked = sorted({each.ecosystem for each in packages})
    silent = [each for each in asked if not answer.read.get(each)]
    print(
        f"{len(packages)} packages, {sum(answer.read.get(each, 0) for each in asked)} advisories, "
        f"the newest of {answer.newest:%Y-%m-%d}: {left} known flaws"
        if answer.newest
        else f"{len(packages)} packages: {left} known flaws"
    )
    for each in silent:
        print(f"not asked: {each} (its database was not given)")
    return left


def main(arguments: Sequence[str] | None = None, *, now: datetime | None = None) -> int:
    """Compare and report; see the head of this module for the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="ID",
        help="a flaw that cannot be reached here",
    )
    parser.add_argument("--at-most-days", type=int, default=30, help="0: however old it is")
    asked = parser.parse_args(arguments)
    packages = what_is_pinned()
    try:
        answer = ask(packages, asked.database)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    left = _report(answer, packages, frozenset(asked.accept))
    if reason := _distrust(answer, asked.at_most_days, now or datetime.now(UTC)):
        print(reason, file=sys.stderr)
        return 2
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
