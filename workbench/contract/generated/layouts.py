# Generated from workbench/contract/tables/{plugin_sdk,devkit,devkit_demo}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""The layouts of the plugin interface that can be loaded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One layout of the plugin interface. `sizes`: bytes of its records. `server`: name of the server's class.

    `methods`: virtual methods of the server's class in order of their slots. `slots`: number of virtual methods of each
    class that a plugin may derive, including destructors.
    """

    name: str
    sdk: str
    plugin_api: int
    server_api: int
    server: str
    sizes: dict[str, int]
    methods: tuple[str, ...]
    slots: dict[str, int]


LAYOUTS = (
    Layout("plugin_sdk", "ScaleTrade plugin_sdk", 151, 107, "PluginServerInterface", {"TickInfo": 64, "PluginMarginLevel": 136, "PluginEquityRecord": 168, "PluginAccountRecord": 976, "PluginAccountRequestRecord": 976, "PluginAccountDiffRecord": 632, "PluginCandleRecord": 48, "PluginGroupRecordSec": 112, "PluginGroupRecordMargin": 104, "PluginGroupRecord": 712, "PluginServerLog": 224, "PluginConSession": 32, "PluginConSessions": 208, "PluginSymbolRecord": 2072, "PluginTradeRecord": 440, "PluginTradeRequestRecord": 440, "PluginTradeDiffRecord": 216, "PluginTradeGatewayDataUpdateRecord": 160}, ("TickSet", "LogsOut", "GetLogs", "GetAccountsByGroup", "GetAccountByLogin", "GetAccountBalanceByLogin", "AddAccount", "UpdateAccount", "DeleteAccount", "GetMarginLevelByGroup", "GetAccountsEquitiesByGroup", "GetAccountsEquitiesByLogin", "OpenTrade", "CloseTrade", "UpdateOpenTrade", "UpdateCloseTrade", "SetTradeGatewayData", "CheckOpenTrade", "CheckCloseTrade", "GetOpenTradesByLogin", "GetPendingTradesByLogin", "GetOpenTradesByMagic", "GetOpenTradeByOrder", "GetOpenTradeByGwUUID", "GetCloseTradeByGwUUID", "GetOpenTradeByGwOrder", "GetCloseTradeByGwOrder", "GetOpenTradesByGroup", "GetCloseTradesByLogin", "GetCloseTradesByGroup", "GetPendingTradesByGroup", "GetAllOpenTrades", "BalanceIn", "BalanceOut", "CreditIn", "CreditOut", "GetTransactionsByGroup", "GetTransactionsByLogin", "GetSymbol", "GetGroup", "GetAllGroups", "CalculateCommission", "CalculateSwap", "CalculateProfit", "CalculateMargin", "CalculateConvertRateByCurrency", "GetCandles", "SetCandles", "DeleteCandlesAll", "DeleteCandlesPeriod", "ImportCandleStores", "SendToManager", "BroadcastToManagers", "SendToAccount", "BroadcastToAccounts", "SendState"), {"HookTrade": 7, "HookAccount": 7, "EventTrade": 11, "EventSymbol": 2, "EventAccount": 9, "EventGroup": 2, "PluginInterface": 6}),
    Layout("devkit", "ScaleTrade devkit HEAD ccf4375 (2026-04-16)", 148, 104, "CServerInterface", {"TickInfo": 64, "TradeRecord": 416, "TradeDiffRecord": 184, "TradeSummaryRecord": 120, "SymbolGroupRecord": 88, "ConSession": 32, "ConSessions": 208, "SymbolRecord": 2080, "SymbolAdditionalRecord": 400, "EquityRecord": 160, "MarginLevel": 128, "AccountRecord": 968, "AccountDiffRecord": 632, "GroupRecordMargin": 104, "GroupRecordSec": 112, "GroupRecord": 728, "CandleRecord": 48, "ServerLog": 128}, ("TickSet", "LogsOut", "GetLogs", "GetAccountsByGroup", "GetAccountByLogin", "GetAccountBalanceByLogin", "AddAccount", "UpdateAccount", "DeleteAccount", "GetMarginLevelByGroup", "GetAccountsEquitiesByGroup", "GetAccountsEquitiesByLogin", "OpenTrade", "CloseTrade", "UpdateOpenTrade", "UpdateCloseTrade", "CheckOpenTrade", "CheckCloseTrade", "GetOpenTradesByLogin", "GetPendingTradesByLogin", "GetOpenTradesByMagic", "GetOpenTradeByOrder", "GetOpenTradeByGwUUID", "GetCloseTradeByGwUUID", "GetOpenTradeByGwOrder", "GetCloseTradeByGwOrder", "GetOpenTradesByGroup", "GetCloseTradesByLogin", "GetCloseTradesByGroup", "GetPendingTradesByGroup", "GetAllOpenTrades", "BalanceIn", "BalanceOut", "CreditIn", "CreditOut", "GetTransactionsByGroup", "GetTransactionsByLogin", "GetSymbol", "GetGroup", "GetAllGroups", "CalculateCommission", "CalculateSwap", "CalculateProfit", "CalculateMargin", "CalculateConvertRateByCurrency", "GetCandles", "SetCandles", "DeleteCandlesAll", "DeleteCandlesPeriod", "ImportCandleStores", "SendToManager", "BroadcastToManagers", "SendToAccount", "BroadcastToAccounts", "SendState"), {"HookTrade": 7, "HookAccount": 7, "EventTrade": 9, "EventSymbol": 2, "EventAccount": 9, "EventGroup": 2, "PluginInterface": 6}),
    Layout("devkit_demo", "ScaleTrade devkit as vendored by iontrader/demoplugin (2025-09-19)", 148, 104, "CServerInterface", {"TickInfo": 64, "TradeRecord": 344, "TradeDiffRecord": 184, "TradeSummaryRecord": 120, "SymbolGroupRecord": 88, "ConSession": 32, "ConSessions": 208, "SymbolRecord": 2072, "SymbolAdditionalRecord": 400, "MarginLevel": 128, "AccountRecord": 960, "AccountDiffRecord": 632, "GroupRecordMargin": 104, "GroupRecordSec": 112, "GroupRecord": 720, "CandleRecord": 48}, ("TickSet", "LogsOut", "GetAccountsByGroup", "GetAccountByLogin", "GetAccountBalanceByLogin", "AddAccount", "UpdateAccount", "DeleteAccount", "OpenTrade", "CloseTrade", "UpdateOpenTrade", "UpdateCloseTrade", "CheckOpenTrade", "CheckCloseTrade", "GetOpenTradesByLogin", "GetOpenTradesByMagic", "GetOpenTradeByOrder", "GetCloseTradesByLogin", "GetAllOpenTrades", "GetSymbol", "GetGroup", "GetAllGroups", "CalculateCommission", "CalculateSwap", "CalculateProfit", "CalculateMargin", "GetCandles", "SetCandles", "DeleteCandlesAll", "DeleteCandlesPeriod", "SendToManager", "BroadcastToManagers", "SendToAccount", "BroadcastToAccounts", "SendState"), {"HookTrade": 7, "HookAccount": 7, "EventTrade": 9, "EventSymbol": 2, "EventAccount": 9, "EventGroup": 2, "PluginInterface": 6}),
)
