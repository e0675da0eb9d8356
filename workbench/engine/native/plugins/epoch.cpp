// Registration of threads that call plugins, and the writer's wait for them.
#include "plugins/epoch.h"

#include <linux/membarrier.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "base/loaded_probe.h"
#include "base/per_thread.h"

namespace workbench {

namespace {

/// A page whose protection changes. The change interrupts every processor that runs a thread of this process.
class InterruptPage {
 public:
  InterruptPage() noexcept
      : size_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
        page_(mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  ~InterruptPage() {
    if (page_ != MAP_FAILED) munmap(page_, size_);
  }
  InterruptPage(const InterruptPage&) = delete;
  InterruptPage& operator=(const InterruptPage&) = delete;

  bool interrupt() noexcept {
    const std::lock_guard lock(mutex_);
    if (page_ == MAP_FAILED) return false;
    // The kernel interrupts other processors only if the page may be in their translation caches, so the page must be
    // in use.
    if (mprotect(page_, size_, PROT_READ | PROT_WRITE) != 0) return false;
    *static_cast<volatile char*>(page_) = 1;
    return mprotect(page_, size_, PROT_READ) == 0;
  }

 private:
  std::mutex mutex_;
  std::size_t size_;
  void* page_;
};

/// Makes every thread of this process pass a full memory barrier before it returns. Returns false when that failed.
bool heavy_barrier() noexcept {
  static const bool has_membarrier = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (has_membarrier && syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0) return true;
  // Fallback for kernels and sandboxes that refuse the system call.
  static InterruptPage page;
  return page.interrupt();
}

std::atomic<std::uint64_t> next_host_id = 1;

/// The calling thread's readers, in all hosts; marks them as ended when the thread ends.
class HeldReaders {
 public:
  HeldReaders() = default;
  ~HeldReaders() {
    thread_state.reader = nullptr;
    thread_state.plugins = nullptr;
    thread_state.reader_host = 0;
    ended = true;
    for (const auto& [host, reader] : held_) reader->ended.store(true, std::memory_order_release);
  }
  HeldReaders(const HeldReaders&) = delete;
  HeldReaders& operator=(const HeldReaders&) = delete;

  EpochReaders::Reader* find(std::uint64_t host) noexcept {
    for (const auto& [owner, reader] : held_) {
      if (owner == host) return reader.get();
    }
    return nullptr;
  }

  void hold(std::uint64_t host, std::shared_ptr<EpochReaders::Reader> reader) {
    std::erase_if(held_, [](const auto& held) { return held.second.use_count() == 1; });
    held_.emplace_back(host, std::move(reader));
  }

  static thread_local bool ended;

 private:
  std::vector<std::pair<std::uint64_t, std::shared_ptr<EpochReaders::Reader>>> held_;
};

thread_local bool HeldReaders::ended = false;

HeldReaders& held_readers() {
  const ServerAllocates not_the_plugin;
  return PerThread<HeldReaders>::get();
}

void remember(std::uint64_t host, EpochReader* reader) noexcept {
  thread_state.reader = reader;
  thread_state.plugins = reader->list.get();
  thread_state.reader_host = host;
}

}  // namespace

EpochReaders::EpochReaders() : id_(next_host_id.fetch_add(1)), list_(std::make_shared<const PluginList>()) {}

EpochReaders::~EpochReaders() = default;

void EpochReaders::replace(std::shared_ptr<const PluginList> list) {
  const std::lock_guard lock(mutex_);
  list_ = std::move(list);
  generation_.fetch_add(1, std::memory_order_seq_cst);
}

bool EpochReaders::wait(std::chrono::milliseconds limit) {
  const std::uint64_t generation = generation_.load(std::memory_order_acquire);
  if (!heavy_barrier()) return false;
  const Reader* const own = HeldReaders::ended ? nullptr : held_readers().find(id_);
  if (own != nullptr && own->inside.load(std::memory_order_relaxed) != 0) return false;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (anyone_before(generation)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    // The end of a chain does not notify the waiting thread, because that would cost every call.
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  return true;
}

bool EpochReaders::anyone_before(std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  return std::any_of(readers_.begin(), readers_.end(), [generation](const auto& reader) {
    const std::uint64_t inside = reader->inside.load(std::memory_order_acquire);
    return inside != 0 && inside < generation;
  });
}

EpochReaders::Reader* EpochReaders::find_reader() {
  Reader* const known = HeldReaders::ended ? nullptr : held_readers().find(id_);
  if (known != nullptr) {
    remember(id_, known);
    return known;
  }
  auto reader = std::make_shared<Reader>();
  reader->single = HeldReaders::ended;
  reader->untidy = reader->single;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(readers_, [](const auto& old) { return old->ended.load(std::memory_order_acquire); });
    reader->generation = generation_.load(std::memory_order_acquire);
    reader->list = list_;
    readers_.push_back(reader);
  }
  if (reader->single) return reader.get();
  held_readers().hold(id_, reader);
  remember(id_, reader.get());
  return reader.get();
}

void EpochReaders::refresh(Reader& reader, bool outermost) {
  const std::lock_guard lock(mutex_);
  if (!outermost) {
    reader.retired.push_back(std::move(reader.list));
    reader.untidy = true;
  }
  reader.list = list_;
  if (thread_state.reader == &reader) thread_state.plugins = reader.list.get();
  reader.generation = generation_.load(std::memory_order_acquire);
  if (outermost) reader.inside.store(reader.generation, std::memory_order_release);
}

void EpochReaders::tidy(Reader& reader) noexcept {
  reader.retired.clear();
  reader.untidy = reader.single;
  // Read before the store: afterwards a single reader may be deleted.
  const bool single = reader.single;
  reader.inside.store(0, std::memory_order_release);
  if (single) reader.ended.store(true, std::memory_order_release);
}

}  // namespace workbench
