// How the processor computes on a thread: rounding, exceptions, what it does with denormal numbers.
#pragma once

#include <cfenv>
#include <cstdint>

#include "telemetry/thread_state.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace workbench {

/// How the processor computes on the calling thread.
std::fenv_t arithmetic_now() noexcept;

/// How the calling thread computes from now on is its usual way.
void note_usual_arithmetic() noexcept;
/// What the calling thread noted last.
const std::fenv_t& usual_arithmetic() noexcept;

namespace detail {

// Behind volatile, so that the sums are made when they are asked for.
inline constinit const volatile double one = 1.0;
inline constinit const volatile double tiny = 0x1p-60;

/// Whether the thread rounds in another way than to nearest. A nanosecond less than to read the processor's setting.
inline bool rounds_unusually() noexcept {
  const double next = one;
  return next + tiny != next - tiny;
}

inline std::uint32_t arithmetic_control() noexcept {
#if defined(__x86_64__)
  constexpr std::uint32_t kStatusBits = 0x3f;
  return _mm_getcsr() & ~kStatusBits;
#else
  return 0;
#endif
}

}  // namespace detail

}  // namespace workbench
