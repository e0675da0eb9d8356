// Formulas of profit, margin, commission and margin level.
#include "formulas/calculators.h"

#include <algorithm>
#include <cmath>

namespace workbench {
namespace {

double divider(const PluginSymbolRecord& symbol, const PluginGroupRecord& group) noexcept {
  const auto own = group.secmargins.find(symbol.symbol);
  if (own != group.secmargins.end() && own->second.margin_divider > 0.0) return own->second.margin_divider;
  return symbol.margin_divider > 0.0 ? symbol.margin_divider : 1.0;
}

double charge(double base, int unit, bool per_deal, const PluginSymbolRecord& symbol, int32_t volume, double price,
              double rate) noexcept {
  const double count = per_deal ? 1.0 : lots(volume);
  switch (static_cast<CommissionUnit>(unit)) {
    case CommissionUnit::Money:
      return base * count;
    case CommissionUnit::Pips:
      return base * symbol.point * symbol.contract_size * count * rate;
    case CommissionUnit::Percent:
      return base / 100.0 * symbol.contract_size * price * count * rate;
  }
  return 0.0;
}

double counted_floating(FloatingUse use, double floating) noexcept {
  switch (use) {
    case FloatingUse::None:
      return 0.0;
    case FloatingUse::All:
      return floating;
    case FloatingUse::Profit:
      return std::max(floating, 0.0);
    case FloatingUse::Loss:
      return std::min(floating, 0.0);
  }
  return floating;
}

// Whether the margin mode uses margin_initial. Without a value, forex and CFD use the contract size, and futures have
// no margin.
bool takes_initial(MarginMode mode) noexcept {
  return mode == MarginMode::Forex || mode == MarginMode::Cfd || mode == MarginMode::Futures;
}

double initial_size(const PluginSymbolRecord& symbol) noexcept {
  const auto mode = static_cast<MarginMode>(symbol.margin_mode);
  if (mode == MarginMode::Futures) return symbol.margin_initial;
  return takes_initial(mode) && symbol.margin_initial > 0.0 ? symbol.margin_initial : symbol.contract_size;
}

MarginState by_thresholds(double level, const PluginGroupRecord& group) noexcept {
  if (level <= group.margin_stopout) return MarginState::StopOut;
  return level <= group.margin_call ? MarginState::MarginCall : MarginState::Fine;
}

MarginState margin_state(const MarginNumbers& numbers, const PluginGroupRecord& group,
                         const OpenTotals& open) noexcept {
  const bool money = static_cast<MarginUnit>(group.margin_type) == MarginUnit::Money;
  if (open.margin > 0.0) return by_thresholds(numbers.margin_level, group);
  if (open.positions == 0) return MarginState::Fine;
  if (money) return by_thresholds(numbers.margin_free, group);
  return numbers.equity <= 0.0 ? MarginState::StopOut : MarginState::Fine;
}

}  // namespace

bool is_pending(PluginTradeCommand cmd) noexcept {
  const int value = static_cast<int>(cmd);
  return (value >= static_cast<int>(PluginTradeCommand::BuyLimit) &&
          value <= static_cast<int>(PluginTradeCommand::SellStop)) ||
         cmd == PluginTradeCommand::BuyStopLimit || cmd == PluginTradeCommand::SellStopLimit;
}

bool is_finance(PluginTradeCommand cmd) noexcept {
  const int value = static_cast<int>(cmd);
  return (value >= static_cast<int>(PluginTradeCommand::BalanceIn) &&
          value <= static_cast<int>(PluginTradeCommand::CreditOut)) ||
         (value >= static_cast<int>(PluginTradeCommand::Charge) &&
          value <= static_cast<int>(PluginTradeCommand::SoCompensation));
}

double round_money(double amount) noexcept {
  constexpr double kNearHalf = 1e-6;
  const double hundredths = amount * 100.0;
  return std::round(hundredths + std::copysign(kNearHalf, hundredths)) / 100.0 + 0.0;
}

double open_price(PluginTradeCommand cmd, const PluginSymbolRecord& symbol) noexcept {
  return is_buy(cmd) ? symbol.ask : symbol.bid;
}

double close_price(PluginTradeCommand cmd, const PluginSymbolRecord& symbol) noexcept {
  return is_buy(cmd) ? symbol.bid : symbol.ask;
}

double profit(const PluginSymbolRecord& symbol, PluginTradeCommand cmd, int32_t volume, double open,
              double close) noexcept {
  const double gain = is_buy(cmd) ? close - open : open - close;
  if (static_cast<ProfitMode>(symbol.profit_mode) != ProfitMode::Futures)
    return gain * symbol.contract_size * lots(volume);
  return symbol.tick_size > 0.0 ? gain / symbol.tick_size * symbol.tick_value * lots(volume) : 0.0;
}

double margin(const PluginSymbolRecord& symbol, const PluginGroupRecord& group, int32_t leverage, int32_t volume,
              double open) noexcept {
  const double share = lots(volume) / divider(symbol, group);
  const double geared = share / std::max(leverage, 1);
  const double size = initial_size(symbol);
  switch (static_cast<MarginMode>(symbol.margin_mode)) {
    case MarginMode::Forex:
      return geared * size;
    case MarginMode::Cfd:
      return share * size * open;
    case MarginMode::Futures:
      return share * size;
    case MarginMode::CfdIndex:
      return symbol.tick_size > 0.0 ? share * size * open * symbol.tick_value / symbol.tick_size : 0.0;
    case MarginMode::CfdLeverage:
      return geared * size * open;
  }
  return geared * size;
}

bool takes_leverage(const PluginSymbolRecord& symbol) noexcept {
  const auto mode = static_cast<MarginMode>(symbol.margin_mode);
  return mode == MarginMode::Forex || mode == MarginMode::CfdLeverage;
}

double held_size(const PluginSymbolRecord& symbol) noexcept {
  const bool own = symbol.margin_maintenance > 0.0 && takes_initial(static_cast<MarginMode>(symbol.margin_mode));
  return own ? symbol.margin_maintenance : initial_size(symbol);
}

double held_margin(const PluginSymbolRecord& symbol, const PluginTradeRecord& trade) noexcept {
  const double initial = initial_size(symbol);
  const double held = held_size(symbol);
  const double amount = trade.margin_initial * trade.margin_rate;
  return round_money(held == initial || initial <= 0.0 ? amount : amount * (held / initial));
}

std::string_view margin_currency(const PluginSymbolRecord& symbol) noexcept {
  if (!symbol.margin_currency.empty()) return symbol.margin_currency;
  return static_cast<MarginMode>(symbol.margin_mode) == MarginMode::Forex ? symbol.currency : symbol.quote_currency;
}

double commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                  double rate) noexcept {
  const double amount = charge(sec.comm_base, sec.comm_type, sec.comm_lots == 1, symbol, volume, price, rate);
  return amount <= 0.0 ? 0.0 : 0.0 - round_money(amount);
}

double agent_commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                        double rate) noexcept {
  const double amount =
      charge(sec.comm_agent, sec.comm_agent_type, sec.comm_agent_lots == 1, symbol, volume, price, rate);
  return amount <= 0.0 ? 0.0 : round_money(amount);
}

double commission_tax(const PluginGroupRecordSec& sec, double commission) noexcept {
  const double amount = -commission * sec.comm_tax / 100.0;
  return amount <= 0.0 ? 0.0 : 0.0 - round_money(amount);
}

void OpenTotals::add(const PluginTradeRecord& trade, int freemargin_mode) noexcept {
  profit += trade.profit;
  storage += trade.storage;
  commission += trade.commission;
  floating[static_cast<size_t>(freemargin_mode)] += trade.profit;
  ++positions;
}

int freemargin_mode(const PluginGroupRecord& group, const PluginSymbolRecord& symbol) noexcept {
  const auto sec = group.secgroups.find(symbol.sec_index);
  if (sec == group.secgroups.end()) return 0;
  const int mode = sec->second.freemargin_mode;
  return mode >= static_cast<int>(FloatingUse::All) && mode <= static_cast<int>(FloatingUse::Loss) ? mode : 0;
}

MarginNumbers margin_numbers(const OwnMoney& own, const PluginGroupRecord& group, const OpenTotals& open) noexcept {
  const bool bonus_trades = (group.bonus_usage_policy & PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY) != 0;
  const double money = own.balance + own.credit + (bonus_trades ? own.bonus : 0.0);
  double counted = counted_floating(static_cast<FloatingUse>(group.margin_mode), open.floating[0]);
  for (const FloatingUse use : {FloatingUse::All, FloatingUse::Profit, FloatingUse::Loss})
    counted += counted_floating(use, open.floating[static_cast<size_t>(use)]);
  MarginNumbers numbers;
  numbers.equity = money + open.profit;
  numbers.margin_free = money + counted + group.credit - open.margin;
  if (open.margin > 0.0) {
    const bool in_money = static_cast<MarginUnit>(group.margin_type) == MarginUnit::Money;
    numbers.margin_level = in_money ? numbers.margin_free : numbers.equity / open.margin * 100.0;
  }
  numbers.state = margin_state(numbers, group, open);
  return numbers;
}

PluginMarginLevel margin_level(const PluginAccountRecord& account, const PluginGroupRecord& group,
                               const OpenTotals& open) {
  const MarginNumbers numbers = margin_numbers({account.balance, account.credit, account.bonus}, group, open);
  PluginMarginLevel level{};
  level.login = account.login;
  level.group = account.group;
  level.leverage = account.leverage;
  level.balance = account.balance;
  level.credit = account.credit;
  level.bonus = account.bonus;
  level.equity = numbers.equity;
  level.profit = open.profit;
  level.storage = open.storage;
  level.commission = open.commission;
  level.margin = open.margin;
  level.margin_free = numbers.margin_free;
  level.margin_level = numbers.margin_level;
  level.margin_type = group.margin_type;
  level.level_type = static_cast<int>(numbers.state);
  return level;
}

}  // namespace workbench
