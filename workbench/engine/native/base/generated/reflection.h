// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "model/Enums.hpp"
#include "model/TickInfo.hpp"
#include "model/PluginMarginLevel.hpp"
#include "model/PluginEquityRecord.hpp"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginAccountRequestRecord.hpp"
#include "model/PluginAccountDiffRecord.hpp"
#include "model/PluginCandleRecord.hpp"
#include "model/PluginGroupRecordSec.hpp"
#include "model/PluginGroupRecordMargin.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginServerLog.hpp"
#include "model/PluginConSession.hpp"
#include "model/PluginConSessions.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginTradeRecord.hpp"
#include "model/PluginTradeRequestRecord.hpp"
#include "model/PluginTradeDiffRecord.hpp"
#include "model/PluginTradeGatewayDataUpdateRecord.hpp"
#include "model/PluginTickDiffRecord.hpp"
#include "model/PluginConCommon.hpp"
#include "model/PluginConHoliday.hpp"
#include "model/PluginConSymbolGroup.hpp"
#include "model/PluginConManager.hpp"
#include "model/PluginMailRecord.hpp"
#include "model/PluginNewsRecord.hpp"

namespace workbench {

/// Whether a member is an array of either kind. Both kinds have the same layout.
template <class T> inline constexpr bool is_array = std::is_array_v<T>;
template <class T, std::size_t N> inline constexpr bool is_array<std::array<T, N>> = true;


/// Returns whether a field of this name holds a password or a secret. They are never printed, logged or recorded.
constexpr bool is_secret(std::string_view field) {
    if (field.starts_with("enable_")) return false;
    return field.starts_with("password") || field.ends_with("_password") || field == "otp_secret" ||
           field.starts_with("secure_");
}

/// A record of the contract.
template <class T>
concept ContractRecord =
    std::same_as<std::remove_const_t<T>, TickInfo> ||
    std::same_as<std::remove_const_t<T>, PluginMarginLevel> ||
    std::same_as<std::remove_const_t<T>, PluginEquityRecord> ||
    std::same_as<std::remove_const_t<T>, PluginAccountRecord> ||
    std::same_as<std::remove_const_t<T>, PluginAccountRequestRecord> ||
    std::same_as<std::remove_const_t<T>, PluginAccountDiffRecord> ||
    std::same_as<std::remove_const_t<T>, PluginCandleRecord> ||
    std::same_as<std::remove_const_t<T>, PluginGroupRecordSec> ||
    std::same_as<std::remove_const_t<T>, PluginGroupRecordMargin> ||
    std::same_as<std::remove_const_t<T>, PluginGroupRecord> ||
    std::same_as<std::remove_const_t<T>, PluginServerLog> ||
    std::same_as<std::remove_const_t<T>, PluginConSession> ||
    std::same_as<std::remove_const_t<T>, PluginConSessions> ||
    std::same_as<std::remove_const_t<T>, PluginSymbolRecord> ||
    std::same_as<std::remove_const_t<T>, PluginTradeRecord> ||
    std::same_as<std::remove_const_t<T>, PluginTradeRequestRecord> ||
    std::same_as<std::remove_const_t<T>, PluginTradeDiffRecord> ||
    std::same_as<std::remove_const_t<T>, PluginTradeGatewayDataUpdateRecord> ||
    std::same_as<std::remove_const_t<T>, PluginTickDiffRecord> ||
    std::same_as<std::remove_const_t<T>, PluginConCommon> ||
    std::same_as<std::remove_const_t<T>, PluginConHoliday> ||
    std::same_as<std::remove_const_t<T>, PluginConSymbolGroup> ||
    std::same_as<std::remove_const_t<T>, PluginConManager> ||
    std::same_as<std::remove_const_t<T>, PluginMailRecord> ||
    std::same_as<std::remove_const_t<T>, PluginNewsRecord>;

/// Public name of a record or enumeration.
template <class T> constexpr std::string_view type_name() = delete;
template <> constexpr std::string_view type_name<TickInfo>() { return "TickInfo"; }
template <> constexpr std::string_view type_name<PluginMarginLevel>() { return "PluginMarginLevel"; }
template <> constexpr std::string_view type_name<PluginEquityRecord>() { return "PluginEquityRecord"; }
template <> constexpr std::string_view type_name<PluginAccountRecord>() { return "PluginAccountRecord"; }
template <> constexpr std::string_view type_name<PluginAccountRequestRecord>() { return "PluginAccountRequestRecord"; }
template <> constexpr std::string_view type_name<PluginAccountDiffRecord>() { return "PluginAccountDiffRecord"; }
template <> constexpr std::string_view type_name<PluginCandleRecord>() { return "PluginCandleRecord"; }
template <> constexpr std::string_view type_name<PluginGroupRecordSec>() { return "PluginGroupRecordSec"; }
template <> constexpr std::string_view type_name<PluginGroupRecordMargin>() { return "PluginGroupRecordMargin"; }
template <> constexpr std::string_view type_name<PluginGroupRecord>() { return "PluginGroupRecord"; }
template <> constexpr std::string_view type_name<PluginServerLog>() { return "PluginServerLog"; }
template <> constexpr std::string_view type_name<PluginConSession>() { return "PluginConSession"; }
template <> constexpr std::string_view type_name<PluginConSessions>() { return "PluginConSessions"; }
template <> constexpr std::string_view type_name<PluginSymbolRecord>() { return "PluginSymbolRecord"; }
template <> constexpr std::string_view type_name<PluginTradeRecord>() { return "PluginTradeRecord"; }
template <> constexpr std::string_view type_name<PluginTradeRequestRecord>() { return "PluginTradeRequestRecord"; }
template <> constexpr std::string_view type_name<PluginTradeDiffRecord>() { return "PluginTradeDiffRecord"; }
template <> constexpr std::string_view type_name<PluginTradeGatewayDataUpdateRecord>() { return "PluginTradeGatewayDataUpdateRecord"; }
template <> constexpr std::string_view type_name<PluginTickDiffRecord>() { return "PluginTickDiffRecord"; }
template <> constexpr std::string_view type_name<PluginConCommon>() { return "PluginConCommon"; }
template <> constexpr std::string_view type_name<PluginConHoliday>() { return "PluginConHoliday"; }
template <> constexpr std::string_view type_name<PluginConSymbolGroup>() { return "PluginConSymbolGroup"; }
template <> constexpr std::string_view type_name<PluginConManager>() { return "PluginConManager"; }
template <> constexpr std::string_view type_name<PluginMailRecord>() { return "PluginMailRecord"; }
template <> constexpr std::string_view type_name<PluginNewsRecord>() { return "PluginNewsRecord"; }
template <> constexpr std::string_view type_name<ReturnCodes>() { return "ReturnCodes"; }
template <> constexpr std::string_view type_name<EventType>() { return "EventType"; }
template <> constexpr std::string_view type_name<EventRecordType>() { return "EventRecordType"; }
template <> constexpr std::string_view type_name<SessionKind>() { return "SessionKind"; }
template <> constexpr std::string_view type_name<ConnectionType>() { return "ConnectionType"; }
template <> constexpr std::string_view type_name<DbStateType>() { return "DbStateType"; }
template <> constexpr std::string_view type_name<PluginConnectionType>() { return "PluginConnectionType"; }
template <> constexpr std::string_view type_name<PluginTradeCommand>() { return "PluginTradeCommand"; }
template <> constexpr std::string_view type_name<PluginTradeState>() { return "PluginTradeState"; }
template <> constexpr std::string_view type_name<PluginTradeReason>() { return "PluginTradeReason"; }
template <> constexpr std::string_view type_name<PluginTradeActivation>() { return "PluginTradeActivation"; }
template <> constexpr std::string_view type_name<PluginBonusUsagePolicy>() { return "PluginBonusUsagePolicy"; }

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, TickInfo>
constexpr void visit_fields(R& record, F&& visit) {
    visit("symbol", record.symbol);
    visit("ctm", record.ctm);
    visit("volume", record.volume);
    visit("bid", record.bid);
    visit("ask", record.ask);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginMarginLevel>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("group", record.group);
    visit("leverage", record.leverage);
    visit("balance", record.balance);
    visit("credit", record.credit);
    visit("bonus", record.bonus);
    visit("equity", record.equity);
    visit("profit", record.profit);
    visit("storage", record.storage);
    visit("commission", record.commission);
    visit("margin", record.margin);
    visit("margin_free", record.margin_free);
    visit("margin_level", record.margin_level);
    visit("margin_type", record.margin_type);
    visit("level_type", record.level_type);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginEquityRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("create_time", record.create_time);
    visit("group", record.group);
    visit("balance", record.balance);
    visit("prevbalance", record.prevbalance);
    visit("credit", record.credit);
    visit("bonus", record.bonus);
    visit("equity", record.equity);
    visit("profit", record.profit);
    visit("storage", record.storage);
    visit("commission", record.commission);
    visit("margin", record.margin);
    visit("margin_free", record.margin_free);
    visit("margin_level", record.margin_level);
    visit("currency", record.currency);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginAccountRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("group", record.group);
    visit("password", record.password);
    visit("enable", record.enable);
    visit("enable_change_password", record.enable_change_password);
    visit("enable_read_only", record.enable_read_only);
    visit("enable_otp", record.enable_otp);
    visit("enable_reserved", record.enable_reserved);
    visit("password_investor", record.password_investor);
    visit("avatar", record.avatar);
    visit("name", record.name);
    visit("country", record.country);
    visit("city", record.city);
    visit("state", record.state);
    visit("zipcode", record.zipcode);
    visit("address", record.address);
    visit("lead_source", record.lead_source);
    visit("phone", record.phone);
    visit("email", record.email);
    visit("comment", record.comment);
    visit("id", record.id);
    visit("status", record.status);
    visit("regdate", record.regdate);
    visit("lastdate", record.lastdate);
    visit("leverage", record.leverage);
    visit("agent_account", record.agent_account);
    visit("update_time", record.update_time);
    visit("last_ip", record.last_ip);
    visit("balance", record.balance);
    visit("prevmonthbalance", record.prevmonthbalance);
    visit("prevbalance", record.prevbalance);
    visit("credit", record.credit);
    visit("bonus", record.bonus);
    visit("interestrate", record.interestrate);
    visit("taxes", record.taxes);
    visit("prevmonthequity", record.prevmonthequity);
    visit("prevequity", record.prevequity);
    visit("reserved2", record.reserved2);
    visit("otp_secret", record.otp_secret);
    visit("secure_reserved", record.secure_reserved);
    visit("send_reports", record.send_reports);
    visit("mqid", record.mqid);
    visit("user_color", record.user_color);
    visit("unused", record.unused);
    visit("api_data", record.api_data);
    visit("margin", record.margin);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginAccountRequestRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("group", record.group);
    visit("password", record.password);
    visit("enable", record.enable);
    visit("enable_change_password", record.enable_change_password);
    visit("enable_read_only", record.enable_read_only);
    visit("enable_otp", record.enable_otp);
    visit("enable_reserved", record.enable_reserved);
    visit("password_investor", record.password_investor);
    visit("avatar", record.avatar);
    visit("name", record.name);
    visit("country", record.country);
    visit("city", record.city);
    visit("state", record.state);
    visit("zipcode", record.zipcode);
    visit("address", record.address);
    visit("lead_source", record.lead_source);
    visit("phone", record.phone);
    visit("email", record.email);
    visit("comment", record.comment);
    visit("id", record.id);
    visit("status", record.status);
    visit("regdate", record.regdate);
    visit("lastdate", record.lastdate);
    visit("leverage", record.leverage);
    visit("agent_account", record.agent_account);
    visit("update_time", record.update_time);
    visit("last_ip", record.last_ip);
    visit("balance", record.balance);
    visit("prevmonthbalance", record.prevmonthbalance);
    visit("prevbalance", record.prevbalance);
    visit("credit", record.credit);
    visit("bonus", record.bonus);
    visit("interestrate", record.interestrate);
    visit("taxes", record.taxes);
    visit("prevmonthequity", record.prevmonthequity);
    visit("prevequity", record.prevequity);
    visit("reserved2", record.reserved2);
    visit("otp_secret", record.otp_secret);
    visit("secure_reserved", record.secure_reserved);
    visit("send_reports", record.send_reports);
    visit("mqid", record.mqid);
    visit("user_color", record.user_color);
    visit("unused", record.unused);
    visit("api_data", record.api_data);
    visit("margin", record.margin);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginAccountDiffRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("group", record.group);
    visit("enable", record.enable);
    visit("enable_change_password", record.enable_change_password);
    visit("enable_read_only", record.enable_read_only);
    visit("enable_otp", record.enable_otp);
    visit("name", record.name);
    visit("country", record.country);
    visit("city", record.city);
    visit("state", record.state);
    visit("zipcode", record.zipcode);
    visit("address", record.address);
    visit("lead_source", record.lead_source);
    visit("phone", record.phone);
    visit("email", record.email);
    visit("comment", record.comment);
    visit("id", record.id);
    visit("status", record.status);
    visit("regdate", record.regdate);
    visit("lastdate", record.lastdate);
    visit("leverage", record.leverage);
    visit("agent_account", record.agent_account);
    visit("balance", record.balance);
    visit("prevmonthbalance", record.prevmonthbalance);
    visit("prevbalance", record.prevbalance);
    visit("credit", record.credit);
    visit("interestrate", record.interestrate);
    visit("taxes", record.taxes);
    visit("prevmonthequity", record.prevmonthequity);
    visit("prevequity", record.prevequity);
    visit("otp_secret", record.otp_secret);
    visit("secure_reserved", record.secure_reserved);
    visit("send_reports", record.send_reports);
    visit("user_color", record.user_color);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginCandleRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("open", record.open);
    visit("high", record.high);
    visit("low", record.low);
    visit("close", record.close);
    visit("time", record.time);
    visit("volume", record.volume);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginGroupRecordSec>
constexpr void visit_fields(R& record, F&& visit) {
    visit("sec_index", record.sec_index);
    visit("show", record.show);
    visit("trade", record.trade);
    visit("execution", record.execution);
    visit("comm_base", record.comm_base);
    visit("comm_type", record.comm_type);
    visit("comm_lots", record.comm_lots);
    visit("comm_agent", record.comm_agent);
    visit("comm_agent_type", record.comm_agent_type);
    visit("spread_diff", record.spread_diff);
    visit("lot_min", record.lot_min);
    visit("lot_max", record.lot_max);
    visit("lot_step", record.lot_step);
    visit("ie_deviation", record.ie_deviation);
    visit("confirmation", record.confirmation);
    visit("trade_rights", record.trade_rights);
    visit("ie_quick_mode", record.ie_quick_mode);
    visit("autocloseout_mode", record.autocloseout_mode);
    visit("comm_tax", record.comm_tax);
    visit("comm_agent_lots", record.comm_agent_lots);
    visit("freemargin_mode", record.freemargin_mode);
    visit("reserved", record.reserved);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginGroupRecordMargin>
constexpr void visit_fields(R& record, F&& visit) {
    visit("symbol", record.symbol);
    visit("swap_enable", record.swap_enable);
    visit("swap_long", record.swap_long);
    visit("swap_short", record.swap_short);
    visit("margin_divider", record.margin_divider);
    visit("spread_enable", record.spread_enable);
    visit("spread", record.spread);
    visit("spread_balance", record.spread_balance);
    visit("reserved", record.reserved);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginGroupRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("grp_index", record.grp_index);
    visit("group", record.group);
    visit("enable", record.enable);
    visit("timeout", record.timeout);
    visit("otp_mode", record.otp_mode);
    visit("signature", record.signature);
    visit("support_page", record.support_page);
    visit("smtp_server", record.smtp_server);
    visit("smtp_login", record.smtp_login);
    visit("smtp_password", record.smtp_password);
    visit("support_email", record.support_email);
    visit("templates", record.templates);
    visit("copies", record.copies);
    visit("reports", record.reports);
    visit("default_leverage", record.default_leverage);
    visit("default_deposit", record.default_deposit);
    visit("maxsecurities", record.maxsecurities);
    visit("secgroups", record.secgroups);
    visit("secmargins", record.secmargins);
    visit("secmargins_total", record.secmargins_total);
    visit("currency", record.currency);
    visit("credit", record.credit);
    visit("credit_withdrawal_policy", record.credit_withdrawal_policy);
    visit("withdrawal_margin_reserve", record.withdrawal_margin_reserve);
    visit("bonus_usage_policy", record.bonus_usage_policy);
    visit("margin_call", record.margin_call);
    visit("margin_mode", record.margin_mode);
    visit("margin_stopout", record.margin_stopout);
    visit("interestrate", record.interestrate);
    visit("use_swap", record.use_swap);
    visit("news", record.news);
    visit("rights", record.rights);
    visit("check_ie_prices", record.check_ie_prices);
    visit("maxpositions", record.maxpositions);
    visit("close_reopen", record.close_reopen);
    visit("hedge_prohibited", record.hedge_prohibited);
    visit("allow_negative_margin_hedge", record.allow_negative_margin_hedge);
    visit("partial_close", record.partial_close);
    visit("allow_sl_tp_slippage", record.allow_sl_tp_slippage);
    visit("close_fifo", record.close_fifo);
    visit("hedge_largeleg", record.hedge_largeleg);
    visit("securities_hash", record.securities_hash);
    visit("margin_type", record.margin_type);
    visit("archive_period", record.archive_period);
    visit("archive_max_balance", record.archive_max_balance);
    visit("stopout_skip_hedged", record.stopout_skip_hedged);
    visit("archive_pending_period", record.archive_pending_period);
    visit("news_languages", record.news_languages);
    visit("news_languages_total", record.news_languages_total);
    visit("deposit_reversal_policy", record.deposit_reversal_policy);
    visit("reserved", record.reserved);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginServerLog>
constexpr void visit_fields(R& record, F&& visit) {
    visit("time", record.time);
    visit("actor_type", record.actor_type);
    visit("actor_id", record.actor_id);
    visit("action", record.action);
    visit("status", record.status);
    visit("source", record.source);
    visit("detail", record.detail);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConSession>
constexpr void visit_fields(R& record, F&& visit) {
    visit("open_hour", record.open_hour);
    visit("open_min", record.open_min);
    visit("close_hour", record.close_hour);
    visit("close_min", record.close_min);
    visit("open", record.open);
    visit("close", record.close);
    visit("align", record.align);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConSessions>
constexpr void visit_fields(R& record, F&& visit) {
    visit("quote", record.quote);
    visit("trade", record.trade);
    visit("quote_overnight", record.quote_overnight);
    visit("trade_overnight", record.trade_overnight);
    visit("reserved", record.reserved);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginSymbolRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("symbol", record.symbol);
    visit("description", record.description);
    visit("source", record.source);
    visit("feeder", record.feeder);
    visit("currency", record.currency);
    visit("sec_index", record.sec_index);
    visit("digits", record.digits);
    visit("trade", record.trade);
    visit("sym_index", record.sym_index);
    visit("sort_index", record.sort_index);
    visit("background_color", record.background_color);
    visit("count", record.count);
    visit("count_original", record.count_original);
    visit("sessions", record.sessions);
    visit("profit_mode", record.profit_mode);
    visit("profit_reserved", record.profit_reserved);
    visit("filter", record.filter);
    visit("filter_counter", record.filter_counter);
    visit("filter_limit", record.filter_limit);
    visit("filter_smoothing", record.filter_smoothing);
    visit("filter_reserved", record.filter_reserved);
    visit("logging", record.logging);
    visit("spread", record.spread);
    visit("spread_balance", record.spread_balance);
    visit("exemode", record.exemode);
    visit("swap_enable", record.swap_enable);
    visit("swap_type", record.swap_type);
    visit("swap_long", record.swap_long);
    visit("swap_short", record.swap_short);
    visit("swap_rollover3days", record.swap_rollover3days);
    visit("swap_daily", record.swap_daily);
    visit("contract_size", record.contract_size);
    visit("tick_value", record.tick_value);
    visit("tick_size", record.tick_size);
    visit("stops_level", record.stops_level);
    visit("gtc_pendings", record.gtc_pendings);
    visit("margin_mode", record.margin_mode);
    visit("margin_initial", record.margin_initial);
    visit("margin_maintenance", record.margin_maintenance);
    visit("margin_hedged", record.margin_hedged);
    visit("margin_divider", record.margin_divider);
    visit("point", record.point);
    visit("multiply", record.multiply);
    visit("bid_tickvalue", record.bid_tickvalue);
    visit("ask_tickvalue", record.ask_tickvalue);
    visit("tick_time", record.tick_time);
    visit("bid", record.bid);
    visit("ask", record.ask);
    visit("long_only", record.long_only);
    visit("instant_max_volume", record.instant_max_volume);
    visit("realtime", record.realtime);
    visit("starting", record.starting);
    visit("expiration", record.expiration);
    visit("quote_currency", record.quote_currency);
    visit("margin_currency", record.margin_currency);
    visit("freeze_level", record.freeze_level);
    visit("margin_hedged_strong", record.margin_hedged_strong);
    visit("value_date", record.value_date);
    visit("quotes_delay", record.quotes_delay);
    visit("swap_openprice", record.swap_openprice);
    visit("swap_variation_margin", record.swap_variation_margin);
    visit("unused", record.unused);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginTradeRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("order", record.order);
    visit("login", record.login);
    visit("symbol", record.symbol);
    visit("digits", record.digits);
    visit("cmd", record.cmd);
    visit("volume", record.volume);
    visit("parent_order", record.parent_order);
    visit("open_time", record.open_time);
    visit("state", record.state);
    visit("open_price", record.open_price);
    visit("sl", record.sl);
    visit("tp", record.tp);
    visit("margin_initial", record.margin_initial);
    visit("close_time", record.close_time);
    visit("gw_volume", record.gw_volume);
    visit("expiration", record.expiration);
    visit("reason", record.reason);
    visit("conv_rates", record.conv_rates);
    visit("commission", record.commission);
    visit("prev_commission", record.prev_commission);
    visit("commission_agent", record.commission_agent);
    visit("storage", record.storage);
    visit("prev_storage", record.prev_storage);
    visit("profit", record.profit);
    visit("prev_profit", record.prev_profit);
    visit("close_price", record.close_price);
    visit("taxes", record.taxes);
    visit("magic", record.magic);
    visit("comment", record.comment);
    visit("gw_order", record.gw_order);
    visit("gw_source", record.gw_source);
    visit("gw_uuid", record.gw_uuid);
    visit("activation", record.activation);
    visit("gw_open_price", record.gw_open_price);
    visit("gw_close_price", record.gw_close_price);
    visit("margin_rate", record.margin_rate);
    visit("api_data", record.api_data);
    visit("last_swap_time", record.last_swap_time);
    visit("update_time", record.update_time);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginTradeRequestRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("order", record.order);
    visit("login", record.login);
    visit("symbol", record.symbol);
    visit("digits", record.digits);
    visit("cmd", record.cmd);
    visit("volume", record.volume);
    visit("parent_order", record.parent_order);
    visit("open_time", record.open_time);
    visit("state", record.state);
    visit("open_price", record.open_price);
    visit("sl", record.sl);
    visit("tp", record.tp);
    visit("margin_initial", record.margin_initial);
    visit("close_time", record.close_time);
    visit("gw_volume", record.gw_volume);
    visit("expiration", record.expiration);
    visit("reason", record.reason);
    visit("conv_rates", record.conv_rates);
    visit("commission", record.commission);
    visit("prev_commission", record.prev_commission);
    visit("commission_agent", record.commission_agent);
    visit("storage", record.storage);
    visit("prev_storage", record.prev_storage);
    visit("profit", record.profit);
    visit("prev_profit", record.prev_profit);
    visit("close_price", record.close_price);
    visit("taxes", record.taxes);
    visit("magic", record.magic);
    visit("comment", record.comment);
    visit("gw_order", record.gw_order);
    visit("gw_source", record.gw_source);
    visit("gw_uuid", record.gw_uuid);
    visit("activation", record.activation);
    visit("gw_open_price", record.gw_open_price);
    visit("gw_close_price", record.gw_close_price);
    visit("margin_rate", record.margin_rate);
    visit("api_data", record.api_data);
    visit("last_swap_time", record.last_swap_time);
    visit("update_time", record.update_time);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginTradeDiffRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("volume", record.volume);
    visit("open_time", record.open_time);
    visit("state", record.state);
    visit("open_price", record.open_price);
    visit("sl", record.sl);
    visit("tp", record.tp);
    visit("close_time", record.close_time);
    visit("expiration", record.expiration);
    visit("reason", record.reason);
    visit("commission", record.commission);
    visit("storage", record.storage);
    visit("profit", record.profit);
    visit("close_price", record.close_price);
    visit("taxes", record.taxes);
    visit("magic", record.magic);
    visit("comment", record.comment);
    visit("gw_order", record.gw_order);
    visit("activation", record.activation);
    visit("gw_open_price", record.gw_open_price);
    visit("gw_close_price", record.gw_close_price);
    visit("last_swap_time", record.last_swap_time);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginTradeGatewayDataUpdateRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("order", record.order);
    visit("has_gw_volume", record.has_gw_volume);
    visit("gw_volume", record.gw_volume);
    visit("has_gw_order", record.has_gw_order);
    visit("gw_order", record.gw_order);
    visit("has_gw_source", record.has_gw_source);
    visit("gw_source", record.gw_source);
    visit("has_gw_uuid", record.has_gw_uuid);
    visit("gw_uuid", record.gw_uuid);
    visit("has_gw_open_price", record.has_gw_open_price);
    visit("gw_open_price", record.gw_open_price);
    visit("has_gw_close_price", record.has_gw_close_price);
    visit("gw_close_price", record.gw_close_price);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginTickDiffRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("bid", record.bid);
    visit("ask", record.ask);
    visit("volume", record.volume);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConCommon>
constexpr void visit_fields(R& record, F&& visit) {
    visit("name", record.name);
    visit("owner", record.owner);
    visit("liveupdate_mode", record.liveupdate_mode);
    visit("maintenance_day", record.maintenance_day);
    visit("maintenance_start", record.maintenance_start);
    visit("maintenance_minutes", record.maintenance_minutes);
    visit("end_of_day", record.end_of_day);
    visit("backups_kept", record.backups_kept);
    visit("stopout_compensation", record.stopout_compensation);
    visit("leverage_at_opening", record.leverage_at_opening);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConHoliday>
constexpr void visit_fields(R& record, F&& visit) {
    visit("enable", record.enable);
    visit("year", record.year);
    visit("month", record.month);
    visit("day", record.day);
    visit("from_minute", record.from_minute);
    visit("to_minute", record.to_minute);
    visit("symbol", record.symbol);
    visit("description", record.description);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConSymbolGroup>
constexpr void visit_fields(R& record, F&& visit) {
    visit("sec_index", record.sec_index);
    visit("name", record.name);
    visit("description", record.description);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginConManager>
constexpr void visit_fields(R& record, F&& visit) {
    visit("login", record.login);
    visit("name", record.name);
    visit("enable", record.enable);
    visit("groups", record.groups);
    visit("rights", record.rights);
    visit("email", record.email);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginMailRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("id", record.id);
    visit("time", record.time);
    visit("sender", record.sender);
    visit("to", record.to);
    visit("subject", record.subject);
    visit("body", record.body);
}

/// Calls visit(name, member) for every field in memory order, those of a base first.
template <class R, class F>
    requires std::same_as<std::remove_const_t<R>, PluginNewsRecord>
constexpr void visit_fields(R& record, F&& visit) {
    visit("id", record.id);
    visit("time", record.time);
    visit("category", record.category);
    visit("subject", record.subject);
    visit("body", record.body);
    visit("language", record.language);
    visit("priority", record.priority);
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(ReturnCodes value) {
    switch (static_cast<long long>(value)) {
        case 0: return "RET_OK";
        case 1: return "RET_OK_NONE";
        case 2: return "RET_ERROR";
        case 3: return "RET_INVALID_DATA";
        case 4: return "RET_TECH_PROBLEM";
        case 5: return "RET_OLD_VERSION";
        case 6: return "RET_NO_CONNECT";
        case 7: return "RET_NOT_ENOUGH_RIGHTS";
        case 8: return "RET_TOO_FREQUENT";
        case 9: return "RET_MALFUNCTION";
        case 10: return "RET_GENERATE_KEY";
        case 11: return "RET_SECURITY_SESSION";
        case 12: return "RET_INVALID_PASSWORD";
        case 13: return "RET_ERR_PARAMS";
        case 14: return "RET_ERR_DATA";
        case 15: return "RET_ERR_DISK";
        case 16: return "RET_ERR_MEM";
        case 17: return "RET_ERR_NETWORK";
        case 18: return "RET_ERR_PERMISSIONS";
        case 19: return "RET_ERR_TIMEOUT";
        case 20: return "RET_ERR_CONNECTION";
        case 21: return "RET_ERR_NOSERVICE";
        case 22: return "RET_ERR_FREQUENT";
        case 23: return "RET_ERR_NOTFOUND";
        case 24: return "RET_ERR_SHUTDOWN";
        case 25: return "RET_ERR_CANCEL";
        case 26: return "RET_ERR_DUPLICATE";
        case 27: return "RET_OK_CHANGE";
        case 28: return "RET_GROUP_NOT_FOUND";
        case 29: return "RET_GROUP_USE_BY_USER";
        case 32: return "RET_SEC_USE_BY_SYMBOL";
        case 33: return "RET_SYMBOL_USE_BY_TRADE";
        case 34: return "RET_SYMBOL_NOT_FOUND";
        case 35: return "RET_SEC_NOT_FOUND";
        case 48: return "RET_USER_NOT_FOUND";
        case 49: return "RET_USR_LAST_ADMIN";
        case 50: return "RET_USR_LOGIN_EXHAUSTED";
        case 51: return "RET_USR_LOGIN_PROHIBITED";
        case 52: return "RET_USR_LOGIN_EXIST";
        case 53: return "RET_USR_SUICIDE";
        case 54: return "RET_USR_INVALID_PASSWORD";
        case 55: return "RET_USR_LIMIT_REACHED";
        case 56: return "RET_USR_HAS_TRADES";
        case 57: return "RET_USR_DIFFERENT_SERVERS";
        case 58: return "RET_USR_DIFFERENT_CURRENCY";
        case 59: return "RET_USR_IMPORT_BALANCE";
        case 60: return "RET_USR_IMPORT_GROUP";
        case 61: return "RET_USR_ACCOUNT_EXIST";
        case 64: return "RET_ACCOUNT_DISABLED";
        case 65: return "RET_BAD_ACCOUNT_INFO";
        case 66: return "RET_PUBLIC_KEY_MISSING";
        case 128: return "RET_TRADE_TIMEOUT";
        case 129: return "RET_TRADE_BAD_PRICES";
        case 130: return "RET_TRADE_BAD_STOPS";
        case 131: return "RET_TRADE_BAD_VOLUME";
        case 132: return "RET_TRADE_MARKET_CLOSED";
        case 133: return "RET_TRADE_DISABLE";
        case 134: return "RET_TRADE_NO_MONEY";
        case 135: return "RET_TRADE_PRICE_CHANGED";
        case 136: return "RET_TRADE_OFFQUOTES";
        case 137: return "RET_TRADE_BROKER_BUSY";
        case 138: return "RET_TRADE_REQUOTE";
        case 139: return "RET_TRADE_ORDER_LOCKED";
        case 140: return "RET_TRADE_LONG_ONLY";
        case 141: return "RET_TRADE_TOO_MANY_REQ";
        case 145: return "RET_TRADE_ACCEPTED";
        case 146: return "RET_TRADE_PROCESS";
        case 147: return "RET_TRADE_USER_CANCEL";
        case 150: return "RET_TRADE_MODIFY_DENIED";
        case 151: return "RET_TRADE_CONTEXT_BUSY";
        case 152: return "RET_TRADE_EXPIRATION_DENIED";
        case 153: return "RET_TRADE_TOO_MANY_ORDERS";
        case 154: return "RET_TRADE_HEDGE_PROHIBITED";
        case 155: return "RET_TRADE_PROHIBITED_BY_FIFO";
        case 156: return "RET_DUPLICATE_RECORD";
        case 157: return "RET_TRADE_SEC_NOT_FOUND";
        case 158: return "RET_TRADE_INVALID_SL_TP";
        case 159: return "RET_TRADE_BAD_CLOSE_TIME";
        case 160: return "RET_TRADE_READ_ONLY";
        case 161: return "RET_TRADE_INCORRECT_STATE";
        case 162: return "RET_TRADE_INCORRECT_CMD";
        case 163: return "RET_TRADE_INCORRECT_ORDER";
        case 164: return "RET_TRADE_EXIST";
        case 165: return "RET_TRADE_LIMIT_REACHED";
        case 166: return "RET_TRADE_HAS_OPEN";
        case 180: return "RET_FEED_ALREADY_LOAD";
        case 200: return "RET_FIX_SLOT_NOT_FOUND";
        case 201: return "RET_FIX_SLOT_DISABLED";
        case 202: return "RET_FIX_SLOT_NOT_ASSIGNED";
        case 203: return "RET_FIX_SLOT_OUTSIDE_RUNTIME_POOL";
        case 204: return "RET_FIX_SLOT_PASSWORD_INVALID";
        case 205: return "RET_FIX_SLOT_RULES_DENY_LOGON";
        case 206: return "RET_FIX_SLOT_RUNTIME_LIMIT_REACHED";
        case 207: return "RET_FIX_RUNTIME_SESSION_UNAVAILABLE";
        case 256: return "RET_CFG_LAST_ADMIN";
        case 257: return "RET_CFG_LAST_ADMIN_GROUP";
        case 258: return "RET_CFG_NOT_EMPTY";
        case 259: return "RET_CFG_INVALID_RANGE";
        case 260: return "RET_CFG_NOT_MANAGER_LOGIN";
        case 261: return "RET_CFG_BUILTIN";
        case 262: return "RET_CFG_DUPLICATE";
        case 263: return "RET_CFG_LIMIT_REACHED";
        case 264: return "RET_CFG_NO_ACCESS_TO_MAIN";
        case 265: return "RET_CFG_DEALER_ID_EXIST";
        case 266: return "RET_CFG_BIND_ADDR_EXIST";
        case 267: return "RET_CFG_WORKING_TRADE";
        case 268: return "RET_CFG_GATEWAY_NAME_EXIST";
        case 269: return "RET_CFG_SWITCH_TO_BACKUP";
        case 270: return "RET_CFG_NO_BACKUP_MODULE";
        case 271: return "RET_CFG_NO_TRADE_MODULE";
        case 272: return "RET_CFG_NO_HISTORY_MODULE";
        case 273: return "RET_CFG_ANOTHER_SWITCH";
        case 274: return "RET_CFG_NO_LICENSE_FILE";
        case 275: return "RET_CFG_GATEWAY_LOGIN_EXIST";
        case 276: return "RET_LICENSE_NOT_ACTIVE";
        case 400: return "RET_BAD_REQUEST";
        case 401: return "RET_UNAUTHORIZED";
        case 402: return "RET_FIELD_REQUIRED";
        case 403: return "RET_FORBIDDEN";
        case 404: return "RET_NOT_FOUND";
        case 405: return "RET_METHOD_NOT_ALLOWED";
        case 406: return "RET_INVALID_METHOD";
        case 407: return "RET_TIMEOUT";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(EventType value) {
    switch (static_cast<long long>(value)) {
        case 0: return "EV_TYPE_BALANCE";
        case 1: return "EV_TYPE_TRADE";
        case 2: return "EV_TYPE_SYMBOL";
        case 3: return "EV_TYPE_GROUP";
        case 4: return "EV_TYPE_MARKET";
        case 5: return "EV_TYPE_ACCOUNT";
        case 6: return "EV_TYPE_SETTINGS";
        case 7: return "EV_TYPE_NOTIFY";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(EventRecordType value) {
    switch (static_cast<long long>(value)) {
        case 0: return "EV_RECORD_ADD";
        case 1: return "EV_RECORD_UPDATE";
        case 2: return "EV_RECORD_DELETE";
        case 3: return "EV_RECORD_RESTORE";
        case 4: return "EV_RECORD_ARCHIVE";
        case 5: return "EV_RECORD_ACTIVATE_TRADE";
        case 6: return "EV_RECORD_CLOSE_TRADE";
        case 7: return "EV_RECORD_REJECT_TRADE";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(SessionKind value) {
    switch (static_cast<long long>(value)) {
        case 0: return "SESSION_USER";
        case 1: return "SESSION_MANAGER";
        case 2: return "SESSION_DEALER";
        case 3: return "SESSION_ADMIN";
        case 4: return "SESSION_SYSTEM";
        case 5: return "SESSION_FIX";
        case 9: return "SESSION_CUSTOMER";
        case 10: return "SESSION_CRM_MANAGER";
        case 11: return "SESSION_CRM_ADMIN";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(ConnectionType value) {
    switch (static_cast<long long>(value)) {
        case 0: return "CONNECTION_TYPE_CLIENT_DESKTOP";
        case 1: return "CONNECTION_TYPE_CLIENT_WINPHONE";
        case 2: return "CONNECTION_TYPE_CLIENT_IPHONE";
        case 3: return "CONNECTION_TYPE_CLIENT_ANDROID";
        case 4: return "CONNECTION_TYPE_CLIENT_BLACKBERRY";
        case 5: return "CONNECTION_TYPE_CLIENT_WEB";
        case 6: return "CONNECTION_TYPE_REST";
        case 7: return "CONNECTION_TYPE_TCP";
        case 8: return "CONNECTION_TYPE_FIX";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(DbStateType value) {
    switch (static_cast<long long>(value)) {
        case 0: return "DB_NO_CHANGE";
        case 1: return "DB_NEED_INSERT";
        case 2: return "DB_NEED_UPDATE";
        case 3: return "DB_NEED_DELETE";
        case 4: return "DB_NEED_UPSERT";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginConnectionType value) {
    switch (static_cast<long long>(value)) {
        case 0: return "Other";
        case 1: return "Client";
        case 2: return "Manager";
        case 3: return "Gateway";
        case 4: return "Api";
        case 5: return "Web";
        case 6: return "Mobile";
        case 7: return "Tcp";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginTradeCommand value) {
    switch (static_cast<long long>(value)) {
        case -1: return "Nothing";
        case 0: return "Buy";
        case 1: return "Sell";
        case 2: return "BuyLimit";
        case 3: return "SellLimit";
        case 4: return "BuyStop";
        case 5: return "SellStop";
        case 6: return "BalanceIn";
        case 7: return "CreditIn";
        case 8: return "BalanceOut";
        case 9: return "CreditOut";
        case 10: return "BuyStopLimit";
        case 11: return "SellStopLimit";
        case 12: return "Charge";
        case 13: return "Correction";
        case 14: return "Bonus";
        case 15: return "Commission";
        case 16: return "CommissionDayly";
        case 17: return "CommissionMonthly";
        case 18: return "InterestRate";
        case 19: return "Dividend";
        case 20: return "DividendFranked";
        case 21: return "Tax";
        case 22: return "SoCompensation";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginTradeState value) {
    switch (static_cast<long long>(value)) {
        case -2: return "Rollover";
        case -1: return "NoChange";
        case 0: return "OpenNormal";
        case 1: return "OpenRequest";
        case 2: return "OpenRestored";
        case 3: return "ClosedNormal";
        case 4: return "ClosedPart";
        case 5: return "ClosedBy";
        case 6: return "Deleted";
        case 7: return "CloseRequest";
        case 8: return "DeleteRequest";
        case 9: return "CancelRequest";
        case 10: return "FinanceOpenRequest";
        case 11: return "FinanceUpdateRequest";
        case 12: return "FinanceDeleteRequest";
        case 13: return "RestoreRequest";
        case 14: return "OpenUpdateRequest";
        case 15: return "ClosedUpdateRequest";
        case 16: return "PendingUpdateRequest";
        case 17: return "FinanceOpenPending";
        case 18: return "FinanceOpenDecline";
        case 19: return "PartialCloseRequest";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginTradeReason value) {
    switch (static_cast<long long>(value)) {
        case 0: return "Client";
        case 1: return "Expert";
        case 2: return "Dealer";
        case 3: return "Signal";
        case 4: return "Gateway";
        case 5: return "Mobile";
        case 6: return "Web";
        case 7: return "Api";
        case 8: return "Prop";
        case 9: return "CopyTrade";
        case 10: return "CopyReward";
        case 11: return "CashierDeposit";
        case 12: return "CashierWithdrawal";
        case 13: return "CashierRefund";
        case 14: return "CashierChargeback";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginTradeActivation value) {
    switch (static_cast<long long>(value)) {
        case 0: return "None";
        case 1: return "StopLoss";
        case 2: return "TakeProfit";
        case 3: return "Pending";
        case 4: return "StopOut";
        case 5: return "Cancel";
        case -1: return "StopLossRollback";
        case -2: return "TakeProfitRollback";
        case -3: return "PendingRollback";
        case -4: return "StopOutRollback";
        case -5: return "CancelRollback";
        default: return {};
    }
}

/// Returns the name of the enumerator, empty for a value outside the list.
constexpr std::string_view enum_name(PluginBonusUsagePolicy value) {
    switch (static_cast<long long>(value)) {
        case 0: return "PLUGIN_BONUS_USAGE_NONE";
        case 1: return "PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY";
        case 2: return "PLUGIN_BONUS_USAGE_ALLOW_CONVERSION";
        case 4: return "PLUGIN_BONUS_USAGE_ALLOW_REVOKE_WITH_OPEN_POSITIONS";
        case 7: return "PLUGIN_BONUS_USAGE_DEFAULT";
        default: return {};
    }
}


/// Returns "RET_..." for a code, empty for a code outside the list.
constexpr std::string_view return_code_name(int code) { return enum_name(static_cast<ReturnCodes>(code)); }

}  // namespace workbench
