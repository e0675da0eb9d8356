#include "telemetry/arithmetic.h"

namespace workbench {

namespace {

constinit thread_local std::fenv_t usual __attribute__((tls_model("initial-exec"))) = {};

}  // namespace

std::fenv_t arithmetic_now() noexcept {
  std::fenv_t mode{};
  std::fegetenv(&mode);
  return mode;
}

void note_usual_arithmetic() noexcept {
  usual = arithmetic_now();
  this_thread().arithmetic = detail::arithmetic_control();
}

const std::fenv_t& usual_arithmetic() noexcept {
  return usual;
}

}  // namespace workbench
