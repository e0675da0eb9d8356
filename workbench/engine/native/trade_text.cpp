// Wording of journal lines about trades.
#include "trade_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "calculators.h"
#include "generated/reflection.h"

namespace workbench {
namespace {

std::string number(double value, int digits) {
  std::array<char, 64> text{};
  // As printf's %.*f, in a tenth of its time.
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, std::clamp(digits, 0, 16));
  return error == std::errc() ? std::string(text.data(), end) : std::string("?");
}

std::string subject(const PluginTradeRecord& trade) {
  const std::string_view cmd = enum_name(trade.cmd);
  std::string text = trade.order == 0 ? std::string{} : '#' + std::to_string(trade.order) + ' ';
  text += cmd.empty() ? "command " + std::to_string(static_cast<int>(trade.cmd)) : std::string(cmd);
  return text + ' ' + number(trade.volume / 100.0, 2) + ' ' + trade.symbol;
}

std::string finance_subject(const PluginTradeRecord& record) {
  return std::string(enum_name(record.cmd)) + ' ' + number(record.profit, 2) + " (#" + std::to_string(record.order) +
         ')';
}

std::string money_text(const PluginMarginLevel& margin) {
  return " at level " + number(margin.margin_level, 2) + ", equity " + number(margin.equity, 2) + ", margin " +
         number(margin.margin, 2);
}

}  // namespace

std::string margin_call_text(const PluginMarginLevel& margin) {
  return std::to_string(margin.login) + ": margin call" + money_text(margin);
}

std::string stop_out_text(const PluginMarginLevel& margin, const PluginTradeRecord& closed) {
  return std::to_string(margin.login) + ": stop out" + money_text(margin) + ": closed " + subject(closed) +
         ", profit " + number(closed.profit, 2);
}

std::string code_text(int code) {
  const std::string_view name = return_code_name(code);
  return name.empty() ? std::to_string(code) : std::string(name) + " (" + std::to_string(code) + ')';
}

std::string opened_text(const PluginTradeRecord& trade) {
  return std::to_string(trade.login) + (is_pending(trade.cmd) ? ": placed " : ": opened ") + subject(trade) + " at " +
         number(trade.open_price, trade.digits);
}

std::string closed_text(const PluginTradeRecord& trade) {
  std::string text = std::to_string(trade.login) + ": closed " + subject(trade) + " at " +
                     number(trade.close_price, trade.digits) + ", profit " + number(trade.profit, 2);
  if (trade.activation == PluginTradeActivation::None) return text;
  return text + ", " + std::string(enum_name(trade.activation));
}

std::string changed_text(std::string_view what, const PluginTradeRecord& trade) {
  return std::to_string(trade.login) + ": " + std::string(what) + ' ' +
         (is_finance(trade.cmd) ? finance_subject(trade) : subject(trade));
}

std::string finance_text(const PluginTradeRecord& record) {
  return std::to_string(record.login) + ": " + finance_subject(record);
}

std::string refused_text(std::string_view what, const PluginTradeRecord& trade, std::string_view plugin, int code) {
  return refused_text(std::string(what) + ' ' + subject(trade), trade.login, plugin, code);
}

std::string refused_text(std::string_view what, int login, std::string_view plugin, int code) {
  std::string text = std::to_string(login) + ": " + std::string(what) + " refused";
  if (!plugin.empty()) text += " by " + std::string(plugin);
  return text + ": " + code_text(code);
}

}  // namespace workbench
