// Life cycle of a plugin in the host: reserve, create, order, custom actions, destroy.
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>

#include "base/record_text.h"
#include "plugins/call_watch.h"
#include "plugins/generated/watched_plugin.h"
#include "plugins/host.h"
#include "plugins/legacy_layout.h"

namespace workbench {

namespace {

/// Returns nullopt when the value contains a number that JSON cannot represent.
std::optional<std::string> json_text(const rapidjson::Value& value) {
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  if (!value.Accept(writer)) return std::nullopt;
  return std::string(text.GetString(), text.GetSize());
}

rapidjson::Value json_object(const std::string& text, const std::string& what,
                             rapidjson::Document::AllocatorType& allocator) {
  if (text.empty()) return rapidjson::Value(rapidjson::kObjectType);
  if (too_deep(text)) throw PluginError(what + " has more than " + std::to_string(kDeepestJson) + " levels");
  rapidjson::Document document(&allocator);
  document.Parse(text.data(), text.size());
  if (document.HasParseError()) {
    throw PluginError(what + " is not valid JSON: " + rapidjson::GetParseError_En(document.GetParseError()) +
                      " at byte " + std::to_string(document.GetErrorOffset()));
  }
  if (!document.IsObject()) throw PluginError(what + " is not a JSON object");
  rapidjson::Value value;
  value.Swap(document);
  return value;
}

std::unique_ptr<rapidjson::Document> make_documents(const std::string& config, const std::string& data) {
  auto documents = std::make_unique<rapidjson::Document>(rapidjson::kObjectType);
  auto& allocator = documents->GetAllocator();
  rapidjson::Value params(rapidjson::kObjectType);
  params.AddMember("config", json_object(config, "the configuration", allocator), allocator);
  documents->AddMember("params", params, allocator);
  documents->AddMember("data", json_object(data, "the stored data", allocator), allocator);
  return documents;
}

std::uint64_t budget_in_ticks(std::int64_t nanos) {
  constexpr std::int64_t kNobodyWaits =
      std::int64_t{1'000'000} * 86'400 * 1'000;  // a day; in ticks it must fit as well
  if (nanos <= 0 || nanos > kNobodyWaits) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(static_cast<double>(nanos) / nanos_per_tick());
}

template <class Function>
Function* required(const Module& module, const char* name) {
  if (auto* const found = module.function<Function>(name)) return found;
  throw PluginError(module.path() + " exports no " + name);
}

}  // namespace

PluginHost::PluginHost(Telemetry& telemetry, Notices& notices, const std::atomic<std::int64_t>& server_nanos)
    : guard_(telemetry, notices, server_nanos), notices_(notices), symbols_(std::make_shared<SymbolNumbers>()) {
  notices.set_server_time(&server_nanos);
  telemetry.header().overhead_nanos = own_overhead_nanos();
  publish();
}

PluginHost::~PluginHost() {
  remove_all();
  notices_.set_server_time(nullptr);
}

void PluginHost::set_server(std::function<ServerFaces(std::uint16_t)> make_server) {
  const std::lock_guard lock(change_mutex_);
  make_server_ = std::move(make_server);
}

void PluginHost::set_symbol_number(const std::string& symbol, std::uint16_t number) {
  const std::lock_guard lock(change_mutex_);
  const auto known = symbols_->find(symbol);
  if (known != symbols_->end() && known->second == number) return;
  auto symbols = std::make_shared<SymbolNumbers>(*symbols_);
  (*symbols)[symbol] = number;
  symbols_ = std::move(symbols);
  publish();
}

std::uint16_t PluginHost::reserve(const std::string& name) {
  const std::lock_guard lock(change_mutex_);
  if (entries_.size() == kMaxPlugins) {
    throw PluginError(name + ": this engine has used all " + std::to_string(kMaxPlugins) +
                      " plugin indices; restart it");
  }
  const auto index = static_cast<std::uint16_t>(entries_.size());
  entries_.push_back(std::make_unique<PluginEntry>(index, name));
  entries_.back()->watch->checking = checking_.load();
  return index;
}

PluginEntry& PluginHost::entry(std::uint16_t index) const {
  const std::lock_guard lock(change_mutex_);
  if (index >= entries_.size()) throw PluginError("plugin " + std::to_string(index) + " does not exist");
  return *entries_[index];
}

std::string PluginHost::name(std::uint16_t index) const {
  const PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  return plugin.name;
}

void PluginHost::rename(std::uint16_t index, const std::string& name) {
  PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  plugin.name = name;
}

PluginServerInterface* PluginHost::server(std::uint16_t index) {
  PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  if (plugin.server == nullptr && make_server_) {
    plugin.engine_server = make_server_(index);
    plugin.calls = std::make_unique<ServerCalls>(guard_, plugin);
    plugin.server = std::make_unique<RecordedServer<ServerCalls>>(*plugin.calls, *plugin.engine_server.base,
                                                                  *plugin.engine_server.extension);
  }
  return plugin.server.get();
}

void PluginHost::entry_call(std::uint16_t index, Callback callback, const std::function<void()>& body) {
  PluginEntry& plugin = entry(index);
  const CallEnd end = timed_call(guard_, plugin, call_facts(callback), [&] {
    body();
    return static_cast<int>(RET_OK);
  });
  if (end.failed) throw PluginError(std::string(callback_name(callback)) + " threw " + last_failure());
}

void PluginHost::create(std::uint16_t index, const std::shared_ptr<Module>& module, const std::string& config_json,
                        const std::string& data_json, std::int64_t budget_nanos, const std::string& layout) {
  PluginEntry& plugin = entry(index);
  if (plugin.documents != nullptr) throw PluginError(name(index) + " was already created; reserve a new index");
  auto* const create_plugin = required<Module::CreateFunction>(*module, "CreatePlugin");
  auto* const destroy_plugin = required<Module::DestroyFunction>(*module, "DestroyPlugin");
  PluginServerInterface* const server_of_plugin = server(index);
  if (!layout.empty()) {
    const LayoutEntry legacy{reinterpret_cast<void*>(create_plugin), reinterpret_cast<void*>(destroy_plugin),
                             server_of_plugin, plugin.engine_server.base.get()};
    plugin.legacy = std::make_unique<LegacyPlugin>(layout, legacy);
  }
  plugin.documents = make_documents(config_json, data_json);
  set_config(index, config_json);
  rapidjson::Value& params = (*plugin.documents)["params"];
  rapidjson::Value& data = (*plugin.documents)["data"];
  auto& allocator = plugin.documents->GetAllocator();
  std::function<void()> destroy;
  PluginInterfaces interfaces;
  entry_call(index, Callback::CreatePlugin, [&] {
    if (plugin.legacy != nullptr) {
      interfaces = plugin.legacy->create(params, data, allocator);
      destroy = [legacy = plugin.legacy.get()] { legacy->destroy(); };
      return;
    }
    PluginInterface* const made = create_plugin(params, data, allocator, server_of_plugin);
    // Inside the guard: casting an invalid object faults, and the fault is attributed to the plugin.
    if (made != nullptr) interfaces = PluginInterfaces::of(made);
    destroy = [=] { destroy_plugin(made, server_of_plugin); };
  });
  if (interfaces.plugin == nullptr) throw PluginError("CreatePlugin returned no plugin");
  plugin.library = module;
  adopt(index, interfaces, std::move(destroy), budget_nanos);
}

void PluginHost::adopt(std::uint16_t index, const PluginInterfaces& interfaces, std::function<void()> destroy,
                       std::int64_t budget_nanos) {
  PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  if (plugin.destroy || plugin.destroyed) throw PluginError(plugin.name + " was already created; reserve a new index");
  plugin.interfaces = interfaces;
  plugin.destroy = std::move(destroy);
  plugin.budgets.set_all(budget_in_ticks(budget_nanos));
  plugin.running = true;
  order_.push_back(index);
  publish();
}

void PluginHost::publish() {
  auto list = std::make_shared<PluginList>();
  for (const std::uint16_t index : order_) list->add(*entries_[index]);
  list->symbols = symbols_;
  visit_chains({}, *list, [this](InterfaceKind kind, auto*, const auto& chain) {
    counts_[static_cast<std::size_t>(kind)].store(static_cast<std::uint32_t>(chain.size()), std::memory_order_relaxed);
  });
  readers_.replace(std::move(list));
}

bool PluginHost::take_from_order(std::uint16_t index) {
  PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  std::erase(order_, index);
  plugin.running = false;
  publish();
  return static_cast<bool>(plugin.destroy);
}

std::string PluginHost::remove(std::uint16_t index, int wait_millis) {
  PluginEntry& plugin = entry(index);
  if (!take_from_order(index)) throw PluginError(name(index) + " is not running");
  if (!readers_.wait(std::chrono::milliseconds(wait_millis))) {
    const std::string what = "a callback is still running; the server stops calling the plugin but does not destroy it";
    notices_.diagnostic("error", "hang", index, what);
    throw PluginStillRunning(name(index) + ": " + what);
  }
  std::function<void()> destroy;
  {
    const std::lock_guard lock(change_mutex_);
    destroy = std::exchange(plugin.destroy, nullptr);
  }
  if (!destroy) throw PluginError(name(index) + " is being destroyed already");
  std::string failure;
  try {
    entry_call(index, Callback::DestroyPlugin, destroy);
  } catch (const PluginError& error) {
    failure = error.what();
  }
  plugin.destroyed.store(true, std::memory_order_release);
  // Before the library is released, because strings in the data may point into it.
  std::optional<std::string> data =
      plugin.documents == nullptr ? std::optional<std::string>("") : json_text((*plugin.documents)["data"]);
  if (data) make_plain(plugin, Callback::CreatePlugin, "data", *data);
  if (!data)
    notices_.journal("warning", "SYSTEM", index,
                     "its data contains a number that is not finite; the server dropped the data");
  {
    const std::lock_guard lock(change_mutex_);
    plugin.interfaces = {};
    plugin.watched = nullptr;
  }
  plugin.library.reset();
  if (!failure.empty()) throw PluginError(failure);
  return data.value_or("");
}

void PluginHost::remove_all() {
  const std::vector<std::uint16_t> running = order();
  for (auto index = running.rbegin(); index != running.rend(); ++index) {
    try {
      remove(*index);
    } catch (const PluginError& error) {
      notices_.journal("error", "SYSTEM", *index, error.what());
    }
  }
}

void PluginHost::set_order(const std::vector<std::uint16_t>& order) {
  const std::lock_guard lock(change_mutex_);
  std::vector<std::uint16_t> sorted;
  const auto add = [&](std::uint16_t index) {
    const bool running = std::find(order_.begin(), order_.end(), index) != order_.end();
    if (running && std::find(sorted.begin(), sorted.end(), index) == sorted.end()) sorted.push_back(index);
  };
  for (const std::uint16_t index : order) add(index);
  for (const std::uint16_t index : order_) add(index);
  order_ = std::move(sorted);
  publish();
}

std::vector<std::uint16_t> PluginHost::order() const {
  const std::lock_guard lock(change_mutex_);
  return order_;
}

void PluginHost::make_plain(PluginEntry& plugin, Callback callback, const std::string& argument, std::string& text) {
  if (bad_byte(text) == std::string::npos) return;
  guard_.report_text(plugin, callback, argument, text);
  replace_bad(text);
}

std::string PluginHost::about(std::uint16_t index, const Module& module) {
  PluginEntry& plugin = entry(index);
  std::string text = module.about();
  make_plain(plugin, Callback::AboutPlugin, "response", text);
  return text;
}

std::pair<std::string, std::string> PluginHost::introduction(std::uint16_t index) {
  const EpochReaders::Scope scope(readers_);
  PluginEntry* const plugin = scope.list().find(index);
  if (plugin == nullptr) throw PluginError(name(index) + " is not running");
  std::pair<std::string, std::string> said;
  entry_call(index, Callback::plugin_name, [&] { said.first = plugin->interfaces.plugin->plugin_name(); });
  entry_call(index, Callback::plugin_description,
             [&] { said.second = plugin->interfaces.plugin->plugin_description(); });
  make_plain(*plugin, Callback::plugin_name, "its answer", said.first);
  make_plain(*plugin, Callback::plugin_description, "its answer", said.second);
  return said;
}

std::vector<std::string> PluginHost::interfaces(std::uint16_t index) const {
  const PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  return plugin.interfaces.names();
}

void PluginHost::set_budgets(std::uint16_t index, std::int64_t nanos,
                             const std::map<std::uint16_t, std::int64_t>& by_callback) {
  Budgets& budgets = entry(index).budgets;
  for (std::uint16_t callback = 0; callback < kCallbackCount; ++callback) {
    const auto own = by_callback.find(callback);
    budgets.set(callback, budget_in_ticks(own == by_callback.end() ? nanos : own->second));
  }
}

void PluginHost::set_config(std::uint16_t index, const std::string& config_json) {
  PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  plugin.config = config_json;
}

std::string PluginHost::config(std::uint16_t index) const {
  const PluginEntry& plugin = entry(index);
  const std::lock_guard lock(change_mutex_);
  return plugin.config;
}

int PluginHost::custom_action(std::uint16_t plugin, const std::string& request, std::string& response) {
  const EpochReaders::Scope scope(readers_);
  PluginEntry* const entry = scope.list().find(plugin);
  if (entry == nullptr) return RET_ERR_NOTFOUND;
  PluginInterface* called = nullptr;
  {
    const std::lock_guard lock(change_mutex_);
    called = entry->called().plugin;
  }
  if (too_deep(request)) return RET_INVALID_DATA;
  rapidjson::Document asked;
  asked.Parse(request.data(), request.size());
  if (asked.HasParseError()) return RET_INVALID_DATA;
  rapidjson::Document answer;
  const CallEnd end = timed_call(guard_, *entry, call_facts(Callback::CustomAction),
                                 [&] { return called->CustomAction(asked, answer, answer.GetAllocator()); });
  auto text = json_text(answer);
  if (text) make_plain(*entry, Callback::CustomAction, "response", *text);
  response = text.value_or("null");
  if (end.failed) return RET_ERROR;
  return text ? end.code : static_cast<int>(RET_INVALID_DATA);
}

}  // namespace workbench
