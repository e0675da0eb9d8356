// Terminate and exit handlers. They record why a process without a fault ended: an uncaught exception, the text of an
// abort, or a call of exit().
#pragma once

#include "telemetry/telemetry.h"

namespace workbench {

/// From now on the FaultRecord receives an uncaught exception before the process aborts, and a call of exit() or
/// quick_exit() ends in `on_exit`. The handlers apply to the process and cannot be removed.
void install_exit_handlers(const SegmentMemory& memory, void (*on_exit)(telemetry::DeathKind kind, int exit_code));

/// Writes the text with which glibc aborted (assert, broken heap, smashed stack) into the record, unless it contains an
/// exception already. Async-signal-safe.
void write_abort_text(telemetry::FaultRecord& fault) noexcept;

}  // namespace workbench
