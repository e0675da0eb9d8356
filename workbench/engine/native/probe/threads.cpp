// The start of threads. The owner of the code that starts a thread owns the thread and all threads that it starts in
// turn.
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <threads.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "ledger.h"

namespace workbench::probe {
namespace {

using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);

constinit std::atomic<Create> next_create = nullptr;
// Code of the C++ library, where every std::thread begins.
constinit std::atomic<std::uintptr_t> cpp_begin = 0;
constinit std::atomic<std::uintptr_t> cpp_end = 0;

int keep_cpp_library(dl_phdr_info* info, std::size_t, void*) noexcept {
  if (info->dlpi_name == nullptr || std::strstr(info->dlpi_name, "libstdc++.so") == nullptr) return 0;
  for (std::size_t at = 0; at < info->dlpi_phnum; ++at) {
    const auto& segment = info->dlpi_phdr[at];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    cpp_begin.store(info->dlpi_addr + segment.p_vaddr, std::memory_order_relaxed);
    cpp_end.store(info->dlpi_addr + segment.p_vaddr + segment.p_memsz, std::memory_order_release);
  }
  return 1;
}

bool is_in_cpp_library(const void* address) noexcept {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  return place < cpp_end.load(std::memory_order_acquire) && place >= cpp_begin.load(std::memory_order_relaxed);
}

/// Describes what a std::thread runs. All of them begin with one function of the C++ library, whose argument is an
/// object with a virtual method. Its virtual table identifies the type and the code.
void describe_state(Sheet& sheet) noexcept {
  if (sheet.argument == nullptr) return;
  const void* const* const table = *static_cast<const void* const* const*>(sheet.argument);
  if (table == nullptr) return;
  // The type's description precedes the first method, and its second word is the name; the compiler may omit it
  // (-fno-rtti). Two destructors follow, then run.
  sheet.entry = table[2];
  const auto* const type = static_cast<const char* const*>(table[-1]);
  if (type == nullptr) return;
  // A leading asterisk is not part of the name: it means that the name is compared by its address.
  std::strncpy(sheet.state_type, type[1] + (type[1][0] == '*'), sizeof sheet.state_type - 1);
}

/// The next definition after this one: the C library's.
Create find_create() noexcept {
  Create create = next_create.load(std::memory_order_acquire);
  if (create == nullptr) {
    create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    next_create.store(create, std::memory_order_release);
  }
  return create;
}

[[gnu::constructor]] void find_early() noexcept {
  find_create();
}

/// The first function of each thread.
void* run(void* given) {
  auto* const sheet = static_cast<Sheet*>(given);
  take_sheet(sheet);
  greet_thread();
  return sheet->start(sheet->argument);
}

int create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) noexcept {
  const Create next = find_create();
  if (next == nullptr) return EAGAIN;
  Sheet* const sheet = open_sheet(start, argument);
  // Memory that the C library keeps for a thread outlives it in a cache of stacks and belongs to no plugin.
  const std::uint32_t before = self.acting;
  self.acting = who(kServer, kOutside) + 1;
  const int failed = next(thread, attributes, &run, sheet);
  self.acting = before;
  if (failed != 0) drop_sheet(sheet);
  return failed;
}

}  // namespace

// No look-up here: a static constructor may start the thread or wait for it, and dlopen holds the dynamic linker's lock
// until the constructor returns.
void describe(Sheet& sheet) noexcept {
  sheet.entry = reinterpret_cast<const void*>(sheet.start);
  if (is_in_cpp_library(sheet.entry)) describe_state(sheet);
}

void find_cpp_library() noexcept {
  dl_iterate_phdr([](dl_phdr_info* info, std::size_t size, void* none) { return keep_cpp_library(info, size, none); },
                  nullptr);
}

}  // namespace workbench::probe

#pragma GCC visibility push(default)
extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  return workbench::probe::create(thread, attributes, start, argument);
}

int thrd_create(thrd_t* thread, thrd_start_t start, void* argument) {
  // As in the C library, where C threads return a number in place of a pointer.
  const auto plain = reinterpret_cast<void* (*)(void*)>(reinterpret_cast<void*>(start));
  const int failed = workbench::probe::create(thread, nullptr, plain, argument);
  return failed == 0 ? thrd_success : failed == ENOMEM ? thrd_nomem : thrd_error;
}

}  // extern "C"
#pragma GCC visibility pop
