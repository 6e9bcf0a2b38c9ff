"""What the product is made of, with hashes and licences: ``python -m tools.write_sbom``.

Writes a CycloneDX 1.6 document (ECMA-424) to standard output or to ``--to FILE``: the packages of
requirements.txt, whose licences come from what is installed, the vendored files of
``renfang/static/vendor/VERSIONS.toml`` and the print fonts. The same input gives the same document
but for its time; ``SOURCE_DATE_EPOCH`` fixes that too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
REQUIREMENTS: Final = ROOT / "requirements.txt"
VENDORED: Final = ROOT / "renfang/static/vendor/VERSIONS.toml"
FONTS: Final = ROOT / "renfang/typesetting/fonts"
_PINNED: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What packages wrote before licences were expressions (PEP 639).
_CLASSIFIED: Final = "License :: "
# Packages that only some machines install, with what their own metadata say.
_ELSEWHERE: Final = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
# A row of the table in the fonts' README: file, role, source, licence and where its text lies.
_FONT: Final = re.compile(
    r"^\| (\S+\.ttf\.xz) \| [^|]+ \| ([^|]+) \| ([^|,]+), [^|]+ \|$", re.MULTILINE
)
_FONT_LICENCES: Final = {
    "SIL OFL 1.1": "OFL-1.1",
    "GPL 3 with font exception": "GPL-3.0-only WITH Font-exception-2.0",
}


def pinned(path: Path = REQUIREMENTS) -> dict[str, tuple[str, list[str]]]:
    """Name → version and hashes (SHA-256) of each package of a file of requirements."""
    found: dict[str, tuple[str, list[str]]] = {}
    hashes: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if head := _PINNED.match(line):
            hashes = []
            found[canonicalize_name(head[1])] = (head[2], hashes)
        elif told := _HASH.search(line):
            hashes.append(told[1])
    return found


def licences_of(name: str) -> list[dict[str, Any]]:
    """The licence of an installed package, an expression where it states one; empty if unknown."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        stated = _ELSEWHERE.get(name)
        return [{"expression": stated}] if stated else []
    text = told.get("License-Expression") or told.get("License") or ""
    try:
        return [{"expression": str(canonicalize_license_expression(text))}]
    except InvalidLicenseExpression:
        classified = [
            each.rsplit(" :: ", 1)[-1]
            for each in told.get_all("Classifier") or []
            if each.startswith(_CLASSIFIED)
        ]
        names = classified or [text.splitlines()[0][:100]] if text or classified else []
        return [{"license": {"name": each}} for each in names]


def needed_by(name: str, known: Sequence[str]) -> list[str]:
    """The packages of the list that an installed one asks for on some machine."""
    try:
        asked = requires(name) or []
    except PackageNotFoundError:
        return []
    names = {canonicalize_name(Requirement(each).name) for each in asked}
    return sorted(names & set(known))


def _packages() -> Iterator[dict[str, Any]]:
    for name, (version, hashes) in pinned().items():
        yield {
            "type": "library",
            "bom-ref": _ref(name, version),
            "name": name,
            "version": version,
            "purl": _ref(name, version),
            "licenses": licences_of(name),
            "properties": [
                {"name": "renfang:distribution-sha256", "value": each} for each in hashes
            ],
        }


def _vendored() -> Iterator[dict[str, Any]]:
    for package in tomllib.loads(VENDORED.read_text("utf-8"))["package"]:
        if any(path.startswith("renfang/") for path in package["sha256"]):
            yield {
                "type": "library",
                "bom-ref": f"vendored:{package['name']}@{package['version']}",
                "name": package["name"],
                "version": str(package["version"]),
                "licenses": [{"license": {"name": package["licence"]}}],
                "components": [
                    {
                        "type": "file",
                        "name": path,
                        "hashes": [{"alg": "SHA-256", "content": digest}],
                    }
                    for path, digest in package["sha256"].items()
                    if path.startswith("renfang/")
                ],
            }


def fonts() -> list[tuple[str, str, str]]:
    """File, source and licence (an SPDX expression) of each print font, as its README has them."""
    rows = _FONT.findall((FONTS / "README.md").read_text("utf-8"))
    return [(file, source, _FONT_LICENCES[licence]) for file, source, licence in rows]


def _typefaces() -> Iterator[dict[str, Any]]:
    for file, source, licence in fonts():
        digest = sha256((FONTS / file).read_bytes()).hexdigest()
        yield {
            "type": "file",
            "bom-ref": f"font:{file}",
            "name": f"{FONTS.relative_to(ROOT)}/{file}",
            "description": f"subset of {source}",
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"expression": licence}],
        }


def _ref(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def document() -> dict[str, Any]:
    """The list as CycloneDX has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages, vendored = list(_packages()), [*_vendored(), *_typefaces()]
    names = {each["name"]: each["bom-ref"] for each in packages}
    product = f"renfang@{project['version']}"
    direct = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    at = int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.now(UTC).timestamp())
    content = json.dumps([packages, vendored], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": product,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
            },
        },
        "components": [*packages, *vendored],
        "dependencies": [
            {
                "ref": product,
                "dependsOn": [
                    *(names[each] for each in sorted(direct)),
                    *(each["bom-ref"] for each in vendored),
                ],
            },
            *(
                {
                    "ref": each["bom-ref"],
                    "dependsOn": [names[need] for need in needed_by(each["name"], list(names))],
                }
                for each in packages
            ),
        ],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--to", type=Path, help="file to write instead of standard output")
    asked = parser.parse_args(arguments)
    text = json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
    if asked.to:
        asked.to.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
