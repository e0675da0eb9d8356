"""Snapshots of accounts: long results are read in portions, so that a writer waits for one portion at most."""

import pytest

from tests.engine.native.storage.between import between_file
from tests.support.market_day import SECOND, START, Desk
from tests.support.scripts import run_script

DAY = 86_400


def test_that_a_result_of_many_portions_is_complete_and_in_order(desk: Desk) -> None:
    for login in range(2_000, 2_700):
        desk.engine.seed_account({"login": login, "group": "real-usd"}, balance=1.0)
    desk.engine.advance(START + 2 * DAY * SECOND)
    rows = [(row.create_time, row.login) for row in desk.engine.equities(0, 2**40, 0)]
    assert len(rows) == 2 * 701
    assert rows == sorted(set(rows))
    times = sorted({time for time, _ in rows})
    assert [row.create_time for row in desk.engine.equities(0, 2**40, 2_500)] == times
    assert [row.login for row in desk.engine.equities(times[1], times[1], 0)] == [1001, *range(2_000, 2_700)]
    assert len(desk.engine.equities(-(2**63), 2**63 - 1, 0)) == len(rows)


WRITTEN = """
import threading
from tests.engine.native.storage.between import between
from tests.support.market_day import SECOND, START, Desk
from tests.support.waiting import wait_until
desk = Desk()
for login in range(2_000, 3_999):
    desk.engine.seed_account({"login": login, "group": "real-usd"}, balance=1.0)
desk.engine.advance(START + 86_400 * SECOND)
library = between()
library.read_slowly()
found = []
reading = threading.Thread(target=lambda: found.extend(desk.engine.equities(0, START // SECOND + 86_400, 0)))
reading.start()
wait_until(library.rows_read)
desk.engine.advance(START + 2 * 86_400 * SECOND)
reading.join()
desk.close()
print(library.rows_read_at_put(), len(found))
"""


def test_that_the_end_of_a_day_does_not_wait_for_a_long_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", str(between_file()))
    done = run_script(WRITTEN)
    assert done.returncode == 0, done.stderr
    at_put, found = map(int, done.stdout.split())
    assert found == 2_000
    assert 0 < at_put < found
