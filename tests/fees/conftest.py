"""What the tests of the fee share."""

from collections.abc import Callable

import pytest

from fees.models import FeeAccount
from tests.builders.finance import Desk
from tests.builders.office import Office


@pytest.fixture
def desk(office: Office) -> Desk:
    """The finance desk of the east district."""
    return Desk(office)


@pytest.fixture
def read_back() -> Callable[[FeeAccount], FeeAccount]:
    """The account as the database holds it now."""
    return lambda account: FeeAccount.objects.get(pk=account.pk)
