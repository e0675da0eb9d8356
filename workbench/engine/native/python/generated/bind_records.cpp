// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#include "python/generated/bind_records.h"

#include "python/generated/python_values.h"

namespace workbench {
namespace {

namespace nb = nanobind;
using python::from_python;
using python::to_python;

template <class C, class R, class T>
void add_field(C& type, const char* name, T R::*member, const char* doc) {
    const auto set = [member, name](R& self, nb::handle value) {
        from_python(value, self.*member, {type_name<R>(), name});
    };
    if constexpr (ContractRecord<T>) {
        const auto get = [member](R& self) -> T& { return self.*member; };
        type.def_prop_rw(name, get, set, nb::rv_policy::reference_internal, doc);
    } else {
        type.def_prop_rw(name, [member](const R& self) { return to_python(self.*member); }, set, doc);
    }
}

template <class R, class C>
void add_basics(C& type) {
    type.def("__init__", [](R* self, nb::kwargs values) {
        R record{};
        python::assign_fields(record, values);
        new (self) R(record);
    });
    type.def("__copy__", [](const R& self) { return R(self); });
    type.def("__deepcopy__", [](const R& self, nb::handle) { return R(self); }, nb::arg("memo").none());
    type.def("__repr__", [](const R& self) { return python::record_repr(self); });
}

void bind_ReturnCodes(nb::module_& module) {
    nb::enum_<ReturnCodes>(module, "ReturnCodes", nb::is_arithmetic())
        .value("RET_OK", ReturnCodes::RET_OK)
        .value("RET_OK_NONE", ReturnCodes::RET_OK_NONE)
        .value("RET_ERROR", ReturnCodes::RET_ERROR)
        .value("RET_INVALID_DATA", ReturnCodes::RET_INVALID_DATA)
        .value("RET_TECH_PROBLEM", ReturnCodes::RET_TECH_PROBLEM)
        .value("RET_OLD_VERSION", ReturnCodes::RET_OLD_VERSION)
        .value("RET_NO_CONNECT", ReturnCodes::RET_NO_CONNECT)
        .value("RET_NOT_ENOUGH_RIGHTS", ReturnCodes::RET_NOT_ENOUGH_RIGHTS)
        .value("RET_TOO_FREQUENT", ReturnCodes::RET_TOO_FREQUENT)
        .value("RET_MALFUNCTION", ReturnCodes::RET_MALFUNCTION)
        .value("RET_GENERATE_KEY", ReturnCodes::RET_GENERATE_KEY)
        .value("RET_SECURITY_SESSION", ReturnCodes::RET_SECURITY_SESSION)
        .value("RET_INVALID_PASSWORD", ReturnCodes::RET_INVALID_PASSWORD)
        .value("RET_ERR_PARAMS", ReturnCodes::RET_ERR_PARAMS)
        .value("RET_ERR_DATA", ReturnCodes::RET_ERR_DATA)
        .value("RET_ERR_DISK", ReturnCodes::RET_ERR_DISK)
        .value("RET_ERR_MEM", ReturnCodes::RET_ERR_MEM)
        .value("RET_ERR_NETWORK", ReturnCodes::RET_ERR_NETWORK)
        .value("RET_ERR_PERMISSIONS", ReturnCodes::RET_ERR_PERMISSIONS)
        .value("RET_ERR_TIMEOUT", ReturnCodes::RET_ERR_TIMEOUT)
        .value("RET_ERR_CONNECTION", ReturnCodes::RET_ERR_CONNECTION)
        .value("RET_ERR_NOSERVICE", ReturnCodes::RET_ERR_NOSERVICE)
        .value("RET_ERR_FREQUENT", ReturnCodes::RET_ERR_FREQUENT)
        .value("RET_ERR_NOTFOUND", ReturnCodes::RET_ERR_NOTFOUND)
        .value("RET_ERR_SHUTDOWN", ReturnCodes::RET_ERR_SHUTDOWN)
        .value("RET_ERR_CANCEL", ReturnCodes::RET_ERR_CANCEL)
        .value("RET_ERR_DUPLICATE", ReturnCodes::RET_ERR_DUPLICATE)
        .value("RET_OK_CHANGE", ReturnCodes::RET_OK_CHANGE)
        .value("RET_GROUP_NOT_FOUND", ReturnCodes::RET_GROUP_NOT_FOUND)
        .value("RET_GROUP_USE_BY_USER", ReturnCodes::RET_GROUP_USE_BY_USER)
        .value("RET_SEC_USE_BY_SYMBOL", ReturnCodes::RET_SEC_USE_BY_SYMBOL)
        .value("RET_SYMBOL_USE_BY_TRADE", ReturnCodes::RET_SYMBOL_USE_BY_TRADE)
        .value("RET_SYMBOL_NOT_FOUND", ReturnCodes::RET_SYMBOL_NOT_FOUND)
        .value("RET_SEC_NOT_FOUND", ReturnCodes::RET_SEC_NOT_FOUND)
        .value("RET_USER_NOT_FOUND", ReturnCodes::RET_USER_NOT_FOUND)
        .value("RET_USR_LAST_ADMIN", ReturnCodes::RET_USR_LAST_ADMIN)
        .value("RET_USR_LOGIN_EXHAUSTED", ReturnCodes::RET_USR_LOGIN_EXHAUSTED)
        .value("RET_USR_LOGIN_PROHIBITED", ReturnCodes::RET_USR_LOGIN_PROHIBITED)
        .value("RET_USR_LOGIN_EXIST", ReturnCodes::RET_USR_LOGIN_EXIST)
        .value("RET_USR_SUICIDE", ReturnCodes::RET_USR_SUICIDE)
        .value("RET_USR_INVALID_PASSWORD", ReturnCodes::RET_USR_INVALID_PASSWORD)
        .value("RET_USR_LIMIT_REACHED", ReturnCodes::RET_USR_LIMIT_REACHED)
        .value("RET_USR_HAS_TRADES", ReturnCodes::RET_USR_HAS_TRADES)
        .value("RET_USR_DIFFERENT_SERVERS", ReturnCodes::RET_USR_DIFFERENT_SERVERS)
        .value("RET_USR_DIFFERENT_CURRENCY", ReturnCodes::RET_USR_DIFFERENT_CURRENCY)
        .value("RET_USR_IMPORT_BALANCE", ReturnCodes::RET_USR_IMPORT_BALANCE)
        .value("RET_USR_IMPORT_GROUP", ReturnCodes::RET_USR_IMPORT_GROUP)
        .value("RET_USR_ACCOUNT_EXIST", ReturnCodes::RET_USR_ACCOUNT_EXIST)
        .value("RET_ACCOUNT_DISABLED", ReturnCodes::RET_ACCOUNT_DISABLED)
        .value("RET_BAD_ACCOUNT_INFO", ReturnCodes::RET_BAD_ACCOUNT_INFO)
        .value("RET_PUBLIC_KEY_MISSING", ReturnCodes::RET_PUBLIC_KEY_MISSING)
        .value("RET_TRADE_TIMEOUT", ReturnCodes::RET_TRADE_TIMEOUT)
        .value("RET_TRADE_BAD_PRICES", ReturnCodes::RET_TRADE_BAD_PRICES)
        .value("RET_TRADE_BAD_STOPS", ReturnCodes::RET_TRADE_BAD_STOPS)
        .value("RET_TRADE_BAD_VOLUME", ReturnCodes::RET_TRADE_BAD_VOLUME)
        .value("RET_TRADE_MARKET_CLOSED", ReturnCodes::RET_TRADE_MARKET_CLOSED)
        .value("RET_TRADE_DISABLE", ReturnCodes::RET_TRADE_DISABLE)
        .value("RET_TRADE_NO_MONEY", ReturnCodes::RET_TRADE_NO_MONEY)
        .value("RET_TRADE_PRICE_CHANGED", ReturnCodes::RET_TRADE_PRICE_CHANGED)
        .value("RET_TRADE_OFFQUOTES", ReturnCodes::RET_TRADE_OFFQUOTES)
        .value("RET_TRADE_BROKER_BUSY", ReturnCodes::RET_TRADE_BROKER_BUSY)
        .value("RET_TRADE_REQUOTE", ReturnCodes::RET_TRADE_REQUOTE)
        .value("RET_TRADE_ORDER_LOCKED", ReturnCodes::RET_TRADE_ORDER_LOCKED)
        .value("RET_TRADE_LONG_ONLY", ReturnCodes::RET_TRADE_LONG_ONLY)
        .value("RET_TRADE_TOO_MANY_REQ", ReturnCodes::RET_TRADE_TOO_MANY_REQ)
        .value("RET_TRADE_ACCEPTED", ReturnCodes::RET_TRADE_ACCEPTED)
        .value("RET_TRADE_PROCESS", ReturnCodes::RET_TRADE_PROCESS)
        .value("RET_TRADE_USER_CANCEL", ReturnCodes::RET_TRADE_USER_CANCEL)
        .value("RET_TRADE_MODIFY_DENIED", ReturnCodes::RET_TRADE_MODIFY_DENIED)
        .value("RET_TRADE_CONTEXT_BUSY", ReturnCodes::RET_TRADE_CONTEXT_BUSY)
        .value("RET_TRADE_EXPIRATION_DENIED", ReturnCodes::RET_TRADE_EXPIRATION_DENIED)
        .value("RET_TRADE_TOO_MANY_ORDERS", ReturnCodes::RET_TRADE_TOO_MANY_ORDERS)
        .value("RET_TRADE_HEDGE_PROHIBITED", ReturnCodes::RET_TRADE_HEDGE_PROHIBITED)
        .value("RET_TRADE_PROHIBITED_BY_FIFO", ReturnCodes::RET_TRADE_PROHIBITED_BY_FIFO)
        .value("RET_DUPLICATE_RECORD", ReturnCodes::RET_DUPLICATE_RECORD)
        .value("RET_TRADE_SEC_NOT_FOUND", ReturnCodes::RET_TRADE_SEC_NOT_FOUND)
        .value("RET_TRADE_INVALID_SL_TP", ReturnCodes::RET_TRADE_INVALID_SL_TP)
        .value("RET_TRADE_BAD_CLOSE_TIME", ReturnCodes::RET_TRADE_BAD_CLOSE_TIME)
        .value("RET_TRADE_READ_ONLY", ReturnCodes::RET_TRADE_READ_ONLY)
        .value("RET_TRADE_INCORRECT_STATE", ReturnCodes::RET_TRADE_INCORRECT_STATE)
        .value("RET_TRADE_INCORRECT_CMD", ReturnCodes::RET_TRADE_INCORRECT_CMD)
        .value("RET_TRADE_INCORRECT_ORDER", ReturnCodes::RET_TRADE_INCORRECT_ORDER)
        .value("RET_TRADE_EXIST", ReturnCodes::RET_TRADE_EXIST)
        .value("RET_TRADE_LIMIT_REACHED", ReturnCodes::RET_TRADE_LIMIT_REACHED)
        .value("RET_TRADE_HAS_OPEN", ReturnCodes::RET_TRADE_HAS_OPEN)
        .value("RET_FEED_ALREADY_LOAD", ReturnCodes::RET_FEED_ALREADY_LOAD)
        .value("RET_FIX_SLOT_NOT_FOUND", ReturnCodes::RET_FIX_SLOT_NOT_FOUND)
        .value("RET_FIX_SLOT_DISABLED", ReturnCodes::RET_FIX_SLOT_DISABLED)
        .value("RET_FIX_SLOT_NOT_ASSIGNED", ReturnCodes::RET_FIX_SLOT_NOT_ASSIGNED)
        .value("RET_FIX_SLOT_OUTSIDE_RUNTIME_POOL", ReturnCodes::RET_FIX_SLOT_OUTSIDE_RUNTIME_POOL)
        .value("RET_FIX_SLOT_PASSWORD_INVALID", ReturnCodes::RET_FIX_SLOT_PASSWORD_INVALID)
        .value("RET_FIX_SLOT_RULES_DENY_LOGON", ReturnCodes::RET_FIX_SLOT_RULES_DENY_LOGON)
        .value("RET_FIX_SLOT_RUNTIME_LIMIT_REACHED", ReturnCodes::RET_FIX_SLOT_RUNTIME_LIMIT_REACHED)
        .value("RET_FIX_RUNTIME_SESSION_UNAVAILABLE", ReturnCodes::RET_FIX_RUNTIME_SESSION_UNAVAILABLE)
        .value("RET_CFG_LAST_ADMIN", ReturnCodes::RET_CFG_LAST_ADMIN)
        .value("RET_CFG_LAST_ADMIN_GROUP", ReturnCodes::RET_CFG_LAST_ADMIN_GROUP)
        .value("RET_CFG_NOT_EMPTY", ReturnCodes::RET_CFG_NOT_EMPTY)
        .value("RET_CFG_INVALID_RANGE", ReturnCodes::RET_CFG_INVALID_RANGE)
        .value("RET_CFG_NOT_MANAGER_LOGIN", ReturnCodes::RET_CFG_NOT_MANAGER_LOGIN)
        .value("RET_CFG_BUILTIN", ReturnCodes::RET_CFG_BUILTIN)
        .value("RET_CFG_DUPLICATE", ReturnCodes::RET_CFG_DUPLICATE)
        .value("RET_CFG_LIMIT_REACHED", ReturnCodes::RET_CFG_LIMIT_REACHED)
        .value("RET_CFG_NO_ACCESS_TO_MAIN", ReturnCodes::RET_CFG_NO_ACCESS_TO_MAIN)
        .value("RET_CFG_DEALER_ID_EXIST", ReturnCodes::RET_CFG_DEALER_ID_EXIST)
        .value("RET_CFG_BIND_ADDR_EXIST", ReturnCodes::RET_CFG_BIND_ADDR_EXIST)
        .value("RET_CFG_WORKING_TRADE", ReturnCodes::RET_CFG_WORKING_TRADE)
        .value("RET_CFG_GATEWAY_NAME_EXIST", ReturnCodes::RET_CFG_GATEWAY_NAME_EXIST)
        .value("RET_CFG_SWITCH_TO_BACKUP", ReturnCodes::RET_CFG_SWITCH_TO_BACKUP)
        .value("RET_CFG_NO_BACKUP_MODULE", ReturnCodes::RET_CFG_NO_BACKUP_MODULE)
        .value("RET_CFG_NO_TRADE_MODULE", ReturnCodes::RET_CFG_NO_TRADE_MODULE)
        .value("RET_CFG_NO_HISTORY_MODULE", ReturnCodes::RET_CFG_NO_HISTORY_MODULE)
        .value("RET_CFG_ANOTHER_SWITCH", ReturnCodes::RET_CFG_ANOTHER_SWITCH)
        .value("RET_CFG_NO_LICENSE_FILE", ReturnCodes::RET_CFG_NO_LICENSE_FILE)
        .value("RET_CFG_GATEWAY_LOGIN_EXIST", ReturnCodes::RET_CFG_GATEWAY_LOGIN_EXIST)
        .value("RET_LICENSE_NOT_ACTIVE", ReturnCodes::RET_LICENSE_NOT_ACTIVE)
        .value("RET_BAD_REQUEST", ReturnCodes::RET_BAD_REQUEST)
        .value("RET_UNAUTHORIZED", ReturnCodes::RET_UNAUTHORIZED)
        .value("RET_FIELD_REQUIRED", ReturnCodes::RET_FIELD_REQUIRED)
        .value("RET_FORBIDDEN", ReturnCodes::RET_FORBIDDEN)
        .value("RET_NOT_FOUND", ReturnCodes::RET_NOT_FOUND)
        .value("RET_METHOD_NOT_ALLOWED", ReturnCodes::RET_METHOD_NOT_ALLOWED)
        .value("RET_INVALID_METHOD", ReturnCodes::RET_INVALID_METHOD)
        .value("RET_TIMEOUT", ReturnCodes::RET_TIMEOUT)
        .export_values();
}

void bind_EventType(nb::module_& module) {
    nb::enum_<EventType>(module, "EventType", nb::is_arithmetic())
        .value("EV_TYPE_BALANCE", EventType::EV_TYPE_BALANCE)
        .value("EV_TYPE_TRADE", EventType::EV_TYPE_TRADE)
        .value("EV_TYPE_SYMBOL", EventType::EV_TYPE_SYMBOL)
        .value("EV_TYPE_GROUP", EventType::EV_TYPE_GROUP)
        .value("EV_TYPE_MARKET", EventType::EV_TYPE_MARKET)
        .value("EV_TYPE_ACCOUNT", EventType::EV_TYPE_ACCOUNT)
        .value("EV_TYPE_SETTINGS", EventType::EV_TYPE_SETTINGS)
        .value("EV_TYPE_NOTIFY", EventType::EV_TYPE_NOTIFY)
        .export_values();
}

void bind_EventRecordType(nb::module_& module) {
    nb::enum_<EventRecordType>(module, "EventRecordType", nb::is_arithmetic())
        .value("EV_RECORD_ADD", EventRecordType::EV_RECORD_ADD)
        .value("EV_RECORD_UPDATE", EventRecordType::EV_RECORD_UPDATE)
        .value("EV_RECORD_DELETE", EventRecordType::EV_RECORD_DELETE)
        .value("EV_RECORD_RESTORE", EventRecordType::EV_RECORD_RESTORE)
        .value("EV_RECORD_ARCHIVE", EventRecordType::EV_RECORD_ARCHIVE)
        .value("EV_RECORD_ACTIVATE_TRADE", EventRecordType::EV_RECORD_ACTIVATE_TRADE)
        .value("EV_RECORD_CLOSE_TRADE", EventRecordType::EV_RECORD_CLOSE_TRADE)
        .value("EV_RECORD_REJECT_TRADE", EventRecordType::EV_RECORD_REJECT_TRADE)
        .export_values();
}

void bind_SessionKind(nb::module_& module) {
    nb::enum_<SessionKind>(module, "SessionKind", nb::is_arithmetic())
        .value("SESSION_USER", SessionKind::SESSION_USER)
        .value("SESSION_MANAGER", SessionKind::SESSION_MANAGER)
        .value("SESSION_DEALER", SessionKind::SESSION_DEALER)
        .value("SESSION_ADMIN", SessionKind::SESSION_ADMIN)
        .value("SESSION_SYSTEM", SessionKind::SESSION_SYSTEM)
        .value("SESSION_FIX", SessionKind::SESSION_FIX)
        .value("SESSION_CUSTOMER", SessionKind::SESSION_CUSTOMER)
        .value("SESSION_CRM_MANAGER", SessionKind::SESSION_CRM_MANAGER)
        .value("SESSION_CRM_ADMIN", SessionKind::SESSION_CRM_ADMIN)
        .export_values();
}

void bind_ConnectionType(nb::module_& module) {
    nb::enum_<ConnectionType>(module, "ConnectionType", nb::is_arithmetic())
        .value("CONNECTION_TYPE_CLIENT_DESKTOP", ConnectionType::CONNECTION_TYPE_CLIENT_DESKTOP)
        .value("CONNECTION_TYPE_CLIENT_WINPHONE", ConnectionType::CONNECTION_TYPE_CLIENT_WINPHONE)
        .value("CONNECTION_TYPE_CLIENT_IPHONE", ConnectionType::CONNECTION_TYPE_CLIENT_IPHONE)
        .value("CONNECTION_TYPE_CLIENT_ANDROID", ConnectionType::CONNECTION_TYPE_CLIENT_ANDROID)
        .value("CONNECTION_TYPE_CLIENT_BLACKBERRY", ConnectionType::CONNECTION_TYPE_CLIENT_BLACKBERRY)
        .value("CONNECTION_TYPE_CLIENT_WEB", ConnectionType::CONNECTION_TYPE_CLIENT_WEB)
        .value("CONNECTION_TYPE_REST", ConnectionType::CONNECTION_TYPE_REST)
        .value("CONNECTION_TYPE_TCP", ConnectionType::CONNECTION_TYPE_TCP)
        .value("CONNECTION_TYPE_FIX", ConnectionType::CONNECTION_TYPE_FIX)
        .export_values();
}

void bind_DbStateType(nb::module_& module) {
    nb::enum_<DbStateType>(module, "DbStateType", nb::is_arithmetic())
        .value("DB_NO_CHANGE", DbStateType::DB_NO_CHANGE)
        .value("DB_NEED_INSERT", DbStateType::DB_NEED_INSERT)
        .value("DB_NEED_UPDATE", DbStateType::DB_NEED_UPDATE)
        .value("DB_NEED_DELETE", DbStateType::DB_NEED_DELETE)
        .value("DB_NEED_UPSERT", DbStateType::DB_NEED_UPSERT)
        .export_values();
}

void bind_PluginConnectionType(nb::module_& module) {
    nb::enum_<PluginConnectionType>(module, "PluginConnectionType", nb::is_arithmetic())
        .value("Other", PluginConnectionType::Other)
        .value("Client", PluginConnectionType::Client)
        .value("Manager", PluginConnectionType::Manager)
        .value("Gateway", PluginConnectionType::Gateway)
        .value("Api", PluginConnectionType::Api)
        .value("Web", PluginConnectionType::Web)
        .value("Mobile", PluginConnectionType::Mobile)
        .value("Tcp", PluginConnectionType::Tcp);
}

void bind_PluginTradeCommand(nb::module_& module) {
    nb::enum_<PluginTradeCommand>(module, "PluginTradeCommand", nb::is_arithmetic())
        .value("Nothing", PluginTradeCommand::Nothing)
        .value("Buy", PluginTradeCommand::Buy)
        .value("Sell", PluginTradeCommand::Sell)
        .value("BuyLimit", PluginTradeCommand::BuyLimit)
        .value("SellLimit", PluginTradeCommand::SellLimit)
        .value("BuyStop", PluginTradeCommand::BuyStop)
        .value("SellStop", PluginTradeCommand::SellStop)
        .value("BalanceIn", PluginTradeCommand::BalanceIn)
        .value("CreditIn", PluginTradeCommand::CreditIn)
        .value("BalanceOut", PluginTradeCommand::BalanceOut)
        .value("CreditOut", PluginTradeCommand::CreditOut)
        .value("BuyStopLimit", PluginTradeCommand::BuyStopLimit)
        .value("SellStopLimit", PluginTradeCommand::SellStopLimit)
        .value("Charge", PluginTradeCommand::Charge)
        .value("Correction", PluginTradeCommand::Correction)
        .value("Bonus", PluginTradeCommand::Bonus)
        .value("Commission", PluginTradeCommand::Commission)
        .value("CommissionDayly", PluginTradeCommand::CommissionDayly)
        .value("CommissionMonthly", PluginTradeCommand::CommissionMonthly)
        .value("InterestRate", PluginTradeCommand::InterestRate)
        .value("Dividend", PluginTradeCommand::Dividend)
        .value("DividendFranked", PluginTradeCommand::DividendFranked)
        .value("Tax", PluginTradeCommand::Tax)
        .value("SoCompensation", PluginTradeCommand::SoCompensation);
}

void bind_PluginTradeState(nb::module_& module) {
    nb::enum_<PluginTradeState>(module, "PluginTradeState", nb::is_arithmetic())
        .value("Rollover", PluginTradeState::Rollover)
        .value("NoChange", PluginTradeState::NoChange)
        .value("OpenNormal", PluginTradeState::OpenNormal)
        .value("OpenRequest", PluginTradeState::OpenRequest)
        .value("OpenRestored", PluginTradeState::OpenRestored)
        .value("ClosedNormal", PluginTradeState::ClosedNormal)
        .value("ClosedPart", PluginTradeState::ClosedPart)
        .value("ClosedBy", PluginTradeState::ClosedBy)
        .value("Deleted", PluginTradeState::Deleted)
        .value("CloseRequest", PluginTradeState::CloseRequest)
        .value("DeleteRequest", PluginTradeState::DeleteRequest)
        .value("CancelRequest", PluginTradeState::CancelRequest)
        .value("FinanceOpenRequest", PluginTradeState::FinanceOpenRequest)
        .value("FinanceUpdateRequest", PluginTradeState::FinanceUpdateRequest)
        .value("FinanceDeleteRequest", PluginTradeState::FinanceDeleteRequest)
        .value("RestoreRequest", PluginTradeState::RestoreRequest)
        .value("OpenUpdateRequest", PluginTradeState::OpenUpdateRequest)
        .value("ClosedUpdateRequest", PluginTradeState::ClosedUpdateRequest)
        .value("PendingUpdateRequest", PluginTradeState::PendingUpdateRequest)
        .value("FinanceOpenPending", static_cast<PluginTradeState>(17))
        .value("FinanceOpenDecline", static_cast<PluginTradeState>(18))
        .value("PartialCloseRequest", static_cast<PluginTradeState>(19));
}

void bind_PluginTradeReason(nb::module_& module) {
    nb::enum_<PluginTradeReason>(module, "PluginTradeReason", nb::is_arithmetic())
        .value("Client", PluginTradeReason::Client)
        .value("Expert", PluginTradeReason::Expert)
        .value("Dealer", PluginTradeReason::Dealer)
        .value("Signal", PluginTradeReason::Signal)
        .value("Gateway", PluginTradeReason::Gateway)
        .value("Mobile", PluginTradeReason::Mobile)
        .value("Web", PluginTradeReason::Web)
        .value("Api", PluginTradeReason::Api)
        .value("Prop", static_cast<PluginTradeReason>(8))
        .value("CopyTrade", static_cast<PluginTradeReason>(9))
        .value("CopyReward", static_cast<PluginTradeReason>(10))
        .value("CashierDeposit", static_cast<PluginTradeReason>(11))
        .value("CashierWithdrawal", static_cast<PluginTradeReason>(12))
        .value("CashierRefund", static_cast<PluginTradeReason>(13))
        .value("CashierChargeback", static_cast<PluginTradeReason>(14));
}

void bind_PluginTradeActivation(nb::module_& module) {
    nb::enum_<PluginTradeActivation>(module, "PluginTradeActivation", nb::is_arithmetic())
        .value("None_", PluginTradeActivation::None)
        .value("StopLoss", PluginTradeActivation::StopLoss)
        .value("TakeProfit", PluginTradeActivation::TakeProfit)
        .value("Pending", PluginTradeActivation::Pending)
        .value("StopOut", PluginTradeActivation::StopOut)
        .value("Cancel", PluginTradeActivation::Cancel)
        .value("StopLossRollback", PluginTradeActivation::StopLossRollback)
        .value("TakeProfitRollback", PluginTradeActivation::TakeProfitRollback)
        .value("PendingRollback", PluginTradeActivation::PendingRollback)
        .value("StopOutRollback", PluginTradeActivation::StopOutRollback)
        .value("CancelRollback", PluginTradeActivation::CancelRollback);
}

void bind_PluginBonusUsagePolicy(nb::module_& module) {
    nb::enum_<PluginBonusUsagePolicy>(module, "PluginBonusUsagePolicy", nb::is_arithmetic(), nb::is_flag())
        .value("PLUGIN_BONUS_USAGE_NONE", PluginBonusUsagePolicy::PLUGIN_BONUS_USAGE_NONE)
        .value("PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY", PluginBonusUsagePolicy::PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY)
        .value("PLUGIN_BONUS_USAGE_ALLOW_CONVERSION", PluginBonusUsagePolicy::PLUGIN_BONUS_USAGE_ALLOW_CONVERSION)
        .value("PLUGIN_BONUS_USAGE_ALLOW_REVOKE_WITH_OPEN_POSITIONS", PluginBonusUsagePolicy::PLUGIN_BONUS_USAGE_ALLOW_REVOKE_WITH_OPEN_POSITIONS)
        .value("PLUGIN_BONUS_USAGE_DEFAULT", PluginBonusUsagePolicy::PLUGIN_BONUS_USAGE_DEFAULT)
        .export_values();
}

void bind_TickInfo(nb::module_& module) {
    nb::class_<TickInfo> type(module, "TickInfo", "All numbers are uninitialised by the real definition.");
    add_basics<TickInfo>(type);
    add_field(type, "symbol", &TickInfo::symbol, "Symbol name.");
    add_field(type, "ctm", &TickInfo::ctm, "Quote moment, Unix seconds.");
    add_field(type, "volume", &TickInfo::volume, "Tick volume.");
    add_field(type, "bid", &TickInfo::bid, "Bid price.");
    add_field(type, "ask", &TickInfo::ask, "Ask price.");
}

void bind_PluginMarginLevel(nb::module_& module) {
    nb::class_<PluginMarginLevel> type(module, "PluginMarginLevel");
    add_basics<PluginMarginLevel>(type);
    add_field(type, "login", &PluginMarginLevel::login, "Account number.");
    add_field(type, "group", &PluginMarginLevel::group, "Name of the account group.");
    add_field(type, "leverage", &PluginMarginLevel::leverage, "Leverage ratio denominator (100 means 1:100).");
    add_field(type, "balance", &PluginMarginLevel::balance, "Closed-deal money on the account, deposit currency.");
    add_field(type, "credit", &PluginMarginLevel::credit, "Broker credit on the account, deposit currency.");
    add_field(type, "bonus", &PluginMarginLevel::bonus, "Promotional money counted apart from credit, deposit currency.");
    add_field(type, "equity", &PluginMarginLevel::equity, "Balance plus credit plus floating result, deposit currency.");
    add_field(type, "profit", &PluginMarginLevel::profit, "Profit or loss, deposit currency.");
    add_field(type, "storage", &PluginMarginLevel::storage, "Accrued swap, deposit currency.");
    add_field(type, "commission", &PluginMarginLevel::commission, "Commission, deposit currency.");
    add_field(type, "margin", &PluginMarginLevel::margin, "Margin in use.");
    add_field(type, "margin_free", &PluginMarginLevel::margin_free, "Equity not tied up as margin, deposit currency.");
    add_field(type, "margin_level", &PluginMarginLevel::margin_level, "Equity to margin ratio in percent.");
    add_field(type, "margin_type", &PluginMarginLevel::margin_type, "How the margin-call and stop-out thresholds are read (0 percent, 1 money).");
    add_field(type, "level_type", &PluginMarginLevel::level_type, "Margin state: 0 fine, 1 margin call, 2 stop out.");
}

void bind_PluginEquityRecord(nb::module_& module) {
    nb::class_<PluginEquityRecord> type(module, "PluginEquityRecord");
    add_basics<PluginEquityRecord>(type);
    add_field(type, "login", &PluginEquityRecord::login, "Account number.");
    add_field(type, "create_time", &PluginEquityRecord::create_time, "When the snapshot was taken, Unix seconds.");
    add_field(type, "group", &PluginEquityRecord::group, "Group of the account.");
    add_field(type, "balance", &PluginEquityRecord::balance, "Closed-deal money on the account, deposit currency.");
    add_field(type, "prevbalance", &PluginEquityRecord::prevbalance, "Balance at the end of the previous day.");
    add_field(type, "credit", &PluginEquityRecord::credit, "Broker credit on the account, deposit currency.");
    add_field(type, "bonus", &PluginEquityRecord::bonus, "Promotional money counted apart from credit, deposit currency.");
    add_field(type, "equity", &PluginEquityRecord::equity, "Balance plus credit plus floating result, deposit currency.");
    add_field(type, "profit", &PluginEquityRecord::profit, "Profit or loss, deposit currency.");
    add_field(type, "storage", &PluginEquityRecord::storage, "Accrued swap, deposit currency.");
    add_field(type, "commission", &PluginEquityRecord::commission, "Commission, deposit currency.");
    add_field(type, "margin", &PluginEquityRecord::margin, "Margin in use, deposit currency.");
    add_field(type, "margin_free", &PluginEquityRecord::margin_free, "Equity not tied up as margin, deposit currency.");
    add_field(type, "margin_level", &PluginEquityRecord::margin_level, "Equity to margin ratio in percent.");
    add_field(type, "currency", &PluginEquityRecord::currency, "Currency code.");
}

void bind_PluginAccountRecord(nb::module_& module) {
    nb::class_<PluginAccountRecord> type(module, "PluginAccountRecord");
    add_basics<PluginAccountRecord>(type);
    add_field(type, "login", &PluginAccountRecord::login, "Account number.");
    add_field(type, "group", &PluginAccountRecord::group, "Name of the account group.");
    add_field(type, "password", &PluginAccountRecord::password, "Main password (stored form).");
    add_field(type, "enable", &PluginAccountRecord::enable, "1 when enabled.");
    add_field(type, "enable_change_password", &PluginAccountRecord::enable_change_password, "1 when the owner may change the password.");
    add_field(type, "enable_read_only", &PluginAccountRecord::enable_read_only, "1 when trading is forbidden for the account.");
    add_field(type, "enable_otp", &PluginAccountRecord::enable_otp, "1 when one-time passwords are on.");
    add_field(type, "enable_reserved", &PluginAccountRecord::enable_reserved, "Spare flags.");
    add_field(type, "password_investor", &PluginAccountRecord::password_investor, "Read-only password.");
    add_field(type, "avatar", &PluginAccountRecord::avatar, "Avatar reference.");
    add_field(type, "name", &PluginAccountRecord::name, "Display name of the owner.");
    add_field(type, "country", &PluginAccountRecord::country, "Country.");
    add_field(type, "city", &PluginAccountRecord::city, "City.");
    add_field(type, "state", &PluginAccountRecord::state, "Region or state.");
    add_field(type, "zipcode", &PluginAccountRecord::zipcode, "Postal code.");
    add_field(type, "address", &PluginAccountRecord::address, "Street address.");
    add_field(type, "lead_source", &PluginAccountRecord::lead_source, "Where the customer came from.");
    add_field(type, "phone", &PluginAccountRecord::phone, "Telephone number.");
    add_field(type, "email", &PluginAccountRecord::email, "E-mail address.");
    add_field(type, "comment", &PluginAccountRecord::comment, "Free text.");
    add_field(type, "id", &PluginAccountRecord::id, "Identity document number.");
    add_field(type, "status", &PluginAccountRecord::status, "Free-form customer status.");
    add_field(type, "regdate", &PluginAccountRecord::regdate, "Registration moment, Unix seconds.");
    add_field(type, "lastdate", &PluginAccountRecord::lastdate, "Last login moment, Unix seconds.");
    add_field(type, "leverage", &PluginAccountRecord::leverage, "Leverage ratio denominator (100 means 1:100).");
    add_field(type, "agent_account", &PluginAccountRecord::agent_account, "Account number of the introducing agent, 0 when none.");
    add_field(type, "update_time", &PluginAccountRecord::update_time, "Last change moment, Unix seconds.");
    add_field(type, "last_ip", &PluginAccountRecord::last_ip, "Last peer address packed as a number.");
    add_field(type, "balance", &PluginAccountRecord::balance, "Closed-deal money on the account, deposit currency.");
    add_field(type, "prevmonthbalance", &PluginAccountRecord::prevmonthbalance, "Balance at the end of the previous month.");
    add_field(type, "prevbalance", &PluginAccountRecord::prevbalance, "Balance at the end of the previous day.");
    add_field(type, "credit", &PluginAccountRecord::credit, "Broker credit on the account, deposit currency.");
    add_field(type, "bonus", &PluginAccountRecord::bonus, "Promotional money counted apart from credit, deposit currency.");
    add_field(type, "interestrate", &PluginAccountRecord::interestrate, "Yearly interest in percent.");
    add_field(type, "taxes", &PluginAccountRecord::taxes, "Taxes, deposit currency.");
    add_field(type, "prevmonthequity", &PluginAccountRecord::prevmonthequity, "Equity at the end of the previous month.");
    add_field(type, "prevequity", &PluginAccountRecord::prevequity, "Equity at the end of the previous day.");
    add_field(type, "reserved2", &PluginAccountRecord::reserved2, "Spare.");
    add_field(type, "otp_secret", &PluginAccountRecord::otp_secret, "Shared secret for one-time passwords.");
    add_field(type, "secure_reserved", &PluginAccountRecord::secure_reserved, "Spare security text.");
    add_field(type, "send_reports", &PluginAccountRecord::send_reports, "1 when statements are mailed.");
    add_field(type, "mqid", &PluginAccountRecord::mqid, "Messenger identifier.");
    add_field(type, "user_color", &PluginAccountRecord::user_color, "Colour shown for the account, #rrggbb.");
    add_field(type, "unused", &PluginAccountRecord::unused, "Spare.");
    add_field(type, "api_data", &PluginAccountRecord::api_data, "Opaque text kept for integrations.");
    add_field(type, "margin", &PluginAccountRecord::margin, "Embedded margin snapshot.");
}

void bind_PluginAccountRequestRecord(nb::module_& module) {
    nb::class_<PluginAccountRequestRecord, PluginAccountRecord> type(module, "PluginAccountRequestRecord", "Derives from PluginAccountRecord and adds nothing: same size, same offsets.");
    add_basics<PluginAccountRequestRecord>(type);
}

void bind_PluginAccountDiffRecord(nb::module_& module) {
    nb::class_<PluginAccountDiffRecord> type(module, "PluginAccountDiffRecord");
    add_basics<PluginAccountDiffRecord>(type);
    add_field(type, "login", &PluginAccountDiffRecord::login, "Account number.");
    add_field(type, "group", &PluginAccountDiffRecord::group, "Name of the account group.");
    add_field(type, "enable", &PluginAccountDiffRecord::enable, "1 when enabled.");
    add_field(type, "enable_change_password", &PluginAccountDiffRecord::enable_change_password, "1 when the owner may change the password.");
    add_field(type, "enable_read_only", &PluginAccountDiffRecord::enable_read_only, "1 when trading is forbidden for the account.");
    add_field(type, "enable_otp", &PluginAccountDiffRecord::enable_otp, "1 when one-time passwords are on.");
    add_field(type, "name", &PluginAccountDiffRecord::name, "Display name of the owner.");
    add_field(type, "country", &PluginAccountDiffRecord::country, "Country.");
    add_field(type, "city", &PluginAccountDiffRecord::city, "City.");
    add_field(type, "state", &PluginAccountDiffRecord::state, "Region or state.");
    add_field(type, "zipcode", &PluginAccountDiffRecord::zipcode, "Postal code.");
    add_field(type, "address", &PluginAccountDiffRecord::address, "Street address.");
    add_field(type, "lead_source", &PluginAccountDiffRecord::lead_source, "Where the customer came from.");
    add_field(type, "phone", &PluginAccountDiffRecord::phone, "Telephone number.");
    add_field(type, "email", &PluginAccountDiffRecord::email, "E-mail address.");
    add_field(type, "comment", &PluginAccountDiffRecord::comment, "Free text.");
    add_field(type, "id", &PluginAccountDiffRecord::id, "Identity document number.");
    add_field(type, "status", &PluginAccountDiffRecord::status, "Free-form customer status.");
    add_field(type, "regdate", &PluginAccountDiffRecord::regdate, "Registration moment, Unix seconds.");
    add_field(type, "lastdate", &PluginAccountDiffRecord::lastdate, "Last login moment, Unix seconds.");
    add_field(type, "leverage", &PluginAccountDiffRecord::leverage, "Leverage ratio denominator (100 means 1:100).");
    add_field(type, "agent_account", &PluginAccountDiffRecord::agent_account, "Account number of the introducing agent, 0 when none.");
    add_field(type, "balance", &PluginAccountDiffRecord::balance, "Closed-deal money on the account, deposit currency.");
    add_field(type, "prevmonthbalance", &PluginAccountDiffRecord::prevmonthbalance, "Balance at the end of the previous month.");
    add_field(type, "prevbalance", &PluginAccountDiffRecord::prevbalance, "Balance at the end of the previous day.");
    add_field(type, "credit", &PluginAccountDiffRecord::credit, "Broker credit on the account, deposit currency.");
    add_field(type, "interestrate", &PluginAccountDiffRecord::interestrate, "Yearly interest in percent.");
    add_field(type, "taxes", &PluginAccountDiffRecord::taxes, "Taxes, deposit currency.");
    add_field(type, "prevmonthequity", &PluginAccountDiffRecord::prevmonthequity, "Equity at the end of the previous month.");
    add_field(type, "prevequity", &PluginAccountDiffRecord::prevequity, "Equity at the end of the previous day.");
    add_field(type, "otp_secret", &PluginAccountDiffRecord::otp_secret, "Shared secret for one-time passwords.");
    add_field(type, "secure_reserved", &PluginAccountDiffRecord::secure_reserved, "Spare security text.");
    add_field(type, "send_reports", &PluginAccountDiffRecord::send_reports, "1 when statements are mailed.");
    add_field(type, "user_color", &PluginAccountDiffRecord::user_color, "Colour shown for the account, #rrggbb.");
}

void bind_PluginCandleRecord(nb::module_& module) {
    nb::class_<PluginCandleRecord> type(module, "PluginCandleRecord");
    add_basics<PluginCandleRecord>(type);
    add_field(type, "open", &PluginCandleRecord::open, "Opening price.");
    add_field(type, "high", &PluginCandleRecord::high, "Highest price.");
    add_field(type, "low", &PluginCandleRecord::low, "Lowest price.");
    add_field(type, "close", &PluginCandleRecord::close, "Closing price.");
    add_field(type, "time", &PluginCandleRecord::time, "Start of the bar, Unix seconds.");
    add_field(type, "volume", &PluginCandleRecord::volume, "Tick volume.");
}

void bind_PluginGroupRecordSec(nb::module_& module) {
    nb::class_<PluginGroupRecordSec> type(module, "PluginGroupRecordSec");
    add_basics<PluginGroupRecordSec>(type);
    add_field(type, "sec_index", &PluginGroupRecordSec::sec_index, "Index of the symbol group.");
    add_field(type, "show", &PluginGroupRecordSec::show, "1 when visible.");
    add_field(type, "trade", &PluginGroupRecordSec::trade, "Trade mode (0 no, 1 close only, 2 full).");
    add_field(type, "execution", &PluginGroupRecordSec::execution, "Execution kind (0 manual, 1 automatic, 2 activity).");
    add_field(type, "comm_base", &PluginGroupRecordSec::comm_base, "Base commission amount.");
    add_field(type, "comm_type", &PluginGroupRecordSec::comm_type, "Commission unit (0 money, 1 points, 2 percent).");
    add_field(type, "comm_lots", &PluginGroupRecordSec::comm_lots, "0 charged for each lot, 1 for each deal.");
    add_field(type, "comm_agent", &PluginGroupRecordSec::comm_agent, "Agent commission amount.");
    add_field(type, "comm_agent_type", &PluginGroupRecordSec::comm_agent_type, "Unit of the agent commission.");
    add_field(type, "spread_diff", &PluginGroupRecordSec::spread_diff, "Spread change against the symbol, points.");
    add_field(type, "lot_min", &PluginGroupRecordSec::lot_min, "Smallest volume, hundredths of a lot.");
    add_field(type, "lot_max", &PluginGroupRecordSec::lot_max, "Largest volume, hundredths of a lot.");
    add_field(type, "lot_step", &PluginGroupRecordSec::lot_step, "Volume step, hundredths of a lot.");
    add_field(type, "ie_deviation", &PluginGroupRecordSec::ie_deviation, "Allowed price deviation for instant execution, points.");
    add_field(type, "confirmation", &PluginGroupRecordSec::confirmation, "1 when dealer confirmation is needed.");
    add_field(type, "trade_rights", &PluginGroupRecordSec::trade_rights, "Trade denial bits.");
    add_field(type, "ie_quick_mode", &PluginGroupRecordSec::ie_quick_mode, "Quick instant execution flag.");
    add_field(type, "autocloseout_mode", &PluginGroupRecordSec::autocloseout_mode, "Automatic close-out rule.");
    add_field(type, "comm_tax", &PluginGroupRecordSec::comm_tax, "Tax taken from commission.");
    add_field(type, "comm_agent_lots", &PluginGroupRecordSec::comm_agent_lots, "0 per lot, 1 per deal for the agent commission.");
    add_field(type, "freemargin_mode", &PluginGroupRecordSec::freemargin_mode, "How floating result enters free margin.");
    add_field(type, "reserved", &PluginGroupRecordSec::reserved, "Spare.");
}

void bind_PluginGroupRecordMargin(nb::module_& module) {
    nb::class_<PluginGroupRecordMargin> type(module, "PluginGroupRecordMargin");
    add_basics<PluginGroupRecordMargin>(type);
    add_field(type, "symbol", &PluginGroupRecordMargin::symbol, "Symbol name.");
    add_field(type, "swap_enable", &PluginGroupRecordMargin::swap_enable, "1 when swaps are charged.");
    add_field(type, "swap_long", &PluginGroupRecordMargin::swap_long, "Swap for long positions.");
    add_field(type, "swap_short", &PluginGroupRecordMargin::swap_short, "Swap for short positions.");
    add_field(type, "margin_divider", &PluginGroupRecordMargin::margin_divider, "Divider applied to margin.");
    add_field(type, "spread_enable", &PluginGroupRecordMargin::spread_enable, "1 when the spread override applies.");
    add_field(type, "spread", &PluginGroupRecordMargin::spread, "Spread in points.");
    add_field(type, "spread_balance", &PluginGroupRecordMargin::spread_balance, "Shift of the spread between bid and ask, points.");
    add_field(type, "reserved", &PluginGroupRecordMargin::reserved, "Spare.");
}

void bind_PluginGroupRecord(nb::module_& module) {
    nb::class_<PluginGroupRecord> type(module, "PluginGroupRecord");
    add_basics<PluginGroupRecord>(type);
    add_field(type, "grp_index", &PluginGroupRecord::grp_index, "Group index.");
    add_field(type, "group", &PluginGroupRecord::group, "Group name.");
    add_field(type, "enable", &PluginGroupRecord::enable, "1 when the group is on.");
    add_field(type, "timeout", &PluginGroupRecord::timeout, "Confirmation time-out in seconds.");
    add_field(type, "otp_mode", &PluginGroupRecord::otp_mode, "One-time password mode (0 off, 1 TOTP).");
    add_field(type, "signature", &PluginGroupRecord::signature, "Signature for statements.");
    add_field(type, "support_page", &PluginGroupRecord::support_page, "Support page address.");
    add_field(type, "smtp_server", &PluginGroupRecord::smtp_server, "Mail server.");
    add_field(type, "smtp_login", &PluginGroupRecord::smtp_login, "Mail login.");
    add_field(type, "smtp_password", &PluginGroupRecord::smtp_password, "Mail password.");
    add_field(type, "support_email", &PluginGroupRecord::support_email, "Support mail address.");
    add_field(type, "templates", &PluginGroupRecord::templates, "Statement template folder.");
    add_field(type, "copies", &PluginGroupRecord::copies, "Number of statement copies.");
    add_field(type, "reports", &PluginGroupRecord::reports, "1 when statements are on.");
    add_field(type, "default_leverage", &PluginGroupRecord::default_leverage, "Leverage given to new accounts.");
    add_field(type, "default_deposit", &PluginGroupRecord::default_deposit, "Deposit given to new accounts.");
    add_field(type, "maxsecurities", &PluginGroupRecord::maxsecurities, "Limit on symbols.");
    add_field(type, "secgroups", &PluginGroupRecord::secgroups, "Settings by symbol-group index.");
    add_field(type, "secmargins", &PluginGroupRecord::secmargins, "Overrides by symbol name.");
    add_field(type, "secmargins_total", &PluginGroupRecord::secmargins_total, "Number of overrides.");
    add_field(type, "currency", &PluginGroupRecord::currency, "Deposit currency of the group.");
    add_field(type, "credit", &PluginGroupRecord::credit, "Virtual credit.");
    add_field(type, "credit_withdrawal_policy", &PluginGroupRecord::credit_withdrawal_policy, "What happens to credit on withdrawal (enumeration of the host).");
    add_field(type, "withdrawal_margin_reserve", &PluginGroupRecord::withdrawal_margin_reserve, "Margin held back on withdrawal.");
    add_field(type, "bonus_usage_policy", &PluginGroupRecord::bonus_usage_policy, "Bits of PluginBonusUsagePolicy.");
    add_field(type, "margin_call", &PluginGroupRecord::margin_call, "Margin-call threshold.");
    add_field(type, "margin_mode", &PluginGroupRecord::margin_mode, "Part of floating result counted in margin (0 none, 1 all, 2 profit, 3 loss).");
    add_field(type, "margin_stopout", &PluginGroupRecord::margin_stopout, "Stop-out threshold.");
    add_field(type, "interestrate", &PluginGroupRecord::interestrate, "Yearly interest in percent.");
    add_field(type, "use_swap", &PluginGroupRecord::use_swap, "1 when swaps apply.");
    add_field(type, "news", &PluginGroupRecord::news, "News access (0 none, 1 titles, 2 full).");
    add_field(type, "rights", &PluginGroupRecord::rights, "Permission bits.");
    add_field(type, "check_ie_prices", &PluginGroupRecord::check_ie_prices, "1 when instant prices are checked.");
    add_field(type, "maxpositions", &PluginGroupRecord::maxpositions, "Limit on open positions.");
    add_field(type, "close_reopen", &PluginGroupRecord::close_reopen, "1 when partial closing reopens the rest.");
    add_field(type, "hedge_prohibited", &PluginGroupRecord::hedge_prohibited, "1 when opposite positions are forbidden.");
    add_field(type, "allow_negative_margin_hedge", &PluginGroupRecord::allow_negative_margin_hedge, "1 when hedging trades are allowed without free margin.");
    add_field(type, "partial_close", &PluginGroupRecord::partial_close, "0 forbids closing a part of a trade.");
    add_field(type, "allow_sl_tp_slippage", &PluginGroupRecord::allow_sl_tp_slippage, "1: stop levels fill at market, 0: exactly at the level.");
    add_field(type, "close_fifo", &PluginGroupRecord::close_fifo, "1 when closing follows first-in first-out.");
    add_field(type, "hedge_largeleg", &PluginGroupRecord::hedge_largeleg, "1 when margin counts the larger leg only.");
    add_field(type, "securities_hash", &PluginGroupRecord::securities_hash, "Hash of the symbol set.");
    add_field(type, "margin_type", &PluginGroupRecord::margin_type, "How the margin-call and stop-out thresholds are read (0 percent, 1 money).");
    add_field(type, "archive_period", &PluginGroupRecord::archive_period, "Days before archiving.");
    add_field(type, "archive_max_balance", &PluginGroupRecord::archive_max_balance, "Largest balance to archive.");
    add_field(type, "stopout_skip_hedged", &PluginGroupRecord::stopout_skip_hedged, "1 when fully hedged accounts skip stop out.");
    add_field(type, "archive_pending_period", &PluginGroupRecord::archive_pending_period, "Days before pending orders are purged.");
    add_field(type, "news_languages", &PluginGroupRecord::news_languages, "Language codes for news.");
    add_field(type, "news_languages_total", &PluginGroupRecord::news_languages_total, "Number of languages in use.");
    add_field(type, "deposit_reversal_policy", &PluginGroupRecord::deposit_reversal_policy, "What to do when a deposit is reversed (enumeration of the host).");
    add_field(type, "reserved", &PluginGroupRecord::reserved, "Spare.");
}

void bind_PluginServerLog(nb::module_& module) {
    nb::class_<PluginServerLog> type(module, "PluginServerLog");
    add_basics<PluginServerLog>(type);
    add_field(type, "time", &PluginServerLog::time, "Moment as text.");
    add_field(type, "actor_type", &PluginServerLog::actor_type, "Kind of actor.");
    add_field(type, "actor_id", &PluginServerLog::actor_id, "Identifier of the actor.");
    add_field(type, "action", &PluginServerLog::action, "What was done.");
    add_field(type, "status", &PluginServerLog::status, "Outcome.");
    add_field(type, "source", &PluginServerLog::source, "Subsystem that logged.");
    add_field(type, "detail", &PluginServerLog::detail, "Details.");
}

void bind_PluginConSession(nb::module_& module) {
    nb::class_<PluginConSession> type(module, "PluginConSession");
    add_basics<PluginConSession>(type);
    add_field(type, "open_hour", &PluginConSession::open_hour, "Hour the session opens.");
    add_field(type, "open_min", &PluginConSession::open_min, "Minute the session opens.");
    add_field(type, "close_hour", &PluginConSession::close_hour, "Hour the session closes.");
    add_field(type, "close_min", &PluginConSession::close_min, "Minute the session closes.");
    add_field(type, "open", &PluginConSession::open, "Opening in minutes from midnight.");
    add_field(type, "close", &PluginConSession::close, "Closing in minutes from midnight.");
    add_field(type, "align", &PluginConSession::align, "Spare.");
}

void bind_PluginConSessions(nb::module_& module) {
    nb::class_<PluginConSessions> type(module, "PluginConSessions");
    add_basics<PluginConSessions>(type);
    add_field(type, "quote", &PluginConSessions::quote, "Quote sessions of the day.");
    add_field(type, "trade", &PluginConSessions::trade, "Trade sessions of the day.");
    add_field(type, "quote_overnight", &PluginConSessions::quote_overnight, "1 when quoting runs past midnight.");
    add_field(type, "trade_overnight", &PluginConSessions::trade_overnight, "1 when trading runs past midnight.");
    add_field(type, "reserved", &PluginConSessions::reserved, "Spare.");
}

void bind_PluginSymbolRecord(nb::module_& module) {
    nb::class_<PluginSymbolRecord> type(module, "PluginSymbolRecord");
    add_basics<PluginSymbolRecord>(type);
    add_field(type, "symbol", &PluginSymbolRecord::symbol, "Symbol name.");
    add_field(type, "description", &PluginSymbolRecord::description, "Description.");
    add_field(type, "source", &PluginSymbolRecord::source, "Where it came from (symbol: name of the source symbol).");
    add_field(type, "feeder", &PluginSymbolRecord::feeder, "Index of the quote feeder.");
    add_field(type, "currency", &PluginSymbolRecord::currency, "Base currency.");
    add_field(type, "sec_index", &PluginSymbolRecord::sec_index, "Index of the symbol group.");
    add_field(type, "digits", &PluginSymbolRecord::digits, "Digits after the decimal point.");
    add_field(type, "trade", &PluginSymbolRecord::trade, "Trade mode (0 no, 1 close only, 2 full).");
    add_field(type, "sym_index", &PluginSymbolRecord::sym_index, "Unique symbol index.");
    add_field(type, "sort_index", &PluginSymbolRecord::sort_index, "Sort position.");
    add_field(type, "background_color", &PluginSymbolRecord::background_color, "Colour, #rrggbb.");
    add_field(type, "count", &PluginSymbolRecord::count, "Symbol number.");
    add_field(type, "count_original", &PluginSymbolRecord::count_original, "Number in the market watch.");
    add_field(type, "sessions", &PluginSymbolRecord::sessions, "Sessions of the week, Sunday first.");
    add_field(type, "profit_mode", &PluginSymbolRecord::profit_mode, "Profit formula (0 forex, 1 CFD, 2 futures).");
    add_field(type, "profit_reserved", &PluginSymbolRecord::profit_reserved, "Spare.");
    add_field(type, "filter", &PluginSymbolRecord::filter, "Quote filter width.");
    add_field(type, "filter_counter", &PluginSymbolRecord::filter_counter, "Quotes outside the filter before they are accepted.");
    add_field(type, "filter_limit", &PluginSymbolRecord::filter_limit, "Largest allowed jump between quotes.");
    add_field(type, "filter_smoothing", &PluginSymbolRecord::filter_smoothing, "Smoothing of the filter.");
    add_field(type, "filter_reserved", &PluginSymbolRecord::filter_reserved, "Spare.");
    add_field(type, "logging", &PluginSymbolRecord::logging, "1 when quotes are logged.");
    add_field(type, "spread", &PluginSymbolRecord::spread, "Spread in points.");
    add_field(type, "spread_balance", &PluginSymbolRecord::spread_balance, "Shift of the spread between bid and ask, points.");
    add_field(type, "exemode", &PluginSymbolRecord::exemode, "Execution mode (0 request, 1 instant, 2 market).");
    add_field(type, "swap_enable", &PluginSymbolRecord::swap_enable, "1 when swaps are charged.");
    add_field(type, "swap_type", &PluginSymbolRecord::swap_type, "Swap unit (0 points, 1 dollars, 2 interest, 3 margin currency).");
    add_field(type, "swap_long", &PluginSymbolRecord::swap_long, "Swap for long positions.");
    add_field(type, "swap_short", &PluginSymbolRecord::swap_short, "Swap for short positions.");
    add_field(type, "swap_rollover3days", &PluginSymbolRecord::swap_rollover3days, "Week day with the triple swap.");
    add_field(type, "swap_daily", &PluginSymbolRecord::swap_daily, "1 when swaps run every day without a triple one.");
    add_field(type, "contract_size", &PluginSymbolRecord::contract_size, "Units in one lot.");
    add_field(type, "tick_value", &PluginSymbolRecord::tick_value, "Money value of a tick.");
    add_field(type, "tick_size", &PluginSymbolRecord::tick_size, "Size of a tick.");
    add_field(type, "stops_level", &PluginSymbolRecord::stops_level, "Smallest distance of stops, points.");
    add_field(type, "gtc_pendings", &PluginSymbolRecord::gtc_pendings, "Lifetime rule of pending orders.");
    add_field(type, "margin_mode", &PluginSymbolRecord::margin_mode, "Margin formula (0 forex, 1 CFD, 2 futures, 3 index, 4 leverage).");
    add_field(type, "margin_initial", &PluginSymbolRecord::margin_initial, "Initial margin.");
    add_field(type, "margin_maintenance", &PluginSymbolRecord::margin_maintenance, "Maintenance margin.");
    add_field(type, "margin_hedged", &PluginSymbolRecord::margin_hedged, "Margin for hedged volume.");
    add_field(type, "margin_divider", &PluginSymbolRecord::margin_divider, "Divider applied to margin.");
    add_field(type, "point", &PluginSymbolRecord::point, "Size of a point.");
    add_field(type, "multiply", &PluginSymbolRecord::multiply, "Ten to the power of digits.");
    add_field(type, "bid_tickvalue", &PluginSymbolRecord::bid_tickvalue, "Tick value at bid.");
    add_field(type, "ask_tickvalue", &PluginSymbolRecord::ask_tickvalue, "Tick value at ask.");
    add_field(type, "tick_time", &PluginSymbolRecord::tick_time, "Last tick, Unix seconds.");
    add_field(type, "bid", &PluginSymbolRecord::bid, "Bid price.");
    add_field(type, "ask", &PluginSymbolRecord::ask, "Ask price.");
    add_field(type, "long_only", &PluginSymbolRecord::long_only, "1 when only buying is allowed.");
    add_field(type, "instant_max_volume", &PluginSymbolRecord::instant_max_volume, "Largest volume for instant execution.");
    add_field(type, "realtime", &PluginSymbolRecord::realtime, "1 when live quotes are allowed.");
    add_field(type, "starting", &PluginSymbolRecord::starting, "First trading moment, Unix seconds.");
    add_field(type, "expiration", &PluginSymbolRecord::expiration, "Last trading moment, Unix seconds.");
    add_field(type, "quote_currency", &PluginSymbolRecord::quote_currency, "Quote currency.");
    add_field(type, "margin_currency", &PluginSymbolRecord::margin_currency, "Margin currency.");
    add_field(type, "freeze_level", &PluginSymbolRecord::freeze_level, "Freeze distance, points.");
    add_field(type, "margin_hedged_strong", &PluginSymbolRecord::margin_hedged_strong, "1 for strict hedged margin.");
    add_field(type, "value_date", &PluginSymbolRecord::value_date, "Value date, Unix seconds.");
    add_field(type, "quotes_delay", &PluginSymbolRecord::quotes_delay, "Quote delay, seconds.");
    add_field(type, "swap_openprice", &PluginSymbolRecord::swap_openprice, "1 when swaps use the open price.");
    add_field(type, "swap_variation_margin", &PluginSymbolRecord::swap_variation_margin, "1 when variation margin is charged at rollover.");
    add_field(type, "unused", &PluginSymbolRecord::unused, "Spare.");
}

void bind_PluginTradeRecord(nb::module_& module) {
    nb::class_<PluginTradeRecord> type(module, "PluginTradeRecord");
    add_basics<PluginTradeRecord>(type);
    add_field(type, "order", &PluginTradeRecord::order, "Ticket of the trade.");
    add_field(type, "login", &PluginTradeRecord::login, "Account number.");
    add_field(type, "symbol", &PluginTradeRecord::symbol, "Symbol name.");
    add_field(type, "digits", &PluginTradeRecord::digits, "Price digits.");
    add_field(type, "cmd", &PluginTradeRecord::cmd, "Kind of trade (command enumeration).");
    add_field(type, "volume", &PluginTradeRecord::volume, "Volume in hundredths of a lot.");
    add_field(type, "parent_order", &PluginTradeRecord::parent_order, "Ticket this trade was split from, 0 when none.");
    add_field(type, "open_time", &PluginTradeRecord::open_time, "Open moment, Unix seconds.");
    add_field(type, "state", &PluginTradeRecord::state, "State of the trade (state enumeration).");
    add_field(type, "open_price", &PluginTradeRecord::open_price, "Open price.");
    add_field(type, "sl", &PluginTradeRecord::sl, "Stop-loss price, 0 when none.");
    add_field(type, "tp", &PluginTradeRecord::tp, "Take-profit price, 0 when none.");
    add_field(type, "margin_initial", &PluginTradeRecord::margin_initial, "Initial margin.");
    add_field(type, "close_time", &PluginTradeRecord::close_time, "Close moment, Unix seconds, 0 while open.");
    add_field(type, "gw_volume", &PluginTradeRecord::gw_volume, "Volume done at the gateway.");
    add_field(type, "expiration", &PluginTradeRecord::expiration, "Expiry of a pending order, Unix seconds.");
    add_field(type, "reason", &PluginTradeRecord::reason, "Who caused the trade.");
    add_field(type, "conv_rates", &PluginTradeRecord::conv_rates, "Profit-to-deposit rate at opening and at closing.");
    add_field(type, "commission", &PluginTradeRecord::commission, "Commission, deposit currency.");
    add_field(type, "prev_commission", &PluginTradeRecord::prev_commission, "Earlier commission.");
    add_field(type, "commission_agent", &PluginTradeRecord::commission_agent, "Agent commission.");
    add_field(type, "storage", &PluginTradeRecord::storage, "Accrued swap, deposit currency.");
    add_field(type, "prev_storage", &PluginTradeRecord::prev_storage, "Earlier swap.");
    add_field(type, "profit", &PluginTradeRecord::profit, "Profit or loss, deposit currency.");
    add_field(type, "prev_profit", &PluginTradeRecord::prev_profit, "Earlier profit.");
    add_field(type, "close_price", &PluginTradeRecord::close_price, "Close price.");
    add_field(type, "taxes", &PluginTradeRecord::taxes, "Taxes, deposit currency.");
    add_field(type, "magic", &PluginTradeRecord::magic, "Number set by an expert program.");
    add_field(type, "comment", &PluginTradeRecord::comment, "Comment of the trade.");
    add_field(type, "gw_order", &PluginTradeRecord::gw_order, "Order reference at the gateway.");
    add_field(type, "gw_source", &PluginTradeRecord::gw_source, "Name of the gateway.");
    add_field(type, "gw_uuid", &PluginTradeRecord::gw_uuid, "Unique id at the gateway.");
    add_field(type, "activation", &PluginTradeRecord::activation, "What triggered the trade.");
    add_field(type, "gw_open_price", &PluginTradeRecord::gw_open_price, "Open price at the gateway.");
    add_field(type, "gw_close_price", &PluginTradeRecord::gw_close_price, "Close price at the gateway.");
    add_field(type, "margin_rate", &PluginTradeRecord::margin_rate, "Margin-to-deposit currency rate.");
    add_field(type, "api_data", &PluginTradeRecord::api_data, "Opaque text kept for integrations.");
    add_field(type, "last_swap_time", &PluginTradeRecord::last_swap_time, "Last swap moment, Unix seconds.");
    add_field(type, "update_time", &PluginTradeRecord::update_time, "Last change moment, Unix seconds.");
}

void bind_PluginTradeRequestRecord(nb::module_& module) {
    nb::class_<PluginTradeRequestRecord> type(module, "PluginTradeRequestRecord");
    add_basics<PluginTradeRequestRecord>(type);
    add_field(type, "order", &PluginTradeRequestRecord::order, "Ticket of the trade.");
    add_field(type, "login", &PluginTradeRequestRecord::login, "Account number.");
    add_field(type, "symbol", &PluginTradeRequestRecord::symbol, "Symbol name.");
    add_field(type, "digits", &PluginTradeRequestRecord::digits, "Digits after the decimal point.");
    add_field(type, "cmd", &PluginTradeRequestRecord::cmd, "Kind of trade (command enumeration).");
    add_field(type, "volume", &PluginTradeRequestRecord::volume, "Volume in hundredths of a lot.");
    add_field(type, "parent_order", &PluginTradeRequestRecord::parent_order, "Ticket this trade was split from, 0 when none.");
    add_field(type, "open_time", &PluginTradeRequestRecord::open_time, "Open moment, Unix seconds.");
    add_field(type, "state", &PluginTradeRequestRecord::state, "State of the trade (state enumeration).");
    add_field(type, "open_price", &PluginTradeRequestRecord::open_price, "Open price.");
    add_field(type, "sl", &PluginTradeRequestRecord::sl, "Stop-loss price, 0 when none.");
    add_field(type, "tp", &PluginTradeRequestRecord::tp, "Take-profit price, 0 when none.");
    add_field(type, "margin_initial", &PluginTradeRequestRecord::margin_initial, "Initial margin.");
    add_field(type, "close_time", &PluginTradeRequestRecord::close_time, "Close moment, Unix seconds, 0 while open.");
    add_field(type, "gw_volume", &PluginTradeRequestRecord::gw_volume, "Volume done at the gateway.");
    add_field(type, "expiration", &PluginTradeRequestRecord::expiration, "Expiry of a pending order, Unix seconds.");
    add_field(type, "reason", &PluginTradeRequestRecord::reason, "Who caused the trade.");
    add_field(type, "conv_rates", &PluginTradeRequestRecord::conv_rates, "Profit-to-deposit rate at opening and at closing.");
    add_field(type, "commission", &PluginTradeRequestRecord::commission, "Commission, deposit currency.");
    add_field(type, "prev_commission", &PluginTradeRequestRecord::prev_commission, "Earlier commission.");
    add_field(type, "commission_agent", &PluginTradeRequestRecord::commission_agent, "Agent commission.");
    add_field(type, "storage", &PluginTradeRequestRecord::storage, "Accrued swap, deposit currency.");
    add_field(type, "prev_storage", &PluginTradeRequestRecord::prev_storage, "Earlier swap.");
    add_field(type, "profit", &PluginTradeRequestRecord::profit, "Profit or loss, deposit currency.");
    add_field(type, "prev_profit", &PluginTradeRequestRecord::prev_profit, "Earlier profit.");
    add_field(type, "close_price", &PluginTradeRequestRecord::close_price, "Close price.");
    add_field(type, "taxes", &PluginTradeRequestRecord::taxes, "Taxes, deposit currency.");
    add_field(type, "magic", &PluginTradeRequestRecord::magic, "Number set by an expert program.");
    add_field(type, "comment", &PluginTradeRequestRecord::comment, "Free text.");
    add_field(type, "gw_order", &PluginTradeRequestRecord::gw_order, "Order reference at the gateway.");
    add_field(type, "gw_source", &PluginTradeRequestRecord::gw_source, "Name of the gateway.");
    add_field(type, "gw_uuid", &PluginTradeRequestRecord::gw_uuid, "Unique id at the gateway.");
    add_field(type, "activation", &PluginTradeRequestRecord::activation, "What triggered the trade.");
    add_field(type, "gw_open_price", &PluginTradeRequestRecord::gw_open_price, "Open price at the gateway.");
    add_field(type, "gw_close_price", &PluginTradeRequestRecord::gw_close_price, "Close price at the gateway.");
    add_field(type, "margin_rate", &PluginTradeRequestRecord::margin_rate, "Margin-to-deposit currency rate.");
    add_field(type, "api_data", &PluginTradeRequestRecord::api_data, "Opaque text kept for integrations.");
    add_field(type, "last_swap_time", &PluginTradeRequestRecord::last_swap_time, "Last swap moment, Unix seconds.");
    add_field(type, "update_time", &PluginTradeRequestRecord::update_time, "Last change moment, Unix seconds.");
}

void bind_PluginTradeDiffRecord(nb::module_& module) {
    nb::class_<PluginTradeDiffRecord> type(module, "PluginTradeDiffRecord");
    add_basics<PluginTradeDiffRecord>(type);
    add_field(type, "volume", &PluginTradeDiffRecord::volume, "Volume in hundredths of a lot.");
    add_field(type, "open_time", &PluginTradeDiffRecord::open_time, "Open moment, Unix seconds.");
    add_field(type, "state", &PluginTradeDiffRecord::state, "State of the trade (state enumeration).");
    add_field(type, "open_price", &PluginTradeDiffRecord::open_price, "Open price.");
    add_field(type, "sl", &PluginTradeDiffRecord::sl, "Stop-loss price, 0 when none.");
    add_field(type, "tp", &PluginTradeDiffRecord::tp, "Take-profit price, 0 when none.");
    add_field(type, "close_time", &PluginTradeDiffRecord::close_time, "Close moment, Unix seconds, 0 while open.");
    add_field(type, "expiration", &PluginTradeDiffRecord::expiration, "Expiry, Unix seconds.");
    add_field(type, "reason", &PluginTradeDiffRecord::reason, "Who caused the trade.");
    add_field(type, "commission", &PluginTradeDiffRecord::commission, "Commission, deposit currency.");
    add_field(type, "storage", &PluginTradeDiffRecord::storage, "Accrued swap, deposit currency.");
    add_field(type, "profit", &PluginTradeDiffRecord::profit, "Profit or loss, deposit currency.");
    add_field(type, "close_price", &PluginTradeDiffRecord::close_price, "Close price.");
    add_field(type, "taxes", &PluginTradeDiffRecord::taxes, "Taxes, deposit currency.");
    add_field(type, "magic", &PluginTradeDiffRecord::magic, "Number set by an expert program.");
    add_field(type, "comment", &PluginTradeDiffRecord::comment, "Free text.");
    add_field(type, "gw_order", &PluginTradeDiffRecord::gw_order, "Order reference at the gateway.");
    add_field(type, "activation", &PluginTradeDiffRecord::activation, "What triggered the trade.");
    add_field(type, "gw_open_price", &PluginTradeDiffRecord::gw_open_price, "Open price at the gateway.");
    add_field(type, "gw_close_price", &PluginTradeDiffRecord::gw_close_price, "Close price at the gateway.");
    add_field(type, "last_swap_time", &PluginTradeDiffRecord::last_swap_time, "Last swap moment, Unix seconds.");
}

void bind_PluginTradeGatewayDataUpdateRecord(nb::module_& module) {
    nb::class_<PluginTradeGatewayDataUpdateRecord> type(module, "PluginTradeGatewayDataUpdateRecord");
    add_basics<PluginTradeGatewayDataUpdateRecord>(type);
    add_field(type, "order", &PluginTradeGatewayDataUpdateRecord::order, "Ticket to change.");
    add_field(type, "has_gw_volume", &PluginTradeGatewayDataUpdateRecord::has_gw_volume, "True when gw_volume is to be written.");
    add_field(type, "gw_volume", &PluginTradeGatewayDataUpdateRecord::gw_volume, "Volume done at the gateway.");
    add_field(type, "has_gw_order", &PluginTradeGatewayDataUpdateRecord::has_gw_order, "True when gw_order is to be written.");
    add_field(type, "gw_order", &PluginTradeGatewayDataUpdateRecord::gw_order, "Order reference at the gateway.");
    add_field(type, "has_gw_source", &PluginTradeGatewayDataUpdateRecord::has_gw_source, "True when gw_source is to be written.");
    add_field(type, "gw_source", &PluginTradeGatewayDataUpdateRecord::gw_source, "Name of the gateway.");
    add_field(type, "has_gw_uuid", &PluginTradeGatewayDataUpdateRecord::has_gw_uuid, "True when gw_uuid is to be written.");
    add_field(type, "gw_uuid", &PluginTradeGatewayDataUpdateRecord::gw_uuid, "Unique id at the gateway.");
    add_field(type, "has_gw_open_price", &PluginTradeGatewayDataUpdateRecord::has_gw_open_price, "True when gw_open_price is to be written.");
    add_field(type, "gw_open_price", &PluginTradeGatewayDataUpdateRecord::gw_open_price, "Open price at the gateway.");
    add_field(type, "has_gw_close_price", &PluginTradeGatewayDataUpdateRecord::has_gw_close_price, "True when gw_close_price is to be written.");
    add_field(type, "gw_close_price", &PluginTradeGatewayDataUpdateRecord::gw_close_price, "Close price at the gateway.");
}

void bind_PluginTickDiffRecord(nb::module_& module) {
    nb::class_<PluginTickDiffRecord> type(module, "PluginTickDiffRecord", "The server fills it in from the tick, so that an unchanged field changes nothing.");
    add_basics<PluginTickDiffRecord>(type);
    add_field(type, "bid", &PluginTickDiffRecord::bid, "Bid price.");
    add_field(type, "ask", &PluginTickDiffRecord::ask, "Ask price.");
    add_field(type, "volume", &PluginTickDiffRecord::volume, "Tick volume.");
}

void bind_PluginConCommon(nb::module_& module) {
    nb::class_<PluginConCommon> type(module, "PluginConCommon", "Settings of the whole server. Times of day are minutes after midnight of server time (UTC).");
    add_basics<PluginConCommon>(type);
    add_field(type, "name", &PluginConCommon::name, "Name of the server, as clients see it.");
    add_field(type, "owner", &PluginConCommon::owner, "Company that runs the server.");
    add_field(type, "liveupdate_mode", &PluginConCommon::liveupdate_mode, "1 while the server optimises its databases and blocks access to them, else 0.");
    add_field(type, "maintenance_day", &PluginConCommon::maintenance_day, "Day of the weekly maintenance: 0 Sunday to 6 Saturday, -1 for none.");
    add_field(type, "maintenance_start", &PluginConCommon::maintenance_start, "Start of the weekly maintenance, minutes after midnight.");
    add_field(type, "maintenance_minutes", &PluginConCommon::maintenance_minutes, "Length of the weekly maintenance in minutes.");
    add_field(type, "end_of_day", &PluginConCommon::end_of_day, "End of the trading day: swaps, equity snapshots, daily orders. Minutes after midnight.");
    add_field(type, "backups_kept", &PluginConCommon::backups_kept, "Number of backups of the databases, 0 for none.");
    add_field(type, "stopout_compensation", &PluginConCommon::stopout_compensation, "1 sets a negative balance after a stop out to zero by a booking.");
    add_field(type, "leverage_at_opening", &PluginConCommon::leverage_at_opening, "1: the margin of an open position uses the leverage at its opening. 0: it uses the account's current leverage.");
}

void bind_PluginConHoliday(nb::module_& module) {
    nb::class_<PluginConHoliday> type(module, "PluginConHoliday", "A period of a day without quotes and trading, for some symbols.");
    add_basics<PluginConHoliday>(type);
    add_field(type, "enable", &PluginConHoliday::enable, "0: the server ignores the holiday.");
    add_field(type, "year", &PluginConHoliday::year, "Year, 0 for every year.");
    add_field(type, "month", &PluginConHoliday::month, "Month, 1 to 12.");
    add_field(type, "day", &PluginConHoliday::day, "Day of the month, 1 to 31.");
    add_field(type, "from_minute", &PluginConHoliday::from_minute, "First minute of the day without trading.");
    add_field(type, "to_minute", &PluginConHoliday::to_minute, "First minute of the day with trading again.");
    add_field(type, "symbol", &PluginConHoliday::symbol, "Symbols of the holiday: a comma list of names, masks such as EUR*, * for all, and symbol groups by number such as @1.");
    add_field(type, "description", &PluginConHoliday::description, "Name of the holiday.");
}

void bind_PluginConSymbolGroup(nb::module_& module) {
    nb::class_<PluginConSymbolGroup> type(module, "PluginConSymbolGroup", "A group of symbols. sec_index of a symbol and of a client group's section refers to it.");
    add_basics<PluginConSymbolGroup>(type);
    add_field(type, "sec_index", &PluginConSymbolGroup::sec_index, "Number of the symbol group.");
    add_field(type, "name", &PluginConSymbolGroup::name, "Name of the symbol group.");
    add_field(type, "description", &PluginConSymbolGroup::description, "Description for users.");
}

void bind_PluginConManager(nb::module_& module) {
    nb::class_<PluginConManager> type(module, "PluginConManager", "A person who manages the server.");
    add_basics<PluginConManager>(type);
    add_field(type, "login", &PluginConManager::login, "Number of the manager.");
    add_field(type, "name", &PluginConManager::name, "Name of the manager.");
    add_field(type, "enable", &PluginConManager::enable, "0: the manager has no access.");
    add_field(type, "groups", &PluginConManager::groups, "Client groups that the manager sees: a mask such as * or real-*,!real-vip.");
    add_field(type, "rights", &PluginConManager::rights, "Bits: 1 administrator, 2 trades, 4 money, 8 accounts, 16 configuration, 32 mail and news.");
    add_field(type, "email", &PluginConManager::email, "Address of the manager.");
}

void bind_PluginMailRecord(nb::module_& module) {
    nb::class_<PluginMailRecord> type(module, "PluginMailRecord", "A letter in the server's internal mail.");
    add_basics<PluginMailRecord>(type);
    add_field(type, "id", &PluginMailRecord::id, "Number of the letter, set by the server.");
    add_field(type, "time", &PluginMailRecord::time, "Time of sending, set by the server: server time in Unix seconds.");
    add_field(type, "sender", &PluginMailRecord::sender, "Sender's name for the reader, empty for the server.");
    add_field(type, "to", &PluginMailRecord::to, "Login of the receiving account.");
    add_field(type, "subject", &PluginMailRecord::subject, "Subject line.");
    add_field(type, "body", &PluginMailRecord::body, "Text.");
}

void bind_PluginNewsRecord(nb::module_& module) {
    nb::class_<PluginNewsRecord> type(module, "PluginNewsRecord", "A news item for all clients.");
    add_basics<PluginNewsRecord>(type);
    add_field(type, "id", &PluginNewsRecord::id, "Number of the item, set by the server.");
    add_field(type, "time", &PluginNewsRecord::time, "Time of publication, set by the server: server time in Unix seconds.");
    add_field(type, "category", &PluginNewsRecord::category, "Category.");
    add_field(type, "subject", &PluginNewsRecord::subject, "Headline.");
    add_field(type, "body", &PluginNewsRecord::body, "Text.");
    add_field(type, "language", &PluginNewsRecord::language, "Language of the item, 0 for any.");
    add_field(type, "priority", &PluginNewsRecord::priority, "1: clients show the item at once, else 0.");
}

}  // namespace

void bind_records(nb::module_& module) {
    bind_ReturnCodes(module);
    bind_EventType(module);
    bind_EventRecordType(module);
    bind_SessionKind(module);
    bind_ConnectionType(module);
    bind_DbStateType(module);
    bind_PluginConnectionType(module);
    bind_PluginTradeCommand(module);
    bind_PluginTradeState(module);
    bind_PluginTradeReason(module);
    bind_PluginTradeActivation(module);
    bind_PluginBonusUsagePolicy(module);
    bind_TickInfo(module);
    bind_PluginMarginLevel(module);
    bind_PluginEquityRecord(module);
    bind_PluginAccountRecord(module);
    bind_PluginAccountRequestRecord(module);
    bind_PluginAccountDiffRecord(module);
    bind_PluginCandleRecord(module);
    bind_PluginGroupRecordSec(module);
    bind_PluginGroupRecordMargin(module);
    bind_PluginGroupRecord(module);
    bind_PluginServerLog(module);
    bind_PluginConSession(module);
    bind_PluginConSessions(module);
    bind_PluginSymbolRecord(module);
    bind_PluginTradeRecord(module);
    bind_PluginTradeRequestRecord(module);
    bind_PluginTradeDiffRecord(module);
    bind_PluginTradeGatewayDataUpdateRecord(module);
    bind_PluginTickDiffRecord(module);
    bind_PluginConCommon(module);
    bind_PluginConHoliday(module);
    bind_PluginConSymbolGroup(module);
    bind_PluginConManager(module);
    bind_PluginMailRecord(module);
    bind_PluginNewsRecord(module);
}

}  // namespace workbench
