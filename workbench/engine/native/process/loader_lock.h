// The dynamic linker's lock, which an exception leaves locked.
#pragma once

namespace workbench::loader_lock {

// dlopen and dlclose hold this lock while they run a library's constructors and destructors. They have no clean-up for
// an exception that leaves one of those: the lock then stays with the thread, and whoever else comes to the linker
// waits for ever. The linker has nothing else to put back after dlopen; after dlclose it unmaps no library any more.

/// Whether this C library keeps the lock where it can be found.
bool is_known() noexcept;

/// Whether the calling thread holds it. One load while nobody does.
bool is_held() noexcept;

/// Releases it as often as the calling thread holds it. Only for a thread that is in no dlopen and in no dlclose.
void release() noexcept;

}  // namespace workbench::loader_lock
