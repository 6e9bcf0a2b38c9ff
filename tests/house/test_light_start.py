"""A server loads what it serves with: no demo stories, and no library that only some act needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START = """
import sys

import django

django.setup()
from django.urls import get_resolver

get_resolver().url_patterns  # imports every view
print("\\n".join(sys.modules))
"""
# Whole seconds to import; pandas brings numpy along.
HEAVY = {"numpy", "openpyxl", "pandas", "tablib", "xlsxwriter"}

# demo, demo_service or demo.service at any depth, and not demolitions.
STORIES = re.compile(r"(renfang|engineering|fees|drills)\.(.+\.)?demo(_\w+)?(\..+)?$")


def loaded_by_a_server() -> set[str]:
    """The modules of a process that has started Django and can answer any address."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    started = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(started.stdout.split())


def test_a_server_starts_without_demo_stories_and_slow_libraries():
    loaded = loaded_by_a_server()
    assert "renfang.workbench.views" in loaded
    assert loaded & HEAVY == set()
    assert "import_export.resources" not in loaded
    demo = {name for name in loaded if STORIES.match(name)}
    assert demo == {"renfang.demo", "renfang.demo.people"}
