// Entry points of test plugins: they create a class from its configuration and the server.
#pragma once

#include "PluginInterface.h"
#include "PluginServerInterface.h"
#include "WorkbenchExtensions.h"

#define EXPORT_PLUGIN(Class)                                                                      \
  extern "C" {                                                                                    \
  PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value&, \
                                                     rapidjson::Document::AllocatorType&,         \
                                                     PluginServerInterface* server) {             \
    return new Class(params["config"], *server);                                                  \
  }                                                                                               \
  PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) {                              \
    delete static_cast<Class*>(plugin);                                                           \
  }                                                                                               \
  PLUGIN_MODULE_EXPORT int GetPluginApiVersion() {                                                \
    return PLUGIN_VERSION_API;                                                                    \
  }                                                                                               \
  PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion() {                                          \
    return PluginServerInterface::GetApiVersion();                                                \
  }                                                                                               \
  }

inline int number(const rapidjson::Value& config, const char* name, int otherwise = 0) {
  return config.HasMember(name) ? config[name].GetInt() : otherwise;
}
