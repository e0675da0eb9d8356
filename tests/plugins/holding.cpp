// Allocates memory and starts threads on request: {"do": action, "count": how many, "bytes": how large}.
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <semaphore>
#include <string_view>
#include <thread>

constexpr int kMost = 4096;
constexpr int kMostThreads = 64;

// Nothing here allocates by itself, so the counts equal the requested numbers.
static void* blocks[kMost];
static int held = 0;
static std::thread threads[kMostThreads];
static pthread_t plain_threads[kMostThreads];
static int started = 0;
static int plain_started = 0;
static std::future<void> promised;
static std::counting_semaphore<> going(0);
static std::counting_semaphore<> may_end(0);

static void wait_for_end() {
  going.release();
  may_end.acquire();
}

static void* wait_plainly(void*) {
  wait_for_end();
  return nullptr;
}

static void start_another() {
  std::thread inner(&wait_for_end);
  wait_for_end();
  inner.join();
}

static void* leave_early(void*) {
  pthread_exit(nullptr);
}

class Holding final : public PluginInterface, public HookTrade {
 public:
  Holding(const rapidjson::Value&, PluginServerInterface& server) : server_(server) {}

  int CustomAction(rapidjson::Value& asked, rapidjson::Value&, rapidjson::Document::AllocatorType&) override {
    const std::string_view what = asked["do"].GetString();
    const int count = number(asked, "count", 1);
    const auto bytes = static_cast<std::size_t>(number(asked, "bytes", 1));
    if (what == "take") take(count, [=] { return std::malloc(bytes); });
    if (what == "take aligned") take(count, [=] { return std::aligned_alloc(256, bytes); });
    if (what == "take by new") take(count, [=] { return ::operator new(bytes); });
    if (what == "resize") resize(bytes);
    if (what == "give") give();
    if (what == "give on a thread") std::thread(&Holding::give).join();
    if (what == "take on a thread") std::thread([&] { take(count, [=] { return std::malloc(bytes); }); }).join();
    if (what == "log") server_.LogsOut("PLUGIN", std::string(bytes, 'x'));
    start_threads(what, count);
    if (what == "look at the environment") return std::getenv("LD_PRELOAD") == nullptr ? RET_OK : RET_ERROR;
    return RET_OK;
  }

  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    take(3, [] { return std::malloc(100); });
    return RET_OK;
  }

 private:
  template <class Make>
  static void take(int count, const Make& make) {
    for (int number = 0; number < count && held < kMost; ++number) blocks[held++] = make();
  }

  static void resize(std::size_t bytes) {
    for (int number = 0; number < held; ++number) blocks[number] = std::realloc(blocks[number], bytes);
  }

  static void give() {
    while (held > 0) std::free(blocks[--held]);
  }

  static void start_threads(std::string_view what, int count) {
    for (int number = 0; number < count; ++number) {
      if (what == "start") threads[started++] = std::thread(&wait_for_end);
      if (what == "start in a thread") threads[started++] = std::thread(&start_another);
      if (what == "start plainly") pthread_create(&plain_threads[plain_started++], nullptr, &wait_plainly, nullptr);
      if (what == "promise") promised = std::async(std::launch::async, &wait_for_end);
      if (what == "start shortly") std::thread([] {}).join();
      if (what == "start to leave") {
        pthread_t thread{};
        pthread_create(&thread, nullptr, &leave_early, nullptr);
        pthread_join(thread, nullptr);
      }
      if (what.starts_with("start") && !what.starts_with("start shortly") && !what.starts_with("start to")) {
        going.acquire();
        if (what == "start in a thread") going.acquire();
      }
      if (what == "promise") going.acquire();
    }
    if (what == "end threads") end_threads();
  }

  static void end_threads() {
    may_end.release(2 * kMostThreads);
    while (started > 0) threads[--started].join();
    while (plain_started > 0) pthread_join(plain_threads[--plain_started], nullptr);
    if (promised.valid()) promised.get();
  }

  PluginServerInterface& server_;
};

EXPORT_PLUGIN(Holding)
