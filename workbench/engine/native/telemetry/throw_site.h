// The stack of an exception that has left a call, as it was when the exception was thrown.
#pragma once

namespace workbench {

struct StackFrames;

/// That of the exception which the innermost running call of this thread let out last; nullptr when there was none.
const StackFrames* throw_site() noexcept;

/// As long as it lives, what is thrown and caught meanwhile leaves throw_site() as it is; then there is none.
class KeptThrowSite {
 public:
  KeptThrowSite() noexcept;
  ~KeptThrowSite();
  KeptThrowSite(const KeptThrowSite&) = delete;
  KeptThrowSite& operator=(const KeptThrowSite&) = delete;
};

}  // namespace workbench
