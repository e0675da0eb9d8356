// Hooks that the measuring loops call in place of a plugin library.
#pragma once

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

namespace workbench::bench {

/// A hook that accepts every quote with a price.
class PassingHook final : public PluginInterface, public HookQuote {
 public:
  int HookQuoteTick(const PluginSymbolRecord&, const TickInfo& tick, PluginTickDiffRecord&) override {
    return tick.bid > 0.0 ? RET_OK : RET_INVALID_DATA;
  }
};

/// A hook that accepts every trade with a volume.
class PassingTradeHook final : public PluginInterface, public HookTrade {
 public:
  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return pass(trade);
  }
  int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return pass(trade);
  }
  int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                            const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return pass(trade);
  }
  int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                            const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return pass(trade);
  }
  int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                                const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    return pass(trade);
  }

 private:
  static int pass(const PluginTradeRecord& trade) noexcept { return trade.volume > 0 ? RET_OK : RET_TRADE_BAD_VOLUME; }
};

}  // namespace workbench::bench
