"""An import-linter contract: the rooms of each app stand on floors, and no circle is left.

``ROOMS`` in an app's ``apps.py`` lists its rooms, the lowest floor first. A room imports rooms on
lower floors only, directly or by way of other modules. Adding a room is adding it to that tuple.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, cast

import grimp
from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck

ROOT = Path(__file__).resolve().parent.parent


def rooms_of(package: str) -> tuple[str, ...]:
    """The tuple ``ROOMS`` of the package, the lowest floor first, read without importing it.

    Raises LookupError where the package has none.
    """
    for name in ("apps.py", "__init__.py"):
        module = ast.parse((ROOT / package / name).read_text(encoding="utf-8"))
        for node in module.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id == "ROOMS" and node.value:
                    return tuple(ast.literal_eval(node.value))
    raise LookupError(f"{package}/apps.py names no ROOMS")


class RoomsContract(Contract):
    """Rooms import rooms on lower floors only.

    Configuration: ``packages``, the packages that list their rooms.
    """

    type_name = "rooms"

    packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for imports upward in each package, also those that go by way of others."""
        upward: set[grimp.PackageDependency] = set()
        for package in cast(list[str], self.packages):
            floors = [grimp.Layer(room) for room in reversed(rooms_of(package))]
            upward |= graph.find_illegal_dependencies_for_layers(floors, containers={package})
        return ContractCheck(kept=not upward, metadata={"upward": upward})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each chain of imports that runs up."""
        found: Any = check.metadata["upward"]
        for dependency in sorted(found, key=lambda each: (each.importer, each.imported)):
            output.print_error(f"{dependency.importer} must not import {dependency.imported}:")
            for route in sorted(dependency.routes, key=lambda each: each.heads | each.tails):
                chain = [
                    " or ".join(sorted(route.heads)),
                    *route.middle,
                    " or ".join(sorted(route.tails)),
                ]
                output.print_error(f"  {' -> '.join(chain)}", bold=False)
            output.new_line()
