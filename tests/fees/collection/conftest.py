"""What the tests of collection share."""

import pytest

from fees.models import FeeAccount
from tests.builders.finance import Desk


@pytest.fixture
def account(desk: Desk) -> FeeAccount:
    """An assessed fee of the east district, nothing of it paid."""
    return desk.assessed()


@pytest.fixture
def unbuilt(desk: Desk) -> FeeAccount:
    """What a project owes that never applied: a violation, which may be punished."""
    return desk.charged()
