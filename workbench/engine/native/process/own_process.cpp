// Distinguishes forked processes from the server's by a page that the kernel clears in them.
#include "process/own_process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <mutex>
#include <system_error>

#include "telemetry/thread_state.h"

namespace workbench {

namespace {

constexpr std::uint32_t kHere = 1;
constexpr int kStandardStreams = 3;
constexpr int kEndOfChild = 1;

/// For a process that does not belong to one server: the code that forks it is responsible.
constexpr std::uint32_t always_here = kHere;
std::uint32_t* cleared_in_children = nullptr;

/// Shared memory that forked processes write and the server's process reads.
struct ForkedChildren {
  std::atomic<std::uint32_t> count;
  std::array<ForkedChild, 64> ended;
  std::array<std::atomic<bool>, 64> complete;
};
ForkedChildren* forked_children = nullptr;

struct OwnDescriptor {
  std::atomic<std::uint64_t> device;
  std::atomic<std::uint64_t> inode;
  std::atomic<bool> is_own;
};
constinit std::array<OwnDescriptor, 1024> own_descriptors{};

bool is_possible(int descriptor) noexcept {
  return descriptor >= 0 && static_cast<std::size_t>(descriptor) < own_descriptors.size();
}

OwnDescriptor& own_descriptor(int descriptor) noexcept {
  return own_descriptors[static_cast<std::size_t>(descriptor)];
}

template <class T>
T* new_pages(int flags) {
  void* const memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "cannot map a page to detect forked processes");
  return static_cast<T*>(memory);
}

bool (*runs_plugin_code)() noexcept = nullptr;

/// Runs in the forked process, which contains only this thread: only async-signal-safe code.
void after_fork() noexcept {
  // Needed on kernels that do not clear the page.
  *cleared_in_children = 0;
  if (!runs_plugin_code()) return;
  for (int number = kStandardStreams; is_possible(number); ++number) {
    if (!is_own_descriptor(number)) continue;
    forget_descriptor(number);
    close(number);
  }
}

}  // namespace

constinit const volatile std::uint32_t* process_mark = &always_here;

void begin_own_process(bool (*question)() noexcept) {
  runs_plugin_code = question;
  static const bool begun = [] {
    forked_children = new_pages<ForkedChildren>(MAP_SHARED);
    cleared_in_children = new_pages<std::uint32_t>(MAP_PRIVATE);
    madvise(cleared_in_children, sizeof *cleared_in_children, MADV_WIPEONFORK);
    *cleared_in_children = kHere;
    process_mark = cleared_in_children;
    return pthread_atfork(nullptr, nullptr, &after_fork) == 0;
  }();
  if (!begun) throw std::system_error(ENOMEM, std::generic_category(), "forked processes cannot be detected");
}

void end_forked_child(std::uint16_t plugin, Callback callback) noexcept {
  const std::uint32_t number = forked_children->count.fetch_add(1);
  if (number < forked_children->ended.size()) {
    forked_children->ended[number] = {getpid(), plugin, callback};
    forked_children->complete[number].store(true, std::memory_order_release);
  }
  _exit(kEndOfChild);
}

std::vector<ForkedChild> take_forked_children() {
  static std::mutex mutex;
  static std::size_t taken = 0;
  std::vector<ForkedChild> found;
  if (forked_children == nullptr) return found;
  const std::lock_guard lock(mutex);
  while (taken < forked_children->ended.size() && forked_children->complete[taken].load(std::memory_order_acquire)) {
    found.push_back(forked_children->ended[taken++]);
  }
  return found;
}

void protect_descriptor(int descriptor) noexcept {
  struct stat facts {};
  if (!is_possible(descriptor) || fstat(descriptor, &facts) != 0) return;
  OwnDescriptor& own = own_descriptor(descriptor);
  own.device.store(facts.st_dev, std::memory_order_relaxed);
  own.inode.store(facts.st_ino, std::memory_order_relaxed);
  own.is_own.store(true, std::memory_order_release);
}

void forget_descriptor(int descriptor) noexcept {
  if (is_possible(descriptor)) own_descriptor(descriptor).is_own.store(false, std::memory_order_release);
}

bool is_own_descriptor(int descriptor) noexcept {
  if (!is_possible(descriptor)) return false;
  const OwnDescriptor& own = own_descriptor(descriptor);
  struct stat facts {};
  // A descriptor that the server closed past the probe may refer to another file.
  return own.is_own.load(std::memory_order_acquire) && fstat(descriptor, &facts) == 0 &&
         facts.st_dev == own.device.load(std::memory_order_relaxed) &&
         facts.st_ino == own.inode.load(std::memory_order_relaxed);
}

}  // namespace workbench
