// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#include "python/generated/python_plugin.h"

#include <algorithm>
#include <utility>

#include "python/generated/python_values.h"
#include "python/python_exception.h"
#include "python/python_thread.h"

namespace workbench {
namespace {

namespace nb = nanobind;
using python::from_python;
using python::to_python;

/// Module of the plugins' base classes. A method found there is not an override.
constexpr std::string_view kBaseModule = "workbench.sdk.interfaces";

bool is_base(nb::handle type) { return nb::cast<std::string>(nb::str(type.attr("__module__"))) == kBaseModule; }

/// Returns the bound method if the instance's class overrides it, otherwise an invalid object.
nb::object find_override(nb::handle instance, std::string_view name) {
    const nb::str key(name.data(), name.size());
    for (nb::handle type : nb::borrow<nb::tuple>(instance.type().attr("__mro__"))) {
        const nb::object members = type.attr("__dict__");
        const int found = PySequence_Contains(members.ptr(), key.ptr());
        if (found < 0) nb::raise_python_error();
        if (found == 1) return is_base(type) ? nb::object() : nb::object(instance.attr(key));
    }
    return nb::object();
}

template <class Answer>
Answer answer_from_python(nb::handle answer, Callback callback) {
    Answer value{};
    from_python(answer, value, {callback_name(callback), "return value"});
    return value;
}

/// Converts a null JSON value to a dict, which the plugin can fill in.
nb::object json_argument(const rapidjson::Value& value) {
    return value.IsNull() ? nb::object(nb::dict()) : to_python(value);
}

void json_result(nb::handle source, rapidjson::Value& target, rapidjson::Document::AllocatorType& allocator) {
    const bool untouched = target.IsNull() && nb::isinstance<nb::dict>(source) && nb::len(source) == 0;
    if (!untouched) python::json_from_python(source, target, allocator);
}

}  // namespace

PythonPluginError::PythonPluginError(std::string type_name, const std::string& text, std::string traceback)
    : std::runtime_error(type_name + ": " + text),
      type_name_(std::move(type_name)),
      traceback_(std::move(traceback)) {}

PythonPlugin::PythonPlugin(nb::object instance) : instance_(std::move(instance)) {
    for (std::size_t number = 0; number < kCallbackCount; ++number) {
        const CallbackInfo& info = kCallbacks[number];
        const bool forwarded = !info.class_name.empty() && info.kind != telemetry::CallKind::ServerCall;
        if (forwarded) methods_[number] = find_override(instance_, info.name);
    }
    for (nb::handle type : nb::borrow<nb::tuple>(instance_.type().attr("__mro__"))) {
        if (is_base(type)) base_names_.push_back(nb::cast<std::string>(type.attr("__name__")));
    }
}

PythonPlugin::~PythonPlugin() {
    const python::Turn turn;
    for (nb::object& held : methods_) held.reset();
    instance_.reset();
}

bool PythonPlugin::implements(std::string_view interface_name) const {
    bool has_methods = false;
    for (std::size_t number = 0; number < kCallbackCount; ++number) {
        if (kCallbacks[number].class_name != interface_name) continue;
        if (methods_[number].is_valid()) return true;
        has_methods = true;
    }
    return !has_methods && std::ranges::find(base_names_, interface_name) != base_names_.end();
}

std::vector<std::string_view> PythonPlugin::overridden() const {
    std::vector<std::string_view> names;
    for (std::size_t number = 0; number < kCallbackCount; ++number) {
        if (methods_[number].is_valid()) names.push_back(kCallbacks[number].name);
    }
    return names;
}

template <class Answer, class Body>
Answer PythonPlugin::call(Callback callback, Body&& body) const {
    const python::Turn turn;
    try {
        const nb::object answer = body(method(callback));
        if constexpr (!std::is_void_v<Answer>) return answer_from_python<Answer>(answer, callback);
    } catch (const nb::python_error& error) {
        throw PythonPluginError(python::type_name_of(error), python::text_of(error), python::traceback_of(error));
    } catch (const nb::builtin_exception& error) {
        throw PythonPluginError("TypeError", error.what(), "");
    } catch (const nb::cast_error& error) {
        throw PythonPluginError("TypeError", error.what(), "");
    }
}

int PythonPlugin::getApiVersion() const {
    if (!overrides(Callback::getApiVersion)) return PluginInterface::getApiVersion();
    return call<int>(Callback::getApiVersion, [&](nb::handle python) {
        return python();
    });
}

std::string PythonPlugin::plugin_name() const {
    if (!overrides(Callback::plugin_name)) return PluginInterface::plugin_name();
    return call<std::string>(Callback::plugin_name, [&](nb::handle python) {
        return python();
    });
}

std::string PythonPlugin::plugin_description() const {
    if (!overrides(Callback::plugin_description)) return PluginInterface::plugin_description();
    return call<std::string>(Callback::plugin_description, [&](nb::handle python) {
        return python();
    });
}

int PythonPlugin::CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) {
    if (!overrides(Callback::CustomAction)) return PluginInterface::CustomAction(req, res, allocator);
    return call<int>(Callback::CustomAction, [&](nb::handle python) {
        const nb::object req_object = json_argument(req);
        const nb::object res_object = json_argument(res);
        nb::object answer = python(req_object, res_object);
        json_result(req_object, req, allocator);
        json_result(res_object, res, allocator);
        return answer;
    });
}

int PythonPlugin::HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) {
    if (!overrides(Callback::HookTradeRequestOpen)) return HookTrade::HookTradeRequestOpen(trade, group, symbol, account, margin, diff);
    return call<int>(Callback::HookTradeRequestOpen, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(trade), to_python(group), to_python(symbol), to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookTradeRequestOpen", "diff"});
        return answer;
    });
}

int PythonPlugin::HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) {
    if (!overrides(Callback::HookTradeProcessOpen)) return HookTrade::HookTradeProcessOpen(trade, group, symbol, account, margin, diff);
    return call<int>(Callback::HookTradeProcessOpen, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(trade), to_python(group), to_python(symbol), to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookTradeProcessOpen", "diff"});
        return answer;
    });
}

int PythonPlugin::HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) {
    if (!overrides(Callback::HookTradeRequestClose)) return HookTrade::HookTradeRequestClose(trade, group, symbol, account, margin, diff);
    return call<int>(Callback::HookTradeRequestClose, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(trade), to_python(group), to_python(symbol), to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookTradeRequestClose", "diff"});
        return answer;
    });
}

int PythonPlugin::HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) {
    if (!overrides(Callback::HookTradeProcessClose)) return HookTrade::HookTradeProcessClose(trade, group, symbol, account, margin, diff);
    return call<int>(Callback::HookTradeProcessClose, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(trade), to_python(group), to_python(symbol), to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookTradeProcessClose", "diff"});
        return answer;
    });
}

int PythonPlugin::HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) {
    if (!overrides(Callback::HookTradeProcessCommision)) return HookTrade::HookTradeProcessCommision(trade, group, symbol, account, margin, diff);
    return call<int>(Callback::HookTradeProcessCommision, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(trade), to_python(group), to_python(symbol), to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookTradeProcessCommision", "diff"});
        return answer;
    });
}

int PythonPlugin::HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) {
    if (!overrides(Callback::HookAccountAdd)) return HookAccount::HookAccountAdd(account, margin, diff);
    return call<int>(Callback::HookAccountAdd, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookAccountAdd", "diff"});
        return answer;
    });
}

int PythonPlugin::HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) {
    if (!overrides(Callback::HookAccountUpdate)) return HookAccount::HookAccountUpdate(account, margin, diff);
    return call<int>(Callback::HookAccountUpdate, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookAccountUpdate", "diff"});
        return answer;
    });
}

int PythonPlugin::HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) {
    if (!overrides(Callback::HookAccountDelete)) return HookAccount::HookAccountDelete(account, margin, diff);
    return call<int>(Callback::HookAccountDelete, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(account), to_python(margin), diff_object);
        from_python(diff_object, diff, {"HookAccountDelete", "diff"});
        return answer;
    });
}

int PythonPlugin::HookAccountLogin(const PluginAccountRecord& account) {
    if (!overrides(Callback::HookAccountLogin)) return HookAccount::HookAccountLogin(account);
    return call<int>(Callback::HookAccountLogin, [&](nb::handle python) {
        return python(to_python(account));
    });
}

int PythonPlugin::HookAccountLogout(const PluginAccountRecord& account) {
    if (!overrides(Callback::HookAccountLogout)) return HookAccount::HookAccountLogout(account);
    return call<int>(Callback::HookAccountLogout, [&](nb::handle python) {
        return python(to_python(account));
    });
}

void PythonPlugin::OnTradeRequestOpen(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeRequestOpen)) return EventTrade::OnTradeRequestOpen(trade);
    return call<void>(Callback::OnTradeRequestOpen, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeAddDB(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeAddDB)) return EventTrade::OnTradeAddDB(trade);
    return call<void>(Callback::OnTradeAddDB, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeRequestClose(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeRequestClose)) return EventTrade::OnTradeRequestClose(trade);
    return call<void>(Callback::OnTradeRequestClose, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeRequestUpdate(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeRequestUpdate)) return EventTrade::OnTradeRequestUpdate(trade);
    return call<void>(Callback::OnTradeRequestUpdate, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeUpdateDB(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeUpdateDB)) return EventTrade::OnTradeUpdateDB(trade);
    return call<void>(Callback::OnTradeUpdateDB, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeRequestDelete(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeRequestDelete)) return EventTrade::OnTradeRequestDelete(trade);
    return call<void>(Callback::OnTradeRequestDelete, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeDeleteDB(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeDeleteDB)) return EventTrade::OnTradeDeleteDB(trade);
    return call<void>(Callback::OnTradeDeleteDB, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeExecuteOpen(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeExecuteOpen)) return EventTrade::OnTradeExecuteOpen(trade);
    return call<void>(Callback::OnTradeExecuteOpen, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnTradeExecuteClose(const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeExecuteClose)) return EventTrade::OnTradeExecuteClose(trade);
    return call<void>(Callback::OnTradeExecuteClose, [&](nb::handle python) {
        return python(to_python(trade));
    });
}

void PythonPlugin::OnAccountAdd(const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountAdd)) return EventAccount::OnAccountAdd(account);
    return call<void>(Callback::OnAccountAdd, [&](nb::handle python) {
        return python(to_python(account));
    });
}

void PythonPlugin::OnAccountUpdate(const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountUpdate)) return EventAccount::OnAccountUpdate(account);
    return call<void>(Callback::OnAccountUpdate, [&](nb::handle python) {
        return python(to_python(account));
    });
}

void PythonPlugin::OnAccountDelete(const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountDelete)) return EventAccount::OnAccountDelete(account);
    return call<void>(Callback::OnAccountDelete, [&](nb::handle python) {
        return python(to_python(account));
    });
}

void PythonPlugin::OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountLogin)) return EventAccount::OnAccountLogin(ip, type, account);
    return call<void>(Callback::OnAccountLogin, [&](nb::handle python) {
        return python(to_python(ip), to_python(type), to_python(account));
    });
}

void PythonPlugin::OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountLogout)) return EventAccount::OnAccountLogout(ip, type, account);
    return call<void>(Callback::OnAccountLogout, [&](nb::handle python) {
        return python(to_python(ip), to_python(type), to_python(account));
    });
}

void PythonPlugin::OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) {
    if (!overrides(Callback::OnAccountPasswordChange)) return EventAccount::OnAccountPasswordChange(password, account);
    return call<void>(Callback::OnAccountPasswordChange, [&](nb::handle python) {
        return python(to_python(password), to_python(account));
    });
}

void PythonPlugin::OnAccountSync() {
    if (!overrides(Callback::OnAccountSync)) return EventAccount::OnAccountSync();
    return call<void>(Callback::OnAccountSync, [&](nb::handle python) {
        return python();
    });
}

int PythonPlugin::HookQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick, PluginTickDiffRecord& diff) {
    if (!overrides(Callback::HookQuoteTick)) return HookQuote::HookQuoteTick(symbol, tick, diff);
    return call<int>(Callback::HookQuoteTick, [&](nb::handle python) {
        const nb::object diff_object = to_python(diff);
        nb::object answer = python(to_python(symbol), to_python(tick), diff_object);
        from_python(diff_object, diff, {"HookQuoteTick", "diff"});
        return answer;
    });
}

void PythonPlugin::OnQuoteTick(const PluginSymbolRecord& symbol, const TickInfo& tick) {
    if (!overrides(Callback::OnQuoteTick)) return EventQuote::OnQuoteTick(symbol, tick);
    return call<void>(Callback::OnQuoteTick, [&](nb::handle python) {
        return python(to_python(symbol), to_python(tick));
    });
}

void PythonPlugin::OnSymbolAdd(const PluginSymbolRecord& symbol) {
    if (!overrides(Callback::OnSymbolAdd)) return EventSymbolChange::OnSymbolAdd(symbol);
    return call<void>(Callback::OnSymbolAdd, [&](nb::handle python) {
        return python(to_python(symbol));
    });
}

void PythonPlugin::OnSymbolUpdate(const PluginSymbolRecord& symbol) {
    if (!overrides(Callback::OnSymbolUpdate)) return EventSymbolChange::OnSymbolUpdate(symbol);
    return call<void>(Callback::OnSymbolUpdate, [&](nb::handle python) {
        return python(to_python(symbol));
    });
}

void PythonPlugin::OnSymbolDelete(const PluginSymbolRecord& symbol) {
    if (!overrides(Callback::OnSymbolDelete)) return EventSymbolChange::OnSymbolDelete(symbol);
    return call<void>(Callback::OnSymbolDelete, [&](nb::handle python) {
        return python(to_python(symbol));
    });
}

void PythonPlugin::OnSymbolSync() {
    if (!overrides(Callback::OnSymbolSync)) return EventSymbolChange::OnSymbolSync();
    return call<void>(Callback::OnSymbolSync, [&](nb::handle python) {
        return python();
    });
}

void PythonPlugin::OnGroupAdd(const PluginGroupRecord& group) {
    if (!overrides(Callback::OnGroupAdd)) return EventGroupChange::OnGroupAdd(group);
    return call<void>(Callback::OnGroupAdd, [&](nb::handle python) {
        return python(to_python(group));
    });
}

void PythonPlugin::OnGroupUpdate(const PluginGroupRecord& group) {
    if (!overrides(Callback::OnGroupUpdate)) return EventGroupChange::OnGroupUpdate(group);
    return call<void>(Callback::OnGroupUpdate, [&](nb::handle python) {
        return python(to_python(group));
    });
}

void PythonPlugin::OnGroupDelete(const PluginGroupRecord& group) {
    if (!overrides(Callback::OnGroupDelete)) return EventGroupChange::OnGroupDelete(group);
    return call<void>(Callback::OnGroupDelete, [&](nb::handle python) {
        return python(to_python(group));
    });
}

void PythonPlugin::OnGroupSync() {
    if (!overrides(Callback::OnGroupSync)) return EventGroupChange::OnGroupSync();
    return call<void>(Callback::OnGroupSync, [&](nb::handle python) {
        return python();
    });
}

void PythonPlugin::OnConfigUpdate(const std::string& section, const std::string& key, const std::string& before, const std::string& after) {
    if (!overrides(Callback::OnConfigUpdate)) return EventConfig::OnConfigUpdate(section, key, before, after);
    return call<void>(Callback::OnConfigUpdate, [&](nb::handle python) {
        return python(to_python(section), to_python(key), to_python(before), to_python(after));
    });
}

void PythonPlugin::OnCommonUpdate(const PluginConCommon& common) {
    if (!overrides(Callback::OnCommonUpdate)) return EventConfig::OnCommonUpdate(common);
    return call<void>(Callback::OnCommonUpdate, [&](nb::handle python) {
        return python(to_python(common));
    });
}

void PythonPlugin::OnHolidaysUpdate() {
    if (!overrides(Callback::OnHolidaysUpdate)) return EventConfig::OnHolidaysUpdate();
    return call<void>(Callback::OnHolidaysUpdate, [&](nb::handle python) {
        return python();
    });
}

void PythonPlugin::OnTradeMarginCall(const PluginAccountRecord& account, const PluginMarginLevel& margin) {
    if (!overrides(Callback::OnTradeMarginCall)) return EventMargin::OnTradeMarginCall(account, margin);
    return call<void>(Callback::OnTradeMarginCall, [&](nb::handle python) {
        return python(to_python(account), to_python(margin));
    });
}

void PythonPlugin::OnTradeStopOut(const PluginAccountRecord& account, const PluginMarginLevel& margin, const PluginTradeRecord& trade) {
    if (!overrides(Callback::OnTradeStopOut)) return EventMargin::OnTradeStopOut(account, margin, trade);
    return call<void>(Callback::OnTradeStopOut, [&](nb::handle python) {
        return python(to_python(account), to_python(margin), to_python(trade));
    });
}

}  // namespace workbench
