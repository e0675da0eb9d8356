// Ends the server's process. config.how selects the way, and config.where the place: hook (the default), create,
// destroy or
// thread. Built with -DAT_LOAD it does so while it is mapped, with -DAT_ABOUT in AboutPlugin.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

volatile int zero = 0;
volatile bool forever = true;

[[gnu::noinline]] int read_through(const volatile int* pointer) {
  return *pointer;
}

[[gnu::noinline]] int recurse(int depth) {
  std::array<char, 512> room{};
  asm volatile("" : : "r"(room.data()) : "memory");
  return recurse(depth + 1) + room[0];
}

struct Wordless final : std::exception {
  const char* what() const noexcept override { return nullptr; }
};

struct Base {
  Base() { call(); }
  virtual ~Base() = default;
  [[gnu::noinline]] void call() { speak(); }
  virtual void speak() = 0;
};

struct Derived : Base {
  void speak() override {}
};

[[gnu::noinline]] void smash(const char* text) {
  std::array<char, 8> room;
  std::memcpy(room.data(), text, 64);
  asm volatile("" : : "r"(room.data()) : "memory");
}

void ask_for_too_much() {
  char* volatile memory = new char[static_cast<std::size_t>(1) << (60 + zero)];
  delete[] memory;
}

void crash_on_many_threads() {
  std::atomic<int> ready = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&ready] {
      for (++ready; ready < 4;) std::this_thread::yield();
      read_through(nullptr);
    });
  }
  for (auto& thread : threads) thread.join();
}

void crash_beside(int threads, bool blocked) {
  std::atomic<int> ready = 0;
  for (int number = 0; number < threads; ++number) {
    std::thread([&ready, blocked] {
      pthread_setname_np(pthread_self(), blocked ? "deaf" : "bystander");
      sigset_t all;
      sigfillset(&all);
      if (blocked) pthread_sigmask(SIG_SETMASK, &all, nullptr);
      ++ready;
      while (forever) pause();
    }).detach();
  }
  while (ready < threads) std::this_thread::yield();
  read_through(nullptr);
}

// The action of each value of config.how.
const std::map<std::string, std::function<void()>>& ways() {
  static const std::map<std::string, std::function<void()>> table = {
      {"null read", [] { read_through(nullptr); }},
      {"null call", [] { reinterpret_cast<void (*)()>(static_cast<std::uintptr_t>(zero))(); }},
      {"wild read", [] { read_through(reinterpret_cast<const int*>(0x7000'0000'1234)); }},
      {"constant write", [] { *const_cast<volatile char*>("constant") = 'C'; }},
      {"data call",
       [] {
         static std::array<char, 64> data{};
         reinterpret_cast<void (*)()>(reinterpret_cast<std::uintptr_t>(data.data()))();
       }},
      {"division", [] { zero = 100 / zero; }},
      {"trap", [] { __builtin_trap(); }},
      {"stack overflow", [] { recurse(zero); }},
      {"raise", [] { raise(SIGSEGV); }},
      {"abort", [] { std::abort(); }},
      {"assert", [] { assert(zero == 1 && "one is one"); }},
      {"double free",
       [] {
         void* volatile memory = std::malloc(100);
         void* volatile again = memory;
         std::free(memory);
         std::free(again);
       }},
      {"bad free",
       [] {
         alignas(16) std::array<char, 64> room{};
         char* volatile inside = room.data() + 16;
         std::free(inside);
       }},
      {"smashed", [] { smash("a text that is far longer than the room that was made for it, so it overwrites"); }},
      {"pure virtual", [] { Derived(); }},
      {"thrown", [] { std::thread([] { throw std::runtime_error("nobody listens"); }).join(); }},
      {"thrown without words", [] { std::thread([] { throw Wordless(); }).join(); }},
      {"thrown number", [] { std::thread([] { throw 42; }).join(); }},
      {"not joined", [] { std::thread left([] { pause(); }); }},
      {"no memory", [] { std::thread(ask_for_too_much).join(); }},
      {"exit", [] { std::exit(3); }},
      {"quick exit", [] { std::quick_exit(4); }},
      {"_exit", [] { _exit(5); }},
      {"alarm",
       [] {
         kill(getpid(), SIGALRM);
         while (forever) pause();
       }},
      {"kill", [] { kill(getpid(), SIGKILL); }},
      {"many", crash_on_many_threads},
      {"150 threads", [] { crash_beside(150, false); }},
      {"deaf thread", [] { crash_beside(1, true); }},
      {"loop",
       [] {
         while (forever) std::this_thread::yield();
       }},
      {"sleep",
       [] {
         while (forever) sleep(3600);
       }},
      {"lock",
       [] {
         pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
         pthread_mutex_lock(&mutex);
         pthread_mutex_lock(&mutex);
       }},
      {"nap", [] { std::this_thread::sleep_for(std::chrono::milliseconds(1200)); }},
      {"child",
       [] {
         if (fork() == 0) {
           while (forever) pause();
         }
       }},
      {"child dies",
       [] {
         if (fork() == 0) std::exit(1);
       }},
  };
  return table;
}

std::string text(const rapidjson::Value& config, const char* name, const char* otherwise) {
  return config.HasMember(name) ? config[name].GetString() : otherwise;
}

#ifdef AT_LOAD
const int dies = read_through(nullptr);
#endif

}  // namespace

class Dying final : public PluginInterface, public HookTrade {
 public:
  Dying(const rapidjson::Value& config, PluginServerInterface& server)
      : way_(ways().at(text(config, "how", "null read"))), where_(text(config, "where", "hook")), server_(server) {
    if (where_ == "create") way_();
  }
  ~Dying() override {
    if (where_ == "destroy") way_();
  }

  int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    if (where_ == "hook") way_();
    if (where_ == "thread") {
      std::thread own([this] {
        pthread_setname_np(pthread_self(), "own");
        way_();
      });
      own.join();
    }
    // A record at an unmapped address: the server itself faults on it.
    if (where_ == "server call") server_.GetAccountByLogin(trade.login, reinterpret_cast<PluginAccountRecord*>(8));
    return RET_OK;
  }

 private:
  std::function<void()> way_;
  std::string where_;
  PluginServerInterface& server_;
};

#ifdef AT_ABOUT
extern "C" PLUGIN_MODULE_EXPORT void AboutPlugin(rapidjson::Value&, rapidjson::Value&,
                                                 rapidjson::Document::AllocatorType&, PluginServerInterface*) {
  read_through(nullptr);
}
#endif

EXPORT_PLUGIN(Dying)
