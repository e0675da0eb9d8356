// Candle changes that do not come from quotes, and their transfer to the database.
#include <utility>

#include "market/market.h"

namespace workbench {
namespace {

bool before(const PluginCandleRecord& left, const PluginCandleRecord& right) noexcept {
  return left.time < right.time;
}

}  // namespace

int Market::set_candles(const std::string& symbol, const Candles& candles, CommitBatch& batch) {
  const auto found = find(symbol);
  if (!found) return RET_SYMBOL_NOT_FOUND;
  const std::time_t from = candles.front().time;
  const std::time_t to = candles.back().time;
  Candles kept;
  {
    const std::scoped_lock lock(found->mutex);
    kept = found->candles.read("1M", from, to);
  }
  Candles joined;
  std::erase_if(kept, [&](const PluginCandleRecord& candle) {
    return std::binary_search(candles.begin(), candles.end(), candle, before);
  });
  std::merge(kept.begin(), kept.end(), candles.begin(), candles.end(), std::back_inserter(joined), before);
  return replace_candles(symbol, from, to, joined, batch);
}

int Market::replace_candles(const std::string& symbol, std::time_t from, std::time_t to, const Candles& candles,
                            CommitBatch& batch) {
  const auto found = find(symbol);
  if (!found) return RET_SYMBOL_NOT_FOUND;
  const auto replace = [this, found, symbol, from, to](const Candles& next) {
    candle_writes_.push_back({symbol, {}, CandleWrite::Range{from, to}});
    for (const PluginCandleRecord& candle : next) candle_writes_.push_back({symbol, candle, {}});
    const std::scoped_lock lock(found->mutex);
    return found->candles.replace(from, to, next);
  };
  Candles then = replace(candles);
  // Candles are written in the order of their changes, after the batch's own records; an undo is one more change.
  batch.changed([replace, then = std::move(then)] { replace(then); });
  return RET_OK;
}

std::vector<CandleWrite> Market::take_candles(bool unfinished) {
  std::vector<CandleWrite> writes;
  writes.swap(candle_writes_);
  if (!unfinished) return writes;
  for (const auto& symbol : table_->by_number) {
    const std::scoped_lock lock(symbol->mutex);
    if (const auto newest = symbol->candles.newest()) writes.push_back({symbol->live.symbol, *newest, {}});
  }
  return writes;
}

}  // namespace workbench
