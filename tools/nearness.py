"""Which test modules are near to a change: by imports, by names of addresses and files, by path."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
APPS = ("engineering", "fees", "drills")
PACKAGES = ("renfang", *APPS)
FOLDERS = (*PACKAGES, "templates", "tests", "tools", "bench", "docs")
# What every test rests on, and no import tells.
FOUNDATION = ("pyproject.toml", "requirements-dev.txt", "tests/conftest.py", "tests/settings.py")
_LEFT_OUT = {"__pycache__", "results", "screenshots"}

# Content hashes by path; a file that is gone has the hash "".
Contents = dict[str, str]
Edges = Mapping[str, set[str]]


def contents() -> Contents:
    """The hash of each file that can make a difference to a test."""
    files = [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob("*.txt"),
        ROOT / "run",
        ROOT / "Makefile",
    ]
    for folder in FOLDERS:
        files += (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not _LEFT_OUT.intersection(path.parts)
    }


def changed_files(before: Contents, now: Contents) -> Contents:
    """What is new, different or gone, with its hash of now."""
    return {
        path: now.get(path, "")
        for path in sorted(before.keys() | now.keys())
        if before.get(path) != now.get(path)
    }


# -- modules and their importers ------------------------------------------------------------------


def module_of(path: str) -> str:
    """The dotted name of a Python file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_test(path: str) -> bool:
    """Whether pytest collects tests from the file."""
    name = PurePosixPath(path)
    return name.parts[0] == "tests" and name.name.startswith("test_") and name.suffix == ".py"


def imported_by(path: Path, known: set[str]) -> set[str]:
    """Which of the known modules a file imports, anywhere in it."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return named & known


def conftests_of(path: str, known: set[str]) -> set[str]:
    """The conftest modules that pytest loads for a test file."""
    folders = PurePosixPath(path).parents
    return {f"{module_of(str(folder))}.conftest" for folder in folders} & known


def importers(tests: dict[str, str]) -> dict[str, set[str]]:
    """Who imports each module: the product by grimp's graph, the tests by reading them."""
    import grimp

    graph = grimp.build_graph(*PACKAGES, cache_dir=str(ROOT / ".import_linter_cache"))
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        found[module] |= graph.find_modules_that_directly_import(module)
    known = {*graph.modules, *tests}
    for module, path in tests.items():
        for imported in imported_by(ROOT / path, known) | conftests_of(path, known):
            found[imported].add(module)
    return found


_ADDRESS = re.compile(r"""["']([a-z]+:[a-z_]+)["']|reverse\(["']([a-z_]+)["']""")


def addresses_in(path: str) -> Iterator[tuple[str, str]]:
    """The views that a module of addresses names: name of the address, module of the view."""
    tree = ast.parse((ROOT / path).read_bytes())
    home = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    app = path.split("/")[0]
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and len(node.args) > 1):
            continue
        names = [part.value for part in node.keywords if part.arg == "name"]
        views = {part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name)}
        for name in names:
            if isinstance(name, ast.Constant):
                full = f"{app}:{name.value}" if app in APPS else str(name.value)
                for folder, module in (home[view] for view in views & home.keys()):
                    yield from ((full, folder), (full, f"{folder}.{module}"))


def askers_of_views(tests: dict[str, str], every: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a view's module and a test that names one of its addresses."""
    views: dict[str, set[str]] = defaultdict(set)
    for path in every:
        if path.endswith("urls.py") and path.startswith(PACKAGES):
            for name, module in addresses_in(path):
                views[name].add(module)
    for test, path in tests.items():
        for named in _ADDRESS.findall((ROOT / path).read_text("utf-8")):
            for module in views.get("".join(named), ()):
                yield module, test


def distances(edges: Edges, sources: Iterable[str]) -> dict[str, int]:
    """How many imports lie between each module and the nearest of the sources."""
    found = dict.fromkeys(sources, 0)
    waiting = deque(found)
    while waiting:
        module = waiting.popleft()
        for importer in edges.get(module, ()):
            if importer not in found:
                found[importer] = found[module] + 1
                waiting.append(importer)
    return found


# -- files that are no modules --------------------------------------------------------------------


def name_in_code(path: str) -> str:
    """How code names a file: a template by its path below the folder, the rest by its name."""
    is_template = path.startswith("templates/")
    return path.removeprefix("templates/") if is_template else PurePosixPath(path).name


def named_in(paths: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """Which of the files name one of the names."""
    pattern = re.compile("|".join(rf"(?<![\w/-]){re.escape(name)}(?![\w-])" for name in names))
    for path in paths:
        if pattern.search((ROOT / path).read_text("utf-8", errors="ignore")):
            yield path


def modules_that_use(files: Iterable[str], every: Iterable[str]) -> set[str]:
    """The modules that name one of the files, or a template that includes or extends it."""
    waiting, seen = set(files), set(files)
    templates = [path for path in every if path.endswith(".html")]
    while waiting:
        waiting = set(named_in(templates, map(name_in_code, waiting))) - seen
        seen |= waiting
    code = [path for path in every if path.endswith(".py")]
    return {module_of(path) for path in named_in(code, map(name_in_code, seen))} if seen else set()


# -- nearness -------------------------------------------------------------------------------------


def room_of(path: str) -> tuple[str, str]:
    """App and room that a file of the product, a template or a test belongs to, by its path."""
    parts = list(PurePosixPath(path).with_suffix("").parts)
    while parts and parts[0] in {"tests", "templates", "renfang", "kernel"}:
        parts.pop(0)
    if not parts:
        return ("", "")
    if parts[0] not in APPS:
        return ("kernel", parts[0])
    return (parts[0], parts[1].removeprefix("test_") if len(parts) > 1 else "")


def ranked(changed: Contents, failed: Iterable[str] = ()) -> list[str]:
    """The test modules that a change can reach, the nearest first."""
    every = [path for path in contents() if not path.startswith("tests/vendor/")]
    tests = {module_of(p): p for p in every if p.startswith("tests/") and p.endswith(".py")}
    sources = {module_of(path) for path in changed if path.endswith(".py")}
    # The name of a file without a suffix, such as "run", is a word like any other.
    others = [path for path in changed if PurePosixPath(path).suffix not in {"", ".py"}]
    if others:
        sources |= modules_that_use(others, every)
    edges = importers(tests)
    for view, test in askers_of_views(tests, every):
        edges[view].add(test)
    reached = distances(edges, sources)
    everything = not set(changed).isdisjoint(FOUNDATION)
    rooms = {room_of(path) for path in changed}
    apps = {app for app, _ in rooms}

    def nearness(module: str, path: str) -> tuple[int, int, bool, str] | None:
        """Smaller is nearer; None for a test that no change reaches."""
        far = reached.get(module)
        if path in failed:
            band = 0
        elif path in changed:
            band = 1
        elif room_of(path) in rooms or far == 1:
            band = 2
        elif path.startswith("tests/house/"):
            band = 3
        elif far is not None or everything:
            band = 4
        else:
            return None
        return band, 99 if far is None else far, room_of(path)[0] not in apps, path

    near = [nearness(module, path) for module, path in tests.items() if is_test(path)]
    return [place[-1] for place in sorted(place for place in near if place is not None)]
