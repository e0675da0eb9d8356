"""The sample plugins in the real server: each behaves as its README describes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.workspaces import FIRST_QUOTE_MILLIS, MakeWorkspace
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import PluginTradeCommand, ReturnCodes
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.configuration.server_toml import load_workspace
from workbench.session import (
    Advance,
    Answer,
    AnyCommand,
    AnyEvent,
    CallCustomAction,
    CloseTrade,
    InjectTick,
    JournalWritten,
    MailSent,
    NewsPublished,
    OpenTrade,
    Query,
    StartOptions,
    StatePublished,
)
from workbench.session.local_session import LocalSession

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("risk_guard", "commission_by_volume", "trade_commenter", "quote_filter", "margin_mailer")
START_NANOS = FIRST_QUOTE_MILLIS * 1_000_000
SECOND = 1_000_000_000
# The answer to a request that passed acceptance and one that was executed at once.
GOOD = {ReturnCodes.RET_OK, ReturnCodes.RET_TRADE_ACCEPTED, ReturnCodes.RET_TRADE_PROCESS}


class Conversation:
    """A server under a virtual clock: says commands, waits for facts."""

    def __init__(self, session: LocalSession) -> None:
        self._session = session
        self._now = START_NANOS
        self.heard: list[AnyEvent] = []

    def say(self, command: AnyCommand) -> Answer:
        return self._session.request(command).result(timeout=PATIENCE_SECONDS)

    def ask(self, what: str, login: int = 0) -> list[dict[str, Any]]:
        answer = self.say(Query(what=what, login=login))
        assert answer.error == ""
        rows: list[dict[str, Any]] = answer.data
        return rows

    def pass_time(self, seconds: float) -> None:
        self._now += int(seconds * SECOND)
        assert self.say(Advance(to_nanos=self._now)).error == ""

    def quote(self, symbol: str, bid: float, ask: float) -> None:
        answer = self.say(InjectTick(symbol=symbol, bid=bid, ask=ask))
        assert answer.code == ReturnCodes.RET_OK

    def open(self, login: int, *, lots: float, symbol: str = "EURUSD", comment: str = "") -> Answer:
        volume, buy = round(lots * 100), PluginTradeCommand.Buy
        request = PluginTradeRequestRecord(login=login, symbol=symbol, cmd=buy, volume=volume, comment=comment)
        answer = self.say(OpenTrade(trade=request))
        self.pass_time(1)
        return answer

    def calls(self) -> Any:
        """Call records so far, a numpy structured array."""
        reader = self._session.telemetry
        assert reader is not None
        return reader.drain().calls

    def trade(self, order: int) -> dict[str, Any]:
        return next(row for row in self.ask("open_trades") if row["order"] == order)

    def wait_for(self, found: Callable[[AnyEvent], bool]) -> AnyEvent:
        def look() -> AnyEvent | None:
            self.heard += self._session.take_events()
            return next((event for event in self.heard if found(event)), None)

        event = wait_until(look, described_by=lambda: self.heard[-20:])
        assert event is not None
        return event

    def wait_for_journal(self, part: str) -> str:
        def has_line(event: AnyEvent) -> bool:
            return isinstance(event, JournalWritten) and any(part in line.text for line in event.lines)

        event = self.wait_for(has_line)
        assert isinstance(event, JournalWritten)
        return next(line.text for line in event.lines if part in line.text)


@contextmanager
def running(workspace: Path) -> Iterator[Conversation]:
    session = LocalSession(workspace)
    try:
        session.start(StartOptions(clock="virtual", start_nanos=START_NANOS, feed_playing=False, robot=False))
        conversation = Conversation(session)
        conversation.quote("EURUSD", 1.08430, 1.08436)
        conversation.quote("USDJPY", 149.820, 149.828)
        yield conversation
    finally:
        session.close()


@pytest.fixture
def server(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, request: pytest.FixtureRequest
) -> Iterator[Conversation]:
    """Parameter: {plugin name: config}."""
    wanted: dict[str, dict[str, Any]] = request.param
    files = {name: _file(name, compiled_plugin) for name in wanted}
    config = {files[name].name: wanted[name] for name in wanted}
    with running(make_workspace(list(files.values()), config=config)) as conversation:
        yield conversation


def _file(name: str, compiled_plugin: CompilePlugin) -> Path:
    if name.endswith(".py"):
        return ROOT / "plugins" / name.removesuffix(".py") / name
    return ROOT / "plugins" / name / f"{name}.py" if name == "spread_watch" else compiled_plugin(name)


TIERS = {"tiers": [{"from_lots": 0, "per_lot": 7.0}, {"from_lots": 1, "per_lot": 5.0}]}


@pytest.mark.parametrize("server", [{"trade_commenter": {"track_logins": [1001]}}], indirect=True)
def test_that_trade_commenter_marks_tracked_logins_only(server: Conversation) -> None:
    tracked, other = server.open(1001, lots=0.1), server.open(1002, lots=0.1)
    assert {tracked.code, other.code} <= GOOD
    assert server.trade(tracked.order)["comment"] == "VIP 1.08430/1.08436"
    assert server.trade(other.order)["comment"] == ""


@pytest.mark.parametrize("server", [{"trade_commenter": {"track_logins": [1001]}}], indirect=True)
def test_that_trade_commenter_keeps_what_the_client_wrote(server: Conversation) -> None:
    answer = server.open(1001, lots=0.1, comment="mine")
    assert server.trade(answer.order)["comment"] == "mine | VIP 1.08430/1.08436"


@pytest.mark.parametrize("server", [{"trade_commenter": {"track_logins": ["x", 1001]}}], indirect=True)
def test_that_trade_commenter_reports_an_invalid_login(server: Conversation) -> None:
    server.wait_for_journal("not an account number")
    assert server.trade(server.open(1001, lots=0.1).order)["comment"] != ""


@pytest.mark.parametrize("server", [{"commission_by_volume": TIERS}], indirect=True)
def test_that_commission_decreases_with_the_volume(server: Conversation) -> None:
    small, large = server.open(1002, lots=0.5), server.open(1002, lots=2)
    assert server.trade(small.order)["commission"] == pytest.approx(-3.5)
    assert server.trade(large.order)["commission"] == pytest.approx(-10.0)


@pytest.mark.parametrize("server", [{"commission_by_volume": TIERS}], indirect=True)
def test_that_commission_by_volume_responds_to_a_manager(server: Conversation) -> None:
    answer = server.say(CallCustomAction(plugin="commission_by_volume", request={"lots": 2.5}))
    assert (answer.code, answer.data) == (ReturnCodes.RET_OK, {"commission": -12.5})
    assert server.say(CallCustomAction(plugin="commission_by_volume", request=[])).code == ReturnCodes.RET_ERR_PARAMS


@pytest.mark.parametrize("server", [{"commission_by_volume": {"tiers": [{"per_lot": 1}]}}], indirect=True)
def test_that_broken_tiers_stop_the_plugin_and_not_the_server(server: Conversation) -> None:
    server.wait_for_journal("every tier needs a number from_lots")
    assert [row["state"] for row in server.ask("plugins")] != ["running"]
    assert server.open(1002, lots=1).code in GOOD


LIMITS = {"max_exposure": 300_000, "by_login": {"1001": 20_000}}


@pytest.mark.parametrize("server", [{"risk_guard": LIMITS}], indirect=True)
def test_that_risk_guard_refuses_beyond_the_limit_of_the_account(server: Conversation) -> None:
    assert server.open(1002, lots=2).code in GOOD
    assert server.open(1002, lots=0.5).code in GOOD
    # 2.5 lots are open; half a lot more is 325,290.
    assert server.open(1002, lots=0.5).code == ReturnCodes.RET_TRADE_LIMIT_REACHED
    assert len(server.ask("open_trades", 1002)) == 2
    assert server.open(1001, lots=0.2).code == ReturnCodes.RET_TRADE_LIMIT_REACHED
    assert "limit 20000" in server.wait_for_journal("0.20 lots of EURUSD for 1001")


@pytest.mark.parametrize("server", [{"risk_guard": LIMITS}], indirect=True)
def test_that_risk_guard_counts_other_currencies_in_the_deposit_currency(server: Conversation) -> None:
    assert server.open(1002, lots=2, symbol="USDJPY").code in GOOD
    assert server.open(1002, lots=0.9, symbol="USDJPY").code in GOOD
    assert server.open(1002, lots=0.2, symbol="USDJPY").code == ReturnCodes.RET_TRADE_LIMIT_REACHED


@pytest.mark.parametrize("server", [{"risk_guard": LIMITS}], indirect=True)
def test_that_risk_guard_lets_an_account_in_again_after_it_closed(server: Conversation) -> None:
    first = server.open(1002, lots=2.5)
    assert server.open(1002, lots=1).code == ReturnCodes.RET_TRADE_LIMIT_REACHED
    assert server.say(CloseTrade(trade=PluginTradeRequestRecord(login=1002, order=first.order))).code in GOOD
    server.pass_time(1)
    assert server.open(1002, lots=1).code in GOOD


@pytest.mark.parametrize("server", [{"risk_guard": LIMITS}], indirect=True)
def test_that_risk_guard_publishes_its_state_and_answers_a_manager(server: Conversation) -> None:
    server.open(1001, lots=1)
    event = server.wait_for(lambda event: isinstance(event, StatePublished))
    assert isinstance(event, StatePublished)
    assert event.plugin == "risk_guard"
    assert event.state["refused"] == 1
    assert event.state["last_limit"] == 20_000
    answer = server.say(CallCustomAction(plugin="risk_guard", request={"login": 1003}))
    assert answer.data == {"limit": 300_000, "checks": 1, "refused": 1}


WATCH = {"wide_points": {"EURUSD": 15}, "quiet_seconds": 60}


@pytest.mark.parametrize("server", [{"spread_watch": WATCH}], indirect=True)
def test_that_spread_watch_reports_a_wide_spread_once_per_interval(server: Conversation) -> None:
    server.pass_time(120)
    server.quote("EURUSD", 1.08430, 1.08450)
    line = server.wait_for_journal("EURUSD spread")
    assert "spread 20 points, limit 15, last 1.08430/1.08450" in line
    server.pass_time(30)
    server.quote("EURUSD", 1.08430, 1.08451)
    server.quote("USDJPY", 149.000, 149.900)
    server.pass_time(31)
    server.quote("EURUSD", 1.08430, 1.08452)
    server.wait_for_journal("spread 22 points")
    reported = [line.text for event in server.heard if isinstance(event, JournalWritten) for line in event.lines]
    assert not [text for text in reported if "spread 21 points" in text or "USDJPY spread" in text]


@pytest.mark.parametrize("server", [{"spread_watch": WATCH}], indirect=True)
def test_that_spread_watch_takes_a_new_limit_while_it_runs(server: Conversation) -> None:
    answer = server.say(CallCustomAction(plugin="spread_watch", request={"symbol": "EURUSD", "wide_points": 3}))
    assert answer.data == {"wide_points": {"EURUSD": 3}}
    wrong = server.say(CallCustomAction(plugin="spread_watch", request={"symbol": "EURUSD", "wide_points": "3"}))
    assert wrong.code == ReturnCodes.RET_ERR_PARAMS
    server.pass_time(120)
    server.quote("EURUSD", 1.08430, 1.08434)
    server.wait_for_journal("limit 3")


FILTER = {"points": {"EURUSD": 50}, "window": 3, "believe_after": 2}


def quoted(server: Conversation, bid: float) -> int:
    server.pass_time(1)
    return server.say(InjectTick(symbol="EURUSD", bid=bid, ask=bid + 0.0001)).code


@pytest.mark.parametrize("server", [{"quote_filter": FILTER}], indirect=True)
def test_that_quote_filter_drops_spikes_and_believes_a_moved_market(server: Conversation) -> None:
    # With the one at the start (1.08430/1.08436) the median is that of three quotes: the second of these.
    assert [quoted(server, bid) for bid in (1.0843, 1.0844)] == [ReturnCodes.RET_OK] * 2
    assert quoted(server, 1.0849) == ReturnCodes.RET_TRADE_OFFQUOTES
    assert quoted(server, 1.0844) == ReturnCodes.RET_OK
    moved = [quoted(server, 1.0900) for _ in range(4)]
    assert moved == [ReturnCodes.RET_TRADE_OFFQUOTES] * 2 + [ReturnCodes.RET_OK] * 2
    event = server.wait_for(lambda event: isinstance(event, StatePublished) and event.state["dropped"] == {"EURUSD": 3})
    assert isinstance(event, StatePublished)
    assert event.plugin == "quote_filter"


@pytest.mark.parametrize("server", [{"quote_filter": {"points": {"EURUSD": "many"}}}], indirect=True)
def test_that_broken_points_stop_the_plugin_and_not_the_server(server: Conversation) -> None:
    server.wait_for_journal("EURUSD is not a whole number above 0")
    assert quoted(server, 1.2) == ReturnCodes.RET_OK


MAILER = {"sender": "Desk", "news_from_lots": 5.0}


@pytest.mark.parametrize("server", [{"margin_mailer": MAILER}, {"margin_mailer.py": MAILER}], indirect=True)
def test_that_margin_mailer_writes_mail_and_news(server: Conversation) -> None:
    order = server.open(1002, lots=8).order
    account = server.ask("margin", 1002)[0]
    # A point of eight lots is 8 USD: the quote at which little more than the margin call's level is left, then none.
    fall = (account["equity"] - 0.9 * account["margin"]) / 800_000
    quoted(server, round(1.0843 - fall, 5))
    letter = server.wait_for(lambda event: isinstance(event, MailSent))
    assert isinstance(letter, MailSent)
    assert (letter.plugin, letter.mail["sender"], letter.mail["to"]) == ("margin_mailer", "Desk", 1002)
    assert letter.mail["subject"] == "Margin call"
    quoted(server, 1.0843 - account["equity"] / 800_000)
    news = server.wait_for(lambda event: isinstance(event, NewsPublished))
    assert isinstance(news, NewsPublished)
    assert news.news["subject"] == "8.00 lots of EURUSD were stopped out"
    assert [mail["subject"] for mail in server.ask("mails", 1002)] == ["Margin call", "Stop out"]
    assert f"Trade {order}, 8.00 lots of EURUSD, was closed" in server.ask("mails", 1002)[1]["body"]
    assert len(server.ask("news")) == 1


@pytest.mark.parametrize("server", [{"risk_guard": LIMITS, "trade_commenter": {"track_logins": [1001]}}], indirect=True)
def test_that_a_refused_trade_never_reaches_the_next_plugin(server: Conversation) -> None:
    number = next(each.number for each in CALLBACKS if each.name == "HookTradeRequestOpen")
    server.open(1001, lots=1)
    calls = server.calls()
    asked = [call["plugin"] for call in calls if call["callback"] == number]
    assert len(asked) == 1


def test_that_the_sample_workspace_is_valid_and_names_the_samples_in_order() -> None:
    workspace = load_workspace(ROOT / "sample_data")
    assert (len(workspace.symbols), len(workspace.groups), len(workspace.accounts)) == (8, 4, 21)
    names = [f"{name}.so" for name in SAMPLES] + ["spread_watch.py"]
    assert [entry.file for entry in workspace.plugins] == names
    assert all(entry.enabled and entry.config for entry in workspace.plugins)
