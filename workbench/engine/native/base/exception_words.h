// What an exception says, whatever its author made of what().
#pragma once

#include <exception>

namespace workbench {

/// `error.what()`, or a sentence when an exception of an own type answers with a null pointer.
inline const char* words_of(const std::exception& error) noexcept {
  const char* const words = error.what();
  return words != nullptr ? words : "(its what() returned a null pointer)";
}

}  // namespace workbench
