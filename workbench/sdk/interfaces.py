# Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""Base classes of Python plugins: the names, methods and default answers of the C++ headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.contract.generated.enums import ReturnCodes

if TYPE_CHECKING:
    from workbench.contract.generated.enums import (
        PluginConnectionType,
    )
    from workbench.contract.generated.records import (
        PluginAccountDiffRecord,
        PluginAccountRecord,
        PluginConCommon,
        PluginGroupRecord,
        PluginMarginLevel,
        PluginSymbolRecord,
        PluginTickDiffRecord,
        PluginTradeDiffRecord,
        PluginTradeRecord,
        TickInfo,
    )

PLUGIN_VERSION_API = 151
PLUGIN_SERVER_API = 107


class HookTrade:
    """Calls of HookTrade."""

    def HookTradeRequestOpen(
        self,
        trade: PluginTradeRecord,
        group: PluginGroupRecord,
        symbol: PluginSymbolRecord,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginTradeDiffRecord,
    ) -> int:
        """Called before an opening request enters the queue. RET_OK accepts it, RET_OK_CHANGE applies diff, and any other code refuses it."""
        return ReturnCodes.RET_OK

    def HookTradeProcessOpen(
        self,
        trade: PluginTradeRecord,
        group: PluginGroupRecord,
        symbol: PluginSymbolRecord,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginTradeDiffRecord,
    ) -> int:
        """Called while the server executes an opening request."""
        return ReturnCodes.RET_OK

    def HookTradeRequestClose(
        self,
        trade: PluginTradeRecord,
        group: PluginGroupRecord,
        symbol: PluginSymbolRecord,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginTradeDiffRecord,
    ) -> int:
        """Called before a closing request enters the queue."""
        return ReturnCodes.RET_OK

    def HookTradeProcessClose(
        self,
        trade: PluginTradeRecord,
        group: PluginGroupRecord,
        symbol: PluginSymbolRecord,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginTradeDiffRecord,
    ) -> int:
        """Called while the server executes a closing request."""
        return ReturnCodes.RET_OK

    def HookTradeProcessCommision(
        self,
        trade: PluginTradeRecord,
        group: PluginGroupRecord,
        symbol: PluginSymbolRecord,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginTradeDiffRecord,
    ) -> int:
        """Called while the server computes a commission (the name has one s after the i)."""
        return ReturnCodes.RET_OK


class HookAccount:
    """Default bodies return RET_OK (0)."""

    def HookAccountAdd(
        self,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginAccountDiffRecord,
    ) -> int:
        """Called before an account is created."""
        return ReturnCodes.RET_OK

    def HookAccountUpdate(
        self,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginAccountDiffRecord,
    ) -> int:
        """Called before an account is changed."""
        return ReturnCodes.RET_OK

    def HookAccountDelete(
        self,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        diff: PluginAccountDiffRecord,
    ) -> int:
        """Called before an account is removed."""
        return ReturnCodes.RET_OK

    def HookAccountLogin(self, account: PluginAccountRecord) -> int:
        """Called when an account signs in."""
        return ReturnCodes.RET_OK

    def HookAccountLogout(self, account: PluginAccountRecord) -> int:
        """Called when an account signs out."""
        return ReturnCodes.RET_OK


class EventTrade:
    """Calls of EventTrade."""

    def OnTradeRequestOpen(self, trade: PluginTradeRecord) -> None:
        """An opening request was queued."""

    def OnTradeAddDB(self, trade: PluginTradeRecord) -> None:
        """A trade was stored."""

    def OnTradeRequestClose(self, trade: PluginTradeRecord) -> None:
        """A closing request was queued."""

    def OnTradeRequestUpdate(self, trade: PluginTradeRecord) -> None:
        """A change request was queued."""

    def OnTradeUpdateDB(self, trade: PluginTradeRecord) -> None:
        """A stored trade changed."""

    def OnTradeRequestDelete(self, trade: PluginTradeRecord) -> None:
        """A deletion request was queued."""

    def OnTradeDeleteDB(self, trade: PluginTradeRecord) -> None:
        """A stored trade was removed."""

    def OnTradeExecuteOpen(self, trade: PluginTradeRecord) -> None:
        """An opening was executed (since plugin API 149)."""

    def OnTradeExecuteClose(self, trade: PluginTradeRecord) -> None:
        """A closing was executed (since plugin API 149)."""


class EventSymbol:
    """Has no methods. A plugin that derives from it declares interest in this kind of event."""


class EventAccount:
    """Calls of EventAccount."""

    def OnAccountAdd(self, account: PluginAccountRecord) -> None:
        """An account was created."""

    def OnAccountUpdate(self, account: PluginAccountRecord) -> None:
        """An account changed."""

    def OnAccountDelete(self, account: PluginAccountRecord) -> None:
        """An account was removed."""

    def OnAccountLogin(self, ip: str, type: PluginConnectionType, account: PluginAccountRecord) -> None:
        """An account signed in."""

    def OnAccountLogout(self, ip: str, type: PluginConnectionType, account: PluginAccountRecord) -> None:
        """An account signed out."""

    def OnAccountPasswordChange(self, password: str, account: PluginAccountRecord) -> None:
        """A password changed; the new one comes in clear."""

    def OnAccountSync(self) -> None:
        """Accounts were reloaded."""


class EventGroup:
    """Has no methods. A plugin that derives from it declares interest in this kind of event."""


class PluginInterface:
    """What CreatePlugin returns. The hook and event classes are unrelated to it: reach them with dynamic_cast."""

    def getApiVersion(self) -> int:
        """Plugin API number the plugin was compiled against."""
        return PLUGIN_VERSION_API

    def plugin_name(self) -> str:
        """Short name."""
        return ""

    def plugin_description(self) -> str:
        """Description."""
        return ""

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        """req is the request as parsed JSON. Fill in the dict res. Request from a manager addressed to the plugin; default returns RET_OK_NONE (1)."""
        return ReturnCodes.RET_OK_NONE


class HookQuote:
    """Default body returns RET_OK (0)."""

    def HookQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo, diff: PluginTickDiffRecord) -> int:
        """Called for each quote that passed the server's own filter, before it is stored. RET_OK accepts it, RET_OK_CHANGE applies diff, and any other code drops the quote."""
        return ReturnCodes.RET_OK


class EventQuote:
    """Calls of EventQuote."""

    def OnQuoteTick(self, symbol: PluginSymbolRecord, tick: TickInfo) -> None:
        """A quote was stored. symbol already has it as its last bid and ask."""


class EventSymbolChange:
    """Calls of EventSymbolChange."""

    def OnSymbolAdd(self, symbol: PluginSymbolRecord) -> None:
        """A symbol was added to the running server."""

    def OnSymbolUpdate(self, symbol: PluginSymbolRecord) -> None:
        """The configuration of a symbol changed. symbol is the new state. A quote does not cause this event."""

    def OnSymbolDelete(self, symbol: PluginSymbolRecord) -> None:
        """A symbol was removed. symbol is its last state."""

    def OnSymbolSync(self) -> None:
        """The server has started and has all symbols."""


class EventGroupChange:
    """Calls of EventGroupChange."""

    def OnGroupAdd(self, group: PluginGroupRecord) -> None:
        """A client group was added to the running server."""

    def OnGroupUpdate(self, group: PluginGroupRecord) -> None:
        """The configuration of a client group changed. group is the new state."""

    def OnGroupDelete(self, group: PluginGroupRecord) -> None:
        """A client group was removed. group is its last state."""

    def OnGroupSync(self) -> None:
        """The server has started and has all client groups."""


class EventConfig:
    """Calls of EventConfig."""

    def OnConfigUpdate(self, section: str, key: str, before: str, after: str) -> None:
        """The configuration changed. section: server, symbols, groups, symbol_groups, holidays, managers or plugins. key names the element, empty for a section as a whole. before and after are JSON: objects of the fields that differ, or arrays for a list. before is empty for an added element, after for a removed one. They contain no passwords or secrets."""

    def OnCommonUpdate(self, common: PluginConCommon) -> None:
        """Settings of the whole server changed. common has all of them."""

    def OnHolidaysUpdate(self) -> None:
        """The list of holidays changed. ServerExtension::GetHolidays returns the new one."""


class EventMargin:
    """Calls of EventMargin."""

    def OnTradeMarginCall(self, account: PluginAccountRecord, margin: PluginMarginLevel) -> None:
        """An account fell to its margin call level. Called once, and again only after the account was above the level."""

    def OnTradeStopOut(
        self,
        account: PluginAccountRecord,
        margin: PluginMarginLevel,
        trade: PluginTradeRecord,
    ) -> None:
        """A stop out closed a trade. margin is the state that caused it, trade is the closed record. Called for each trade."""
