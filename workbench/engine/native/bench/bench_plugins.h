// What the measuring loops call instead of a plugin's library.
#pragma once

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

namespace workbench::bench {

/// A hook that lets every quote with a price pass.
class PassingHook final : public PluginInterface, public HookQuote {
 public:
  int HookQuoteTick(const PluginSymbolRecord&, const TickInfo& tick, PluginTickDiffRecord&) override {
    return tick.bid > 0.0 ? RET_OK : RET_INVALID_DATA;
  }
};

/// A hook that lets every trade with a volume pass.
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
