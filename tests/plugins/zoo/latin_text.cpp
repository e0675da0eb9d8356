// Logs a name in Latin-1.
#include "zoo.h"

class LatinText final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    server.LogsOut("clients", "J\xfcrgen opens");
    return RET_OK;
  }
};

ZOO_PLUGIN(LatinText)
