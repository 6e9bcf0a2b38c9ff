"""The demo city for journeys: a desk that acts in it, and cases put in by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def put_in(data: Path, static: Path, module: str) -> None:
    """Run ``python -m module`` on the site whose data folder it is."""
    from tests.browser.harness import ROOT, _environment

    subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=_environment(data, static), check=True
    )


def demo_desk() -> Any:
    """The desk of the tests at the city's office; sets Django up first."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renfang.settings")
    django.setup()
    from renfang.demo.stories import CITY_NAME
    from renfang.organisations.models import Organisation, User
    from tests.builders.finance import Desk

    @dataclass
    class DemoOffice:
        """The demo city as the desk of the tests knows an office."""

        east: Organisation

        def who(self, role: Any, at: Any = None) -> User:
            return User.objects.get(username=str(role))

    return Desk(DemoOffice(Organisation.objects.get(name=CITY_NAME)))  # type: ignore[arg-type]
