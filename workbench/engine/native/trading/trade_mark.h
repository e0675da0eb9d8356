// What happened to a trade as a record for observers: the chart draws it, a run is counted by it.
#pragma once

#include "base/server_context.h"
#include "model/PluginTradeRecord.hpp"
#include "telemetry/telemetry.h"

namespace workbench {

// With the engine lock held.
void put_mark(ServerContext& context, telemetry::MarkKind kind, const PluginTradeRecord& trade, int code);

}  // namespace workbench
