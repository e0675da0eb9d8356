// Changes state of the whole process: environment, locale, current folder, rounding, signal mask.
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdlib>

#include "zoo.h"

class ProcessState final : public ZooPlugin {
 public:
  explicit ProcessState(PluginServerInterface& given) : ZooPlugin(given) {
    setenv("ZOO_WAS_HERE", "1", 1);
    std::setlocale(LC_NUMERIC, "C.UTF-8");
    if (chdir("/") != 0) server.LogsOut("zoo", "the current folder stays");
    std::fesetround(FE_UPWARD);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &mask, nullptr);
  }
};

ZOO_PLUGIN(ProcessState)
