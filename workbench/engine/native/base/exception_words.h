// The text of an exception, also for exception types whose what() is faulty.
#pragma once

#include <exception>

namespace workbench {

/// Returns `error.what()`, or a replacement sentence when a custom exception type returns a null pointer.
inline const char* words_of(const std::exception& error) noexcept {
  const char* const words = error.what();
  return words != nullptr ? words : "(its what() returned a null pointer)";
}

}  // namespace workbench
