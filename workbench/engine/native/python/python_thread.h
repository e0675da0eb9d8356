// The interpreter's view of a native thread that calls Python plugins.
#pragma once

#include <nanobind/nanobind.h>

#include "base/per_thread.h"

namespace workbench::python {

/// Whether the interpreter ends or has ended: its states are gone then, and who asks for one is made to leave the
/// thread.
inline bool interpreter_ends() noexcept {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsInitialized() == 0 || Py_IsFinalizing() != 0;
#else
  return Py_IsInitialized() == 0 || _Py_IsFinalizing() != 0;
#endif
}

/// Keeps the interpreter's state of this thread from one call to the next. Without it the interpreter makes and frees
/// one for each call of a thread that it did not start, with the memory of its first frame: tens of microseconds.
class KeptThreadState {
 public:
  KeptThreadState() {
    if (PyGILState_GetThisThreadState() != nullptr) return;  // a thread of the interpreter, which keeps its own
    PyGILState_Ensure();
    kept_ = PyEval_SaveThread();
  }
  ~KeptThreadState() {
    if (kept_ == nullptr || interpreter_ends()) return;
    PyEval_RestoreThread(kept_);
    // Not PyGILState_Release: the C library has already cleared the interpreter's own key of this thread.
    PyThreadState_Clear(kept_);
    PyThreadState_DeleteCurrent();
  }
  KeptThreadState(const KeptThreadState&) = delete;
  KeptThreadState& operator=(const KeptThreadState&) = delete;

 private:
  PyThreadState* kept_ = nullptr;
};

/// The right to run Python on this thread, for the length of a scope.
class Turn {
 public:
  Turn() {
    PerThread<KeptThreadState>::get();
    token_ = PyGILState_Ensure();
  }
  ~Turn() { PyGILState_Release(token_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PyGILState_STATE token_;
};

}  // namespace workbench::python
