// Kills the server's process with kill -9.
#include <signal.h>
#include <unistd.h>

#include "zoo.h"

class KillsItself final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return kill(getpid(), SIGKILL); }
};

ZOO_PLUGIN(KillsItself)
