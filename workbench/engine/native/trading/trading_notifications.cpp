// Notifications about trades for plugins and client processes: events after the commit, journal, counters and marks.
#include <atomic>

#include "formulas/calculators.h"
#include "trading/trade_mark.h"
#include "trading/trade_text.h"
#include "trading/trading.h"

namespace workbench {
namespace {

using Kind = telemetry::MarkKind;

void count(uint64_t& counter) noexcept {
  std::atomic_ref(counter).fetch_add(1, std::memory_order_relaxed);
}

Kind opening_kind(const PluginTradeRecord& trade) noexcept {
  if (is_pending(trade.cmd)) return Kind::Placed;
  return trade.activation == PluginTradeActivation::Pending ? Kind::Activated : Kind::Opened;
}

Kind closing_kind(const PluginTradeRecord& trade) noexcept {
  return trade.activation == PluginTradeActivation::StopOut ? Kind::StopOut : Kind::Closed;
}

std::string_view change_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::Activated:
      return "activated";
    case Kind::Cancelled:
      return "cancelled";
    case Kind::Corrected:
      return "corrected";
    case Kind::Deleted:
      return "deleted";
    case Kind::Restored:
      return "restored";
    default:
      return "changed";
  }
}

}  // namespace

void Trading::notify_opened(const PluginTradeRecord& trade, Callback database, CommitBatch& batch) {
  batch.after_commit([this, trade, database] {
    context_.host.trade_event(Callback::OnTradeExecuteOpen, trade);
    context_.host.trade_event(database, trade);
    mark(opening_kind(trade), trade, RET_OK);
    context_.notices.journal("info", "CLIENT", kNoPlugin, opened_text(trade));
  });
}

void Trading::notify_closed(const PluginTradeRecord& trade, const PluginTradeRecord* rest, CommitBatch& batch) {
  batch.after_commit([this, trade, rest = rest == nullptr ? std::optional<PluginTradeRecord>{} : *rest] {
    context_.host.trade_event(Callback::OnTradeExecuteClose, trade);
    context_.host.trade_event(rest ? Callback::OnTradeAddDB : Callback::OnTradeUpdateDB, trade);
    if (rest) context_.host.trade_event(Callback::OnTradeUpdateDB, *rest);
    mark(closing_kind(trade), trade, RET_OK);
    context_.notices.journal("info", "CLIENT", kNoPlugin, closed_text(trade));
  });
}

void Trading::notify_change(Callback database, const PluginTradeRecord& trade, Kind kind, CommitBatch& batch) {
  batch.after_commit([this, database, kind, trade] {
    context_.host.trade_event(database, trade);
    mark(kind, trade, RET_OK);
    const std::string text = changed_text(change_name(kind), trade);
    context_.notices.journal("info", is_finance(trade.cmd) ? "MANAGER" : "CLIENT", kNoPlugin, text);
  });
}

int Trading::refuse(std::string_view what, const PluginTradeRecord& trade, Verdict verdict) {
  const std::string plugin = verdict.plugin == kNoPlugin ? std::string() : context_.host.name(verdict.plugin);
  context_.notices.journal("warning", "CLIENT", verdict.plugin,
                           refused_text(what, trade, plugin, verdict.code, verdict.fault));
  count(context_.telemetry.header().refused);
  context_.on_engine([this, trade, code = verdict.code] { mark(Kind::Refused, trade, code); });
  return verdict.code;
}

void Trading::mark(Kind kind, const PluginTradeRecord& trade, int code) {
  telemetry::SegmentHeader& header = context_.telemetry.header();
  if ((kind == Kind::Opened || kind == Kind::Activated) && is_market(trade.cmd)) count(header.opened);
  if (kind == Kind::Closed || kind == Kind::StopOut) count(header.closed);
  std::atomic_ref(header.open_trades).store(context_.store.trade_count(Book::Open), std::memory_order_relaxed);
  put_mark(context_, kind, trade, code);
}

}  // namespace workbench
