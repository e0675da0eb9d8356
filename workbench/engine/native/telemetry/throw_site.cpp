// The unwinder handles an exception in two phases. The first phase searches for a handler while the whole stack still
// exists. It calls the personality routine of each frame. For the server's frames the linker replaces the C++ routine
// by the one in this file (CMakeLists.txt). Exceptions that a plugin catches itself therefore have no additional cost,
// calls without an exception cost nothing, and exceptions that reach the server are captured with the stack of their
// throw.
#include "telemetry/throw_site.h"

#include <unwind.h>

#include "base/stack_frames.h"
#include "telemetry/thread_state.h"

namespace workbench {

namespace {

struct ThrowSite {
  const CallFrame* call = nullptr;
  bool kept = false;
  StackFrames frames;
};

thread_local constinit ThrowSite last;

}  // namespace

const StackFrames* throw_site() noexcept {
  const CallFrame* const call = thread_state.frame;
  return call != nullptr && last.call == call ? &last.frames : nullptr;
}

KeptThrowSite::KeptThrowSite() noexcept {
  last.kept = true;
}

KeptThrowSite::~KeptThrowSite() {
  last.kept = false;
  last.call = nullptr;
}

}  // namespace workbench

extern "C" {

_Unwind_Reason_Code __real___gxx_personality_v0(int version, _Unwind_Action actions, _Unwind_Exception_Class language,
                                                _Unwind_Exception* exception, _Unwind_Context* context);

_Unwind_Reason_Code __wrap___gxx_personality_v0(int version, _Unwind_Action actions, _Unwind_Exception_Class language,
                                                _Unwind_Exception* exception, _Unwind_Context* context) {
  const auto answer = __real___gxx_personality_v0(version, actions, language, exception, context);
  const workbench::CallFrame* const call = workbench::thread_state.frame;
  const bool caught = (actions & _UA_SEARCH_PHASE) != 0 && answer == _URC_HANDLER_FOUND;
  if (caught && call != nullptr && !workbench::last.kept) {
    workbench::last.call = call;
    workbench::last.frames.take();
  }
  return answer;
}

}  // extern "C"
