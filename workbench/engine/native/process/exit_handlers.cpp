// Reports of ends that are not machine faults: uncaught exceptions, aborts and exits.
#include "process/exit_handlers.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <memory>
#include <string_view>
#include <typeinfo>

#include "base/exception_words.h"

namespace workbench {

namespace {

using ExitListener = void (*)(telemetry::DeathKind kind, int exit_code);

/// The variable in which glibc keeps its last message for core dumps.
struct AbortText {
  unsigned int size;
  char text[1];
};

std::atomic<const SegmentMemory*> segment = nullptr;
std::atomic<ExitListener> exit_listener = nullptr;
std::atomic<AbortText* const*> abort_text = nullptr;
std::terminate_handler earlier_handler = nullptr;
std::atomic_flag words_taken = ATOMIC_FLAG_INIT;

/// Appends to the message while there is space; its last byte stays 0.
class Words {
 public:
  explicit Words(telemetry::FaultRecord& fault) noexcept
      : at_(std::begin(fault.message)), end_(std::end(fault.message) - 1) {}
  void put(std::string_view text) noexcept {
    const auto size = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(text.size()), end_ - at_);
    at_ = std::copy_n(text.begin(), size, at_);
    *at_ = 0;
  }

 private:
  std::uint8_t* at_;
  std::uint8_t* end_;
};

void put_exception(Words& words) noexcept {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  if (type == nullptr) return;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                         &std::free);
  // The demangled name needs memory.
  words.put(status == 0 ? name.get() : type->name());
  try {
    throw;
  } catch (const std::exception& error) {
    words.put(": ");
    words.put(words_of(error));
  } catch (...) {
    // The thrown value is no std::exception, so only its type can be reported.
    return;
  }
}

/// Returns whether the handler of the C++ library can print the exception: it uses what() without a check for nullptr.
bool is_printable() noexcept {
  if (abi::__cxa_current_exception_type() == nullptr) return true;
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what() != nullptr;
  } catch (...) {
    // The handler does not use what().
    return true;
  }
}

[[noreturn]] void on_terminate() {
  const SegmentMemory* const memory = segment.load(std::memory_order_acquire);
  if (memory != nullptr && memory->header().pid == getpid() && !words_taken.test_and_set()) {
    telemetry::FaultRecord& fault = memory->fault();
    fault.kind = static_cast<std::uint32_t>(telemetry::DeathKind::Terminate);
    Words words(fault);
    put_exception(words);
  }
  if (earlier_handler != nullptr && is_printable()) earlier_handler();
  std::abort();
}

}  // namespace

void install_exit_handlers(const SegmentMemory& memory, ExitListener on_exit_called) {
  segment.store(&memory, std::memory_order_release);
  abort_text.store(static_cast<AbortText* const*>(dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE")));
  if (exit_listener.exchange(on_exit_called) != nullptr) return;
  earlier_handler = std::set_terminate(on_terminate);
  on_exit([](int exit_code, void*) { exit_listener.load()(telemetry::DeathKind::Exit, exit_code); }, nullptr);
  std::at_quick_exit([] { exit_listener.load()(telemetry::DeathKind::QuickExit, 0); });
}

void write_abort_text(telemetry::FaultRecord& fault) noexcept {
  const AbortText* const* const place = abort_text.load(std::memory_order_acquire);
  if (place == nullptr || *place == nullptr || words_taken.test_and_set()) return;
  Words(fault).put((*place)->text);
}

}  // namespace workbench
