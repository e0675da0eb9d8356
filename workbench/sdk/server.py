# Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""The server's interface for Python plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from workbench.contract.generated.records import (
        PluginAccountRecord,
        PluginAccountRequestRecord,
        PluginCandleRecord,
        PluginConCommon,
        PluginConHoliday,
        PluginConManager,
        PluginConSymbolGroup,
        PluginEquityRecord,
        PluginGroupRecord,
        PluginMailRecord,
        PluginMarginLevel,
        PluginNewsRecord,
        PluginServerLog,
        PluginSymbolRecord,
        PluginTradeGatewayDataUpdateRecord,
        PluginTradeRecord,
        PluginTradeRequestRecord,
        TickInfo,
    )


class Server(Protocol):
    """The trading server. A method returns its code, or a tuple of the code and the results."""

    def TickSet(self, tick: TickInfo) -> int:
        """Feed one quote into the server."""
        ...

    def LogsOut(self, type: str, message: str) -> int:
        """Write a line to the server log."""
        ...

    def GetLogs(self, from_: int, to: int, type: str, filter: str) -> tuple[int, list[PluginServerLog]]:
        """Read log lines of a period."""
        ...

    def GetAccountsByGroup(self, group: str) -> tuple[int, list[PluginAccountRecord]]:
        """Accounts of groups matching a mask."""
        ...

    def GetAccountByLogin(self, login: int) -> tuple[int, PluginAccountRecord]:
        """One account."""
        ...

    def GetAccountBalanceByLogin(self, login: int) -> tuple[int, PluginMarginLevel]:
        """Margin snapshot of one account."""
        ...

    def AddAccount(self, account: PluginAccountRequestRecord) -> int:
        """Create an account."""
        ...

    def UpdateAccount(self, account: PluginAccountRequestRecord) -> int:
        """Change an account."""
        ...

    def DeleteAccount(self, login: int) -> int:
        """Remove an account."""
        ...

    def GetMarginLevelByGroup(self, group: str) -> tuple[int, list[PluginMarginLevel]]:
        """Margin snapshots by group mask."""
        ...

    def GetAccountsEquitiesByGroup(
        self,
        from_: int,
        to: int,
        group_filter: str,
    ) -> tuple[int, list[PluginEquityRecord]]:
        """Equity history by group mask."""
        ...

    def GetAccountsEquitiesByLogin(self, from_: int, to: int, login: int) -> tuple[int, list[PluginEquityRecord]]:
        """Equity history of one account."""
        ...

    def OpenTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Open a trade or place an order."""
        ...

    def CloseTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Close a trade."""
        ...

    def UpdateOpenTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Change an open trade."""
        ...

    def UpdateCloseTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Change a closed trade."""
        ...

    def SetTradeGatewayData(self, update: PluginTradeGatewayDataUpdateRecord) -> int:
        """Store gateway references of a trade; only flagged fields are written and no trade flow runs (since server API 106)."""
        ...

    def CheckOpenTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Validate an opening."""
        ...

    def CheckCloseTrade(self, trade: PluginTradeRequestRecord) -> int:
        """Validate a closing."""
        ...

    def GetOpenTradesByLogin(self, login: int) -> tuple[int, list[PluginTradeRecord]]:
        """Open trades of an account."""
        ...

    def GetPendingTradesByLogin(self, login: int) -> tuple[int, list[PluginTradeRecord]]:
        """Pending orders of an account."""
        ...

    def GetOpenTradesByMagic(self, magic: int) -> tuple[int, list[PluginTradeRecord]]:
        """Open trades with a magic number."""
        ...

    def GetOpenTradeByOrder(self, order: int) -> tuple[int, PluginTradeRecord]:
        """Open trade by ticket."""
        ...

    def GetOpenTradeByGwUUID(self, gw_uuid: str) -> tuple[int, PluginTradeRecord]:
        """Open trade by gateway id."""
        ...

    def GetCloseTradeByGwUUID(self, gw_uuid: str) -> tuple[int, PluginTradeRecord]:
        """Closed trade by gateway id."""
        ...

    def GetOpenTradeByGwOrder(self, gw_order: str) -> tuple[int, PluginTradeRecord]:
        """Open trade by gateway order."""
        ...

    def GetCloseTradeByGwOrder(self, gw_order: str) -> tuple[int, PluginTradeRecord]:
        """Closed trade by gateway order."""
        ...

    def GetOpenTradesByGroup(self, filter_group: str, from_: int, to: int) -> tuple[int, list[PluginTradeRecord]]:
        """Open trades by group mask and period."""
        ...

    def GetCloseTradesByLogin(self, login: int) -> tuple[int, list[PluginTradeRecord]]:
        """Closed trades of an account."""
        ...

    def GetCloseTradesByGroup(self, filter_group: str, from_: int, to: int) -> tuple[int, list[PluginTradeRecord]]:
        """Closed trades by group mask and period."""
        ...

    def GetPendingTradesByGroup(self, filter_group: str, from_: int, to: int) -> tuple[int, list[PluginTradeRecord]]:
        """Pending orders by group mask and period."""
        ...

    def GetAllOpenTrades(self) -> tuple[int, list[PluginTradeRecord]]:
        """Every open trade."""
        ...

    def BalanceIn(self, login: int, amount: float, comment: str) -> int:
        """Deposit money."""
        ...

    def BalanceOut(self, login: int, amount: float, comment: str) -> int:
        """Withdraw money."""
        ...

    def CreditIn(self, login: int, amount: float, comment: str) -> int:
        """Grant credit."""
        ...

    def CreditOut(self, login: int, amount: float, comment: str) -> int:
        """Take credit back."""
        ...

    def GetTransactionsByGroup(self, filter_group: str, from_: int, to: int) -> tuple[int, list[PluginTradeRecord]]:
        """Money operations by group mask and period."""
        ...

    def GetTransactionsByLogin(self, login: int, from_: int, to: int) -> tuple[int, list[PluginTradeRecord]]:
        """Money operations of an account."""
        ...

    def GetSymbol(self, symbol: str) -> tuple[int, PluginSymbolRecord]:
        """One symbol."""
        ...

    def GetGroup(self, group_name: str) -> tuple[int, PluginGroupRecord]:
        """One group."""
        ...

    def GetAllGroups(self) -> tuple[int, list[PluginGroupRecord]]:
        """Every group."""
        ...

    def CalculateCommission(self, trade: PluginTradeRecord) -> tuple[int, float]:
        """Compute the commission of a trade."""
        ...

    def CalculateSwap(self, trade: PluginTradeRecord) -> tuple[int, float]:
        """Compute the swap of a trade."""
        ...

    def CalculateProfit(self, trade: PluginTradeRecord) -> tuple[int, float]:
        """Compute the profit of a trade."""
        ...

    def CalculateMargin(self, trade: PluginTradeRecord) -> tuple[int, float]:
        """Compute the margin of a trade."""
        ...

    def CalculateConvertRateByCurrency(self, from_cur: str, to_cur: str, cmd: int) -> tuple[int, float]:
        """Conversion rate between two currencies for a trade side."""
        ...

    def GetCandles(self, symbol: str, frame: str, from_: int, to: int) -> tuple[int, list[PluginCandleRecord]]:
        """Bars of a period and frame."""
        ...

    def SetCandles(self, symbol: str, candles: list[PluginCandleRecord]) -> int:
        """Write bars."""
        ...

    def DeleteCandlesAll(self, symbol: str) -> int:
        """Remove every bar of a symbol."""
        ...

    def DeleteCandlesPeriod(self, symbol: str, from_: int, to: int) -> int:
        """Remove bars of a period."""
        ...

    def ImportCandleStores(self, candles: list[PluginCandleRecord], flush_data: int, symbol: str) -> int:
        """Bulk import of bars."""
        ...

    def SendToManager(self, manager_id: int, data: Any) -> int:
        """Push JSON to one manager."""
        ...

    def BroadcastToManagers(self, data: Any) -> int:
        """Push JSON to all managers."""
        ...

    def SendToAccount(self, account_id: int, data: Any) -> int:
        """Push JSON to one account."""
        ...

    def BroadcastToAccounts(self, data: Any) -> int:
        """Push JSON to all accounts."""
        ...

    def SendState(self, data: Any) -> int:
        """Publish the state of the plugin."""
        ...

    def SendMail(self, mail: PluginMailRecord) -> int:
        """Sends a letter to an account's mailbox. The server sets id and time. RET_USER_NOT_FOUND for an unknown account, RET_INVALID_DATA without a subject, for one above 1,024 bytes, a text above 65,536 bytes or bytes that are not UTF-8."""
        ...

    def GetMails(self, login: int, from_: int, to: int) -> tuple[int, list[PluginMailRecord]]:
        """Letters to an account (login 0: to all accounts) sent in a period (both ends included), oldest first. RET_USER_NOT_FOUND for an unknown account."""
        ...

    def AddNews(self, news: PluginNewsRecord) -> int:
        """Publishes a news item for all clients. The server sets id and time. RET_INVALID_DATA as for a letter."""
        ...

    def GetNews(self, from_: int, to: int) -> tuple[int, list[PluginNewsRecord]]:
        """News of a period (both ends included), oldest first."""
        ...

    def GetCommon(self) -> tuple[int, PluginConCommon]:
        """Settings of the whole server."""
        ...

    def UpdateCommon(self, common: PluginConCommon) -> int:
        """Changes the settings of the whole server, except liveupdate_mode. RET_INVALID_DATA for an invalid value."""
        ...

    def GetAllSymbols(self) -> tuple[int, list[PluginSymbolRecord]]:
        """Every symbol with its last quote."""
        ...

    def AddSymbol(self, symbol: PluginSymbolRecord) -> int:
        """Adds a symbol. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value, RET_SEC_NOT_FOUND if symbol groups exist and sec_index is not one of them."""
        ...

    def UpdateSymbol(self, symbol: PluginSymbolRecord) -> int:
        """Changes a symbol, except its number, quote and candles. RET_SYMBOL_NOT_FOUND, or the codes of AddSymbol."""
        ...

    def DeleteSymbol(self, symbol: str) -> int:
        """Removes a symbol. RET_SYMBOL_NOT_FOUND, RET_SYMBOL_USE_BY_TRADE while it has open trades or pending orders."""
        ...

    def AddGroup(self, group: PluginGroupRecord) -> int:
        """Adds a client group. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value."""
        ...

    def UpdateGroup(self, group: PluginGroupRecord) -> int:
        """Changes a client group. RET_GROUP_NOT_FOUND, RET_INVALID_DATA, RET_USR_DIFFERENT_CURRENCY for another currency while accounts are in it."""
        ...

    def DeleteGroup(self, group_name: str) -> int:
        """Removes a client group. RET_GROUP_NOT_FOUND, RET_GROUP_USE_BY_USER while accounts are in it."""
        ...

    def GetHolidays(self) -> tuple[int, list[PluginConHoliday]]:
        """Every holiday, in the configured order."""
        ...

    def SetHolidays(self, holidays: list[PluginConHoliday]) -> int:
        """Replaces the whole list of holidays. RET_INVALID_DATA for an impossible date, minutes outside of a day or missing symbols."""
        ...

    def GetSymbolGroups(self) -> tuple[int, list[PluginConSymbolGroup]]:
        """Every symbol group, in the configured order."""
        ...

    def SetSymbolGroups(self, symbol_groups: list[PluginConSymbolGroup]) -> int:
        """Replaces the whole list of symbol groups. RET_DUPLICATE_RECORD for a duplicate number or name, RET_INVALID_DATA for an empty name or a number below 0, RET_SEC_USE_BY_SYMBOL if a removed group has symbols."""
        ...

    def GetManagers(self) -> tuple[int, list[PluginConManager]]:
        """Every manager, in the configured order."""
        ...

    def GetPluginConfig(self) -> tuple[int, str]:
        """The plugin's own parameters as the text of a JSON object: those of its start, or of the last SetPluginConfig."""
        ...

    def SetPluginConfig(self, config: str) -> int:
        """Changes the plugin's own parameters in the configuration, for its next start. RET_INVALID_DATA unless config is the text of a JSON object."""
        ...

    def CancelTrade(self, order: int) -> int:
        """Cancels a pending order. RET_TRADE_INCORRECT_ORDER for an unknown number."""
        ...

    def CloseTradeBy(self, order: int, opposite_order: int) -> int:
        """Closes a trade by an opposite one of the same account and symbol. The remainder of the larger one stays open."""
        ...

    def DeleteTrade(self, order: int) -> int:
        """Deletes a closed trade or a finance record and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number."""
        ...

    def RestoreTrade(self, order: int) -> int:
        """Opens a closed trade again and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number."""
        ...
