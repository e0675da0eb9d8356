"""The effect of each command on the server: a table with one entry for each command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine import messages
from workbench.engine.configuration.difference import Difference
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.reconfiguration import Reconfiguration
from workbench.engine.core import Core, RecordError, TradeAction
from workbench.engine.messages import Answer, AnyCommand, Command
from workbench.engine.plain_text import parse_json
from workbench.engine.plugins.manager import PluginManager
from workbench.engine.queries import QUERIES
from workbench.engine.robot.robot import Robot
from workbench.engine.server.edited_trade import edited_trade

GOOD_CODES = (ReturnCodes.RET_OK, ReturnCodes.RET_OK_NONE, ReturnCodes.RET_OK_CHANGE, ReturnCodes.RET_TRADE_ACCEPTED)
_PLUGINS = "plugins"
"""The query that the plugin registry answers instead of the databases."""

_CALLED = {callback.name for callback in CALLBACKS if callback.class_name and callback.kind != "ServerCall"}
_NAMES = {int(code): code.name for code in ReturnCodes}


class CommandedServer(Protocol):
    """The parts of the server that commands use."""

    clock: str
    robot: Robot
    plugins: PluginManager
    reconfiguration: Reconfiguration

    @property
    def core(self) -> Core:
        """Returns the native server."""
        ...

    def pump(self) -> None:
        """Reports an event."""

    def report_feed(self) -> None:
        """Reports the state of the feed."""


def handle(server: CommandedServer, command: AnyCommand) -> Answer:
    """Carries out a command. An error becomes one line of the answer."""
    handler = HANDLERS.get(type(command))
    if handler is None:
        return failed(f"there is no command {type(command).__name__}")
    try:
        return handler(server, command)
    except (ConfigurationError, RecordError) as error:
        return failed(str(error), ReturnCodes.RET_ERR_PARAMS)
    except Exception as error:  # noqa: BLE001  a failing command must not end the server: the answer reports it
        return failed(f"{type(error).__name__}: {' '.join(str(error).split())}")


def failed(error: str, code: int = ReturnCodes.RET_ERROR) -> Answer:
    """Returns an answer with an error text for the user."""
    return Answer(code=code, error=error)


def answered(code: int, order: int = 0, data: Any = None) -> Answer:
    """Returns the platform's answer. The error text is the name of the code."""
    error = "" if code in GOOD_CODES else _NAMES.get(code, f"return code {code}")
    return Answer(code=code, order=order, error=error, data=data)


def _inject_tick(server: CommandedServer, command: messages.InjectTick) -> Answer:
    return answered(server.core.inject_tick(command.symbol, command.bid, command.ask, command.volume))


def _trade(action: TradeAction) -> Handler:
    def handler(server: CommandedServer, command: messages.TradeCommand) -> Answer:
        return answered(*server.core.trade(action, command.trade))

    return handler


def _edit(action: TradeAction) -> Handler:
    def handler(server: CommandedServer, command: messages.UpdateTrade | messages.UpdateClosedTrade) -> Answer:
        trade = command.trade
        if command.only is not None:
            stored = server.core.find_trade(trade.order)
            if stored is None:
                return answered(ReturnCodes.RET_TRADE_INCORRECT_ORDER)
            trade = edited_trade(action, trade, command.only, stored)
        return answered(*server.core.trade(action, trade))

    return handler


def _login(server: CommandedServer, command: messages.Login) -> Answer:
    return answered(server.core.login(command.login, command.ip, command.type))


def _logout(server: CommandedServer, command: messages.Logout) -> Answer:
    return answered(server.core.logout(command.login, command.ip, command.type))


def _add_account(server: CommandedServer, command: messages.AddAccount) -> Answer:
    return answered(*server.core.add_account(command.account))


def _update_account(server: CommandedServer, command: messages.UpdateAccount) -> Answer:
    return answered(server.core.update_account(command.account))


def _change_balance(server: CommandedServer, command: messages.ChangeBalance) -> Answer:
    return answered(*server.core.change_balance(command.login, command.amount, command.comment))


def _move_money(server: CommandedServer, command: messages.MoveMoney) -> Answer:
    return answered(*server.core.move_money(command.login, command.cmd, command.amount, command.comment))


def _send_mail(server: CommandedServer, command: messages.SendMail) -> Answer:
    return answered(server.core.send_mail(command.mail))


def _publish_news(server: CommandedServer, command: messages.PublishNews) -> Answer:
    return answered(server.core.publish_news(command.news))


def _set_feed(server: CommandedServer, command: messages.SetFeed) -> Answer:
    if command.speed is not None:
        if not 0 < command.speed <= 1_000_000:
            return failed(f"speed {command.speed:g} is not between 0 and 1000000", ReturnCodes.RET_ERR_PARAMS)
        server.core.set_feed_speed(command.speed)
    if command.playing is not None:
        server.core.play_feed(command.playing)
    server.report_feed()
    return Answer()


def _set_robot(server: CommandedServer, command: messages.SetRobot) -> Answer:
    rate = command.actions_per_minute
    if rate is not None:
        if not 0 <= rate <= 1_000_000:
            return failed(f"{rate:g} actions per minute are not between 0 and 1000000", ReturnCodes.RET_ERR_PARAMS)
        server.robot.actions_per_minute = rate
    if command.enabled is not None:
        server.robot.enabled = command.enabled
    return Answer(data={"enabled": server.robot.enabled, "actions_per_minute": server.robot.actions_per_minute})


def _enable_plugin(server: CommandedServer, command: messages.EnablePlugin) -> Answer:
    return server.plugins.enable(command.file, command.enabled, command.load_at_startup)


def _break_before(server: CommandedServer, command: messages.BreakBefore) -> Answer:
    index = server.plugins.running_index(command.plugin)
    if index is None:
        return failed(f"no plugin {command.plugin!r} is running", ReturnCodes.RET_ERR_NOTFOUND)
    if command.callback not in _CALLED:
        return failed(f"{command.callback} is not a callback of plugins", ReturnCodes.RET_ERR_PARAMS)
    if not server.core.break_before(index, command.callback):
        return failed("no debugger is attached to the server. Attach one first", ReturnCodes.RET_ERROR)
    return Answer()


def _move_plugin(server: CommandedServer, command: messages.MovePlugin) -> Answer:
    return server.plugins.move(command.file, command.offset)


def _edit_configuration(server: CommandedServer, command: messages.EditConfiguration) -> Answer:
    server.reconfiguration.edit(command.section, command.name, command.key, command.value)
    return Answer()


def _apply_configuration(server: CommandedServer, command: messages.ApplyConfiguration) -> Answer:
    reconfiguration = server.reconfiguration
    return _differences(reconfiguration.preview() if command.preview else reconfiguration.apply())


def _undo_configuration(server: CommandedServer, _command: messages.UndoConfiguration) -> Answer:
    return _differences(server.reconfiguration.undo())


def _redo_configuration(server: CommandedServer, _command: messages.RedoConfiguration) -> Answer:
    return _differences(server.reconfiguration.redo())


def _differences(found: list[Difference]) -> Answer:
    return Answer(data=[msgspec.to_builtins(difference) for difference in found])


def _custom_action(server: CommandedServer, command: messages.CallCustomAction) -> Answer:
    index = server.plugins.running_index(command.plugin)
    if index is None:
        return failed(f"no plugin {command.plugin!r} is running", ReturnCodes.RET_ERR_NOTFOUND)
    code, response = server.core.custom_action(index, json.dumps(command.request))
    return answered(code, data=parse_json(response) if response else None)


def _query(server: CommandedServer, command: messages.Query) -> Answer:
    if command.what == _PLUGINS:
        return Answer(data=[msgspec.to_builtins(plugin.row()) for plugin in server.plugins.registry])
    if command.what not in QUERIES:
        known = ", ".join((*QUERIES, _PLUGINS))
        return failed(f"{command.what!r} is not one of {known}", ReturnCodes.RET_ERR_PARAMS)
    return Answer(data=server.core.rows(command.what, command.login))


def _set_maintenance(server: CommandedServer, command: messages.SetMaintenance) -> Answer:
    server.core.set_maintenance(command.on)
    return Answer()


def _advance(server: CommandedServer, command: messages.Advance) -> Answer:
    if server.clock != "virtual":
        return failed(f"only a virtual clock can be moved, this clock is {server.clock}", ReturnCodes.RET_ERR_PARAMS)
    server.core.advance(command.to_nanos)
    server.pump()
    return Answer()


Handler = Callable[[CommandedServer, Any], Answer]
HANDLERS: dict[type[Command], Handler] = {
    messages.InjectTick: _inject_tick,
    messages.OpenTrade: _trade(TradeAction.OPEN),
    messages.CloseTrade: _trade(TradeAction.CLOSE),
    messages.CloseTradeBy: _trade(TradeAction.CLOSE_BY),
    messages.UpdateTrade: _edit(TradeAction.UPDATE),
    messages.UpdateClosedTrade: _edit(TradeAction.UPDATE_CLOSED),
    messages.CancelTrade: _trade(TradeAction.CANCEL),
    messages.DeleteTrade: _trade(TradeAction.DELETE),
    messages.RestoreTrade: _trade(TradeAction.RESTORE),
    messages.Login: _login,
    messages.Logout: _logout,
    messages.AddAccount: _add_account,
    messages.UpdateAccount: _update_account,
    messages.ChangeBalance: _change_balance,
    messages.MoveMoney: _move_money,
    messages.SendMail: _send_mail,
    messages.PublishNews: _publish_news,
    messages.SetFeed: _set_feed,
    messages.SetRobot: _set_robot,
    messages.EnablePlugin: _enable_plugin,
    messages.MovePlugin: _move_plugin,
    messages.BreakBefore: _break_before,
    messages.EditConfiguration: _edit_configuration,
    messages.ApplyConfiguration: _apply_configuration,
    messages.UndoConfiguration: _undo_configuration,
    messages.RedoConfiguration: _redo_configuration,
    messages.CallCustomAction: _custom_action,
    messages.Query: _query,
    messages.SetMaintenance: _set_maintenance,
    messages.Advance: _advance,
}
OF_CONFIGURATION = (
    messages.EditConfiguration,
    messages.ApplyConfiguration,
    messages.UndoConfiguration,
    messages.RedoConfiguration,
)
"""Commands that read or change server.toml."""
