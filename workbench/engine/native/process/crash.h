// The fault report of a dying engine process: what happened, where, on which thread, written into the segment.
#pragma once

#include <string>

#include "telemetry/telemetry.h"

namespace workbench {

/// From now on a fatal signal, an exception that nobody catches and a call of exit() write a FaultRecord, the stack of
/// every thread and state Crashed into this telemetry's segment, and the memory map into `maps_file` ("" for none),
/// before they end the process as they would have. Threads also tell their stacks when the client process asks. The
/// calling thread and every thread that begins or takes a slot later get a stack of their own for it. Debuggers of the
/// same user may attach. For the process, not for one engine: the last call counts. Throws std::system_error when a
/// handler cannot be installed.
void install_crash_handler(Telemetry& telemetry, const std::string& maps_file);

}  // namespace workbench
