// Throws an exception out of a hook.
#include <map>
#include <string>

#include "zoo.h"

class Throws final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord& trade, PluginTradeDiffRecord&) override { return limits_.at(trade.symbol); }

 private:
  std::map<std::string, int> limits_;
};

ZOO_PLUGIN(Throws)
