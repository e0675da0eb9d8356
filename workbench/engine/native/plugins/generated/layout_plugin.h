// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

#include "PluginServerInterface.h"
#include "model/PluginTradeRecord.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginTradeDiffRecord.hpp"
#include "model/PluginAccountDiffRecord.hpp"

namespace workbench {

/// Identifies the tables of a shared object. Both sides must be compiled with the same records.
inline constexpr std::uint64_t kLayoutBorder = 0x54d15cde8805c8bcu;

/// A plugin of a legacy layout. It is called with the server's own records, and converts them.
class LayoutPlugin {
public:
    virtual ~LayoutPlugin() = default;

    /// Calls CreatePlugin and detects the classes that the plugin derives. False when it returned no plugin.
    virtual bool create(rapidjson::Value& params, rapidjson::Value& data,
                        rapidjson::Document::AllocatorType& allocator) = 0;
    /// Calls DestroyPlugin. This object, which is the plugin's server, stays.
    virtual void destroy() = 0;
    /// Returns whether the plugin derives the hook or event class of this name.
    virtual bool has(std::string_view name) const noexcept = 0;

    virtual int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) = 0;
    virtual int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) = 0;
    virtual int HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) = 0;
    virtual int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) = 0;
    virtual int HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) = 0;
    virtual int HookAccountLogin(const PluginAccountRecord& account) = 0;
    virtual int HookAccountLogout(const PluginAccountRecord& account) = 0;
    virtual void OnTradeRequestOpen(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeAddDB(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeRequestClose(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeRequestUpdate(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeUpdateDB(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeRequestDelete(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeDeleteDB(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeExecuteOpen(const PluginTradeRecord& trade) = 0;
    virtual void OnTradeExecuteClose(const PluginTradeRecord& trade) = 0;
    virtual void OnAccountAdd(const PluginAccountRecord& account) = 0;
    virtual void OnAccountUpdate(const PluginAccountRecord& account) = 0;
    virtual void OnAccountDelete(const PluginAccountRecord& account) = 0;
    virtual void OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) = 0;
    virtual void OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) = 0;
    virtual void OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) = 0;
    virtual void OnAccountSync() = 0;
    virtual int getApiVersion() const = 0;
    virtual std::string plugin_name() const = 0;
    virtual std::string plugin_description() const = 0;
    virtual int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) = 0;
};

/// Entry points of a plugin's library, and its server twice: `server` records its calls, `quiet_server` does not.
struct LayoutEntry {
    void* create;
    void* destroy;
    PluginServerInterface* server;
    PluginServerInterface* quiet_server;
};

/// The export `workbench_layout` of a layout's shared object.
struct LayoutExport {
    std::uint64_t border;
    LayoutPlugin* (*open)(const LayoutEntry& entry);
};

}  // namespace workbench
