// Throws out of a hook, an event and, when configured, out of CreatePlugin and DestroyPlugin.
#include <exception>
#include <stdexcept>

class Strange {};

class Wordless final : public std::exception {
 public:
  const char* what() const noexcept override { return nullptr; }
};

class Throwing final : public PluginInterface, public HookTrade, public EventTrade {
 public:
  Throwing(const rapidjson::Value& config, PluginServerInterface&)
      : strange_(config.HasMember("strange")),
        nested_(config.HasMember("nested")),
        late_(config.HasMember("late")),
        wordless_(config.HasMember("wordless")) {
    if (config.HasMember("early")) throw std::runtime_error("no licence");
  }
  bool late() const { return late_; }

  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord& diff) override {
    diff.comment = "half done";
    if (strange_) throw Strange();
    if (wordless_) throw Wordless();
    if (nested_) throw_nested();
    throw std::runtime_error("no such key");
  }
  void OnTradeAddDB(const PluginTradeRecord&) override { throw 42; }

 private:
  static void throw_nested() {
    try {
      throw std::out_of_range("7");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("no limits"));
    }
  }

  bool strange_;
  bool nested_;
  bool late_;
  bool wordless_;
};

extern "C" {
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value&,
                                                   rapidjson::Document::AllocatorType&, PluginServerInterface* server) {
  return new Throwing(params["config"], *server);
}
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) {
  const bool late = static_cast<Throwing*>(plugin)->late();
  delete static_cast<Throwing*>(plugin);
  if (late) throw std::logic_error("not now");
}
PLUGIN_MODULE_EXPORT int GetPluginApiVersion() {
  return PLUGIN_VERSION_API;
}
PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() {
  return PluginServerInterface::GetApiVersion();
}
}
