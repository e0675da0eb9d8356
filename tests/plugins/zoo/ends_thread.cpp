// Ends the server's own thread with pthread_exit.
#include <pthread.h>

#include "zoo.h"

class EndsThread final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { pthread_exit(nullptr); }
};

ZOO_PLUGIN(EndsThread)
