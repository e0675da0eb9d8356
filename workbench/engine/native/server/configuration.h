// Edits of the configuration: checks them, applies them, undoes them with their commit batch, and journals and notifies
// them after the commit.
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

// Why an edit is refused: a return code and a readable line. RET_OK: it is not refused.
struct Refusal {
  int code = RET_OK;
  std::string why;

  bool refused() const noexcept { return code != RET_OK; }
};

// Whether the record must be new, must exist, or may be either. PutBack undoes a removal, so that a symbol has its last
// quote again.
enum class Edit { Add, Update, Put, PutBack };

// The check_* methods may be called from any thread and return the answer that an edit would get now. The others need
// the engine lock; they check again and change nothing when they refuse. `by` is the plugin that makes the edit,
// kNoPlugin for the server itself. There are no notifications before live() and none for an edit that changes nothing.
// Where the reference only lists codes, the meaning of a code is a convention.
class Configuration {
 public:
  explicit Configuration(ServerContext& context) : context_(context) {}

  // Called at the start of the server: from now on plugins and the client process receive notifications.
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
  // Sets the parameters of a plugin, the text of a JSON object.
  Refusal put_plugin_config(uint16_t plugin, const std::string& config_json, uint16_t by, CommitBatch& batch);

 private:
  // One completed edit. before and after are JSON, "" for a record that did not exist or no longer exists.
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
