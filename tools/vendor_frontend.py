"""Fetch the third-party browser files that renfang serves itself, and record what they are.

A maintainer runs this by hand when a version changes; nobody else needs node or a network::

    python tools/vendor_frontend.py            # fetch, copy, rewrite VERSIONS.toml
    python tools/vendor_frontend.py --check    # offline: do the committed files still match?

Copied files are changed in one way only: the ``sourceMappingURL`` comment goes, because the
manifest storage refuses a reference to a file that is not there. htmx is not fetched here: it
ships inside the Python package django-htmx.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "renfang/static/vendor/VERSIONS.toml"
SPRITE = "renfang/static/renfang/icons.svg"

ICONS = (  # noqa: SIM905 - ninety quoted words would be harder to read
    "alarm alert-circle alert-triangle arrow-back-up arrow-left arrow-right book building "
    "building-community building-warehouse calculator calendar calendar-event cash certificate "
    "chart-bar check chevron-down chevron-left chevron-right circle-check clock clock-pause copy "
    "database download eye file-certificate file-check file-export file-import "
    "file-off file-text filter filter-off folder gavel help history home inbox info-circle "
    "keyboard list-check lock logout mail map-pin menu-2 message-report paperclip pencil phone "
    "plus printer qrcode receipt refresh report-money rubber-stamp ruler-measure scale school "
    "search selector send settings shield shield-check speakerphone table-export "
    "table-import timeline trash upload user user-circle users users-group writing x"
).split()

MIT_TEXT = """{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One npm package: ``files`` maps a path inside it to a path inside the repository."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


TABLER = Package(
    "@tabler/core",
    "1.6.1",
    "MIT",
    {"dist/css/tabler.min.css": "renfang/static/vendor/tabler/tabler.min.css"},
)
TABLER_ICONS = Package(
    "@tabler/icons",
    "3.51.0",
    "MIT",
    {"LICENSE": "renfang/static/vendor/tabler-icons/LICENSE.txt"},
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "MPL-2.0",
    {
        "axe.min.js": "tests/vendor/axe.min.js",
        "LICENSE": "tests/vendor/axe.LICENSE.txt",
    },
)
PACKAGES = (TABLER, TABLER_ICONS, AXE)


def fetch(package: Package, into: Path) -> Path:
    """Return the folder of the unpacked package at exactly the recorded version."""
    target = into / package.name.replace("/", "_")
    target.mkdir()
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=target,
        check=True,
    )
    with tarfile.open(next(target.glob("*.tgz"))) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def without_source_map(data: bytes) -> bytes:
    """Drop ``sourceMappingURL`` comments of CSS and JavaScript."""
    data = re.sub(rb"/\*# sourceMappingURL=[^*]*\*/", b"", data)
    return re.sub(rb"(?m)^//# sourceMappingURL=.*$", b"", data)


def copy_files(package: Package, source: Path) -> list[str]:
    """Copy the package's files into the repository and return their paths there."""
    for inside, outside in package.files.items():
        target = ROOT / outside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(without_source_map((source / inside).read_bytes()))
    return list(package.files.values())


def write_tabler_licence(source: Path) -> str:
    """The core package carries its licence only as a banner in the stylesheet: write it out."""
    banner = (source / "dist/css/tabler.min.css").read_text("utf-8")[:600]
    holders = re.findall(r"\* (Copyright .+)", banner)
    path = "renfang/static/vendor/tabler/LICENSE.txt"
    text = "MIT License\n\n" + MIT_TEXT.format(copyright="\n".join(holders))
    (ROOT / path).write_text(text, "utf-8")
    return path


def write_sprite(source: Path) -> str:
    """Gather the hand-picked outline icons into one file of ``<symbol>`` elements."""
    symbols = []
    for name in sorted(ICONS):
        svg = (source / f"icons/outline/{name}.svg").read_text("utf-8")
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL).group(1)
        shapes = re.sub(r'<path stroke="none"[^>]*/>', "", shapes)
        shapes = re.sub(r"\s*\n\s*", "", shapes)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    head = f"<!-- {TABLER_ICONS.name} {TABLER_ICONS.version}, MIT: see vendor/tabler-icons -->"
    body = "\n".join(symbols)
    (ROOT / SPRITE).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{head}\n{body}\n</svg>\n', "utf-8"
    )
    return SPRITE


def sha256(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def write_record(copied: list[tuple[Package, list[str]]]) -> None:
    """Write VERSIONS.toml: what is served, from which version, under which licence."""
    lines = ["# Written by tools/vendor_frontend.py; check with its --check option."]
    for package, paths in copied:
        lines += [
            "",
            "[[package]]",
            f'name = "{package.name}"',
            f'version = "{package.version}"',
        ]
        lines += [f'licence = "{package.licence}"', "", "[package.sha256]"]
        lines += [f'"{path}" = "{sha256(path)}"' for path in sorted(paths)]
    RECORD.write_text("\n".join(lines) + "\n", "utf-8")


def vendor() -> None:
    """Fetch every package and copy what is served."""
    copied = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            source = fetch(package, Path(folder))
            paths = copy_files(package, source)
            if package is TABLER:
                paths.append(write_tabler_licence(source))
            if package is TABLER_ICONS:
                paths.append(write_sprite(source))
            copied.append((package, paths))
    write_record(copied)


def differences() -> list[str]:
    """Paths whose content no longer matches VERSIONS.toml, or which are missing."""
    record = tomllib.loads(RECORD.read_text("utf-8"))
    return [
        path
        for package in record["package"]
        for path, digest in package["sha256"].items()
        if not (ROOT / path).is_file() or sha256(path) != digest
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with VERSIONS.toml, offline")
    if parser.parse_args().check:
        changed = differences()
        print("\n".join(f"changed or missing: {path}" for path in changed) or "all files match")
        return 1 if changed else 0
    if shutil.which("npm") is None:
        print("npm is needed to fetch packages", file=sys.stderr)
        return 2
    vendor()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
