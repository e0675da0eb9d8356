// What plugins and observers are told of trades: events after the commit, journal, counters and marks.
#include <atomic>

#include "calculators.h"
#include "trade_text.h"
#include "trading.h"

namespace workbench {
namespace {

void count(uint64_t& counter) noexcept {
  std::atomic_ref(counter).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

void Trading::tell_opened(const PluginTradeRecord& trade, Callback database, Round& round) {
  round.after_commit([this, trade, database] {
    parts_.host.trade_event(Callback::OnTradeExecuteOpen, trade);
    parts_.host.trade_event(database, trade);
    if (is_market(trade.cmd)) mark(telemetry::MarkKind::Opened, trade, RET_OK);
    parts_.notices.journal("info", "CLIENT", kNoPlugin, opened_text(trade));
  });
}

void Trading::tell_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, Round& round) {
  round.after_commit([this, trade, rest = rest == nullptr ? std::optional<PluginTradeRecord>{} : *rest] {
    parts_.host.trade_event(Callback::OnTradeExecuteClose, trade);
    parts_.host.trade_event(rest ? Callback::OnTradeAddDB : Callback::OnTradeUpdateDB, trade);
    if (rest) parts_.host.trade_event(Callback::OnTradeUpdateDB, *rest);
    mark(telemetry::MarkKind::Closed, trade, RET_OK);
    parts_.notices.journal("info", "CLIENT", kNoPlugin, closed_text(trade));
  });
}

void Trading::tell_change(Callback database, const PluginTradeRecord& trade, std::string_view what, Round& round) {
  round.after_commit([this, database, trade, text = changed_text(what, trade)] {
    parts_.host.trade_event(database, trade);
    parts_.notices.journal("info", is_finance(trade.cmd) ? "MANAGER" : "CLIENT", kNoPlugin, text);
  });
}

int Trading::refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict) {
  const std::string plugin = verdict.plugin == kNoPlugin ? std::string() : parts_.host.name(verdict.plugin);
  parts_.notices.journal("warning", "CLIENT", verdict.plugin, refused_text(what, trade, plugin, verdict.code));
  count(parts_.telemetry.header().refused);
  parts_.on_engine([this, trade, code = verdict.code] { mark(telemetry::MarkKind::Refused, trade, code); });
  return verdict.code;
}

void Trading::mark(telemetry::MarkKind kind, const PluginTradeRecord& trade, int code) {
  telemetry::SegmentHeader& header = parts_.telemetry.header();
  if (kind == telemetry::MarkKind::Opened) count(header.opened);
  if (kind == telemetry::MarkKind::Closed) count(header.closed);
  std::atomic_ref(header.open_trades).store(parts_.store.trade_count(Book::Open), std::memory_order_relaxed);
  telemetry::MarkRecord record{};
  record.server_nanos = parts_.server_nanos.load(std::memory_order_relaxed);
  record.price = kind == telemetry::MarkKind::Closed ? trade.close_price : trade.open_price;
  record.profit = kind == telemetry::MarkKind::Closed ? trade.profit : 0.0;
  record.order = trade.order;
  record.login = trade.login;
  record.volume = trade.volume;
  record.cmd = static_cast<int32_t>(trade.cmd);
  record.code = code;
  record.symbol = parts_.market.number(trade.symbol).value_or(0xFFFF);
  record.kind = static_cast<uint8_t>(kind);
  parts_.telemetry.mark(record);
}

}  // namespace workbench
