"""A server on a virtual clock for each test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.engine.market_day import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    """EURUSD at 1.10000/1.10010, account 1001 with 10,000 USD at leverage 100."""
    desk = Desk()
    yield desk
    desk.close()
