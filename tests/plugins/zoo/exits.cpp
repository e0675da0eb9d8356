// Ends the server's process with exit().
#include <cstdlib>

#include "zoo.h"

class Exits final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { std::exit(0); }
};

ZOO_PLUGIN(Exits)
