// The fault report of a crashing engine process. It records what happened, where and on which thread, and is written
// into the segment.
#pragma once

#include <string>

#include "telemetry/telemetry.h"

namespace workbench {

/// Installs handlers for fatal signals, uncaught exceptions and calls of exit(). They write a FaultRecord, the stack of
/// every thread and the state Crashed into this telemetry's segment, and the memory map into `maps_file` ("" for none).
/// Then they end the process the same way as without handlers. Threads also report their stacks when the client process
/// asks. The calling thread, and every thread that begins or takes a slot later, gets a separate signal stack.
/// Debuggers of the same user may attach. The handlers apply to the process, not to one engine: the last call counts.
/// Throws std::system_error when a handler cannot be installed.
void install_crash_handler(Telemetry& telemetry, const std::string& maps_file);

}  // namespace workbench
