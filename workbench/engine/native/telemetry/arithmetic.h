// Floating-point state of threads: rounding, exceptions, treatment of denormal numbers.
#pragma once

#include <cfenv>
#include <cstdint>

#include "telemetry/thread_state.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace workbench {

/// Returns the floating-point state of the calling thread.
std::fenv_t arithmetic_now() noexcept;

/// Records the current state of the calling thread as its usual state.
void note_usual_arithmetic() noexcept;
/// Returns the state that the calling thread recorded last.
const std::fenv_t& usual_arithmetic() noexcept;

namespace detail {

// volatile, so that the additions run at the time of the call.
inline constinit const volatile double one = 1.0;
inline constinit const volatile double tiny = 0x1p-60;
inline constinit const volatile double least_normal = 0x1p-1022;
inline constinit const volatile double above_normal = 0x1.8p-1022;

/// Returns whether the thread rounds in a mode other than to nearest, or takes denormal numbers for zero (FTZ, DAZ).
/// Takes a fifth of the time of reading the processor's setting.
inline bool computes_unusually() noexcept {
  const double next = one, least = least_normal, above = above_normal;
  return (next + tiny != next - tiny) | ((above - least) + least != above);
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
