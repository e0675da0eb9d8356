// Candles that plugins write.
#include <limits>
#include <utility>

#include "market/candles.h"
#include "server/server_interface.h"

namespace workbench {
namespace {

constexpr std::time_t kAlways = std::numeric_limits<std::time_t>::max();

}  // namespace

int ServerInterface::SetCandles(const std::string& symbol, const std::vector<PluginCandleRecord>& candles) {
  const RequestDepth deeper;
  if (!context_.market.number(symbol)) return RET_SYMBOL_NOT_FOUND;
  if (const int code = check_candles(candles); code != RET_OK) return code;
  return request_queue_.post([&market = context_.market, symbol, candles](CommitBatch& batch) {
    return Outcome{market.set_candles(symbol, candles, batch), 0};
  });
}

int ServerInterface::DeleteCandlesAll(const std::string& symbol) {
  return replace_candles(symbol, 0, kAlways, {});
}

int ServerInterface::DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) {
  return from > to ? RET_ERR_PARAMS : replace_candles(symbol, from, to, {});
}

// flush_data 0 replaces the imported range only, 1 all candles (documented); the reference has no other details
// (convention).
int ServerInterface::ImportCandleStores(const std::vector<PluginCandleRecord>& candles, int flush_data,
                                        const std::string& symbol) {
  if (flush_data != 0 && flush_data != 1) return RET_ERR_PARAMS;
  if (const int code = check_candles(candles); code != RET_OK) return code;
  if (flush_data == 1) return replace_candles(symbol, 0, kAlways, candles);
  return replace_candles(symbol, candles.front().time, candles.back().time, candles);
}

int ServerInterface::replace_candles(const std::string& symbol, std::time_t from, std::time_t to,
                                     std::vector<PluginCandleRecord> candles) {
  const RequestDepth deeper;
  if (!context_.market.number(symbol)) return RET_SYMBOL_NOT_FOUND;
  return request_queue_.post(
      [&market = context_.market, symbol, from, to, candles = std::move(candles)](CommitBatch& batch) {
        return Outcome{market.replace_candles(symbol, from, to, candles, batch), 0};
      });
}

}  // namespace workbench
