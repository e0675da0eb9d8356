"""Random requests, quotes, days and restarts: the books are correct and agree with the model.

WORKBENCH_EXAMPLES says how many runs (50 without it), WORKBENCH_RANDOM=1 makes them different each time.
"""

import math
import os
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.engine.native.server.hostile import memory_folder
from tests.support.market_day import MINUTE, START, group, section, symbol
from workbench.engine import _core
from workbench.engine.consistency.database_check import check_database
from workbench.sdk import PluginInterface, ReturnCodes
from workbench.sdk import PluginTradeCommand as Cmd

OK = ReturnCodes.RET_OK
EXAMPLES = int(os.environ.get("WORKBENCH_EXAMPLES", "50"))
POINT = {"EURUSD": 1e-5, "GBPUSD": 1e-5, "USDJPY": 1e-3}
SYMBOLS = tuple(POINT)
LOGINS = (1001, 1002, 1003)
BUYS = {Cmd.Buy, Cmd.BuyLimit, Cmd.BuyStop, Cmd.BuyStopLimit}
PENDING = (Cmd.BuyLimit, Cmd.SellLimit, Cmd.BuyStop, Cmd.SellStop, Cmd.BuyStopLimit, Cmd.SellStopLimit)
STOP_LIMIT = {Cmd.BuyStopLimit, Cmd.SellStopLimit}
CREDIT = {Cmd.CreditIn, Cmd.CreditOut}
FINANCE = tuple(command for command in Cmd if int(command) in (6, 7, 8, 9, *range(12, 23)))
CENT = 0.01
STOP_OUT = 50.0
GROUPS = ("real-usd", "vip-usd")

some = st.integers(0, 10_000)
"""Picks one of what is there, whatever that is."""
names = st.sampled_from(SYMBOLS)
logins = st.sampled_from(LOGINS)
volumes = st.sampled_from((1, 2, 5, 10, 33, 100, 250))
distances = st.integers(1, 400)
"""In points."""


class Owner(PluginInterface):
    """Only has a server."""


class Server(RuleBasedStateMachine):
    """One server, three accounts of which one is poor, and what the model remembers of its trades."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = ExitStack()
        self.file = self.folder.enter_context(memory_folder()) / "server.db"
        self.prices = {"EURUSD": (1.1, 1.1001), "GBPUSD": (1.3, 1.30012), "USDJPY": (150.0, 150.012)}
        self.nanos = START
        self.seen_closed: set[int] = set()
        self.quoted = ""
        self.hedged_size = dict.fromkeys(SYMBOLS, 0.0)
        self.larger_leg = dict.fromkeys(GROUPS, 0)
        self.open_server()
        self.quote_all()
        for login, balance in zip(LOGINS, (100_000.0, 900.0, 5_000.0), strict=True):
            self.engine.seed_account({"login": login, "group": "real-usd"}, balance=balance)

    def open_server(self) -> None:
        self.engine = _core.Engine(clock="virtual", start_nanos=self.nanos, database=str(self.file))
        for name in SYMBOLS:
            digits = 3 if name == "USDJPY" else 5
            swaps = {"swap_enable": 1, "swap_long": -6.5, "swap_short": 1.5, "swap_rollover3days": 3}
            self.engine.put_symbol(
                symbol(name, digits=digits, gtc_pendings=1, margin_hedged=self.hedged_size[name], **swaps)
            )
        for name in GROUPS:
            self.put_group(name)
        self.engine.start()
        self.engine.put_common({**_core.record_to_dict(self.engine.common()), "stopout_compensation": 1})
        self.server = self.engine.plugin_server(self.engine.add_python_plugin(Owner(), "owner"))

    def put_group(self, name: str) -> None:
        own: dict[str, Any] = {"hedge_largeleg": self.larger_leg[name]}
        if name == "real-usd":
            self.engine.put_group(group(sec=section(comm_base=7.0), use_swap=1, maxpositions=12, **own))
        else:
            self.engine.put_group(group(name, sec=section(), allow_sl_tp_slippage=1, **own))

    def quote_all(self) -> None:
        """The first quotes of a new server."""
        for name, (bid, ask) in self.prices.items():
            self.engine.inject_tick({"symbol": name, "bid": bid, "ask": ask, "volume": 1.0})

    def teardown(self) -> None:
        self.engine.close()
        checked = check_database(self.file)
        self.folder.close()
        assert checked.consistent, checked.violations

    # What is there.

    def account(self, login: int) -> Any:
        return next((row for row in self.engine.accounts() if row.login == login), None)

    def pick(self, trades: list[Any], number: int, *, of: tuple[Cmd, ...] = ()) -> Any:
        rows = [trade for trade in trades if not of or Cmd(trade.cmd) in of]
        return rows[number % len(rows)] if rows else None

    # Quotes and time.

    @rule(name=names, move=st.integers(-300, 300), spread=st.integers(0, 60))
    def quote(self, name: str, move: int, spread: int) -> None:
        point = POINT[name]
        bid = round(self.prices[name][0] + move * point, 5)
        ask = round(bid + spread * point, 5)
        assert self.engine.inject_tick({"symbol": name, "bid": bid, "ask": ask, "volume": 1.0}) == OK
        self.prices[name] = (bid, ask)
        self.quoted = name

    @rule(minutes=st.sampled_from((1, 61, 60 * 16, 60 * 30)))
    def time_passes(self, minutes: int) -> None:
        self.nanos += minutes * MINUTE
        self.engine.advance(self.nanos)

    @rule()
    def restart(self) -> None:
        before, worked_out = self.stored(), self.engine.worked_out()
        self.engine.close()
        assert check_database(self.file).violations == ()
        self.open_server()
        assert self.engine.worked_out() == worked_out
        for was, now in zip(before, self.stored(), strict=True):
            assert {key: (was[key], now[key]) for key in was if was[key] != now[key]} == {}, now

    def stored(self) -> list[dict[str, Any]]:
        """All records without what is worked out when they are read."""
        engine = self.engine
        kept = [*engine.accounts(), *engine.closed_trades(), *engine.transactions()]
        opened = [_core.record_to_dict(row) for row in engine.open_trades()]
        worked_out = ("profit", "close_price", "conv_rates")
        rows = [_core.record_to_dict(row) for row in kept]
        rows += [{key: row[key] for key in row if key not in worked_out} for row in opened]
        return [{key: row[key] for key in row if key != "margin"} for row in rows]

    # Requests.

    def stops(self, buys: bool, price: float, point: float, stop: int, take: int) -> dict[str, float]:
        side = 1 if buys else -1
        sl = 0.0 if stop > 300 else round(price - side * stop * point, 5)
        tp = 0.0 if take > 300 else round(price + side * take * point, 5)
        return {"sl": sl, "tp": tp}

    @rule(login=logins, name=names, buys=st.booleans(), volume=volumes, stop=distances, take=distances)
    def open_position(self, login: int, name: str, buys: bool, volume: int, stop: int, take: int) -> None:
        bid, ask = self.prices[name]
        levels = self.stops(buys, bid if buys else ask, POINT[name], stop, take)
        command = int(Cmd.Buy if buys else Cmd.Sell)
        self.engine.open_trade({"login": login, "symbol": name, "cmd": command, "volume": volume, **levels})

    @rule(login=logins, name=names, command=st.sampled_from(PENDING), volume=volumes, away=distances, stop=distances)
    def place_order(self, login: int, name: str, command: Cmd, volume: int, away: int, stop: int) -> None:
        bid, ask = self.prices[name]
        buys = command in BUYS
        limit = command in (Cmd.BuyLimit, Cmd.SellLimit)
        side = (-1 if limit else 1) * (1 if buys else -1)
        price = round((ask if buys else bid) + side * away * POINT[name], 5)
        request = {"login": login, "symbol": name, "cmd": int(command), "volume": volume, "open_price": price}
        if command in STOP_LIMIT:
            price = request["close_price"] = round(price - side * 20 * POINT[name], 5)
        request["expiration"] = 0 if away % 2 else self.nanos // 1_000_000_000 + 60 * away
        self.engine.open_trade(request | self.stops(buys, price, POINT[name], stop + 50, stop + 60))

    @rule(number=some, part=st.integers(0, 3))
    def close(self, number: int, part: int) -> None:
        if trade := self.pick(self.engine.open_trades(), number):
            self.engine.close_trade({"order": trade.order, "volume": trade.volume * part // 3})

    @rule(number=some, other=some)
    def close_by(self, number: int, other: int) -> None:
        trades = self.engine.open_trades()
        if trade := self.pick(trades, number):
            opposite = self.pick([row for row in trades if row.symbol == trade.symbol], other)
            self.engine.close_trade_by({"order": trade.order, "parent_order": opposite.order})

    @rule(number=some, stop=distances, take=distances)
    def change(self, number: int, stop: int, take: int) -> None:
        if trade := self.pick(self.engine.open_trades(), number):
            price = self.prices[trade.symbol][0] if trade.cmd in (Cmd.Buy, Cmd.Sell) else trade.open_price
            levels = self.stops(trade.cmd in BUYS, price, POINT[trade.symbol], stop, take)
            self.engine.update_trade({"order": trade.order, **levels})

    @rule(number=some)
    def cancel(self, number: int) -> None:
        if order := self.pick(self.engine.open_trades(), number, of=PENDING):
            assert self.engine.cancel_trade({"order": order.order})[0] == OK

    @rule(number=some, profit=st.integers(-50_000, 50_000), commission=st.integers(-500, 0))
    def correct(self, number: int, profit: int, commission: int) -> None:
        if trade := self.pick([*self.engine.closed_trades(), *self.engine.transactions()], number):
            self.engine.update_closed_trade(
                {"order": trade.order, "profit": profit / 100, "commission": commission / 100}
            )

    @rule(number=some)
    def delete(self, number: int) -> None:
        if trade := self.pick([*self.engine.closed_trades(), *self.engine.transactions()], number):
            self.engine.delete_trade({"order": trade.order})

    @rule(number=some)
    def restore(self, number: int) -> None:
        if trade := self.pick(self.engine.closed_trades(), number):
            code, _ = self.engine.restore_trade({"order": trade.order})
            if code == OK:
                self.seen_closed.discard(trade.order)

    @rule(login=logins, command=st.sampled_from(FINANCE), cents=st.integers(-300_000, 300_000))
    def money(self, login: int, command: Cmd, cents: int) -> None:
        self.engine.move_money(login, int(command), cents / 100)

    @rule(login=logins, leverage=st.sampled_from((1, 20, 100, 500)), name=st.sampled_from(GROUPS))
    def change_account(self, login: int, leverage: int, name: str) -> None:
        self.engine.update_account({"login": login, "group": name, "leverage": leverage})

    @rule(name=names, size=st.sampled_from((0.0, 50_000.0, 100_000.0)))
    def change_symbol(self, name: str, size: float) -> None:
        self.hedged_size[name] = size
        record = next(record for record in self.engine.symbols() if record.symbol == name)
        self.engine.put_symbol({**_core.record_to_dict(record), "margin_hedged": size})

    @rule(name=st.sampled_from(GROUPS), larger=st.integers(0, 1))
    def change_group(self, name: str, larger: int) -> None:
        self.larger_leg[name] = larger
        self.put_group(name)

    @rule(number=st.integers(0, 2), deposit=st.integers(0, 1_000_000))
    def add_account(self, number: int, deposit: int) -> None:
        code, login = self.engine.add_account({"login": 5_000 + number if number else 0, "group": "real-usd"})
        if code == OK and deposit:
            assert self.engine.change_balance(login, deposit / 100)[0] == OK

    @rule(number=some)
    def delete_account(self, number: int) -> None:
        others = [row.login for row in self.engine.accounts() if row.login not in LOGINS]
        if others:
            assert self.engine.delete_account(others[number % len(others)]) == OK

    @rule(number=some, volume=volumes, name=names, login=logins)
    def plugin_asks(self, number: int, volume: int, name: str, login: int) -> None:
        """Requests of a plugin wait for the next commit batch."""
        self.server.OpenTrade({"login": login, "symbol": name, "cmd": number % 2, "volume": volume})
        if trade := self.pick(self.engine.open_trades(), number):
            self.server.CloseTrade({"order": trade.order})
            self.server.CloseTrade({"order": trade.order})
        self.server.CreditIn(login, 10.0, "gift")
        self.engine.advance(self.nanos)

    # What always holds.

    @invariant()
    def every_ticket_is_in_one_place_and_has_an_account(self) -> None:
        opened, closed, paid = self.engine.open_trades(), self.engine.closed_trades(), self.engine.transactions()
        tickets = [trade.order for trade in (*opened, *closed, *paid)]
        assert len(set(tickets)) == len(tickets)
        known = {account.login for account in self.engine.accounts()}
        assert {trade.login for trade in opened} <= known
        assert all(trade.volume > 0 for trade in (*opened, *closed))

    @invariant()
    def money_is_the_sum_of_its_records(self) -> None:
        closed, paid = self.engine.closed_trades(), self.engine.transactions()
        for account in self.engine.accounts():
            own = [row for row in paid if row.login == account.login]
            results = [row for row in closed if row.login == account.login]
            booked = math.fsum(row.profit + row.commission + row.storage + row.taxes for row in results)
            balance = booked + math.fsum(row.profit for row in own if row.cmd not in CREDIT | {Cmd.Bonus})
            allowed = CENT / 2 + 1e-6
            assert account.balance == pytest.approx(balance, abs=allowed), account.login
            assert account.credit == pytest.approx(sum(row.profit for row in own if row.cmd in CREDIT), abs=allowed)
            assert account.bonus == pytest.approx(sum(row.profit for row in own if row.cmd == Cmd.Bonus), abs=allowed)

    def worth(self, trade: Any, price: float, yen: float) -> float:
        """Of a position in dollars, not rounded: 1,000 units for each hundredth of a lot."""
        made: float = (
            (price - trade.open_price if trade.cmd == Cmd.Buy else trade.open_price - price) * 1_000 * trade.volume
        )
        return made / yen if trade.symbol == "USDJPY" else made

    @invariant()
    def every_position_is_worth_what_the_model_says(self) -> None:
        for trade in self.engine.open_trades():
            if trade.cmd not in (Cmd.Buy, Cmd.Sell):
                continue
            price = self.prices[trade.symbol][0 if trade.cmd == Cmd.Buy else 1]
            yen = self.prices["USDJPY"][0 if trade.cmd == Cmd.Buy else 1]
            assert abs(trade.profit - self.worth(trade, price, yen)) <= CENT / 2 + 1e-7, trade.order

    @invariant()
    def every_closed_trade_made_what_the_model_says(self) -> None:
        for trade in self.engine.closed_trades():
            if trade.order in self.seen_closed:
                continue
            self.seen_closed.add(trade.order)
            if trade.cmd not in (Cmd.Buy, Cmd.Sell) or trade.state == 5:  # by another: the result is on one of them
                assert trade.cmd in (Cmd.Buy, Cmd.Sell) or trade.profit == 0.0
                continue
            yen = self.prices["USDJPY"][0 if trade.cmd == Cmd.Buy else 1]
            assert abs(trade.profit - self.worth(trade, trade.close_price, yen)) <= CENT / 2 + 1e-7, trade.order

    @invariant()
    def equity_and_margin_are_what_the_model_says(self) -> None:
        opened = self.engine.open_trades()
        levels = {level.login: level for level in self.engine.margins()}
        assert set(levels) == {account.login for account in self.engine.accounts()}
        for account in self.engine.accounts():
            level = levels[account.login]
            own = [row for row in opened if row.login == account.login and row.cmd in (Cmd.Buy, Cmd.Sell)]
            money = account.balance + account.credit + account.bonus
            assert level.equity == pytest.approx(money + math.fsum(row.profit for row in own), abs=1e-6)
            assert level.margin == pytest.approx(self.margin(own, account), abs=CENT * (len(own) + 1))
            assert level.margin >= 0.0
            assert level.margin_free == pytest.approx(level.equity - level.margin, abs=1e-6)

    def margin(self, positions: list[Any], account: Any) -> float:
        """What covers each other at the hedged size, the rest of the larger side in full; or the larger side alone."""
        total = 0.0
        for name in SYMBOLS:
            sides: dict[int, list[float]] = {int(Cmd.Buy): [0.0, 0.0], int(Cmd.Sell): [0.0, 0.0]}
            for trade in (row for row in positions if row.symbol == name):
                lever = max(account.leverage, 1)
                assert trade.margin_initial == pytest.approx(trade.volume * 1_000 / lever, rel=1e-9), trade.order
                side = sides[int(trade.cmd)]
                side[0] += trade.volume
                side[1] += trade.margin_initial * trade.margin_rate
            (bought, buys), (sold, sells) = sides.values()
            if self.larger_leg[account.group] and bought and sold:
                total += max(buys, sells)
                continue
            larger, needed = max((bought, buys), (sold, sells))
            covered = min(bought, sold)
            if larger:
                total += needed * (larger - covered) / larger
                total += covered / (bought + sold) * (buys + sells) * self.hedged_size[name] / 100_000
        return total

    @invariant()
    def positions_kept_are_positions_made_anew(self) -> None:
        assert self.engine.worked_out() == self.engine.worked_out(anew=True)

    @invariant()
    def one_account_and_all_accounts_read_alike(self) -> None:
        read = _core.record_to_dict
        levels = [read(level) for level in self.engine.margins()]
        assert [read(level) for level in self.server.GetMarginLevelByGroup("*")[1]] == levels
        for level in levels:
            assert read(self.server.GetAccountBalanceByLogin(level["login"])[1]) == level
            assert read(self.server.GetAccountByLogin(level["login"])[1].margin) == level

    @invariant()
    def nothing_rests_beyond_its_level(self) -> None:
        """Looked at for the symbol that was just quoted."""
        for trade in self.engine.open_trades():
            if trade.symbol != self.quoted or trade.activation < 0:
                continue
            bid, ask = self.prices[trade.symbol]
            side, price = (1, bid) if trade.cmd == Cmd.Buy else (-1, ask)
            if trade.cmd in (Cmd.Buy, Cmd.Sell):
                assert trade.sl == 0.0 or (price - trade.sl) * side > 0, trade.order
                assert trade.tp == 0.0 or (trade.tp - price) * side > 0, trade.order
            elif trade.cmd == Cmd.BuyLimit:
                assert ask > trade.open_price, trade.order
            elif trade.cmd == Cmd.SellLimit:
                assert bid < trade.open_price, trade.order
            elif trade.cmd in BUYS:
                assert ask < trade.open_price, trade.order
            else:
                assert bid > trade.open_price, trade.order
        self.quoted = ""

    @invariant()
    def nobody_is_below_the_stop_out_level(self) -> None:
        opened = {trade.login for trade in self.engine.open_trades() if trade.cmd in (Cmd.Buy, Cmd.Sell)}
        for level in self.engine.margins():
            if level.login in opened:
                assert level.equity > level.margin * STOP_OUT / 100, level.login

    @invariant()
    def nothing_went_wrong(self) -> None:
        bad = [notice for notice in self.engine.take_notices() if notice["severity"] == "error"]
        assert bad == []


TestServer = Server.TestCase
TestServer.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    derandomize=not os.environ.get("WORKBENCH_RANDOM"),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
