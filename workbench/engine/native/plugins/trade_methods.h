// The methods of the server interface that use the trade database, and the callbacks that must not call them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "telemetry/generated/callbacks.h"

namespace workbench {

// The platform holds the account database while it calls account hooks and events, and locks it again in every trade
// method. Calling one from there therefore deadlocks (documented).
inline constexpr std::array kTradeMethods{
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
    Callback::CancelTrade,
    Callback::CloseTradeBy,
    Callback::DeleteTrade,
    Callback::RestoreTrade,
};

namespace detail {
using Methods = std::array<bool, kCallbackCount>;

/// Returns the set `in_it` with `methods` added.
template <std::size_t Count>
constexpr Methods with(Methods in_it, const std::array<Callback, Count>& methods) {
  for (const Callback method : methods) in_it[static_cast<std::size_t>(method)] = true;
  return in_it;
}

inline constexpr Methods kUsesTrades = with({}, kTradeMethods);
}  // namespace detail

constexpr bool uses_trades(Callback method) noexcept {
  return detail::kUsesTrades[static_cast<std::size_t>(method)];
}

/// Returns whether the platform holds the account database during the callback.
constexpr bool is_account_callback(Callback callback) noexcept {
  return callback_class(callback) == "HookAccount" || callback_class(callback) == "EventAccount";
}

}  // namespace workbench
