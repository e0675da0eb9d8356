// Stays in memory after DestroyPlugin. "how" selects the reason: a thread_local object, or a reference to itself.
#include <dlfcn.h>

#include <string>

// One for the whole process, unless a compiler option prevents it.
inline int shared = 0;

namespace {

struct Kept {
  ~Kept() { text.clear(); }
  std::string text = "kept until its thread ends";
};

thread_local Kept kept;

void hold_itself() {
  Dl_info facts{};
  dladdr(reinterpret_cast<void*>(&hold_itself), &facts);
  dlopen(facts.dli_fname, RTLD_NOW);
}

}  // namespace

class Staying final : public PluginInterface {
 public:
  Staying(const rapidjson::Value& config, PluginServerInterface&) {
    const std::string how = config.HasMember("how") ? config["how"].GetString() : "";
    ++shared;
    if (how == "thread_local") kept.text += ".";
    if (how == "itself") hold_itself();
  }
};

EXPORT_PLUGIN(Staying)
