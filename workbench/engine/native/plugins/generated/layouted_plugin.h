// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "PluginInterface.h"
#include "plugins/generated/layout_plugin.h"

namespace workbench {

// Each class of the server's own layout, implemented by a plugin of a legacy one.

class LayoutedHookTrade final : public HookTrade {
public:
    explicit LayoutedHookTrade(LayoutPlugin& plugin) : plugin_(plugin) {}
    int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        return plugin_.HookTradeRequestOpen(trade, group, symbol, account, margin, diff);
    }
    int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        return plugin_.HookTradeProcessOpen(trade, group, symbol, account, margin, diff);
    }
    int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        return plugin_.HookTradeRequestClose(trade, group, symbol, account, margin, diff);
    }
    int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        return plugin_.HookTradeProcessClose(trade, group, symbol, account, margin, diff);
    }
    int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        return plugin_.HookTradeProcessCommision(trade, group, symbol, account, margin, diff);
    }

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedHookAccount final : public HookAccount {
public:
    explicit LayoutedHookAccount(LayoutPlugin& plugin) : plugin_(plugin) {}
    int HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        return plugin_.HookAccountAdd(account, margin, diff);
    }
    int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        return plugin_.HookAccountUpdate(account, margin, diff);
    }
    int HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        return plugin_.HookAccountDelete(account, margin, diff);
    }
    int HookAccountLogin(const PluginAccountRecord& account) override {
        return plugin_.HookAccountLogin(account);
    }
    int HookAccountLogout(const PluginAccountRecord& account) override {
        return plugin_.HookAccountLogout(account);
    }

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedEventTrade final : public EventTrade {
public:
    explicit LayoutedEventTrade(LayoutPlugin& plugin) : plugin_(plugin) {}
    void OnTradeRequestOpen(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeRequestOpen(trade);
    }
    void OnTradeAddDB(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeAddDB(trade);
    }
    void OnTradeRequestClose(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeRequestClose(trade);
    }
    void OnTradeRequestUpdate(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeRequestUpdate(trade);
    }
    void OnTradeUpdateDB(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeUpdateDB(trade);
    }
    void OnTradeRequestDelete(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeRequestDelete(trade);
    }
    void OnTradeDeleteDB(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeDeleteDB(trade);
    }
    void OnTradeExecuteOpen(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeExecuteOpen(trade);
    }
    void OnTradeExecuteClose(const PluginTradeRecord& trade) override {
        return plugin_.OnTradeExecuteClose(trade);
    }

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedEventSymbol final : public EventSymbol {
public:
    explicit LayoutedEventSymbol(LayoutPlugin& plugin) : plugin_(plugin) {}

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedEventAccount final : public EventAccount {
public:
    explicit LayoutedEventAccount(LayoutPlugin& plugin) : plugin_(plugin) {}
    void OnAccountAdd(const PluginAccountRecord& account) override {
        return plugin_.OnAccountAdd(account);
    }
    void OnAccountUpdate(const PluginAccountRecord& account) override {
        return plugin_.OnAccountUpdate(account);
    }
    void OnAccountDelete(const PluginAccountRecord& account) override {
        return plugin_.OnAccountDelete(account);
    }
    void OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        return plugin_.OnAccountLogin(ip, type, account);
    }
    void OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        return plugin_.OnAccountLogout(ip, type, account);
    }
    void OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) override {
        return plugin_.OnAccountPasswordChange(password, account);
    }
    void OnAccountSync() override {
        return plugin_.OnAccountSync();
    }

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedEventGroup final : public EventGroup {
public:
    explicit LayoutedEventGroup(LayoutPlugin& plugin) : plugin_(plugin) {}

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};


class LayoutedPluginInterface final : public PluginInterface {
public:
    explicit LayoutedPluginInterface(LayoutPlugin& plugin) : plugin_(plugin) {}
    int getApiVersion() const override {
        return plugin_.getApiVersion();
    }
    std::string plugin_name() const override {
        return plugin_.plugin_name();
    }
    std::string plugin_description() const override {
        return plugin_.plugin_description();
    }
    int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) override {
        return plugin_.CustomAction(req, res, allocator);
    }

private:
    [[maybe_unused]] LayoutPlugin& plugin_;
};

}  // namespace workbench
