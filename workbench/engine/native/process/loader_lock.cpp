// glibc keeps the lock inside its own data without a name. The search runs while this library itself is being loaded:
// the only recursive mutex that the loading thread then holds is the linker's lock.
#include "process/loader_lock.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

namespace workbench::loader_lock {

namespace {

bool is_mine(const pthread_mutex_t& mutex) noexcept {
  const auto& facts = mutex.__data;
  const int owner = __atomic_load_n(&facts.__owner, __ATOMIC_RELAXED);
  return owner != 0 && owner == static_cast<pid_t>(syscall(SYS_gettid)) &&
         __atomic_load_n(&facts.__lock, __ATOMIC_RELAXED) != 0 && facts.__kind == PTHREAD_MUTEX_RECURSIVE_NP &&
         facts.__count > 0;
}

/// Returns the only mutex in that data that the calling thread holds; nullptr when there is none or more than one.
pthread_mutex_t* find() noexcept {
  Dl_info where{};
  void* symbol = nullptr;
  void* const data = dlsym(RTLD_DEFAULT, "_rtld_global");
  if (data == nullptr || dladdr1(data, &where, &symbol, RTLD_DL_SYMENT) == 0 || symbol == nullptr) return nullptr;
  const std::size_t size = static_cast<const ElfW(Sym)*>(symbol)->st_size;
  pthread_mutex_t* found = nullptr;
  for (std::size_t at = 0; at + sizeof(pthread_mutex_t) <= size; at += alignof(pthread_mutex_t)) {
    auto* const mutex = reinterpret_cast<pthread_mutex_t*>(static_cast<std::byte*>(data) + at);
    if (!is_mine(*mutex)) continue;
    if (found != nullptr) return nullptr;
    found = mutex;
  }
  return found;
}

pthread_mutex_t* const lock = find();

}  // namespace

bool is_known() noexcept {
  return lock != nullptr;
}

bool is_held() noexcept {
  return lock != nullptr && is_mine(*lock);
}

void release() noexcept {
  while (is_held() && pthread_mutex_unlock(lock) == 0) {
  }
}

}  // namespace workbench::loader_lock
