"""The rules of the house that no linter knows. Each failure names the file and the line."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePath, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("renfang", "engineering", "fees", "drills")
OURS = (*PACKAGES, "tests", "bench", "tools")
# A module may grow this long; whoever needs more has two things in one file.
LONGEST_MODULE = 620
# A function may have this many lines; a longer one does something that has a name of its own.
LONGEST_FUNCTION = 40
# Where amounts and areas are computed or read: a float there is a wrong fen sooner or later.
EXACT = (
    "renfang/quantities/*.py",
    "renfang/quantities/capitals.py",
    "engineering/**/*.py",
    "fees/**/*.py",
)


def python_files(*folders: str) -> list[Path]:
    """Our own modules in the folders, migrations left out."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    """All templates."""
    found = sorted((ROOT / "templates").rglob("*.html"))
    return found + [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.html"))]


def found(pattern: str, paths: list[Path], flags: int = 0) -> list[str]:
    """``file:line: text`` for each line that the pattern matches."""
    expression = re.compile(pattern, flags)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if expression.search(line)
    ]


@cache
def strings(path: Path) -> tuple[tuple[int, str], ...]:
    """The string constants of a module with their lines, docstrings left out; read but once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    )


def test_templates_have_no_inline_script_style_or_handler():
    inline = (
        r"<style\b|<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/json)"
        r"|\sstyle\s*=|\son[a-z]+\s*=|href\s*=\s*.javascript:"
    )
    assert not found(inline, templates(), re.IGNORECASE)


def test_templates_never_switch_escaping_off():
    assert not found(r"\|\s*safe\b|autoescape off", templates())
    trusted = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"mark_safe", "SafeString"}
        and not all(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert not trusted


def test_code_that_htmx_or_scripts_run_is_never_made_from_text():
    scripts = sorted((ROOT / "renfang/static/renfang").rglob("*.js"))
    assert scripts
    assert not found(r"\beval\(|new Function\(|insertAdjacentHTML|document\.write", scripts)
    assert not found(r"hx-on|hx-vals\s*=\s*.js:", templates())


@pytest.mark.parametrize("word", ["非法", "抱歉", "系统异常", "对不起", "操作失败", "未知错误"])
def test_messages_never_use_a_word_that_helps_nobody(word):
    said = [
        f"{path.relative_to(ROOT)}:{number}: {text[:60]}"
        for path in python_files(*PACKAGES)
        for number, text in strings(path)
        if word in text
    ]
    assert not said + found(word, templates())


def test_text_reaches_no_pdf_as_markup():
    # ReportLab's own Paragraph reads its text as markup that can embed files of the server;
    # renfang.typesetting draws characters.
    assert not found(r"reportlab\.platypus|reportlab\.lib\.fontfinder", python_files(*PACKAGES))


def test_money_and_areas_never_pass_through_a_float():
    exact = [path for pattern in EXACT for path in sorted(ROOT.glob(pattern))]
    assert len(exact) > 10
    assert not found(r"(?<![\w.])float\(|models\.FloatField|\bFloatField\(", exact)


@pytest.mark.parametrize("folder", OURS)
def test_no_module_is_longer_than_a_person_can_keep_in_mind(folder):
    long = {
        str(path.relative_to(ROOT)): length
        for path in python_files(folder)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) >= LONGEST_MODULE
    }
    assert not long


def long_functions() -> Iterator[tuple[str, int]]:
    """``file: function`` and its lines, decorators left out, for each that is too long."""
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{path.relative_to(ROOT)}: {node.name}", length


def test_no_function_is_longer_than_a_person_can_see_at_once():
    assert not dict(long_functions()), "name a step of it and call that"


def test_no_module_has_a_name_that_says_nothing():
    nothing = {"utils", "util", "helpers", "common", "services", "managers", "misc", "manager2"}
    assert not [str(path) for path in python_files(*PACKAGES) if path.stem in nothing]


def is_ignored(path: PurePath, patterns: list[str]) -> bool:
    """Whether git would leave out a path of the checkout; knows what .gitignore uses."""
    for pattern in patterns:
        name = pattern.strip("/")
        if fnmatch(str(path) if "/" in pattern.rstrip("/") else path.name, name):
            return True
    return False


def committed_text() -> list[Path]:
    """Text files that are, or would be, committed; found without git."""
    patterns = [".git", *(ROOT / ".gitignore").read_text("utf-8").split()]
    paths: list[Path] = []
    for name, folders, files in os.walk(ROOT):
        here = Path(name).relative_to(ROOT)
        folders[:] = [one for one in folders if not is_ignored(here / one, patterns)]
        paths += (
            ROOT / here / one for one in sorted(files) if not is_ignored(here / one, patterns)
        )
    return [
        path
        for path in paths
        if path.is_file() and "vendor" not in path.parts and b"\0" not in path.read_bytes()
    ]


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        (".git", True),
        ("var", True),
        ("tests/var", False),
        ("tests/browser/screenshots", True),
        ("renfang/__pycache__", True),
        ("db.sqlite3-wal", True),
        (".gitignore", False),
        ("renfang/settings.py", False),
    ],
)
def test_what_is_not_committed_is_told_without_git(path, left_out):
    patterns = [".git", *(ROOT / ".gitignore").read_text("utf-8").split()]
    assert is_ignored(PurePosixPath(path), patterns) is left_out


def test_committed_files_are_found():
    found = {str(path.relative_to(ROOT)) for path in committed_text()}
    assert found >= {"run", ".ci/run", "README.md", "tests/house/test_house_rules.py"}
    assert not [path for path in found if path.startswith((".venv", "var/", ".git/"))]


def test_journeys_lie_where_the_run_looks_for_them():
    # "./run test" reads no other folder for the part of the browser.
    marked = found(r"\bmark\.browser\b", python_files("tests"))
    assert marked
    journeys = "tests/browser/"
    other = str(Path(__file__).relative_to(ROOT))
    assert not [line for line in marked if not line.startswith((journeys, other))]
    assert "set -- tests/browser" in (ROOT / "run").read_text("utf-8")


# A bare machine has Python and pip: nothing that the tests start may need more.
PROGRAMS = {"git", "pdffonts", "pdfimages", "pdfinfo", "pdftoppm", "pdftotext", "psql", "qpdf"}


def test_tests_start_no_program_that_a_bare_machine_lacks():
    named = [
        f"{path.relative_to(ROOT)}:{number}: {text}"
        for path in python_files("tests")
        if path != Path(__file__)
        for number, text in strings(path)
        if text.split() and text.split()[0] in PROGRAMS
    ]
    assert not named


def test_pinned_requirements_name_no_registry():
    pinned = [ROOT / f"requirements{kind}.txt" for kind in ("", "-dev", "-uv")]
    assert not found(r"https?://|--(extra-)?index-url|--find-links|file:", pinned)
    assert found(r"--hash=sha256:", pinned)


def test_no_file_knows_the_machine_it_was_written_on():
    elsewhere = [path for path in committed_text() if path != Path(__file__)]
    assert not found(
        r"(?<![\w.])/(?:work(?:space|dir)?|root|home/\w+)/|files\.pythonhosted|/simple/", elsewhere
    )
    lock_files = {"uv.lock", "package-lock.json", "poetry.lock", "Pipfile.lock"}
    assert not [path for path in elsewhere if path.name in lock_files]


def test_every_vendored_file_is_listed_with_version_licence_and_checksum():
    versions = tomllib.loads((ROOT / "renfang/static/vendor/VERSIONS.toml").read_text("utf-8"))
    sums = {}
    for package in versions["package"]:
        assert package["version"], package["name"]
        assert package["licence"], package["name"]
        sums |= package["sha256"]
    for name, expected in sums.items():
        assert sha256((ROOT / name).read_bytes()).hexdigest() == expected, name
    vendored = (ROOT / "renfang/static/vendor", ROOT / "tests/vendor")
    present = {
        str(path.relative_to(ROOT))
        for folder in vendored
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VERSIONS.toml"
    }
    assert present <= set(sums)


def test_deployment_guide_lists_every_setting():
    code = (ROOT / "renfang/settings.py").read_text(encoding="utf-8")
    guide = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    read = set(re.findall(r'"(RENFANG_[A-Z_]+)"', code))
    assert len(read) > 10
    assert read == set(re.findall(r"^\| `(RENFANG_[A-Z_]+)`", guide, re.MULTILINE))


def test_documents_point_to_files_that_are_there():
    pages = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    targets = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    missing = [
        (page.name, target) for page, target in targets if not (page.parent / target).exists()
    ]
    assert targets
    assert not missing
