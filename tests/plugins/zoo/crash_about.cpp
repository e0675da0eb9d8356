// Crashes in AboutPlugin.
#include "zoo.h"

ZOO_VERSIONS
extern "C" PLUGIN_MODULE_EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value&,
                                                 rapidjson::Document::AllocatorType&, PluginServerInterface*) {
  *static_cast<volatile int*>(nullptr) = 1;
}
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
