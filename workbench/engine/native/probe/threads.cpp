// The start of threads: whose code starts one owns it, and the threads that it starts in turn.
#include <dlfcn.h>
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstring>

#include "ledger.h"

namespace workbench::probe {
namespace {

using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);

bool is_in(const void* address, const char* library, Dl_info& where) noexcept {
  return dladdr(address, &where) != 0 && where.dli_fname != nullptr && std::strstr(where.dli_fname, library) != nullptr;
}

/// What a std::thread runs: all of them begin with one function of the C++ library, whose argument is an object with a
/// virtual method. Its table says what type it is, and which code.
struct StateType {
  const void* function;
  const char* name;
};

StateType state_type(const void* argument) noexcept {
  if (argument == nullptr) return {};
  const void* const* const table = *static_cast<const void* const* const*>(argument);
  Dl_info where{};
  if (table == nullptr || dladdr(table, &where) == 0) return {};
  // Before the first method: the type's description, whose second word is its name. Then two destructors, then run.
  const auto* const type = static_cast<const char* const*>(table[-1]);
  Dl_info described{};
  const bool known = type != nullptr && dladdr(type, &described) != 0;
  return {table[2], known ? type[1] : nullptr};
}

void describe(Sheet& sheet) noexcept {
  sheet.entry = reinterpret_cast<const void*>(sheet.start);
  Dl_info where{};
  if (!is_in(sheet.entry, "libstdc++.so", where)) return;
  const StateType state = state_type(sheet.argument);
  if (state.function != nullptr) sheet.entry = state.function;
  // The type's name may begin with an asterisk: it is then compared by its address, and no part of the name.
  if (state.name != nullptr) {
    std::strncpy(sheet.state_type, state.name + (state.name[0] == '*'), sizeof sheet.state_type - 1);
  }
}

/// The next one after ours: the C library's.
Create next_create() noexcept {
  static constinit Create found = nullptr;
  Create create = __atomic_load_n(&found, __ATOMIC_ACQUIRE);
  if (create == nullptr) {
    create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    __atomic_store_n(&found, create, __ATOMIC_RELEASE);
  }
  return create;
}

/// The first function of each thread.
void* run(void* given) {
  auto* const sheet = static_cast<Sheet*>(given);
  take_sheet(sheet);
  greet_thread();
  return sheet->start(sheet->argument);
}

int create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) noexcept {
  const Create next = next_create();
  if (next == nullptr) return EAGAIN;
  Sheet* const sheet = open_sheet(start, argument);
  describe(*sheet);
  // What the C library keeps for a thread outlives it in a cache of stacks, which is no plugin's.
  const std::uint32_t before = self.acting;
  self.acting = who(kServer, kOutside) + 1;
  const int failed = next(thread, attributes, &run, sheet);
  self.acting = before;
  if (failed != 0) drop_sheet(sheet);
  return failed;
}

}  // namespace
}  // namespace workbench::probe

#pragma GCC visibility push(default)
extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  return workbench::probe::create(thread, attributes, start, argument);
}

int thrd_create(thrd_t* thread, thrd_start_t start, void* argument) {
  // As in the C library, whose threads of C end with a number in place of a pointer.
  const auto plain = reinterpret_cast<void* (*)(void*)>(reinterpret_cast<void*>(start));
  const int failed = workbench::probe::create(thread, nullptr, plain, argument);
  return failed == 0 ? thrd_success : failed == ENOMEM ? thrd_nomem : thrd_error;
}

}  // extern "C"
#pragma GCC visibility pop
