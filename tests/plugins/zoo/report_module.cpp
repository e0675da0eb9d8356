// Is a report module, which another part of the platform loads.
#include "zoo.h"

extern "C" PLUGIN_MODULE_EXPORT int GetReportApiVersion() {
  return 4;
}
extern "C" PLUGIN_MODULE_EXPORT void AboutReport(rapidjson::Value&, rapidjson::Value& response,
                                                 rapidjson::Document::AllocatorType&, void*) {
  response.SetObject();
}
extern "C" PLUGIN_MODULE_EXPORT void CreateReport(rapidjson::Value&, rapidjson::Value& response,
                                                  rapidjson::Document::AllocatorType&, void*) {
  response.SetObject();
}
extern "C" PLUGIN_MODULE_EXPORT void DestroyReport() {}
