// Calls abort.
#include <cstdlib>

#include "zoo.h"

class Aborts final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { std::abort(); }
};

ZOO_PLUGIN(Aborts)
