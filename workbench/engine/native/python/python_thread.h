// Python thread states of native threads that call Python plugins.
#pragma once

#include <nanobind/nanobind.h>

#include "base/per_thread.h"

namespace workbench::python {

/// Returns whether the interpreter is ending or has ended. Its thread states are then gone, and Python ends every
/// thread that requests one.
inline bool interpreter_ends() noexcept {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsInitialized() == 0 || Py_IsFinalizing() != 0;
#else
  return Py_IsInitialized() == 0 || _Py_IsFinalizing() != 0;
#endif
}

/// Keeps this thread's Python thread state from one call to the next. Otherwise Python creates and frees a state, with
/// the memory of its first frame, for each call of a thread that it did not start. That takes tens of microseconds.
class KeptThreadState {
 public:
  KeptThreadState() {
    if (PyGILState_GetThisThreadState() != nullptr) return;  // a Python thread, which keeps its own state
    PyGILState_Ensure();
    kept_ = PyEval_SaveThread();
  }
  ~KeptThreadState() {
    if (kept_ == nullptr || interpreter_ends()) return;
    PyEval_RestoreThread(kept_);
    // Not PyGILState_Release: the C library has already cleared Python's own key of this thread.
    PyThreadState_Clear(kept_);
    PyThreadState_DeleteCurrent();
  }
  KeptThreadState(const KeptThreadState&) = delete;
  KeptThreadState& operator=(const KeptThreadState&) = delete;

 private:
  PyThreadState* kept_ = nullptr;
};

/// Holds the GIL on this thread for the length of a scope.
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
