"""What the tests of collection share."""

import pytest

from fees.models import FeeAccount
from tests.builders.finance import Desk


@pytest.fixture
def account(desk: Desk) -> FeeAccount:
    """An assessed fee of the east district, nothing of it paid."""
    return desk.assessed()
