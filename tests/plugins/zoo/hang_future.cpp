// Waits in a hook for a result that only a later call of the same hook can provide.
#include <future>

#include "zoo.h"

class HangFuture final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return answer_.get_future().get(); }

 private:
  std::promise<int> answer_;
};

ZOO_PLUGIN(HangFuture)
