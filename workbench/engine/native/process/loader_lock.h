// The dynamic linker's lock, which stays locked after an exception.
#pragma once

namespace workbench::loader_lock {

// dlopen and dlclose hold this lock while they run a library's constructors and destructors. They do not release it
// when an exception leaves one of these. The lock then stays with the thread, and every other thread that calls the
// linker waits for ever. After dlopen the linker has nothing else to restore. After dlclose it no longer unmaps any
// library.

/// Returns whether the lock can be located in this C library.
bool is_known() noexcept;

/// Returns whether the calling thread holds the lock. Costs one load while no thread holds it.
bool is_held() noexcept;

/// Releases the lock as often as the calling thread holds it. Only for a thread that is in no dlopen and in no dlclose.
void release() noexcept;

}  // namespace workbench::loader_lock
