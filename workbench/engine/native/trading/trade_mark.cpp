// Marks of trades.
#include "trading/trade_mark.h"

#include <algorithm>
#include <atomic>

#include "formulas/calculators.h"
#include "market/market.h"

namespace workbench {
namespace {

using Kind = telemetry::MarkKind;

constexpr uint16_t kNoSymbol = 0xFFFF;

bool closes(Kind kind) noexcept {
  return kind == Kind::Closed || kind == Kind::StopOut;
}

}  // namespace

void put_mark(ServerContext& context, Kind kind, const PluginTradeRecord& trade, int code) {
  telemetry::MarkRecord record{};
  record.server_nanos = context.server_nanos.load(std::memory_order_relaxed);
  record.price = closes(kind) ? trade.close_price : trade.open_price;
  record.profit = closes(kind) || is_finance(trade.cmd) ? trade.profit : 0.0;
  record.order = trade.order;
  record.login = trade.login;
  record.volume = trade.volume;
  record.cmd = static_cast<int32_t>(trade.cmd);
  record.code = code;
  record.symbol = context.market.number(trade.symbol).value_or(kNoSymbol);
  record.kind = static_cast<uint8_t>(kind);
  // A rollback is reported by the refusal that causes it.
  record.activation = static_cast<uint8_t>(std::max(static_cast<int>(trade.activation), 0));
  record.state = static_cast<int32_t>(trade.state);
  context.telemetry.mark(record);
}

}  // namespace workbench
