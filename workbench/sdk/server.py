# Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""What a Python plugin may ask of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from workbench.contract.generated.records import (
        PluginAccountRecord,
        PluginAccountRequestRecord,
        PluginCandleRecord,
        PluginEquityRecord,
        PluginGroupRecord,
        PluginMarginLevel,
        PluginServerLog,
        PluginSymbolRecord,
        PluginTradeGatewayDataUpdateRecord,
        PluginTradeRecord,
        PluginTradeRequestRecord,
        TickInfo,
    )


class Server(Protocol):
    """The trading server. A method answers its return code, or the code and its results."""

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
