// Edits of the configuration: checked, applied, put back with their batch, and once committed journalled and told.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/record_text.h"
#include "base/server_context.h"
#include "base/server_settings.h"
#include "market/holidays.h"
#include "storage/commit_batch.h"
#include "telemetry/notices.h"

namespace workbench {

// Why an edit is refused: a code of the platform and a line for people. RET_OK: it is not.
struct Refusal {
  int code = RET_OK;
  std::string why;

  bool refused() const noexcept { return code != RET_OK; }
};

// Whether the record must be new, must be there, or may be either; PutBack undoes a removal, so that a symbol has its
// last quote again.
enum class Edit { Add, Update, Put, PutBack };

// check_*: any thread, the answer that an edit would get now. The others need the engine lock; they check again and
// change nothing when they refuse. `by` is the plugin whose edit it is, kNoPlugin for the server itself. Nobody is told
// before live(), nor of an edit that changes nothing. Which code stands for what is a convention where the reference
// only lists codes.
class Configuration {
 public:
  explicit Configuration(ServerContext& context) : context_(context) {}

  // The server has started: from now on plugins and the client process are told.
  void live() noexcept { live_.store(true, std::memory_order_relaxed); }

  Refusal check_symbol(const PluginSymbolRecord& symbol, Edit edit) const;
  Refusal check_erase_symbol(const std::string& name) const;
  Refusal check_group(const PluginGroupRecord& group, Edit edit) const;
  Refusal check_erase_group(const std::string& name) const;
  Refusal check_common(const PluginConCommon& common) const;
  Refusal check_holidays(const Holidays& holidays) const;
  Refusal check_symbol_groups(const SymbolGroups& groups) const;
  Refusal check_managers(const Managers& managers) const;

  Refusal put_symbol(const PluginSymbolRecord& symbol, Edit edit, uint16_t by, CommitBatch& batch);
  Refusal erase_symbol(const std::string& name, uint16_t by, CommitBatch& batch);
  Refusal put_group(const PluginGroupRecord& group, Edit edit, uint16_t by, CommitBatch& batch);
  Refusal erase_group(const std::string& name, uint16_t by, CommitBatch& batch);
  Refusal put_common(const PluginConCommon& common, uint16_t by, CommitBatch& batch);
  Refusal put_holidays(const Holidays& holidays, uint16_t by, CommitBatch& batch);
  Refusal put_symbol_groups(const SymbolGroups& groups, uint16_t by, CommitBatch& batch);
  Refusal put_managers(const Managers& managers, uint16_t by, CommitBatch& batch);
  // Parameters of a plugin, the text of a JSON object.
  Refusal put_plugin_config(uint16_t plugin, const std::string& config_json, uint16_t by, CommitBatch& batch);

 private:
  // One edit that was made. before and after are JSON, "" for what was not there or is not any more.
  struct Made {
    std::string section;
    std::string key;
    std::string before;
    std::string after;
    std::string line;
    uint16_t by = kNoPlugin;
  };
  void notify(Made made, std::function<void(PluginHost&)> event, CommitBatch& batch) const;
  template <class List>
  void notify_list(const char* section, const List& before, const List& after, uint16_t by,
                   std::function<void(PluginHost&)> event, CommitBatch& batch) const;

  ServerContext& context_;
  std::atomic<bool> live_ = false;
};

}  // namespace workbench
