// An exception is thrown in two rounds: the first looks for who will catch it, while the whole stack still stands. In
// that round each frame's language is asked through its personality routine; the linker puts ours in place of that of
// C++ for the server's frames (CMakeLists.txt). So exceptions that a plugin catches itself cost what they did, calls
// without one cost nothing, and those that reach the server are seen where they were thrown.
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
