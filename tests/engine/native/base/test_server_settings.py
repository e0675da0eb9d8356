"""Settings of the whole server: one snapshot, checked as a whole."""

import pytest

from tests.support.market_day import Desk


def test_that_settings_read_back_as_written(desk: Desk) -> None:
    desk.engine.put_common({"name": "Demo", "owner": "Example Ltd", "end_of_day": 1320, "maintenance_day": 0})
    common = desk.engine.common()
    assert (common.name, common.owner, common.end_of_day, common.maintenance_day) == ("Demo", "Example Ltd", 1320, 0)
    assert (common.maintenance_minutes, common.backups_kept) == (0, 7)


def test_that_only_the_server_sets_its_maintenance_flag(desk: Desk) -> None:
    desk.engine.put_common({"liveupdate_mode": 1})
    assert desk.engine.common().liveupdate_mode == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("maintenance_day", 7),
        ("maintenance_day", -2),
        ("maintenance_start", 1440),
        ("maintenance_minutes", -1),
        ("end_of_day", 1440),
        ("backups_kept", -1),
        ("stopout_compensation", 2),
        ("leverage_at_opening", 2),
    ],
)
def test_that_an_invalid_setting_is_refused_by_name(desk: Desk, field: str, value: int) -> None:
    with pytest.raises(RuntimeError, match=f"{field} must be between"):
        desk.engine.put_common({"name": "not kept", field: value})
    assert desk.engine.common().name == ""
