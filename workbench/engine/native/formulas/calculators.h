// Trading calculations: profit, margin, commission and margin level as pure functions of records, prices and rates.
//
// Volumes are lots x 100 (documented), prices are in units of the quote currency, and each function names the currency
// of its money. No function reads a database or throws. The caller must refuse a result that is not finite.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/Enums.hpp"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// Values of the record fields that the contract keeps as plain numbers.
enum class ProfitMode : int { Forex = 0, Cfd = 1, Futures = 2 };
enum class MarginMode : int { Forex = 0, Cfd = 1, Futures = 2, CfdIndex = 3, CfdLeverage = 4 };
enum class CommissionUnit : int { Money = 0, Pips = 1, Percent = 2 };
enum class FloatingUse : int { None = 0, All = 1, Profit = 2, Loss = 3 };
enum class MarginUnit : int { Percent = 0, Money = 1 };
enum class MarginState : int { Fine = 0, MarginCall = 1, StopOut = 2 };

inline constexpr bool is_buy(PluginTradeCommand cmd) noexcept {
  return cmd == PluginTradeCommand::Buy;
}
inline constexpr bool is_market(PluginTradeCommand cmd) noexcept {
  return cmd == PluginTradeCommand::Buy || cmd == PluginTradeCommand::Sell;
}
bool is_pending(PluginTradeCommand cmd) noexcept;
bool is_finance(PluginTradeCommand cmd) noexcept;

inline double lots(int32_t volume) noexcept {
  return static_cast<double>(volume) / 100.0;
}

// Rounds to hundredths of the currency, halves away from zero. An amount within a millionth of a hundredth of a half
// counts as a half, so that sums match decimal arithmetic (convention). Never returns a negative zero.
double round_money(double amount) noexcept;

// A buy opens at ask and is valued at bid; a sell opens at bid and is valued at ask (documented).
double open_price(PluginTradeCommand cmd, const PluginSymbolRecord& symbol) noexcept;
double close_price(PluginTradeCommand cmd, const PluginSymbolRecord& symbol) noexcept;

// Profit in the quote currency. Forex and CFD: direction x (close - open) x contract_size x lots. Futures: direction x
// (close - open) / tick_size x tick_value x lots, 0 without a tick size (convention; mode names documented).
double profit(const PluginSymbolRecord& symbol, PluginTradeCommand cmd, int32_t volume, double open,
              double close) noexcept;

// Initial margin in the symbol's margin currency (convention):
//   Forex        lots x contract_size / leverage / divider
//   CFD          lots x contract_size x open / divider
//   Futures      lots x margin_initial / divider
//   CFD index    lots x contract_size x open x tick_value / tick_size / divider
//   CFD leverage lots x contract_size x open / leverage / divider
// margin_initial > 0 replaces contract_size of forex and CFD. The divider is the group's for the symbol when > 0, else
// the symbol's when > 0, else 1. Leverage below 1 counts as 1; it is for forex only (documented), and for the CFDs that
// are named after it.
double margin(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, int32_t leverage, int32_t volume,
              double open) noexcept;

// Whether the leverage of an account counts in the symbol's margin mode.
bool takes_leverage(const PluginSymbolRecord& symbol) noexcept;

// The amount per lot that the margin of an open position is based on: margin_maintenance > 0 in the modes that use
// margin_initial (forex, CFD, futures), else the amount that margin() uses, so margin_initial or contract_size
// (convention).
double held_size(const PluginSymbolRecord& symbol) noexcept;

// Margin that an open position holds on its own, in deposit currency and rounded: margin_initial x margin_rate x
// margin_maintenance / basis of the initial margin (convention). The rate is fixed at opening. The initial margin is
// fixed as well, except for changes of the account's leverage (Accounts::store_updated).
double held_margin(const PluginSymbolRecord& symbol, const PluginTradeRecord& trade) noexcept;

// Currency of the result of margin(): the symbol's margin_currency, else the base currency for forex and the quote
// currency for other modes.
std::string_view margin_currency(const PluginSymbolRecord& symbol) noexcept;

// Commission of a trade as a charge, so never above 0, in the deposit currency. `rate` converts quote currency to
// deposit currency. Money: base x lots, or base once per deal. Pips: base x point x contract_size x lots. Percent: base
// / 100 x contract_size x price x lots (convention; units documented). A charge is negative because net profit adds it
// (documented). The server charges it once, at opening; a partial close takes its share by volume (convention).
double commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                  double rate) noexcept;

// The agent's commission by the comm_agent fields, not below 0, in deposit currency. The broker pays it; the trade is
// not charged (convention).
double agent_commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                        double rate) noexcept;

// Tax on a commission, also a charge: comm_tax percent of the commission, 0 for a negative percentage (convention).
// Booked in taxes.
double commission_tax(const PluginGroupRecordSec& sec, double commission) noexcept;

// Sums over the open positions of an account, deposit currency.
struct OpenTotals {
  double profit = 0.0;
  double storage = 0.0;
  double commission = 0.0;
  double margin = 0.0;  // of all symbols, each by hedged_margin
  // Profit by the freemargin_mode of the positions' symbol groups; 0 is the group's own margin_mode.
  std::array<double, 4> floating{};
  int64_t positions = 0;
  int64_t unvalued = 0;  // of them without a price or a rate: the sums say too little

  // Adds everything but the margin. The mode is a result of freemargin_mode().
  void add(const PluginTradeRecord& trade, int freemargin_mode) noexcept;
};

// The freemargin_mode of a group for a symbol: 0 uses the group's margin_mode, 1 is all, 2 profit, 3 loss; any other
// value counts as 0 (convention).
int freemargin_mode(const PluginGroupRecord& group, const PluginSymbolRecord& symbol) noexcept;

// Money of an account without its positions.
struct OwnMoney {
  double balance = 0.0;
  double credit = 0.0;
  double bonus = 0.0;
};

struct MarginNumbers {
  double equity = 0.0;
  double margin_free = 0.0;
  double margin_level = 0.0;
  MarginState state = MarginState::Fine;
};

// Margin state of an account:
//   equity       balance + credit + profit (documented), + bonus where the group's policy counts it as trading equity
//                (documented name)
//   margin_free  by the group's margin_mode (convention): none: balance + credit - margin; all: equity - margin; profit
//                or loss: floating result counted only when of that sign. A symbol group with its own freemargin_mode
//                uses that mode for its result. The group's virtual credit is added
//   margin_level equity / margin in percent, 0 without margin; the free margin when the group counts in money
//   (convention), 0 without margin
//   state        stop out, else margin call, when the level is at or below the threshold. With open positions but no
//                margin (for example when all positions are hedged): in percent, stop out at an equity of 0 and below;
//                in money, by free margin. Normal without positions (convention)
MarginNumbers margin_numbers(const OwnMoney& own, const PluginGroupRecord& group, const OpenTotals& open) noexcept;

// The same as the record that plugins receive.
PluginMarginLevel margin_level(const PluginAccountRecord& account, const PluginGroupRecord& group,
                               const OpenTotals& open);

}  // namespace workbench
