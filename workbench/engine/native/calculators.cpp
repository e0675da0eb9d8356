// Formulas of profit, margin, commission and margin level.
#include "calculators.h"

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

MarginState margin_state(const PluginMarginLevel& level, const PluginGroupRecord& group) noexcept {
  if (level.margin <= 0.0) return MarginState::Fine;
  if (level.margin_level <= group.margin_stopout) return MarginState::StopOut;
  if (level.margin_level <= group.margin_call) return MarginState::MarginCall;
  return MarginState::Fine;
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
  return std::round(amount * 100.0) / 100.0;
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
  const double size = symbol.margin_initial > 0.0 ? symbol.margin_initial : symbol.contract_size;
  switch (static_cast<MarginMode>(symbol.margin_mode)) {
    case MarginMode::Forex:
      return geared * size;
    case MarginMode::Cfd:
      return share * size * open;
    case MarginMode::Futures:
      return share * symbol.margin_initial;
    case MarginMode::CfdIndex:
      return symbol.tick_size > 0.0 ? share * symbol.contract_size * open * symbol.tick_value / symbol.tick_size : 0.0;
    case MarginMode::CfdLeverage:
      return geared * symbol.contract_size * open;
  }
  return geared * size;
}

std::string_view margin_currency(const PluginSymbolRecord& symbol) noexcept {
  if (!symbol.margin_currency.empty()) return symbol.margin_currency;
  return static_cast<MarginMode>(symbol.margin_mode) == MarginMode::Forex ? symbol.currency : symbol.quote_currency;
}

double commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                  double rate) noexcept {
  const double amount = charge(sec.comm_base, sec.comm_type, sec.comm_lots == 1, symbol, volume, price, rate);
  return amount > 0.0 ? 0.0 - round_money(amount) : 0.0;
}

double agent_commission(const PluginGroupRecordSec& sec, const PluginSymbolRecord& symbol, int32_t volume, double price,
                        double rate) noexcept {
  const double amount =
      charge(sec.comm_agent, sec.comm_agent_type, sec.comm_agent_lots == 1, symbol, volume, price, rate);
  return amount > 0.0 ? round_money(amount) : 0.0;
}

PluginMarginLevel margin_level(const PluginAccountRecord& account, const PluginGroupRecord& group,
                               std::span<const OpenPosition> positions) {
  PluginMarginLevel level{};
  level.login = account.login;
  level.group = account.group;
  level.leverage = account.leverage;
  level.balance = account.balance;
  level.credit = account.credit;
  level.bonus = account.bonus;
  for (const OpenPosition& position : positions) {
    level.profit += position.profit;
    level.storage += position.storage;
    level.commission += position.commission;
    level.margin += position.margin;
  }
  const bool bonus_trades = (group.bonus_usage_policy & PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY) != 0;
  const double own = level.balance + level.credit + (bonus_trades ? level.bonus : 0.0);
  level.equity = own + level.profit;
  level.margin_free =
      own + counted_floating(static_cast<FloatingUse>(group.margin_mode), level.profit) + group.credit - level.margin;
  level.margin_type = group.margin_type;
  if (level.margin > 0.0) {
    const bool money = static_cast<MarginUnit>(group.margin_type) == MarginUnit::Money;
    level.margin_level = money ? level.margin_free : level.equity / level.margin * 100.0;
  }
  level.level_type = static_cast<int>(margin_state(level, group));
  return level;
}

}  // namespace workbench
