// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <rapidjson/document.h>
#include <string>

#include "model/Enums.hpp"
#include "model/TradeRecord.hpp"
#include "model/GroupRecord.hpp"
#include "model/SymbolRecord.hpp"
#include "model/AccountRecord.hpp"
#include "model/MarginLevel.hpp"
#include "model/TradeDiffRecord.hpp"
#include "model/AccountDiffRecord.hpp"
#include "Structures.h"

/// Plugin API number that this header describes; the server refuses a plugin with another one.
inline int PLUGIN_VERSION_API = 148;

/// Asked before something happens, by plugin priority. RET_OK lets it pass, RET_OK_CHANGE applies diff, any other
/// code refuses it and becomes the answer. diff arrives filled in from the record. The arguments live as long as
/// the call.
class HookTrade {
public:
    virtual ~HookTrade() = default;

    /// Asked before an opening request enters the queue. RET_OK lets it pass, RET_OK_CHANGE applies diff,
    /// anything else refuses.
    virtual int HookTradeRequestOpen(
            [[maybe_unused]] const TradeRecord& trade,
            [[maybe_unused]] const GroupRecord& group,
            [[maybe_unused]] const SymbolRecord& symbol,
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] TradeDiffRecord& diff) { return RET_OK; }

    /// Asked while an opening request is being executed.
    virtual int HookTradeProcessOpen(
            [[maybe_unused]] const TradeRecord& trade,
            [[maybe_unused]] const GroupRecord& group,
            [[maybe_unused]] const SymbolRecord& symbol,
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] TradeDiffRecord& diff) { return RET_OK; }

    /// Asked before a closing request enters the queue.
    virtual int HookTradeRequestClose(
            [[maybe_unused]] const TradeRecord& trade,
            [[maybe_unused]] const GroupRecord& group,
            [[maybe_unused]] const SymbolRecord& symbol,
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] TradeDiffRecord& diff) { return RET_OK; }

    /// Asked while a closing request is being executed.
    virtual int HookTradeProcessClose(
            [[maybe_unused]] const TradeRecord& trade,
            [[maybe_unused]] const GroupRecord& group,
            [[maybe_unused]] const SymbolRecord& symbol,
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] TradeDiffRecord& diff) { return RET_OK; }

    /// Asked while commission is computed (name spelled with one s after the i).
    virtual int HookTradeProcessCommision(
            [[maybe_unused]] const TradeRecord& trade,
            [[maybe_unused]] const GroupRecord& group,
            [[maybe_unused]] const SymbolRecord& symbol,
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] TradeDiffRecord& diff) { return RET_OK; }
};

/// Asked before something happens, by plugin priority. RET_OK lets it pass, RET_OK_CHANGE applies diff, any other
/// code refuses it and becomes the answer. diff arrives filled in from the record. The arguments live as long as
/// the call.
class HookAccount {
public:
    virtual ~HookAccount() = default;

    /// Asked before an account is created.
    virtual int HookAccountAdd(
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] AccountDiffRecord& diff) { return RET_OK; }

    /// Asked before an account is changed.
    virtual int HookAccountUpdate(
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] AccountDiffRecord& diff) { return RET_OK; }

    /// Asked before an account is removed.
    virtual int HookAccountDelete(
            [[maybe_unused]] const AccountRecord& account,
            [[maybe_unused]] const MarginLevel& margin,
            [[maybe_unused]] AccountDiffRecord& diff) { return RET_OK; }

    /// Asked when an account signs in.
    virtual int HookAccountLogin([[maybe_unused]] const AccountRecord& account) { return RET_OK; }

    /// Asked when an account signs out.
    virtual int HookAccountLogout([[maybe_unused]] const AccountRecord& account) { return RET_OK; }
};

/// Told after something happened. The arguments live as long as the call: copy what is to be kept.
class EventTrade {
public:
    virtual ~EventTrade() = default;

    /// An opening request was queued.
    virtual void OnTradeRequestOpen([[maybe_unused]] const TradeRecord& trade) {}

    /// A trade was stored.
    virtual void OnTradeAddDB([[maybe_unused]] const TradeRecord& trade) {}

    /// A closing request was queued.
    virtual void OnTradeRequestClose([[maybe_unused]] const TradeRecord& trade) {}

    /// A change request was queued.
    virtual void OnTradeRequestUpdate([[maybe_unused]] const TradeRecord& trade) {}

    /// A stored trade changed.
    virtual void OnTradeUpdateDB([[maybe_unused]] const TradeRecord& trade) {}

    /// A deletion request was queued.
    virtual void OnTradeRequestDelete([[maybe_unused]] const TradeRecord& trade) {}

    /// A stored trade was removed.
    virtual void OnTradeDeleteDB([[maybe_unused]] const TradeRecord& trade) {}
};

/// Has no methods; deriving from it says that the plugin cares about this kind of event.
class EventSymbol {
public:
    virtual ~EventSymbol() = default;
};

/// Told after something happened. The arguments live as long as the call: copy what is to be kept.
class EventAccount {
public:
    virtual ~EventAccount() = default;

    /// An account was created.
    virtual void OnAccountAdd([[maybe_unused]] const AccountRecord& account) {}

    /// An account changed.
    virtual void OnAccountUpdate([[maybe_unused]] const AccountRecord& account) {}

    /// An account was removed.
    virtual void OnAccountDelete([[maybe_unused]] const AccountRecord& account) {}

    /// An account signed in.
    virtual void OnAccountLogin(
            [[maybe_unused]] const std::string& ip,
            [[maybe_unused]] ConnectionType type,
            [[maybe_unused]] const AccountRecord& account) {}

    /// An account signed out.
    virtual void OnAccountLogout(
            [[maybe_unused]] const std::string& ip,
            [[maybe_unused]] ConnectionType type,
            [[maybe_unused]] const AccountRecord& account) {}

    /// A password changed; the new one comes in clear.
    virtual void OnAccountPasswordChange(
            [[maybe_unused]] const std::string& password,
            [[maybe_unused]] const AccountRecord& account) {}

    /// Accounts were reloaded.
    virtual void OnAccountSync() {}
};

/// Has no methods; deriving from it says that the plugin cares about this kind of event.
class EventGroup {
public:
    virtual ~EventGroup() = default;
};

/// The plugin itself. Derive the hook and event classes beside it; the server finds them by dynamic_cast.
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

/// Marks a function that the server must find in a plugin built with hidden visibility.
#define PLUGIN_MODULE_EXPORT __attribute__((visibility("default")))

extern "C" {
/// Builds the plugin. params holds {"config": {...}}, the plugin's JSON from the configuration; data is an object
/// that the server keeps for the plugin between starts; server stays valid until DestroyPlugin returns. Required.
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value& data, rapidjson::Document::AllocatorType& allocator, CServerInterface* server);

/// Destroys what CreatePlugin built; plugin is the very pointer that CreatePlugin returned. Required.
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin);
}
