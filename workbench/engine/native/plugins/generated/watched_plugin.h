// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "plugins/call_watch.h"
#include "plugins/plugin_entry.h"

namespace workbench {

/// Stands in for a plugin. The plugin gets the watch's copies of records. Changes to a writable record are copied back
/// after the call.
class WatchedPlugin final
    : public HookTrade,
      public HookAccount,
      public EventTrade,
      public EventSymbol,
      public EventAccount,
      public EventGroup,
      public PluginInterface,
      public HookQuote,
      public EventQuote,
      public EventSymbolChange,
      public EventGroupChange,
      public EventConfig,
      public EventMargin {
public:
    /// Wraps the classes that the plugin has. `watch` and the plugin must outlive this object.
    WatchedPlugin(CallWatch& watch, const PluginInterfaces& inner) : watch_(watch), inner_(inner) {}

    /// Returns this object for each class that the plugin has.
    PluginInterfaces interfaces() {
        PluginInterfaces found;
        if (inner_.hook_trade != nullptr) found.hook_trade = this;
        if (inner_.hook_account != nullptr) found.hook_account = this;
        if (inner_.event_trade != nullptr) found.event_trade = this;
        if (inner_.event_symbol != nullptr) found.event_symbol = this;
        if (inner_.event_account != nullptr) found.event_account = this;
        if (inner_.event_group != nullptr) found.event_group = this;
        if (inner_.plugin != nullptr) found.plugin = this;
        if (inner_.hook_quote != nullptr) found.hook_quote = this;
        if (inner_.event_quote != nullptr) found.event_quote = this;
        if (inner_.event_symbol_change != nullptr) found.event_symbol_change = this;
        if (inner_.event_group_change != nullptr) found.event_group_change = this;
        if (inner_.event_config != nullptr) found.event_config = this;
        if (inner_.event_margin != nullptr) found.event_margin = this;
        return found;
    }

    int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookTradeRequestOpen);
        return inner_.hook_trade->HookTradeRequestOpen(call.constant(trade), call.constant(group), call.constant(symbol), call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookTradeProcessOpen);
        return inner_.hook_trade->HookTradeProcessOpen(call.constant(trade), call.constant(group), call.constant(symbol), call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookTradeRequestClose);
        return inner_.hook_trade->HookTradeRequestClose(call.constant(trade), call.constant(group), call.constant(symbol), call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookTradeProcessClose);
        return inner_.hook_trade->HookTradeProcessClose(call.constant(trade), call.constant(group), call.constant(symbol), call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookTradeProcessCommision);
        return inner_.hook_trade->HookTradeProcessCommision(call.constant(trade), call.constant(group), call.constant(symbol), call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookAccountAdd);
        return inner_.hook_account->HookAccountAdd(call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookAccountUpdate);
        return inner_.hook_account->HookAccountUpdate(call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookAccountDelete);
        return inner_.hook_account->HookAccountDelete(call.constant(account), call.constant(margin), call.changing(diff));
    }

    int HookAccountLogin(const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookAccountLogin);
        return inner_.hook_account->HookAccountLogin(call.constant(account));
    }

    int HookAccountLogout(const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookAccountLogout);
        return inner_.hook_account->HookAccountLogout(call.constant(account));
    }

    void OnTradeRequestOpen(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeRequestOpen);
        return inner_.event_trade->OnTradeRequestOpen(call.constant(trade));
    }

    void OnTradeAddDB(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeAddDB);
        return inner_.event_trade->OnTradeAddDB(call.constant(trade));
    }

    void OnTradeRequestClose(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeRequestClose);
        return inner_.event_trade->OnTradeRequestClose(call.constant(trade));
    }

    void OnTradeRequestUpdate(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeRequestUpdate);
        return inner_.event_trade->OnTradeRequestUpdate(call.constant(trade));
    }

    void OnTradeUpdateDB(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeUpdateDB);
        return inner_.event_trade->OnTradeUpdateDB(call.constant(trade));
    }

    void OnTradeRequestDelete(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeRequestDelete);
        return inner_.event_trade->OnTradeRequestDelete(call.constant(trade));
    }

    void OnTradeDeleteDB(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeDeleteDB);
        return inner_.event_trade->OnTradeDeleteDB(call.constant(trade));
    }

    void OnTradeExecuteOpen(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeExecuteOpen);
        return inner_.event_trade->OnTradeExecuteOpen(call.constant(trade));
    }

    void OnTradeExecuteClose(const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeExecuteClose);
        return inner_.event_trade->OnTradeExecuteClose(call.constant(trade));
    }

    void OnAccountAdd(const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountAdd);
        return inner_.event_account->OnAccountAdd(call.constant(account));
    }

    void OnAccountUpdate(const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountUpdate);
        return inner_.event_account->OnAccountUpdate(call.constant(account));
    }

    void OnAccountDelete(const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountDelete);
        return inner_.event_account->OnAccountDelete(call.constant(account));
    }

    void OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountLogin);
        return inner_.event_account->OnAccountLogin(ip, type, call.constant(account));
    }

    void OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountLogout);
        return inner_.event_account->OnAccountLogout(ip, type, call.constant(account));
    }

    void OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountPasswordChange);
        return inner_.event_account->OnAccountPasswordChange(password, call.constant(account));
    }

    void OnAccountSync() override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnAccountSync);
        return inner_.event_account->OnAccountSync();
    }

    int getApiVersion() const override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::getApiVersion);
        return inner_.plugin->getApiVersion();
    }

    std::string plugin_name() const override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::plugin_name);
        return inner_.plugin->plugin_name();
    }

    std::string plugin_description() const override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::plugin_description);
        return inner_.plugin->plugin_description();
    }

    int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::CustomAction);
        return inner_.plugin->CustomAction(req, res, allocator);
    }

    int HookQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick, PluginTickDiffRecord& diff) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::HookQuoteTick);
        return inner_.hook_quote->HookQuoteTick(call.constant(symbol), call.constant(tick), call.changing(diff));
    }

    void OnQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnQuoteTick);
        return inner_.event_quote->OnQuoteTick(call.constant(symbol), call.constant(tick));
    }

    void OnSymbolAdd(const PluginSymbolRecord& symbol) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnSymbolAdd);
        return inner_.event_symbol_change->OnSymbolAdd(call.constant(symbol));
    }

    void OnSymbolUpdate(const PluginSymbolRecord& symbol) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnSymbolUpdate);
        return inner_.event_symbol_change->OnSymbolUpdate(call.constant(symbol));
    }

    void OnSymbolDelete(const PluginSymbolRecord& symbol) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnSymbolDelete);
        return inner_.event_symbol_change->OnSymbolDelete(call.constant(symbol));
    }

    void OnSymbolSync() override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnSymbolSync);
        return inner_.event_symbol_change->OnSymbolSync();
    }

    void OnGroupAdd(const PluginGroupRecord& group) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnGroupAdd);
        return inner_.event_group_change->OnGroupAdd(call.constant(group));
    }

    void OnGroupUpdate(const PluginGroupRecord& group) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnGroupUpdate);
        return inner_.event_group_change->OnGroupUpdate(call.constant(group));
    }

    void OnGroupDelete(const PluginGroupRecord& group) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnGroupDelete);
        return inner_.event_group_change->OnGroupDelete(call.constant(group));
    }

    void OnGroupSync() override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnGroupSync);
        return inner_.event_group_change->OnGroupSync();
    }

    void OnConfigUpdate(const std::string& section, const std::string& key, const std::string& before, const std::string& after) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnConfigUpdate);
        return inner_.event_config->OnConfigUpdate(section, key, before, after);
    }

    void OnCommonUpdate(const PluginConCommon& common) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnCommonUpdate);
        return inner_.event_config->OnCommonUpdate(call.constant(common));
    }

    void OnHolidaysUpdate() override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnHolidaysUpdate);
        return inner_.event_config->OnHolidaysUpdate();
    }

    void OnTradeMarginCall(const PluginAccountRecord& account, const PluginMarginLevel& margin) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeMarginCall);
        return inner_.event_margin->OnTradeMarginCall(call.constant(account), call.constant(margin));
    }

    void OnTradeStopOut(const PluginAccountRecord& account, const PluginMarginLevel& margin, const PluginTradeRecord& trade) override {
        [[maybe_unused]] CallWatch::Call call(watch_, Callback::OnTradeStopOut);
        return inner_.event_margin->OnTradeStopOut(call.constant(account), call.constant(margin), call.constant(trade));
    }

private:
    CallWatch& watch_;
    PluginInterfaces inner_;
};

}  // namespace workbench
