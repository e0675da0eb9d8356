"""Fields that the server stores but does not use: reported once each, listed in the docs, and not read by any code."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.engine.running import Running, Start
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.records import (
    PluginAccountRecord,
    PluginGroupRecord,
    PluginGroupRecordSec,
    PluginSymbolRecord,
)
from workbench.engine.configuration.inert_fields import INERT, Inert
from workbench.engine.messages import ApplyConfiguration, DiagnosticFound

ROOT = Path(__file__).parents[3]
RECORDS: dict[str, Any] = {
    "groups": PluginGroupRecord,
    "groups.securities": PluginGroupRecordSec,
    "symbols": PluginSymbolRecord,
    "accounts": PluginAccountRecord,
}
DESCRIBES = {
    "groups": "grp_index signature support_page smtp_server smtp_login smtp_password support_email templates "
    "secmargins_total securities_hash news_languages reserved",
    "groups.securities": "show reserved",
    "symbols": "description source feeder sym_index sort_index background_color count_original profit_reserved "
    "filter_reserved unused",
    "accounts": "enable_reserved avatar country city zipcode address name state status lead_source phone email "
    "reserved2 otp_secret secure_reserved mqid user_color unused comment",
}
"""Fields that describe and promise no behaviour of a server."""
BEFORE = {
    "groups": 'group = "real-usd"',
    "groups.securities": "sec_index = 0",
    "symbols": 'symbol = "EURUSD"',
    "accounts": "login = 1001",
}


OTHERS_HAVE = {"copies", "news", "reports"}
"""Names that members of other classes have as well."""


def native_text() -> str:
    folder = ROOT / "workbench" / "engine" / "native"
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.glob("*/*.*")) if file.suffix in (".cpp", ".h"))


def reads(text: str, field: str) -> bool:
    return re.search(rf"(?:\.|->){field}\b", text) is not None


def reported(running: Running) -> list[DiagnosticFound]:
    return [event for event in running.reported(DiagnosticFound) if event.code == "no-effect"]


@pytest.fixture
def set_field(make_workspace: MakeWorkspace) -> Any:
    def make(inert: Inert, value: int) -> Path:
        folder = make_workspace()
        file, place = folder / "server.toml", BEFORE[inert.section]
        text = re.sub(rf"^{inert.field} = .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text.replace(place, f"{place}\n{inert.field} = {value}", 1), "utf-8")
        return folder

    return make


@pytest.mark.parametrize("inert", INERT, ids=lambda inert: inert.key)
def test_that_a_field_without_effect_is_reported_once(inert: Inert, set_field: Any, start: Start) -> None:
    [found] = reported(start(set_field(inert, max(inert.acts_like) + 1)))
    assert (found.severity, found.plugin) == ("info", "")
    assert found.message.startswith(f"{inert.key} of ")
    assert found.message.endswith(f" has no effect. {inert.instead}.")


@pytest.mark.parametrize("inert", INERT, ids=lambda inert: inert.key)
def test_that_a_value_that_matches_the_servers_behaviour_is_not_reported(
    inert: Inert, set_field: Any, start: Start
) -> None:
    assert reported(start(set_field(inert, inert.acts_like[-1]))) == []


def test_that_many_elements_are_counted_and_new_ones_reported_when_applied(workspace: Path, start: Start) -> None:
    file = workspace / "server.toml"
    for login in (1001, 1002):
        text = file.read_text("utf-8")
        file.write_text(text.replace(f"login = {login}", f"login = {login}\nsend_reports = 1"), "utf-8")
    running = start(workspace)
    text = "accounts.send_reports of 1001, 1002 has no effect. No statements are mailed."
    assert [event.message for event in reported(running)] == [text]
    file.write_text(file.read_text("utf-8").replace("digits = 3", "digits = 3\nquotes_delay = 5"), "utf-8")
    assert running.server.handle(ApplyConfiguration()).error == ""
    assert [event.message for event in reported(running)][1:] == [
        "symbols.quotes_delay of USDJPY has no effect. Quotes are passed on at once."
    ]


@pytest.mark.parametrize("section", RECORDS)
def test_that_every_field_is_read_or_listed_as_without_effect(section: str) -> None:
    fields = {field.name for field in msgspec.structs.fields(RECORDS[section])}
    listed = {inert.field for inert in INERT if inert.section == section}
    text = native_text()
    assert listed <= fields
    assert {field for field in listed if reads(text, field)} <= OTHERS_HAVE
    assert {field for field in fields - listed if not reads(text, field)} <= set(DESCRIBES[section].split())


def test_that_the_documentation_lists_the_same_fields() -> None:
    page = (ROOT / "docs" / "server-toml.md").read_text("utf-8").partition("## Fields without effect")[2]
    rows = re.findall(r"^\| `([\w.]+)` \| `(\w+)` \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [
        (inert.section, inert.field, ", ".join(f"`{value}`" for value in inert.acts_like), inert.instead)
        for inert in INERT
    ]
