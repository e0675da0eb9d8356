// Reports a different plugin API number.
#include "zoo.h"

extern "C" PLUGIN_MODULE_EXPORT int GetPluginApiVersion() {
  return PLUGIN_VERSION_API - 1;
}
extern "C" PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() {
  return PluginServerInterface::GetApiVersion();
}
ZOO_ABOUT
ZOO_CREATE {
  return new ZooPlugin(*server);
}
ZOO_DESTROY {
  delete plugin;
}
