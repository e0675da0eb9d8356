// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <nanobind/nanobind.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"
#include "telemetry/generated/callbacks.h"

namespace workbench {

/// A Python exception that left a plugin's method. what() is "Type: text".
class PythonPluginError : public std::runtime_error {
public:
    PythonPluginError(std::string type_name, const std::string& text, std::string traceback);

    /// Name of the Python exception's class.
    const std::string& type_name() const { return type_name_; }
    /// The complete Python traceback, several lines.
    const std::string& traceback() const { return traceback_; }

private:
    std::string type_name_;
    std::string traceback_;
};

/// Owns the instance of a Python plugin class and is a plugin for the server. The constructor detects the methods that
/// the class overrides. Other methods return their default without taking the GIL. The plugin gets copies of records.
/// Changes of an in/out record or JSON object are copied back after the call.
class [[gnu::visibility("hidden")]] PythonPlugin final
    : public PluginInterface,
      public HookTrade,
      public HookAccount,
      public EventTrade,
      public EventSymbol,
      public EventAccount,
      public EventGroup,
      public HookQuote,
      public EventQuote,
      public EventSymbolChange,
      public EventGroupChange,
      public EventConfig,
      public EventMargin {
public:
    /// Needs the GIL.
    explicit PythonPlugin(nanobind::object instance);
    /// Takes the GIL to release the instance.
    ~PythonPlugin() override;
    PythonPlugin(const PythonPlugin&) = delete;
    PythonPlugin& operator=(const PythonPlugin&) = delete;

    /// Returns whether the class overrides a method of that interface, or derives from an interface without methods.
    bool implements(std::string_view interface_name) const;
    /// Returns whether the class overrides this method.
    bool overrides(Callback callback) const { return method(callback).is_valid(); }
    /// Returns the names of the methods that the class overrides, in the order of Callback.
    std::vector<std::string_view> overridden() const;
    /// Returns the Python object. Needs the GIL.
    const nanobind::object& instance() const { return instance_; }

    int getApiVersion() const override;
    std::string plugin_name() const override;
    std::string plugin_description() const override;
    int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) override;
    int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override;
    int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override;
    int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override;
    int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override;
    int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override;
    int HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override;
    int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override;
    int HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override;
    int HookAccountLogin(const PluginAccountRecord& account) override;
    int HookAccountLogout(const PluginAccountRecord& account) override;
    void OnTradeRequestOpen(const PluginTradeRecord& trade) override;
    void OnTradeAddDB(const PluginTradeRecord& trade) override;
    void OnTradeRequestClose(const PluginTradeRecord& trade) override;
    void OnTradeRequestUpdate(const PluginTradeRecord& trade) override;
    void OnTradeUpdateDB(const PluginTradeRecord& trade) override;
    void OnTradeRequestDelete(const PluginTradeRecord& trade) override;
    void OnTradeDeleteDB(const PluginTradeRecord& trade) override;
    void OnTradeExecuteOpen(const PluginTradeRecord& trade) override;
    void OnTradeExecuteClose(const PluginTradeRecord& trade) override;
    void OnAccountAdd(const PluginAccountRecord& account) override;
    void OnAccountUpdate(const PluginAccountRecord& account) override;
    void OnAccountDelete(const PluginAccountRecord& account) override;
    void OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override;
    void OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override;
    void OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) override;
    void OnAccountSync() override;
    int HookQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick, PluginTickDiffRecord& diff) override;
    void OnQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick) override;
    void OnSymbolAdd(const PluginSymbolRecord& symbol) override;
    void OnSymbolUpdate(const PluginSymbolRecord& symbol) override;
    void OnSymbolDelete(const PluginSymbolRecord& symbol) override;
    void OnSymbolSync() override;
    void OnGroupAdd(const PluginGroupRecord& group) override;
    void OnGroupUpdate(const PluginGroupRecord& group) override;
    void OnGroupDelete(const PluginGroupRecord& group) override;
    void OnGroupSync() override;
    void OnConfigUpdate(const std::string& section, const std::string& key, const std::string& before, const std::string& after) override;
    void OnCommonUpdate(const PluginConCommon& common) override;
    void OnHolidaysUpdate() override;
    void OnTradeMarginCall(const PluginAccountRecord& account, const PluginMarginLevel& margin) override;
    void OnTradeStopOut(const PluginAccountRecord& account, const PluginMarginLevel& margin, const PluginTradeRecord& trade) override;

private:
    template <class Answer, class Body>
    Answer call(Callback callback, Body&& body) const;
    const nanobind::object& method(Callback callback) const { return methods_[static_cast<std::size_t>(callback)]; }

    nanobind::object instance_;
    std::array<nanobind::object, kCallbackCount> methods_;
    std::vector<std::string> base_names_;
};

}  // namespace workbench
