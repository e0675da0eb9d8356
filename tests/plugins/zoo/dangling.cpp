// Keeps a reference to a symbol and reads it after the call.
#include "zoo.h"

class Dangling final : public ZooPlugin, public EventQuote {
 public:
  using ZooPlugin::ZooPlugin;
  void OnQuoteTick(const PluginSymbolRecord& symbol, const TickInfo&) override {
    if (kept_ != nullptr) digits_ += kept_->digits;
    kept_ = &symbol;
  }

 private:
  const PluginSymbolRecord* kept_ = nullptr;
  int digits_ = 0;
};

ZOO_PLUGIN(Dangling)
