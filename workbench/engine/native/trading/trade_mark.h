// Marks of trade events for client processes: the chart draws them, and runs are counted by them.
#pragma once

#include "base/server_context.h"
#include "model/PluginTradeRecord.hpp"
#include "telemetry/telemetry.h"

namespace workbench {

// Needs the engine lock.
void put_mark(ServerContext& context, telemetry::MarkKind kind, const PluginTradeRecord& trade, int code);

}  // namespace workbench
