// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <rapidjson/document.h>
#include <string>

#include "model/Enums.hpp"
#include "model/PluginTradeRecord.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginTradeDiffRecord.hpp"
#include "model/PluginAccountDiffRecord.hpp"
#include "PluginServerInterface.h"

/// Plugin API number of this header. The server refuses a plugin with another number.
inline constexpr int PLUGIN_VERSION_API = 151;

/// Called before something happens, by plugin priority. RET_OK accepts it, RET_OK_CHANGE applies diff, and any
/// other code refuses it and becomes the answer. diff holds the record's values at the start. The arguments are
/// valid during the call only.
class HookTrade {
public:
    virtual ~HookTrade() = default;

    /// Called before an opening request enters the queue. RET_OK accepts it, RET_OK_CHANGE applies diff, and any
    /// other code refuses it.
    virtual int HookTradeRequestOpen(
            [[maybe_unused]] const PluginTradeRecord& trade,
            [[maybe_unused]] const PluginGroupRecord& group,
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginTradeDiffRecord& diff) { return RET_OK; }

    /// Called while the server executes an opening request.
    virtual int HookTradeProcessOpen(
            [[maybe_unused]] const PluginTradeRecord& trade,
            [[maybe_unused]] const PluginGroupRecord& group,
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginTradeDiffRecord& diff) { return RET_OK; }

    /// Called before a closing request enters the queue.
    virtual int HookTradeRequestClose(
            [[maybe_unused]] const PluginTradeRecord& trade,
            [[maybe_unused]] const PluginGroupRecord& group,
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginTradeDiffRecord& diff) { return RET_OK; }

    /// Called while the server executes a closing request.
    virtual int HookTradeProcessClose(
            [[maybe_unused]] const PluginTradeRecord& trade,
            [[maybe_unused]] const PluginGroupRecord& group,
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginTradeDiffRecord& diff) { return RET_OK; }

    /// Called while the server computes a commission (the name has one s after the i).
    virtual int HookTradeProcessCommision(
            [[maybe_unused]] const PluginTradeRecord& trade,
            [[maybe_unused]] const PluginGroupRecord& group,
            [[maybe_unused]] const PluginSymbolRecord& symbol,
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginTradeDiffRecord& diff) { return RET_OK; }
};

/// Called before something happens, by plugin priority. RET_OK accepts it, RET_OK_CHANGE applies diff, and any
/// other code refuses it and becomes the answer. diff holds the record's values at the start. The arguments are
/// valid during the call only.
class HookAccount {
public:
    virtual ~HookAccount() = default;

    /// Called before an account is created.
    virtual int HookAccountAdd(
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginAccountDiffRecord& diff) { return RET_OK; }

    /// Called before an account is changed.
    virtual int HookAccountUpdate(
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginAccountDiffRecord& diff) { return RET_OK; }

    /// Called before an account is removed.
    virtual int HookAccountDelete(
            [[maybe_unused]] const PluginAccountRecord& account,
            [[maybe_unused]] const PluginMarginLevel& margin,
            [[maybe_unused]] PluginAccountDiffRecord& diff) { return RET_OK; }

    /// Called when an account signs in.
    virtual int HookAccountLogin([[maybe_unused]] const PluginAccountRecord& account) { return RET_OK; }

    /// Called when an account signs out.
    virtual int HookAccountLogout([[maybe_unused]] const PluginAccountRecord& account) { return RET_OK; }
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventTrade {
public:
    virtual ~EventTrade() = default;

    /// An opening request was queued.
    virtual void OnTradeRequestOpen([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A trade was stored.
    virtual void OnTradeAddDB([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A closing request was queued.
    virtual void OnTradeRequestClose([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A change request was queued.
    virtual void OnTradeRequestUpdate([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A stored trade changed.
    virtual void OnTradeUpdateDB([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A deletion request was queued.
    virtual void OnTradeRequestDelete([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A stored trade was removed.
    virtual void OnTradeDeleteDB([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// An opening was executed (since plugin API 149).
    virtual void OnTradeExecuteOpen([[maybe_unused]] const PluginTradeRecord& trade) {}

    /// A closing was executed (since plugin API 149).
    virtual void OnTradeExecuteClose([[maybe_unused]] const PluginTradeRecord& trade) {}
};

/// Has no methods. A plugin that derives from it declares interest in this kind of event.
class EventSymbol {
public:
    virtual ~EventSymbol() = default;
};

/// Called after something happened. The arguments are valid during the call only: copy what you keep.
class EventAccount {
public:
    virtual ~EventAccount() = default;

    /// An account was created.
    virtual void OnAccountAdd([[maybe_unused]] const PluginAccountRecord& account) {}

    /// An account changed.
    virtual void OnAccountUpdate([[maybe_unused]] const PluginAccountRecord& account) {}

    /// An account was removed.
    virtual void OnAccountDelete([[maybe_unused]] const PluginAccountRecord& account) {}

    /// An account signed in.
    virtual void OnAccountLogin(
            [[maybe_unused]] const std::string& ip,
            [[maybe_unused]] PluginConnectionType type,
            [[maybe_unused]] const PluginAccountRecord& account) {}

    /// An account signed out.
    virtual void OnAccountLogout(
            [[maybe_unused]] const std::string& ip,
            [[maybe_unused]] PluginConnectionType type,
            [[maybe_unused]] const PluginAccountRecord& account) {}

    /// A password changed; the new one comes in clear.
    virtual void OnAccountPasswordChange(
            [[maybe_unused]] const std::string& password,
            [[maybe_unused]] const PluginAccountRecord& account) {}

    /// Accounts were reloaded.
    virtual void OnAccountSync() {}
};

/// Has no methods. A plugin that derives from it declares interest in this kind of event.
class EventGroup {
public:
    virtual ~EventGroup() = default;
};

/// The plugin itself. Derive the hook and event classes beside it. The server finds them by dynamic_cast.
class PluginInterface {
public:
    virtual ~PluginInterface() = default;

    /// Plugin API number the plugin was compiled against (inline, so it is baked into the plugin).
    virtual int getApiVersion() const { return PLUGIN_VERSION_API; }

    /// Short name; returned by value through a hidden pointer.
    virtual std::string plugin_name() const { return {}; }

    /// Description; returned by value through a hidden pointer.
    virtual std::string plugin_description() const { return {}; }

    /// Request from a manager addressed to the plugin; default returns RET_OK_NONE (1).
    virtual int CustomAction(
            [[maybe_unused]] rapidjson::Value& req,
            [[maybe_unused]] rapidjson::Value& res,
            [[maybe_unused]] rapidjson::Document::AllocatorType& allocator) { return RET_OK_NONE; }
};

/// Exports a function from a plugin that is built with hidden visibility.
#define PLUGIN_MODULE_EXPORT __attribute__((visibility("default")))

extern "C" {
/// Builds the plugin. params holds {"config": {...}}, the plugin's JSON from the configuration. data is an object
/// that the server keeps for the plugin between starts. server stays valid until DestroyPlugin returns. Required.
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value& data, rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);

/// Destroys the plugin. plugin is the pointer that CreatePlugin returned. Required.
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin);

/// Returns PLUGIN_VERSION_API. The server refuses a plugin unless it equals its own; called before CreatePlugin.
/// Visibility default. Required.
PLUGIN_MODULE_EXPORT int GetPluginApiVersion();

/// Returns PluginServerInterface::GetApiVersion(). Must equal the server's; called before CreatePlugin. Required.
PLUGIN_MODULE_EXPORT int GetPluginServerApiVersion();

/// Fills response with an object of name, description, version and author. Called before CreatePlugin. Optional.
PLUGIN_MODULE_EXPORT void AboutPlugin(rapidjson::Value& request, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator, PluginServerInterface* server);
}
