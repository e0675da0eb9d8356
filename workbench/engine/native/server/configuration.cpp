// Checks and applies edits of the configuration, and notifies plugins of them.
#include "server/configuration.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/server_settings.h"
#include "market/market.h"

namespace workbench {
namespace {

std::string quoted(const std::string& name) {
  return '"' + name.substr(0, kMostName) + '"';
}

Refusal invalid(const std::string& why) {
  return {RET_INVALID_DATA, why};
}

template <class Record>
Refusal check_fields(const std::string& what, const Record& record) {
  const std::string field = unusable_field(record, kMostText);
  if (field.empty()) return {};
  return invalid(
      what + ": " + field +
      " must be a finite number of at most 1e13, a time from 1970 to 2199 or a UTF-8 text of at most 4,096 bytes");
}

// Names are keys of server.toml and appear in lists.
Refusal check_name(const char* what, const std::string& name) {
  if (name.empty()) return invalid(std::string("a ") + what + " needs a name");
  if (!usable_text(name, kMostName))
    return invalid(std::string("the name of a ") + what + " is not valid UTF-8 or is longer than 255 bytes");
  return {};
}

template <class Check>
Refusal attempt(const Check& check) {
  try {
    check();
  } catch (const std::runtime_error& error) {
    return invalid(error.what());
  }
  return {};
}

// Checks numbers and names for duplicates and invalid values.
template <class List, class Number>
Refusal check_list(const char* what, const List& list, const Number& number) {
  std::set<int> numbers;
  std::set<std::string> names;
  for (const auto& item : list) {
    if (const Refusal refusal = check_name(what, item.name); refusal.refused()) return refusal;
    if (const Refusal refusal = check_fields(std::string(what) + " " + quoted(item.name), item); refusal.refused())
      return refusal;
    if (number(item) < 0) return invalid(std::string(what) + " " + quoted(item.name) + " has a number below 0");
    if (!numbers.insert(number(item)).second || !names.insert(item.name).second)
      return {RET_DUPLICATE_RECORD, std::string(what) + " " + quoted(item.name) + ": its number or name is not unique"};
  }
  return {};
}

bool lists(const SymbolGroups& groups, int sec_index) {
  return std::ranges::any_of(groups, [&](const auto& group) { return group.sec_index == sec_index; });
}

}  // namespace

// Symbols.

Refusal Configuration::check_symbol(const PluginSymbolRecord& symbol, Edit edit) const {
  if (const Refusal refusal = check_name("symbol", symbol.symbol); refusal.refused()) return refusal;
  const std::string what = "symbol " + quoted(symbol.symbol);
  if (const Refusal refusal = check_fields(what, symbol); refusal.refused()) return refusal;
  const bool known = context_.market.number(symbol.symbol).has_value();
  if (edit == Edit::Add && known) return {RET_DUPLICATE_RECORD, what + " already exists"};
  if (edit == Edit::Update && !known) return {RET_SYMBOL_NOT_FOUND, what + " does not exist"};
  const SymbolGroups groups = context_.settings.symbol_groups();
  if (!groups.empty() && !lists(groups, symbol.sec_index))
    return {RET_SEC_NOT_FOUND, what + ": symbol group " + std::to_string(symbol.sec_index) + " does not exist"};
  return attempt([&] { workbench::check_symbol(symbol); });
}

Refusal Configuration::put_symbol(const PluginSymbolRecord& symbol, Edit edit, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_symbol(symbol, edit); refusal.refused()) return refusal;
  Market& market = context_.market;
  const auto before = market.symbol(symbol.symbol);
  if (Refusal refusal = attempt([&] { edit == Edit::PutBack ? market.put_back(symbol) : market.put(symbol); });
      refusal.refused())
    return refusal;
  const PluginSymbolRecord after = *market.symbol(symbol.symbol);
  batch.changed([&market, before, name = symbol.symbol] {
    before ? static_cast<void>(market.put(*before)) : static_cast<void>(market.erase(name));
  });
  if (!before) {
    notify(
        {"symbols", symbol.symbol, "", json_of(after), "added", by},
        [after](PluginHost& host) { host.symbol_event(Callback::OnSymbolAdd, after); }, batch);
  } else if (const Difference found = difference(*before, after); found.any) {
    notify(
        {"symbols", symbol.symbol, found.before, found.after, found.line, by},
        [after](PluginHost& host) { host.symbol_event(Callback::OnSymbolUpdate, after); }, batch);
  }
  return {};
}

Refusal Configuration::check_erase_symbol(const std::string& name) const {
  if (!context_.market.number(name)) return {RET_SYMBOL_NOT_FOUND, "symbol " + quoted(name) + " does not exist"};
  const auto uses = [&](const PluginTradeRecord& trade) { return trade.symbol == name; };
  if (context_.store.trades(Book::Open, 0, uses).empty()) return {};
  return {RET_SYMBOL_USE_BY_TRADE, "symbol " + quoted(name) + " has open trades or pending orders"};
}

Refusal Configuration::erase_symbol(const std::string& name, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_erase_symbol(name); refusal.refused()) return refusal;
  Market& market = context_.market;
  const PluginSymbolRecord before = *market.symbol(name);
  market.erase(name);
  batch.changed([&market, before] { market.put_back(before); });
  notify(
      {"symbols", name, json_of(before), "", "removed", by},
      [before](PluginHost& host) { host.symbol_event(Callback::OnSymbolDelete, before); }, batch);
  return {};
}

// Groups.

namespace {

template <class Values, class Least>
bool none_below(const Values& values, const Least& least) {
  return std::ranges::all_of(values, [&](const auto& value) { return least(value.second) >= 0; });
}

// The fields that prices, volumes and margins depend on; other fields of a group may have any value.
Refusal check_terms(const std::string& what, const PluginGroupRecord& group) {
  const auto volumes = [](const PluginGroupRecordSec& sec) {
    return std::min({sec.lot_min, sec.lot_max, sec.lot_step});
  };
  if (!none_below(group.secgroups, volumes))
    return invalid(what + ": lot_min, lot_max and lot_step must not be below 0");
  if (!none_below(group.secmargins, [](const PluginGroupRecordMargin& own) { return own.spread; }))
    return invalid(what + ": spread must not be below 0");
  if (!none_below(group.secmargins, [](const PluginGroupRecordMargin& own) { return own.margin_divider; }))
    return invalid(what + ": margin_divider must not be below 0");
  if (group.margin_stopout > group.margin_call) return invalid(what + ": margin_stopout is above margin_call");
  return {};
}

}  // namespace

Refusal Configuration::check_group(const PluginGroupRecord& group, Edit edit) const {
  if (const Refusal refusal = check_name("group", group.group); refusal.refused()) return refusal;
  const std::string what = "group " + quoted(group.group);
  if (group.currency.empty()) return invalid(what + ": a group needs a currency");
  if (const Refusal refusal = check_fields(what, group); refusal.refused()) return refusal;
  if (const Refusal refusal = check_terms(what, group); refusal.refused()) return refusal;
  const GroupSnapshot known = context_.store.group(group.group);
  if (edit == Edit::Add && known) return {RET_DUPLICATE_RECORD, what + " already exists"};
  if (edit == Edit::Update && !known) return {RET_GROUP_NOT_FOUND, what + " does not exist"};
  if (live_.load(std::memory_order_relaxed) && known && known->currency != group.currency &&
      context_.store.group_in_use(group.group))
    return {RET_USR_DIFFERENT_CURRENCY, what + ": the currency cannot change while the group has accounts"};
  return {};
}

Refusal Configuration::put_group(const PluginGroupRecord& group, Edit edit, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_group(group, edit); refusal.refused()) return refusal;
  Store& store = context_.store;
  const GroupSnapshot before = store.group(group.group);
  store.put_group(group);
  batch.changed([&store, before, name = group.group] { before ? store.put_group(*before) : store.erase_group(name); });
  if (!before) {
    notify(
        {"groups", group.group, "", json_of(group), "added", by},
        [group](PluginHost& host) { host.group_event(Callback::OnGroupAdd, group); }, batch);
  } else if (const Difference found = difference(*before, group); found.any) {
    notify(
        {"groups", group.group, found.before, found.after, found.line, by},
        [group](PluginHost& host) { host.group_event(Callback::OnGroupUpdate, group); }, batch);
  }
  return {};
}

Refusal Configuration::check_erase_group(const std::string& name) const {
  if (!context_.store.group(name)) return {RET_GROUP_NOT_FOUND, "group " + quoted(name) + " does not exist"};
  if (!context_.store.group_in_use(name)) return {};
  return {RET_GROUP_USE_BY_USER, "group " + quoted(name) + " has accounts"};
}

Refusal Configuration::erase_group(const std::string& name, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_erase_group(name); refusal.refused()) return refusal;
  Store& store = context_.store;
  const GroupSnapshot before = store.group(name);
  store.erase_group(name);
  batch.changed([&store, before] { store.put_group(*before); });
  notify(
      {"groups", name, json_of(*before), "", "removed", by},
      [before](PluginHost& host) { host.group_event(Callback::OnGroupDelete, *before); }, batch);
  return {};
}

// Settings of the whole server.

Refusal Configuration::check_common(const PluginConCommon& common) const {
  if (const Refusal refusal = check_fields("server", common); refusal.refused()) return refusal;
  return attempt([&] { workbench::check_common(common); });
}

Refusal Configuration::put_common(const PluginConCommon& common, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_common(common); refusal.refused()) return refusal;
  ServerSettings& settings = context_.settings;
  const CommonSnapshot before = settings.common();
  settings.put(common);
  batch.changed([&settings, before] { settings.put(*before); });
  const CommonSnapshot after = settings.common();
  if (const Difference found = difference(*before, *after); found.any) {
    notify(
        {"server", "", found.before, found.after, found.line, by},
        [after](PluginHost& host) { host.common_event(*after); }, batch);
  }
  return {};
}

// Lists.

Refusal Configuration::check_holidays(const Holidays& holidays) const {
  for (const PluginConHoliday& holiday : holidays) {
    if (const Refusal refusal = check_fields("holidays", holiday); refusal.refused()) return refusal;
  }
  return attempt([&] { workbench::check_holidays(holidays); });
}

Refusal Configuration::put_holidays(const Holidays& holidays, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_holidays(holidays); refusal.refused()) return refusal;
  Market& market = context_.market;
  const Holidays before = market.holidays();
  market.set_holidays(holidays);
  batch.changed([&market, before] { market.set_holidays(before); });
  const auto event = [](PluginHost& host) { host.holidays_event(); };
  notify_list("holidays", before, holidays, by, event, batch);
  return {};
}

Refusal Configuration::check_symbol_groups(const SymbolGroups& groups) const {
  const auto number = [](const PluginConSymbolGroup& group) { return group.sec_index; };
  if (const Refusal refusal = check_list("symbol group", groups, number); refusal.refused()) return refusal;
  if (groups.empty()) return {};  // without a list any number is valid
  for (const PluginSymbolRecord& symbol : context_.market.symbols()) {
    if (!lists(groups, symbol.sec_index))
      return {RET_SEC_USE_BY_SYMBOL,
              "symbol group " + std::to_string(symbol.sec_index) + " is in use by symbol " + quoted(symbol.symbol)};
  }
  return {};
}

Refusal Configuration::put_symbol_groups(const SymbolGroups& groups, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_symbol_groups(groups); refusal.refused()) return refusal;
  ServerSettings& settings = context_.settings;
  const SymbolGroups before = settings.symbol_groups();
  settings.put(groups);
  batch.changed([&settings, before] { settings.put(before); });
  notify_list("symbol_groups", before, groups, by, {}, batch);
  return {};
}

Refusal Configuration::check_managers(const Managers& managers) const {
  return check_list("manager", managers, [](const PluginConManager& manager) { return manager.login; });
}

Refusal Configuration::put_managers(const Managers& managers, uint16_t by, CommitBatch& batch) {
  if (Refusal refusal = check_managers(managers); refusal.refused()) return refusal;
  ServerSettings& settings = context_.settings;
  const Managers before = settings.managers();
  settings.put(managers);
  batch.changed([&settings, before] { settings.put(before); });
  notify_list("managers", before, managers, by, {}, batch);
  return {};
}

Refusal Configuration::put_plugin_config(uint16_t plugin, const std::string& config_json, uint16_t by,
                                         CommitBatch& batch) {
  if (!is_json_object(config_json)) return invalid("the parameters of a plugin must be a JSON object");
  PluginHost& host = context_.host;
  const std::string before = host.config(plugin);
  if (before == config_json) return {};
  host.set_config(plugin, config_json);
  batch.changed([&host, plugin, before] { host.set_config(plugin, before); });
  // Parameters may contain passwords, so the journal only states that they changed.
  notify({"plugins", host.name(plugin), before, config_json, "parameters changed", by}, {}, batch);
  return {};
}

// Notifications.

template <class List>
void Configuration::notify_list(const char* section, const List& before, const List& after, uint16_t by,
                                std::function<void(PluginHost&)> event, CommitBatch& batch) const {
  const std::string was = json_of(before);
  const std::string is = json_of(after);
  if (was == is) return;
  const std::string line = std::to_string(after.size()) + " instead of " + std::to_string(before.size());
  notify({section, "", was, is, line, by}, std::move(event), batch);
}

void Configuration::notify(Made made, std::function<void(PluginHost&)> event, CommitBatch& batch) const {
  if (!live_.load(std::memory_order_relaxed)) return;
  batch.after_commit([&context = context_, made = std::move(made), event = std::move(event)] {
    const std::string what = made.section + (made.key.empty() ? "" : " ") + made.key + ": " + made.line;
    context.notices.journal("info", "CONFIGURATION", made.by, what);
    Notice notice;
    notice.kind = NoticeKind::Configuration;
    notice.code = made.section;
    notice.target = made.key;
    notice.text = R"({"before":)" + (made.before.empty() ? "null" : made.before) + R"(,"after":)" +
                  (made.after.empty() ? "null" : made.after) + '}';
    notice.plugin = made.by;
    context.notices.put(std::move(notice));
    if (event) event(context.host);
    context.host.config_event(made.section, made.key, made.before, made.after);
  });
}

}  // namespace workbench
