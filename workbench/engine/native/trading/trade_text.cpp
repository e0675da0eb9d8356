// Text of journal lines about trades.
#include "trading/trade_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/generated/reflection.h"
#include "formulas/calculators.h"

namespace workbench {
namespace {

std::string number(double value, int digits) {
  std::array<char, 64> text{};
  // Like printf's %.*f, in a tenth of its time.
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, std::clamp(digits, 0, 16));
  return error == std::errc() ? std::string(text.data(), end) : std::string("?");
}

// Every opening and closing has its own line, with one allocation.
constexpr size_t kUsualLine = 96;

std::string line_of(int login) {
  std::string text;
  text.reserve(kUsualLine);
  text += std::to_string(login);
  return text;
}

std::string lots(int32_t volume) {
  if (volume < 0) return number(volume / 100.0, 2);
  const int32_t hundredths = volume % 100;
  return std::to_string(volume / 100) + (hundredths < 10 ? ".0" : ".") + std::to_string(hundredths);
}

void add_subject(std::string& text, const PluginTradeRecord& trade) {
  const std::string_view cmd = enum_name(trade.cmd);
  if (trade.order != 0) text.append("#").append(std::to_string(trade.order)).append(" ");
  if (cmd.empty()) {
    text.append("command ").append(std::to_string(static_cast<int>(trade.cmd)));
  } else {
    text.append(cmd);
  }
  text.append(" ").append(lots(trade.volume)).append(" ").append(trade.symbol);
}

std::string subject(const PluginTradeRecord& trade) {
  std::string text;
  add_subject(text, trade);
  return text;
}

std::string finance_subject(const PluginTradeRecord& record) {
  return std::string(enum_name(record.cmd)) + ' ' + number(record.profit, 2) + " (#" + std::to_string(record.order) +
         ')';
}

// Other activations may describe how the position was opened, or a close that a plugin refused.
bool closes(PluginTradeActivation activation) noexcept {
  using Activation = PluginTradeActivation;
  return activation == Activation::StopLoss || activation == Activation::TakeProfit ||
         activation == Activation::StopOut;
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
  std::string text = line_of(trade.login);
  text += is_pending(trade.cmd) ? ": placed " : ": opened ";
  add_subject(text, trade);
  return text.append(" at ").append(number(trade.open_price, trade.digits));
}

std::string closed_text(const PluginTradeRecord& trade) {
  std::string text = line_of(trade.login);
  text += ": closed ";
  add_subject(text, trade);
  text.append(" at ").append(number(trade.close_price, trade.digits));
  text.append(", profit ").append(number(trade.profit, 2));
  if (closes(trade.activation)) text.append(", ").append(enum_name(trade.activation));
  return text;
}

std::string changed_text(std::string_view what, const PluginTradeRecord& trade) {
  return std::to_string(trade.login) + ": " + std::string(what) + ' ' +
         (is_finance(trade.cmd) ? finance_subject(trade) : subject(trade));
}

std::string finance_text(const PluginTradeRecord& record) {
  return std::to_string(record.login) + ": " + finance_subject(record);
}

std::string refused_text(std::string_view what, const PluginTradeRecord& trade, std::string_view plugin, int code,
                         const FieldFault& fault) {
  return refused_text(std::string(what) + ' ' + subject(trade), trade.login, plugin, code, fault);
}

std::string refused_text(std::string_view what, int login, std::string_view plugin, int code, const FieldFault& fault) {
  std::string text = std::to_string(login) + ": " + std::string(what) + " refused";
  if (!plugin.empty() && !fault) text.append(" by ").append(plugin);
  text.append(": ").append(code_text(code));
  if (!fault) return text;
  text.append(": ").append(fault.field);
  if (!plugin.empty()) text.append(" of ").append(plugin);
  return text.append(" ").append(fault.why);
}

}  // namespace workbench
