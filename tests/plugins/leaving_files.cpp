// Opens a file in CreatePlugin and one with each quote, and closes none of them.
#include <fcntl.h>

#include <string>

class LeavingFiles final : public PluginInterface, public EventQuote {
 public:
  LeavingFiles(const rapidjson::Value& config, PluginServerInterface&) : file_(config["file"].GetString()) {
    leave("first");
  }
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override { leave("later"); }

 private:
  void leave(const char* name) { open((file_ + name).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600); }

  std::string file_;
};

EXPORT_PLUGIN(LeavingFiles)
