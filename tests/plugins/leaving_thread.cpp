// Leaves a thread behind that continues to call the server until the library is unmapped.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

class Writer {
 public:
  explicit Writer(PluginServerInterface& server) : thread_([this, &server] { run(server); }) {}
  ~Writer() {
    stop_ = true;
    thread_.join();
  }

 private:
  void run(PluginServerInterface& server) const {
    while (!stop_) {
      server.LogsOut("PLUGIN", "still here");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

static std::unique_ptr<Writer> writer;

class LeavingThread final : public PluginInterface {
 public:
  LeavingThread(const rapidjson::Value&, PluginServerInterface& server) { writer = std::make_unique<Writer>(server); }
};

EXPORT_PLUGIN(LeavingThread)
