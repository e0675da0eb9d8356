// Handlers of a process: terminate, unexpected, new, and those of signals.
#include <cstring>
#include <utility>

#include "process/process_state.h"

// Removed from the language and the headers in C++17; the library still calls it.
__attribute__((weak)) std::terminate_handler get_unexpected_handler() noexcept __asm__("_ZSt14get_unexpectedv");
__attribute__((weak)) std::terminate_handler set_unexpected_handler(std::terminate_handler) noexcept
    __asm__("_ZSt14set_unexpectedPFvvE");

namespace workbench {

namespace {

template <class Function>
std::uint64_t address_of(Function* function) noexcept {
  return reinterpret_cast<std::uint64_t>(function);
}

std::string function_name(std::uint64_t address) {
  return address == 0 ? "none" : "a function";
}

std::uint64_t function_of(const struct sigaction& action) noexcept {
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return 0;
  return (action.sa_flags & SA_SIGINFO) != 0 ? address_of(action.sa_sigaction) : address_of(action.sa_handler);
}

std::string action_name(const struct sigaction& action) {
  if (action.sa_handler == SIG_IGN) return "ignored";
  return action.sa_handler == SIG_DFL ? "the default" : "a function";
}

bool is_same(const struct sigaction& one, const struct sigaction& other) noexcept {
  // The kernel adds this flag to handlers that the C library has set.
  constexpr int kRestorer = 0x04000000;
  return one.sa_handler == other.sa_handler && ((one.sa_flags ^ other.sa_flags) & ~kRestorer) == 0;
}

void compare(std::vector<ProcessChange>& changes, const char* what, std::uint64_t before, std::uint64_t after) {
  if (before != after) changes.push_back({"handler", what, function_name(before), function_name(after), after});
}

}  // namespace

HandlerTable HandlerTable::now() {
  HandlerTable table;
  table.terminate_ = std::get_terminate();
  table.unexpected_ = get_unexpected_handler != nullptr ? get_unexpected_handler() : nullptr;
  table.new_ = std::get_new_handler();
  for (std::size_t number = 0; number < kSignals.size(); ++number) {
    sigaction(kSignals[number], nullptr, &table.actions_[number]);
  }
  return table;
}

std::vector<ProcessChange> HandlerTable::changes_to(const HandlerTable& later) const {
  std::vector<ProcessChange> changes;
  compare(changes, "std::terminate", address_of(terminate_), address_of(later.terminate_));
  compare(changes, "std::unexpected", address_of(unexpected_), address_of(later.unexpected_));
  compare(changes, "new-handler", address_of(new_), address_of(later.new_));
  for (std::size_t number = 0; number < kSignals.size(); ++number) {
    const auto &before = actions_[number], &after = later.actions_[number];
    if (is_same(before, after)) continue;
    const std::string name = std::string("SIG") + sigabbrev_np(kSignals[number]);
    changes.push_back({"handler", name, action_name(before), action_name(after), function_of(after)});
  }
  return changes;
}

void HandlerTable::put_back(const HandlerTable& later) const {
  if (terminate_ != later.terminate_) std::set_terminate(terminate_);
  if (unexpected_ != later.unexpected_ && set_unexpected_handler != nullptr) set_unexpected_handler(unexpected_);
  if (new_ != later.new_) std::set_new_handler(new_);
  for (std::size_t number = 0; number < kSignals.size(); ++number) {
    if (!is_same(actions_[number], later.actions_[number])) sigaction(kSignals[number], &actions_[number], nullptr);
  }
}

}  // namespace workbench
