// The methods of the server interface that use the databases. Maintenance blocks them.
#pragma once

#include <array>
#include <cstddef>

#include "plugins/trade_methods.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

// Trades and money (trade_methods.h), accounts, snapshots, candles, mail and news, and the calculators, which look up
// the account of a trade. Not included, because they need no database: quotes (the market refuses them itself),
// configuration, conversion rates, the log and messages (convention).
inline constexpr std::array kOtherDatabaseMethods{
    Callback::GetAccountsByGroup,
    Callback::GetAccountByLogin,
    Callback::GetAccountBalanceByLogin,
    Callback::AddAccount,
    Callback::UpdateAccount,
    Callback::DeleteAccount,
    Callback::GetMarginLevelByGroup,
    Callback::GetAccountsEquitiesByGroup,
    Callback::GetAccountsEquitiesByLogin,
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
};

namespace detail {
inline constexpr Methods kUsesDatabases = with(kUsesTrades, kOtherDatabaseMethods);
}  // namespace detail

constexpr bool uses_databases(Callback method) noexcept {
  return detail::kUsesDatabases[static_cast<std::size_t>(method)];
}

}  // namespace workbench
