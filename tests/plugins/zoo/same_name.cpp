// Reports the name of another plugin.
#include "zoo.h"

ZOO_VERSIONS
extern "C" PLUGIN_MODULE_EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value& response,
                                                 rapidjson::Document::AllocatorType& allocator,
                                                 PluginServerInterface*) {
  response.SetObject().AddMember("name", "no_about", allocator);
}
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
