"""The list of what the product is made of: valid, complete, and with a licence for each part."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools.write_sbom import document, main, pinned

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_is_valid_cyclonedx(tmp_path):
    main(["--to", str(tmp_path / "sbom.json")])
    text = (tmp_path / "sbom.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    spoilt = json.loads(text) | {"components": [{"name": "no type"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(spoilt)) is not None


def test_it_holds_every_pinned_package_with_its_licence():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = {line.split("==")[0] for line in lines if re.match(r"^[a-z0-9]", line)}
    listed = {each["name"]: each for each in document()["components"] if "purl" in each}
    assert set(listed) == wanted == set(pinned())
    assert {name for name, each in listed.items() if not each["licenses"]} == set()
    assert listed["pikepdf"]["licenses"] == [{"expression": "MPL-2.0"}]
    assert all(each["properties"] for each in listed.values()), "each with its hashes"


def test_it_holds_what_lies_in_the_tree():
    parts = [each for each in document()["components"] if "purl" not in each]
    names = {each["name"] for each in parts}
    assert {"@tabler/core", "@tabler/icons", "renfang/typesetting/fonts/fang.ttf.xz"} <= names
    assert sum(name.endswith(".ttf.xz") for name in names) == 5
    assert all(each["licenses"] for each in parts)
    assert all(each.get("components") or each.get("hashes") for each in parts)


def test_who_needs_whom_is_told_by_names_of_the_list():
    told = document()
    refs = {each["bom-ref"] for each in told["components"]}
    top, *others = told["dependencies"]
    assert top["ref"].startswith("renfang@")
    assert {each["ref"] for each in others} == {ref for ref in refs if ref.startswith("pkg:")}
    assert {need for each in told["dependencies"] for need in each["dependsOn"]} <= refs
    assert any(need.startswith("pkg:pypi/lxml@") for each in others for need in each["dependsOn"])


def test_what_the_product_imports_is_declared_as_its_own():
    """Pillow came in through another package once, and was pinned for tests alone."""
    import ast
    import sys
    import tomllib
    from importlib.metadata import packages_distributions

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    own = {"renfang", "engineering", "fees", "drills"}
    imported: set[str] = set()
    for package in own:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {each.name.split(".")[0] for each in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.split(".")[0])
    outside = packages_distributions()
    foreign = imported - own - set(sys.stdlib_module_names)
    assert {"PIL", "pikepdf", "python_calamine", "django"} <= foreign
    missing = {
        name
        for name in foreign
        if not {canonicalize_name(each) for each in outside.get(name, ())} & declared
    }
    assert missing == set()


def test_the_installer_itself_is_proven_by_a_hash():
    said = (ROOT / "run").read_text("utf-8")
    assert "--require-hashes -r requirements-uv.txt" in said
    assert not re.search(r"pip install(?!.*require-hashes)[^\n]*\n[^\n]*uv==", said)
    lines = (ROOT / "requirements-uv.txt").read_text("utf-8").splitlines()
    assert re.match(r"uv==[\d.]+ ", lines[0])
    assert len(lines) > 5
    assert all("--hash=sha256:" in line for line in lines[1:])
