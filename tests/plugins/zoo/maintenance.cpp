// Reads accounts on its own thread while maintenance blocks the databases.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "zoo.h"

class Maintenance final : public ZooPlugin {
 public:
  explicit Maintenance(PluginServerInterface& given) : ZooPlugin(given), thread_([this] { read(); }) {}
  ~Maintenance() override {
    over_ = true;
    thread_.join();
  }

 private:
  void read() {
    while (!over_) {
      std::vector<PluginAccountRecord> accounts;
      server.GetAccountsByGroup("*", &accounts);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  std::atomic<bool> over_ = false;
  std::thread thread_;
};

ZOO_PLUGIN(Maintenance)
