// Divides an integer by zero.
#include "zoo.h"

class DivisionByZero final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord&) override { return trade.volume / parts_; }

 private:
  volatile int parts_ = 0;
};

ZOO_PLUGIN(DivisionByZero)
