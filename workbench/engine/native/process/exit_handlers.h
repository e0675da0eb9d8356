// Why a process that was not hit by a fault ended: the exception nobody caught, the text of an abort, a call of exit().
#pragma once

#include "telemetry/telemetry.h"

namespace workbench {

/// From now on an exception that nobody catches is written into the FaultRecord before the process aborts, and a call
/// of exit() or quick_exit() ends in `on_exit`. For the process, for good.
void install_exit_handlers(const SegmentMemory& memory, void (*on_exit)(telemetry::DeathKind kind, int exit_code));

/// The text with which glibc aborted (assert, broken heap, smashed stack) into the record, unless an exception is there
/// already. Async-signal-safe.
void write_abort_text(telemetry::FaultRecord& fault) noexcept;

}  // namespace workbench
