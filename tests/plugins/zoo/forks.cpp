// Forks in a hook, and the child returns from the hook as well.
#include <unistd.h>

#include "zoo.h"

class Forks final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    if (!has_forked_) has_forked_ = fork() > 0;
    return RET_OK;
  }

 private:
  bool has_forked_ = false;
};

ZOO_PLUGIN(Forks)
