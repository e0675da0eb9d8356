// Replaces process-wide handlers while it is loaded, or with its first quote when "late" is configured.
#include <signal.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>

using Handler = void (*)();
Handler set_unexpected_handler(Handler) __asm__("_ZSt14set_unexpectedPFvvE");

namespace {

void on_terminate() {
  std::abort();
}
void on_unexpected() {
  std::abort();
}
void on_no_memory() {
  throw std::bad_alloc();
}
void on_segv(int) {
  std::abort();
}

void replace() {
  std::set_terminate(on_terminate);
  set_unexpected_handler(on_unexpected);
  std::set_new_handler(on_no_memory);
  signal(SIGSEGV, on_segv);
  signal(SIGPIPE, SIG_DFL);
}

}  // namespace

class ReplacingHandlers final : public PluginInterface, public EventQuote {
 public:
  ReplacingHandlers(const rapidjson::Value& config, PluginServerInterface&) : late_(number(config, "late") != 0) {
    if (!late_) replace();
    if (number(config, "fail") != 0) throw std::runtime_error("no licence");
  }
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override {
    if (late_) replace();
  }

 private:
  bool late_;
};

EXPORT_PLUGIN(ReplacingHandlers)
