// The allocation functions of the process. Each block stores its owner in the 16 bytes before it.
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>

#include <dlfcn.h>
#include <malloc.h>
#include <unistd.h>

#include "ledger.h"

// The C library's own names of the interposed functions. They need no dlsym, which itself allocates.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);
}

namespace workbench::probe {
namespace {

/// Precedes each block. The C library stores the size of its own blocks at the place of `mark`, and no block is that
/// large. A block from a direct call of the C library is therefore always distinguished from a block of the probe.
struct Header {
  std::uint64_t size_and_shift;  ///< requested bytes; the top byte is the offset of the block from its true start
  std::uint32_t owner;
  std::uint32_t mark;
};
static_assert(sizeof(Header) == 16);

constexpr std::uint32_t kMark = 0x5762'5072;
constexpr unsigned kShiftBits = 56;
constexpr std::size_t kLargest = (std::size_t{1} << 47) - 1;
constexpr unsigned kPlainShift = 4;
constexpr std::size_t kPlainOffset = std::size_t{1} << kPlainShift;
static_assert(kPlainOffset == sizeof(Header) && alignof(std::max_align_t) <= kPlainOffset);

Header& header_of(void* block) noexcept {
  return static_cast<Header*>(block)[-1];
}

bool is_ours(const Header& header) noexcept {
  return header.mark == kMark;
}

std::size_t size_of(const Header& header) noexcept {
  return header.size_and_shift & ((std::uint64_t{1} << kShiftBits) - 1);
}

std::size_t offset_of(const Header& header) noexcept {
  return std::size_t{1} << (header.size_and_shift >> kShiftBits);
}

/// Returns the pointer to free for a block without a mark. A block of the C library is freed as it is. In a freed block
/// of the probe the C library has overwritten the mark. The C library knows that block by its true start and reports
/// the double free.
void* unmarked(void* block) noexcept {
  constexpr std::size_t kLeast = 32;
  constexpr std::size_t kFlags = 7;
  const std::size_t size = static_cast<const std::size_t*>(block)[-1] & ~kFlags;
  return size >= kLeast && size < (std::size_t{1} << 44) ? block : static_cast<char*>(block) - kPlainOffset;
}

void* refused() noexcept {
  errno = ENOMEM;
  return nullptr;
}

[[gnu::always_inline]] inline void* labelled(void* start, unsigned shift, std::size_t size) noexcept {
  if (start == nullptr) [[unlikely]]
    return nullptr;
  void* const block = static_cast<char*>(start) + (std::size_t{1} << shift);
  header_of(block) = {size | std::uint64_t{shift} << kShiftBits, book_taken(size), kMark};
  return block;
}

/// Counts the release of one of the probe's blocks. Returns its true start.
[[gnu::always_inline]] inline void* unlabelled(void* block) noexcept {
  Header& header = header_of(block);
  void* const start = static_cast<char*>(block) - offset_of(header);
  book_given_back(header.owner < kOwners * kCallbacks ? header.owner : who(kOthers, kOutside), size_of(header));
  header.mark = 0;
  return start;
}

void* aligned(std::size_t alignment, std::size_t size) noexcept {
  if (alignment <= kPlainOffset) return malloc(size);
  if (size > kLargest || alignment > kLargest) return refused();
  const auto shift = static_cast<unsigned>(64 - __builtin_clzll(alignment - 1));
  const std::size_t whole = std::size_t{1} << shift;
  return labelled(__libc_memalign(whole, size + whole), shift, size);
}

void* moved(void* block, std::size_t size) noexcept {
  void* const fresh = malloc(size);
  if (fresh == nullptr) return nullptr;
  const std::size_t before = size_of(header_of(block));
  std::memcpy(fresh, block, before < size ? before : size);
  free(block);
  return fresh;
}

using UsableSize = std::size_t (*)(void*);

constinit std::atomic<UsableSize> next_usable_size = nullptr;

/// The next definition after this one: the C library's.
UsableSize find_usable_size() noexcept {
  UsableSize found = next_usable_size.load(std::memory_order_acquire);
  if (found == nullptr) {
    found = reinterpret_cast<UsableSize>(dlsym(RTLD_NEXT, "malloc_usable_size"));
    next_usable_size.store(found, std::memory_order_release);
  }
  return found;
}

// Later the calling thread may be one that dlopen waits for, and a look-up takes the lock that dlopen holds.
[[gnu::constructor]] void find_early() noexcept {
  find_usable_size();
}

double nanos_now() noexcept {
  std::timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <class Take, class Give>
double shortest_pair(const Take& take, const Give& give) noexcept {
  constexpr int kPairs = 256;
  double shortest = 1e9;
  for (int batch = 0; batch < 64; ++batch) {
    const double start = nanos_now();
    for (int pair = 0; pair < kPairs; ++pair) {
      void* block = take(std::size_t{64});
      asm volatile("" : "+r"(block) : : "memory");
      give(block);
    }
    const double took = (nanos_now() - start) / kPairs;
    if (took < shortest) shortest = took;
  }
  return shortest;
}

}  // namespace

double measured_pair_nanos() noexcept {
  const double with = shortest_pair([](std::size_t size) { return malloc(size); }, [](void* block) { free(block); });
  const double without =
      shortest_pair([](std::size_t size) { return __libc_malloc(size); }, [](void* block) { __libc_free(block); });
  return with > without ? with - without : 0.0;
}

bool allocations_come_here() noexcept {
  // Tested by a call, not by a look-up: in a program that is not position-independent the name resolves to the
  // program's own stub.
  auto* const take = reinterpret_cast<void* (*)(std::size_t)>(dlsym(RTLD_DEFAULT, "malloc"));
  if (take == nullptr) return false;
  void* const block = take(sizeof(Header));
  if (block == nullptr) return false;
  const bool ours = is_ours(header_of(block));
  free(block);
  return ours;
}

}  // namespace workbench::probe

using namespace workbench::probe;

#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t size) noexcept {
  if (size > kLargest) [[unlikely]]
    return refused();
  return labelled(__libc_malloc(size + kPlainOffset), kPlainShift, size);
}

void free(void* block) noexcept {
  if (block == nullptr) return;
  __libc_free(is_ours(header_of(block)) ? unlabelled(block) : unmarked(block));
}

void* calloc(std::size_t count, std::size_t size) noexcept {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > kLargest) return refused();
  return labelled(__libc_calloc(1, bytes + kPlainOffset), kPlainShift, bytes);
}

void* realloc(void* block, std::size_t size) noexcept {
  if (block == nullptr) return malloc(size);
  if (!is_ours(header_of(block))) return __libc_realloc(block, size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  if (size > kLargest) return refused();
  if (offset_of(header_of(block)) != kPlainOffset) return moved(block, size);
  const Header before = header_of(block);
  void* const start = __libc_realloc(static_cast<char*>(block) - kPlainOffset, size + kPlainOffset);
  if (start == nullptr) return nullptr;
  book_given_back(before.owner, size_of(before));
  return labelled(start, kPlainShift, size);
}

void* reallocarray(void* block, std::size_t count, std::size_t size) noexcept {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return refused();
  return realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return aligned(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return aligned(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
  if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) return EINVAL;
  const int before = errno;
  void* const made = aligned(alignment, size);
  errno = before;
  if (made == nullptr) return ENOMEM;
  *block = made;
  return 0;
}

void* valloc(std::size_t size) noexcept {
  return aligned(static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), size);
}

void* pvalloc(std::size_t size) noexcept {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (size > kLargest) return refused();
  return aligned(page, (size + page - 1) / page * page);
}

std::size_t malloc_usable_size(void* block) noexcept {
  if (block == nullptr) return 0;
  // The bytes beyond the requested size belong to the C library and are not reported.
  if (is_ours(header_of(block))) return size_of(header_of(block));
  const UsableSize theirs = find_usable_size();
  return theirs == nullptr ? 0 : theirs(block);
}

}  // extern "C"
#pragma GCC visibility pop
