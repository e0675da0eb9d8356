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

}  // namespace workbench::bench
