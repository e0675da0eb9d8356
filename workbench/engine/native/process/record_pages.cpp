// The pages, and the handling of faults on them in a signal handler.
#include "process/record_pages.h"

#include <execinfo.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <system_error>

namespace workbench {

namespace {

constexpr std::size_t kNotes = 64;
constexpr int kMostFrames = 48;
// From the machine's description of a page fault.
constexpr std::uint64_t kWriteFault = 2;

enum class PageState : std::uint8_t { Free, Open, Constant, Sealed, Told };

struct Page {
  std::atomic<PageState> state = PageState::Free;
  std::atomic<bool> touched = false;  // it was writable at some time since its creation, so its content is unreliable
  RecordUser user{};
  const RecordKind* kind = nullptr;
};

struct Note {
  std::atomic<bool> ready = false;
  RecordFault fault{};
};

// Read by the handler, so it must need no initialisation and no lock there.
std::atomic<std::byte*> first_page = nullptr;
std::array<Page, RecordPages::kPages> pages;
std::array<Note, kNotes> notes;
std::atomic<std::size_t> noted = 0;
std::size_t taken = 0;
std::mutex taking;
std::atomic<std::size_t> next_page = 0;

std::byte* place(std::size_t number) noexcept {
  return first_page.load(std::memory_order_acquire) + number * RecordPages::kPageBytes;
}

std::size_t number_of(const void* record) noexcept {
  const auto offset = static_cast<const std::byte*>(record) - first_page.load(std::memory_order_acquire);
  return static_cast<std::size_t>(offset) / RecordPages::kPageBytes;
}

bool was_write(const void* machine) noexcept {
#if defined(__x86_64__)
  const auto error = static_cast<const ucontext_t*>(machine)->uc_mcontext.gregs[REG_ERR];
  return (static_cast<std::uint64_t>(error) & kWriteFault) != 0;
#else
  return false;
#endif
}

std::uint64_t program_counter(const void* machine) noexcept {
#if defined(__x86_64__)
  return static_cast<std::uint64_t>(static_cast<const ucontext_t*>(machine)->uc_mcontext.gregs[REG_RIP]);
#else
  return static_cast<const ucontext_t*>(machine)->uc_mcontext.pc;
#endif
}

/// Captures the stack from the faulting instruction on.
void note_frames(RecordFault& fault, const void* machine) noexcept {
  std::array<void*, kMostFrames> frames{};
  const int found = backtrace(frames.data(), kMostFrames);
  const auto last = frames.begin() + std::max(found, 0);
  auto first = std::find(frames.begin(), last, reinterpret_cast<void*>(program_counter(machine)));
  if (first == last) first = frames.begin();
  fault.count = 0;
  for (; first != last && fault.count < fault.frames.size(); ++first) {
    fault.frames[fault.count++] = reinterpret_cast<std::uint64_t>(*first);
  }
}

void note(const Page& page, std::uint32_t offset, bool dangling, bool write, const void* machine) noexcept {
  const std::size_t number = noted.fetch_add(1);
  Note& note = notes[number % kNotes];
  if (note.ready.load(std::memory_order_acquire)) return;  // not taken yet, so this one is lost
  RecordFault& fault = note.fault;
  fault.user = page.user;
  fault.kind = page.kind;
  fault.offset = offset;
  fault.dangling = dangling;
  fault.write = write;
  fault.tid = static_cast<pid_t>(syscall(SYS_gettid));
  fault.thread.fill('\0');
  prctl(PR_GET_NAME, fault.thread.data());
  note_frames(fault, machine);
  note.ready.store(true, std::memory_order_release);
}

}  // namespace

std::string_view RecordKind::field_at(std::size_t offset) const noexcept {
  for (const Field& field : fields) {
    if (offset >= field.offset && offset < field.offset + field.size) return field.name;
  }
  return "";
}

RecordPages& RecordPages::get() {
  static RecordPages pages_of_process;
  return pages_of_process;
}

RecordPages::RecordPages() {
  void* const base = mmap(nullptr, kPages * kPageBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "no memory for watched records");
  // The first call loads the unwinder, which must not happen in a handler.
  std::array<void*, 4> warm_up{};
  backtrace(warm_up.data(), static_cast<int>(warm_up.size()));
  first_page.store(static_cast<std::byte*>(base), std::memory_order_release);
}

void* RecordPages::take(const RecordKind& kind, RecordUser user) {
  for (std::size_t tried = 0; tried < kPages; ++tried) {
    const std::size_t number = next_page.fetch_add(1, std::memory_order_relaxed) % kPages;
    Page& page = pages[number];
    PageState state = page.state.load(std::memory_order_acquire);
    if (state == PageState::Open || state == PageState::Constant) continue;
    if (!page.state.compare_exchange_strong(state, PageState::Open)) continue;
    std::byte* const record = place(number);
    if (mprotect(record, kPageBytes, PROT_READ | PROT_WRITE) != 0) {
      page.state.store(state);
      return nullptr;
    }
    // A record that a plugin may have overwritten is not destroyed: its destructor might free arbitrary memory.
    if (page.kind != nullptr && !page.touched.exchange(false)) page.kind->destroy(record);
    page.kind = &kind;
    page.user = user;
    return record;
  }
  return nullptr;
}

void RecordPages::protect(const void* record) noexcept {
  const std::size_t number = number_of(record);
  pages[number].state.store(PageState::Constant, std::memory_order_release);
  mprotect(place(number), kPageBytes, PROT_READ);
}

void RecordPages::seal(const void* record) noexcept {
  const std::size_t number = number_of(record);
  // First, so that a thread that faults on the protection sees that the call is over.
  pages[number].state.store(PageState::Sealed, std::memory_order_release);
  mprotect(place(number), kPageBytes, PROT_NONE);
}

bool RecordPages::has_faults() const noexcept {
  return std::any_of(notes.begin(), notes.end(),
                     [](const Note& note) { return note.ready.load(std::memory_order_acquire); });
}

std::vector<RecordFault> RecordPages::take_faults() {
  const std::lock_guard lock(taking);
  std::vector<RecordFault> found;
  for (std::size_t tried = 0; tried < kNotes; ++tried, ++taken) {
    Note& note = notes[taken % kNotes];
    if (!note.ready.load(std::memory_order_acquire)) continue;
    found.push_back(note.fault);
    note.ready.store(false, std::memory_order_release);
  }
  return found;
}

bool RecordPages::handle(const siginfo_t& info, const void* machine) noexcept {
  std::byte* const base = first_page.load(std::memory_order_acquire);
  auto* const address = static_cast<std::byte*>(info.si_addr);
  if (base == nullptr || info.si_code <= 0 || address < base || address >= base + kPages * kPageBytes) return false;
  const std::size_t number = number_of(address);
  Page& page = pages[number];
  const bool write = was_write(machine);
  PageState state = page.state.load(std::memory_order_acquire);
  for (;;) {
    const bool dangling = state == PageState::Sealed;
    // Open, reported, or free: another thread was faster, or is about to change the protection. The access is repeated.
    if (!dangling && state != PageState::Constant) break;
    page.touched.store(true);
    if (!page.state.compare_exchange_weak(state, dangling ? PageState::Told : PageState::Open)) continue;
    note(page, static_cast<std::uint32_t>(address - place(number)), dangling, write, machine);
    break;
  }
  if (state == PageState::Free || mprotect(place(number), kPageBytes, PROT_READ | PROT_WRITE) != 0) return false;
  // The call may have ended in between; then the repeated access faults again.
  if (page.state.load() == PageState::Sealed) mprotect(place(number), kPageBytes, PROT_NONE);
  return true;
}

}  // namespace workbench
