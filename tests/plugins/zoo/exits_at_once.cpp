// Ends the server's process with _exit(), without its exit handlers.
#include <unistd.h>

#include "zoo.h"

class ExitsAtOnce final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { _exit(7); }
};

ZOO_PLUGIN(ExitsAtOnce)
