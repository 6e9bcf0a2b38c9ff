"""Measure one line in this process: ``python -m bench.line MODULE ARGUMENTS``, JSON at the end."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import django


def main(module: str, *arguments: str) -> None:
    """Print what ``bench.MODULE.measure(*arguments)`` gives, arguments being whole numbers."""
    django.setup()
    measured = import_module(f"bench.{module}").measure(*map(int, arguments))
    print(json.dumps(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
