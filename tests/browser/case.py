"""What one story of the main job leaves for the next."""

from __future__ import annotations

from dataclasses import dataclass

import pytest


@dataclass
class Case:
    """What one story leaves for the next."""

    project: str = ""
    draft: str = ""
    account: str = ""
    shelter: str = ""
    certificate: str = ""
    verification: str = ""
    team: str = ""
    drill: str = ""

    def needs(self, name: str) -> str:
        """An address that an earlier story left; skips a story that is run without it."""
        address: str = getattr(self, name)
        return address or pytest.skip("the stories before this one have not been told")


@pytest.fixture(scope="module")
def case() -> Case:
    return Case()
