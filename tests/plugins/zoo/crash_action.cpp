// Crashes in CustomAction, when a manager sends a request.
#include "zoo.h"

class CrashAction final : public ZooPlugin {
 public:
  using ZooPlugin::ZooPlugin;
  int CustomAction(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&) override {
    *static_cast<volatile int*>(nullptr) = 1;
    return RET_OK;
  }
};

ZOO_PLUGIN(CrashAction)
