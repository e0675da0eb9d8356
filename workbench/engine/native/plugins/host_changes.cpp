// Notifies plugins of configuration changes, margin calls and stop outs.
#include <stdexcept>
#include <string>

#include "plugins/hook_chains.h"
#include "plugins/host.h"

namespace workbench {

namespace {

using SymbolEvent = void (EventSymbolChange::*)(const PluginSymbolRecord&);
using GroupEvent = void (EventGroupChange::*)(const PluginGroupRecord&);

SymbolEvent symbol_event_of(Callback callback) {
  switch (callback) {
    case Callback::OnSymbolAdd:
      return &EventSymbolChange::OnSymbolAdd;
    case Callback::OnSymbolUpdate:
      return &EventSymbolChange::OnSymbolUpdate;
    case Callback::OnSymbolDelete:
      return &EventSymbolChange::OnSymbolDelete;
    default:
      throw std::logic_error(std::string(callback_name(callback)) + " is not a symbol event");
  }
}

GroupEvent group_event_of(Callback callback) {
  switch (callback) {
    case Callback::OnGroupAdd:
      return &EventGroupChange::OnGroupAdd;
    case Callback::OnGroupUpdate:
      return &EventGroupChange::OnGroupUpdate;
    case Callback::OnGroupDelete:
      return &EventGroupChange::OnGroupDelete;
    default:
      throw std::logic_error(std::string(callback_name(callback)) + " is not a group event");
  }
}

}  // namespace

void PluginHost::symbol_event(Callback callback, const PluginSymbolRecord& symbol) {
  const SymbolEvent event = symbol_event_of(callback);
  if (!has(InterfaceKind::EventSymbolChange)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts = call_facts(callback, 0, 0, static_cast<std::uint16_t>(symbol.count + 1));
  notify(guard_, scope.list().event_symbol_change, facts, [&](EventSymbolChange& target) { (target.*event)(symbol); });
}

void PluginHost::group_event(Callback callback, const PluginGroupRecord& group) {
  const GroupEvent event = group_event_of(callback);
  if (!has(InterfaceKind::EventGroupChange)) return;
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_group_change, call_facts(callback),
         [&](EventGroupChange& target) { (target.*event)(group); });
}

void PluginHost::config_event(const std::string& section, const std::string& key, const std::string& before,
                              const std::string& after) {
  if (!has(InterfaceKind::EventConfig)) return;
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_config, call_facts(Callback::OnConfigUpdate),
         [&](EventConfig& target) { target.OnConfigUpdate(section, key, before, after); });
}

void PluginHost::common_event(const PluginConCommon& common) {
  if (!has(InterfaceKind::EventConfig)) return;
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_config, call_facts(Callback::OnCommonUpdate),
         [&](EventConfig& target) { target.OnCommonUpdate(common); });
}

void PluginHost::holidays_event() {
  if (!has(InterfaceKind::EventConfig)) return;
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_config, call_facts(Callback::OnHolidaysUpdate),
         [](EventConfig& target) { target.OnHolidaysUpdate(); });
}

void PluginHost::margin_call_event(const PluginAccountRecord& account, const PluginMarginLevel& margin) {
  if (!has(InterfaceKind::EventMargin)) return;
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_margin, call_facts(Callback::OnTradeMarginCall, account.login),
         [&](EventMargin& target) { target.OnTradeMarginCall(account, margin); });
}

void PluginHost::stop_out_event(const PluginAccountRecord& account, const PluginMarginLevel& margin,
                                const PluginTradeRecord& trade) {
  if (!has(InterfaceKind::EventMargin)) return;
  const EpochReaders::Scope scope(readers_);
  const CallFacts facts =
      call_facts(Callback::OnTradeStopOut, account.login, trade.order, symbol_mark(scope.list(), trade.symbol));
  notify(guard_, scope.list().event_margin, facts,
         [&](EventMargin& target) { target.OnTradeStopOut(account, margin, trade); });
}

void PluginHost::sync_events() {
  const EpochReaders::Scope scope(readers_);
  notify(guard_, scope.list().event_account, call_facts(Callback::OnAccountSync),
         [](EventAccount& target) { target.OnAccountSync(); });
  notify(guard_, scope.list().event_symbol_change, call_facts(Callback::OnSymbolSync),
         [](EventSymbolChange& target) { target.OnSymbolSync(); });
  notify(guard_, scope.list().event_group_change, call_facts(Callback::OnGroupSync),
         [](EventGroupChange& target) { target.OnGroupSync(); });
}

}  // namespace workbench
