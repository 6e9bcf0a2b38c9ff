"""Under which licences everything stands that the product is made of: ``python -m tools.licences``.

Writes docs/licences.md from the metadata of the installed packages of requirements-dev.txt, from
``renfang/static/vendor/VERSIONS.toml`` and from the README of the fonts. Ends with exit code 1 and
the names when something has no licence, or one that stands not in ``ACCEPTED``; ``--check`` writes
nothing and also fails when the page is out of date.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from tools.write_sbom import ROOT, VENDORED, fonts, licences_of, pinned

PAGE: Final = ROOT / "docs/licences.md"
REQUIREMENTS: Final = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")

_FREE: Final = "keep the notice"
_WEAK: Final = "changes to the library itself stay open; used unchanged here"
# What may be used, and what it asks of who passes renfang on. A licence is added here by a person
# who has read it, never to make a test pass.
ACCEPTED: Final = {
    "0BSD": _FREE,
    "Apache-2.0": _FREE,
    "Apache Software License": _FREE,
    "BSD-2-Clause": _FREE,
    "BSD-3-Clause": _FREE,
    "BSD License": _FREE,
    "BSD-3-Clause, Apache-2.0, dependency licenses": _FREE,
    "CC0-1.0": _FREE,
    "ISC License (ISCL)": _FREE,
    "MIT": _FREE,
    "MIT-0": _FREE,
    "MIT-CMU": _FREE,
    "MIT License": _FREE,
    "PSF-2.0": _FREE,
    "Python Software Foundation License": _FREE,
    "Zlib": _FREE,
    "MPL-2.0": _WEAK,
    "Mozilla Public License 2.0 (MPL 2.0)": _WEAK,
    "LGPL-3.0-only": _WEAK,
    "GNU Lesser General Public License v2 or later (LGPLv2+)": _WEAK,
    "OFL-1.1": "the font is passed on under the same licence; papers printed with it are free",
    "GPL-3.0-only WITH Font-exception-2.0": (
        "the font is passed on with its source named; papers printed with it are free"
    ),
}

_HEAD: Final = """\
# Licences

renfang itself stands under the [MIT licence](../LICENSE). This page lists everything else that it
is made of or tested with; `python -m tools.licences` writes it from the metadata of the installed
packages, and a test fails when it is out of date or when something comes in under a licence that
nobody has accepted yet (`ACCEPTED` in `tools/licences.py`). Versions and hashes stand in
requirements.txt and requirements-dev.txt; `python -m tools.write_sbom` gives the same as CycloneDX.

Wheels carry libraries of their own (qpdf in pikepdf, libpq and OpenSSL in psycopg-binary, libxml2
in lxml, OpenBLAS in numpy, codecs in pillow): their texts lie beside each package in
`.venv/lib/python3.11/site-packages/*.dist-info`. Whoever passes on an installed `.venv` passes
those on with it; whoever passes on this folder alone passes on the last table only.
"""


class Part(NamedTuple):
    """Something the product is made of: a name and its licences as its own metadata state them."""

    name: str
    licences: tuple[str, ...]


def _said(licences: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(each.get("expression") or each["license"]["name"] for each in licences)


def packages() -> tuple[list[Part], list[Part]]:
    """The packages of the product, and those that only tests and tools need besides."""
    product, everything = (pinned(path) for path in REQUIREMENTS)
    parts = [Part(name, _said(licences_of(name))) for name in sorted({*product, *everything})]
    return (
        [part for part in parts if part.name in product],
        [part for part in parts if part.name not in product],
    )


def files() -> list[Part]:
    """What lies in the tree: the vendored front end, and the print fonts."""
    vendored = tomllib.loads(VENDORED.read_text("utf-8"))["package"]
    return [
        *(Part(f"{one['name']} {one['version']}", (one["licence"],)) for one in vendored),
        *(Part(f"{file}, from {source}", (licence,)) for file, source, licence in fonts()),
    ]


def is_accepted(licence: str) -> bool:
    """Whether a licence, or an SPDX expression of several, is one that renfang may use.

    Of ``A OR B`` one is enough. In brackets no choice is looked for: all must be accepted.
    """
    if licence in ACCEPTED:
        return True
    either = [licence] if "(" in licence else licence.split(" OR ")
    return any(
        all(
            part in ACCEPTED
            for part in re.split(r" AND | OR ", one.replace("(", "").replace(")", ""))
        )
        for one in either
    )


def faults(parts: Sequence[Part]) -> list[str]:
    """A line for each part without a licence, or with one that nobody has accepted."""
    return [
        f"{part.name}: {', '.join(part.licences) or 'no licence in its metadata'}"
        for part in parts
        if not part.licences or not all(map(is_accepted, part.licences))
    ]


def _table(title: str, head: str, parts: Sequence[Part]) -> Iterator[str]:
    yield f"\n## {title}\n\n| {head} | licence |\n|---|---|\n"
    for part in parts:
        yield f"| {part.name} | {', '.join(part.licences)} |\n"


def page() -> str:
    """docs/licences.md as it should be."""
    product, tests = packages()
    terms = "".join(f"| {licence} | {asked} |\n" for licence, asked in ACCEPTED.items())
    return "".join(
        [
            _HEAD,
            *_table("The product", "package", product),
            *_table("For tests and tools alone", "package", tests),
            *_table("Files in this folder", "file", files()),
            "\n`tests/vendor` (axe-core) is for tests alone.\n",
            "\n## What is accepted\n\n| licence, as packages name it | asks |\n|---|---|\n",
            terms,
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or look whether it is true; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing, only look")
    asked = parser.parse_args(arguments)
    product, tests = packages()
    wrong = faults([*product, *tests, *files()])
    wanted = page()
    if not asked.check:
        PAGE.write_text(wanted, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != wanted:
        wrong.append("docs/licences.md is out of date: run python -m tools.licences")
    for line in wrong:
        sys.stderr.write(line + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
