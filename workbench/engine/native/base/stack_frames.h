// Return addresses of the calling thread, without an allocation.
#pragma once

#include <unwind.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace workbench {

struct StackFrames {
  std::size_t count = 0;
  std::array<std::uint64_t, 64> addresses{};  ///< innermost first

  /// Captures the caller's return address and those of its callers.
  void take() noexcept {
    count = 0;
    _Unwind_Backtrace(&StackFrames::keep, this);
  }

 private:
  static _Unwind_Reason_Code keep(_Unwind_Context* context, void* self) noexcept {
    auto& frames = *static_cast<StackFrames*>(self);
    const std::uint64_t address = _Unwind_GetIP(context);
    if (address == 0 || frames.count == frames.addresses.size()) return _URC_END_OF_STACK;
    frames.addresses[frames.count++] = address;
    return _URC_NO_REASON;
  }
};

}  // namespace workbench
