// The stack at the throw of an exception that has left a call.
#pragma once

namespace workbench {

struct StackFrames;

/// Returns the stack of the exception that the innermost running call of this thread let out last; nullptr when there
/// was none.
const StackFrames* throw_site() noexcept;

/// Preserves throw_site() over exceptions that are thrown and caught while it lives; its end clears throw_site().
class KeptThrowSite {
 public:
  KeptThrowSite() noexcept;
  ~KeptThrowSite();
  KeptThrowSite(const KeptThrowSite&) = delete;
  KeptThrowSite& operator=(const KeptThrowSite&) = delete;
};

}  // namespace workbench
