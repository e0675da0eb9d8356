// Which methods of the server interface work on the databases, and so have no answer while maintenance blocks them.
#pragma once

#include <array>
#include <cstddef>

#include "generated/callbacks.h"

namespace workbench {

// Accounts, trades, money, snapshots, candles, mail and news, and the calculators, which look up the account of a
// trade. Not here, because they need no database: quotes (the market refuses them itself), configuration, conversion
// rates, the log and messages (convention).
inline constexpr std::array kDatabaseMethods{
    Callback::GetAccountsByGroup,
    Callback::GetAccountByLogin,
    Callback::GetAccountBalanceByLogin,
    Callback::AddAccount,
    Callback::UpdateAccount,
    Callback::DeleteAccount,
    Callback::GetMarginLevelByGroup,
    Callback::GetAccountsEquitiesByGroup,
    Callback::GetAccountsEquitiesByLogin,
    Callback::OpenTrade,
    Callback::CloseTrade,
    Callback::UpdateOpenTrade,
    Callback::UpdateCloseTrade,
    Callback::SetTradeGatewayData,
    Callback::CheckOpenTrade,
    Callback::CheckCloseTrade,
    Callback::GetOpenTradesByLogin,
    Callback::GetPendingTradesByLogin,
    Callback::GetOpenTradesByMagic,
    Callback::GetOpenTradeByOrder,
    Callback::GetOpenTradeByGwUUID,
    Callback::GetCloseTradeByGwUUID,
    Callback::GetOpenTradeByGwOrder,
    Callback::GetCloseTradeByGwOrder,
    Callback::GetOpenTradesByGroup,
    Callback::GetCloseTradesByLogin,
    Callback::GetCloseTradesByGroup,
    Callback::GetPendingTradesByGroup,
    Callback::GetAllOpenTrades,
    Callback::BalanceIn,
    Callback::BalanceOut,
    Callback::CreditIn,
    Callback::CreditOut,
    Callback::GetTransactionsByGroup,
    Callback::GetTransactionsByLogin,
    Callback::CalculateCommission,
    Callback::CalculateSwap,
    Callback::CalculateProfit,
    Callback::CalculateMargin,
    Callback::GetCandles,
    Callback::SetCandles,
    Callback::DeleteCandlesAll,
    Callback::DeleteCandlesPeriod,
    Callback::ImportCandleStores,
    Callback::SendMail,
    Callback::GetMails,
    Callback::AddNews,
    Callback::GetNews,
    Callback::CancelTrade,
    Callback::CloseTradeBy,
    Callback::DeleteTrade,
    Callback::RestoreTrade,
};

namespace detail {
inline constexpr auto kUsesDatabases = [] {
  std::array<bool, kCallbackCount> uses{};
  for (const Callback method : kDatabaseMethods) uses[static_cast<std::size_t>(method)] = true;
  return uses;
}();
}  // namespace detail

constexpr bool uses_databases(Callback method) noexcept {
  return detail::kUsesDatabases[static_cast<std::size_t>(method)];
}

}  // namespace workbench
