// Generated from workbench/contract/tables/{plugin_sdk,devkit_demo}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "plugins/generated/layout_plugin.h"
#include "model/TradeRecord.hpp"
#include "model/GroupRecord.hpp"
#include "model/SymbolRecord.hpp"
#include "model/AccountRecord.hpp"
#include "model/MarginLevel.hpp"
#include "model/TradeDiffRecord.hpp"
#include "model/AccountDiffRecord.hpp"
#include "model/CandleRecord.hpp"

// dynamic_cast finds these classes by their public names. The server never creates them.
class HookTrade {
public:
    virtual ~HookTrade() = default;
    virtual int HookTradeRequestOpen(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol, const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessOpen(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol, const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) = 0;
    virtual int HookTradeRequestClose(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol, const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessClose(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol, const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) = 0;
    virtual int HookTradeProcessCommision(const TradeRecord& trade, const GroupRecord& group, const SymbolRecord& symbol, const AccountRecord& account, const MarginLevel& margin, TradeDiffRecord& diff) = 0;
};

class HookAccount {
public:
    virtual ~HookAccount() = default;
    virtual int HookAccountAdd(const AccountRecord& account, const MarginLevel& margin, AccountDiffRecord& diff) = 0;
    virtual int HookAccountUpdate(const AccountRecord& account, const MarginLevel& margin, AccountDiffRecord& diff) = 0;
    virtual int HookAccountDelete(const AccountRecord& account, const MarginLevel& margin, AccountDiffRecord& diff) = 0;
    virtual int HookAccountLogin(const AccountRecord& account) = 0;
    virtual int HookAccountLogout(const AccountRecord& account) = 0;
};

class EventTrade {
public:
    virtual ~EventTrade() = default;
    virtual void OnTradeRequestOpen(const TradeRecord& trade) = 0;
    virtual void OnTradeAddDB(const TradeRecord& trade) = 0;
    virtual void OnTradeRequestClose(const TradeRecord& trade) = 0;
    virtual void OnTradeRequestUpdate(const TradeRecord& trade) = 0;
    virtual void OnTradeUpdateDB(const TradeRecord& trade) = 0;
    virtual void OnTradeRequestDelete(const TradeRecord& trade) = 0;
    virtual void OnTradeDeleteDB(const TradeRecord& trade) = 0;
};

class EventSymbol {
public:
    virtual ~EventSymbol() = default;
};

class EventAccount {
public:
    virtual ~EventAccount() = default;
    virtual void OnAccountAdd(const AccountRecord& account) = 0;
    virtual void OnAccountUpdate(const AccountRecord& account) = 0;
    virtual void OnAccountDelete(const AccountRecord& account) = 0;
    virtual void OnAccountLogin(const std::string& ip, ConnectionType type, const AccountRecord& account) = 0;
    virtual void OnAccountLogout(const std::string& ip, ConnectionType type, const AccountRecord& account) = 0;
    virtual void OnAccountPasswordChange(const std::string& password, const AccountRecord& account) = 0;
    virtual void OnAccountSync() = 0;
};

class EventGroup {
public:
    virtual ~EventGroup() = default;
};

class PluginInterface {
public:
    virtual ~PluginInterface() = default;
    virtual int getApiVersion() const = 0;
    virtual std::string plugin_name() const = 0;
    virtual std::string plugin_description() const = 0;
    virtual int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) = 0;
};

struct CServerInterface {
public:
    virtual int TickSet(TickInfo& tick) = 0;
    virtual int LogsOut(const std::string& type, const std::string& message) = 0;
    virtual int GetAccountsByGroup(const std::string& group, std::vector<AccountRecord>* accounts) = 0;
    virtual int GetAccountByLogin(int login, AccountRecord* account) = 0;
    virtual int GetAccountBalanceByLogin(int login, MarginLevel* margin) = 0;
    virtual int AddAccount(const AccountRecord& account) = 0;
    virtual int UpdateAccount(const AccountRecord& account) = 0;
    virtual int DeleteAccount(int login) = 0;
    virtual int OpenTrade(const TradeRecord& trade) = 0;
    virtual int CloseTrade(const TradeRecord& trade) = 0;
    virtual int UpdateOpenTrade(const TradeRecord& trade) = 0;
    virtual int UpdateCloseTrade(const TradeRecord& trade) = 0;
    virtual int CheckOpenTrade(const TradeRecord& trade) = 0;
    virtual int CheckCloseTrade(const TradeRecord& trade) = 0;
    virtual int GetOpenTradesByLogin(int login, std::vector<TradeRecord>* trades) = 0;
    virtual int GetOpenTradesByMagic(int magic, std::vector<TradeRecord>* trades) = 0;
    virtual int GetOpenTradeByOrder(int order, TradeRecord* trade) = 0;
    virtual int GetCloseTradesByLogin(int login, std::vector<TradeRecord>* trades) = 0;
    virtual int GetAllOpenTrades(std::vector<TradeRecord>* trades) = 0;
    virtual int GetSymbol(const std::string& symbol, SymbolRecord* cs) = 0;
    virtual int GetGroup(const std::string& group_name, GroupRecord* group) = 0;
    virtual int GetAllGroups(std::vector<GroupRecord>* groups) = 0;
    virtual int CalculateCommission(const TradeRecord& trade, double* calculated_commission) = 0;
    virtual int CalculateSwap(const TradeRecord& trade, double* calculated_swap) = 0;
    virtual int CalculateProfit(const TradeRecord& trade, double* calculated_profit) = 0;
    virtual int CalculateMargin(const TradeRecord& trade, double* calculated_margin) = 0;
    virtual int GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to, std::vector<CandleRecord>* candles) = 0;
    virtual int SetCandles(const std::string& symbol, const std::vector<CandleRecord>& candles) = 0;
    virtual int DeleteCandlesAll(const std::string& symbol) = 0;
    virtual int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) = 0;
    virtual int SendToManager(int manager_id, const rapidjson::Value& data) = 0;
    virtual int BroadcastToManagers(const rapidjson::Value& data) = 0;
    virtual int SendToAccount(int account_id, const rapidjson::Value& data) = 0;
    virtual int BroadcastToAccounts(const rapidjson::Value& data) = 0;
    virtual int SendState(const rapidjson::Value& data) = 0;
};

static_assert(offsetof(TradeRecord, order) == 0);
static_assert(offsetof(TradeRecord, login) == 4);
static_assert(offsetof(TradeRecord, symbol) == 8);
static_assert(offsetof(TradeRecord, digits) == 40);
static_assert(offsetof(TradeRecord, cmd) == 44);
static_assert(offsetof(TradeRecord, volume) == 48);
static_assert(offsetof(TradeRecord, open_time) == 56);
static_assert(offsetof(TradeRecord, state) == 64);
static_assert(offsetof(TradeRecord, open_price) == 72);
static_assert(offsetof(TradeRecord, sl) == 80);
static_assert(offsetof(TradeRecord, tp) == 88);
static_assert(offsetof(TradeRecord, margin_initial) == 96);
static_assert(offsetof(TradeRecord, close_time) == 104);
static_assert(offsetof(TradeRecord, gw_volume) == 112);
static_assert(offsetof(TradeRecord, expiration) == 120);
static_assert(offsetof(TradeRecord, reason) == 128);
static_assert(offsetof(TradeRecord, conv_rates) == 136);
static_assert(offsetof(TradeRecord, commission) == 152);
static_assert(offsetof(TradeRecord, prev_commission) == 160);
static_assert(offsetof(TradeRecord, commission_agent) == 168);
static_assert(offsetof(TradeRecord, storage) == 176);
static_assert(offsetof(TradeRecord, prev_storage) == 184);
static_assert(offsetof(TradeRecord, profit) == 192);
static_assert(offsetof(TradeRecord, prev_profit) == 200);
static_assert(offsetof(TradeRecord, close_price) == 208);
static_assert(offsetof(TradeRecord, taxes) == 216);
static_assert(offsetof(TradeRecord, magic) == 224);
static_assert(offsetof(TradeRecord, comment) == 232);
static_assert(offsetof(TradeRecord, gw_order) == 264);
static_assert(offsetof(TradeRecord, activation) == 268);
static_assert(offsetof(TradeRecord, gw_open_price) == 272);
static_assert(offsetof(TradeRecord, gw_close_price) == 280);
static_assert(offsetof(TradeRecord, margin_rate) == 288);
static_assert(offsetof(TradeRecord, api_data) == 296);
static_assert(offsetof(TradeRecord, timestamp) == 328);
static_assert(offsetof(TradeRecord, db_state) == 336);
static_assert(offsetof(GroupRecord, group) == 0);
static_assert(offsetof(GroupRecord, enable) == 32);
static_assert(offsetof(GroupRecord, timeout) == 36);
static_assert(offsetof(GroupRecord, otp_mode) == 40);
static_assert(offsetof(GroupRecord, company) == 48);
static_assert(offsetof(GroupRecord, signature) == 80);
static_assert(offsetof(GroupRecord, support_page) == 112);
static_assert(offsetof(GroupRecord, smtp_server) == 144);
static_assert(offsetof(GroupRecord, smtp_login) == 176);
static_assert(offsetof(GroupRecord, smtp_password) == 208);
static_assert(offsetof(GroupRecord, support_email) == 240);
static_assert(offsetof(GroupRecord, templates) == 272);
static_assert(offsetof(GroupRecord, copies) == 304);
static_assert(offsetof(GroupRecord, reports) == 308);
static_assert(offsetof(GroupRecord, default_leverage) == 312);
static_assert(offsetof(GroupRecord, default_deposit) == 320);
static_assert(offsetof(GroupRecord, maxsecurities) == 328);
static_assert(offsetof(GroupRecord, secgroups) == 336);
static_assert(offsetof(GroupRecord, secmargins) == 392);
static_assert(offsetof(GroupRecord, secmargins_total) == 448);
static_assert(offsetof(GroupRecord, currency) == 456);
static_assert(offsetof(GroupRecord, credit) == 488);
static_assert(offsetof(GroupRecord, margin_call) == 496);
static_assert(offsetof(GroupRecord, margin_mode) == 500);
static_assert(offsetof(GroupRecord, margin_stopout) == 504);
static_assert(offsetof(GroupRecord, interestrate) == 512);
static_assert(offsetof(GroupRecord, use_swap) == 520);
static_assert(offsetof(GroupRecord, news) == 524);
static_assert(offsetof(GroupRecord, rights) == 528);
static_assert(offsetof(GroupRecord, check_ie_prices) == 532);
static_assert(offsetof(GroupRecord, maxpositions) == 536);
static_assert(offsetof(GroupRecord, close_reopen) == 540);
static_assert(offsetof(GroupRecord, hedge_prohibited) == 544);
static_assert(offsetof(GroupRecord, close_fifo) == 548);
static_assert(offsetof(GroupRecord, hedge_largeleg) == 552);
static_assert(offsetof(GroupRecord, securities_hash) == 560);
static_assert(offsetof(GroupRecord, margin_type) == 592);
static_assert(offsetof(GroupRecord, archive_period) == 596);
static_assert(offsetof(GroupRecord, archive_max_balance) == 600);
static_assert(offsetof(GroupRecord, stopout_skip_hedged) == 604);
static_assert(offsetof(GroupRecord, archive_pending_period) == 608);
static_assert(offsetof(GroupRecord, news_languages) == 612);
static_assert(offsetof(GroupRecord, news_languages_total) == 644);
static_assert(offsetof(GroupRecord, reserved) == 648);
static_assert(offsetof(SymbolRecord, symbol) == 0);
static_assert(offsetof(SymbolRecord, description) == 32);
static_assert(offsetof(SymbolRecord, source) == 64);
static_assert(offsetof(SymbolRecord, currency) == 96);
static_assert(offsetof(SymbolRecord, sec_index) == 128);
static_assert(offsetof(SymbolRecord, digits) == 132);
static_assert(offsetof(SymbolRecord, trade) == 136);
static_assert(offsetof(SymbolRecord, sym_index) == 140);
static_assert(offsetof(SymbolRecord, sort_index) == 144);
static_assert(offsetof(SymbolRecord, background_color) == 152);
static_assert(offsetof(SymbolRecord, count) == 184);
static_assert(offsetof(SymbolRecord, count_original) == 188);
static_assert(offsetof(SymbolRecord, sessions) == 192);
static_assert(offsetof(SymbolRecord, profit_mode) == 1648);
static_assert(offsetof(SymbolRecord, profit_reserved) == 1652);
static_assert(offsetof(SymbolRecord, filter) == 1656);
static_assert(offsetof(SymbolRecord, filter_counter) == 1660);
static_assert(offsetof(SymbolRecord, filter_limit) == 1664);
static_assert(offsetof(SymbolRecord, filter_smoothing) == 1672);
static_assert(offsetof(SymbolRecord, filter_reserved) == 1676);
static_assert(offsetof(SymbolRecord, logging) == 1680);
static_assert(offsetof(SymbolRecord, spread) == 1684);
static_assert(offsetof(SymbolRecord, spread_balance) == 1688);
static_assert(offsetof(SymbolRecord, exemode) == 1692);
static_assert(offsetof(SymbolRecord, swap_enable) == 1696);
static_assert(offsetof(SymbolRecord, swap_type) == 1700);
static_assert(offsetof(SymbolRecord, swap_long) == 1704);
static_assert(offsetof(SymbolRecord, swap_short) == 1712);
static_assert(offsetof(SymbolRecord, swap_rollover3days) == 1720);
static_assert(offsetof(SymbolRecord, contract_size) == 1728);
static_assert(offsetof(SymbolRecord, tick_value) == 1736);
static_assert(offsetof(SymbolRecord, tick_size) == 1744);
static_assert(offsetof(SymbolRecord, stops_level) == 1752);
static_assert(offsetof(SymbolRecord, gtc_pendings) == 1756);
static_assert(offsetof(SymbolRecord, margin_mode) == 1760);
static_assert(offsetof(SymbolRecord, margin_initial) == 1768);
static_assert(offsetof(SymbolRecord, margin_maintenance) == 1776);
static_assert(offsetof(SymbolRecord, margin_hedged) == 1784);
static_assert(offsetof(SymbolRecord, margin_divider) == 1792);
static_assert(offsetof(SymbolRecord, point) == 1800);
static_assert(offsetof(SymbolRecord, multiply) == 1808);
static_assert(offsetof(SymbolRecord, bid_tickvalue) == 1816);
static_assert(offsetof(SymbolRecord, ask_tickvalue) == 1824);
static_assert(offsetof(SymbolRecord, lasttime) == 1832);
static_assert(offsetof(SymbolRecord, bid) == 1840);
static_assert(offsetof(SymbolRecord, ask) == 1848);
static_assert(offsetof(SymbolRecord, long_only) == 1856);
static_assert(offsetof(SymbolRecord, instant_max_volume) == 1860);
static_assert(offsetof(SymbolRecord, realtime) == 1864);
static_assert(offsetof(SymbolRecord, starting) == 1872);
static_assert(offsetof(SymbolRecord, expiration) == 1880);
static_assert(offsetof(SymbolRecord, quote_currency) == 1888);
static_assert(offsetof(SymbolRecord, margin_currency) == 1920);
static_assert(offsetof(SymbolRecord, freeze_level) == 1952);
static_assert(offsetof(SymbolRecord, margin_hedged_strong) == 1956);
static_assert(offsetof(SymbolRecord, value_date) == 1960);
static_assert(offsetof(SymbolRecord, quotes_delay) == 1968);
static_assert(offsetof(SymbolRecord, swap_openprice) == 1972);
static_assert(offsetof(SymbolRecord, swap_variation_margin) == 1976);
static_assert(offsetof(SymbolRecord, unused) == 1980);
static_assert(offsetof(SymbolRecord, db_state) == 2064);
static_assert(offsetof(AccountRecord, login) == 0);
static_assert(offsetof(AccountRecord, group) == 8);
static_assert(offsetof(AccountRecord, password) == 40);
static_assert(offsetof(AccountRecord, enable) == 72);
static_assert(offsetof(AccountRecord, enable_change_password) == 76);
static_assert(offsetof(AccountRecord, enable_read_only) == 80);
static_assert(offsetof(AccountRecord, enable_otp) == 84);
static_assert(offsetof(AccountRecord, enable_reserved) == 88);
static_assert(offsetof(AccountRecord, password_investor) == 96);
static_assert(offsetof(AccountRecord, password_phone) == 128);
static_assert(offsetof(AccountRecord, name) == 160);
static_assert(offsetof(AccountRecord, country) == 192);
static_assert(offsetof(AccountRecord, city) == 224);
static_assert(offsetof(AccountRecord, state) == 256);
static_assert(offsetof(AccountRecord, zipcode) == 288);
static_assert(offsetof(AccountRecord, address) == 320);
static_assert(offsetof(AccountRecord, lead_source) == 352);
static_assert(offsetof(AccountRecord, phone) == 384);
static_assert(offsetof(AccountRecord, email) == 416);
static_assert(offsetof(AccountRecord, comment) == 448);
static_assert(offsetof(AccountRecord, id) == 480);
static_assert(offsetof(AccountRecord, status) == 512);
static_assert(offsetof(AccountRecord, regdate) == 544);
static_assert(offsetof(AccountRecord, lastdate) == 552);
static_assert(offsetof(AccountRecord, leverage) == 560);
static_assert(offsetof(AccountRecord, agent_account) == 564);
static_assert(offsetof(AccountRecord, timestamp) == 568);
static_assert(offsetof(AccountRecord, last_ip) == 576);
static_assert(offsetof(AccountRecord, balance) == 584);
static_assert(offsetof(AccountRecord, prevmonthbalance) == 592);
static_assert(offsetof(AccountRecord, prevbalance) == 600);
static_assert(offsetof(AccountRecord, credit) == 608);
static_assert(offsetof(AccountRecord, interestrate) == 616);
static_assert(offsetof(AccountRecord, taxes) == 624);
static_assert(offsetof(AccountRecord, prevmonthequity) == 632);
static_assert(offsetof(AccountRecord, prevequity) == 640);
static_assert(offsetof(AccountRecord, reserved2) == 648);
static_assert(offsetof(AccountRecord, otp_secret) == 664);
static_assert(offsetof(AccountRecord, secure_reserved) == 696);
static_assert(offsetof(AccountRecord, send_reports) == 728);
static_assert(offsetof(AccountRecord, mqid) == 732);
static_assert(offsetof(AccountRecord, user_color) == 736);
static_assert(offsetof(AccountRecord, unused) == 768);
static_assert(offsetof(AccountRecord, api_data) == 800);
static_assert(offsetof(AccountRecord, margin) == 832);
static_assert(offsetof(MarginLevel, login) == 0);
static_assert(offsetof(MarginLevel, group) == 8);
static_assert(offsetof(MarginLevel, leverage) == 40);
static_assert(offsetof(MarginLevel, balance) == 48);
static_assert(offsetof(MarginLevel, credit) == 56);
static_assert(offsetof(MarginLevel, equity) == 64);
static_assert(offsetof(MarginLevel, profit) == 72);
static_assert(offsetof(MarginLevel, storage) == 80);
static_assert(offsetof(MarginLevel, commission) == 88);
static_assert(offsetof(MarginLevel, margin) == 96);
static_assert(offsetof(MarginLevel, margin_free) == 104);
static_assert(offsetof(MarginLevel, margin_level) == 112);
static_assert(offsetof(MarginLevel, margin_type) == 120);
static_assert(offsetof(MarginLevel, level_type) == 124);
static_assert(offsetof(TradeDiffRecord, volume) == 0);
static_assert(offsetof(TradeDiffRecord, open_time) == 8);
static_assert(offsetof(TradeDiffRecord, state) == 16);
static_assert(offsetof(TradeDiffRecord, open_price) == 24);
static_assert(offsetof(TradeDiffRecord, sl) == 32);
static_assert(offsetof(TradeDiffRecord, tp) == 40);
static_assert(offsetof(TradeDiffRecord, close_time) == 48);
static_assert(offsetof(TradeDiffRecord, expiration) == 56);
static_assert(offsetof(TradeDiffRecord, reason) == 64);
static_assert(offsetof(TradeDiffRecord, commission) == 72);
static_assert(offsetof(TradeDiffRecord, storage) == 80);
static_assert(offsetof(TradeDiffRecord, profit) == 88);
static_assert(offsetof(TradeDiffRecord, close_price) == 96);
static_assert(offsetof(TradeDiffRecord, taxes) == 104);
static_assert(offsetof(TradeDiffRecord, magic) == 112);
static_assert(offsetof(TradeDiffRecord, comment) == 120);
static_assert(offsetof(TradeDiffRecord, gw_order) == 152);
static_assert(offsetof(TradeDiffRecord, activation) == 156);
static_assert(offsetof(TradeDiffRecord, gw_open_price) == 160);
static_assert(offsetof(TradeDiffRecord, gw_close_price) == 168);
static_assert(offsetof(TradeDiffRecord, timestamp) == 176);
static_assert(offsetof(AccountDiffRecord, login) == 0);
static_assert(offsetof(AccountDiffRecord, group) == 8);
static_assert(offsetof(AccountDiffRecord, enable) == 40);
static_assert(offsetof(AccountDiffRecord, enable_change_password) == 44);
static_assert(offsetof(AccountDiffRecord, enable_read_only) == 48);
static_assert(offsetof(AccountDiffRecord, enable_otp) == 52);
static_assert(offsetof(AccountDiffRecord, name) == 56);
static_assert(offsetof(AccountDiffRecord, country) == 88);
static_assert(offsetof(AccountDiffRecord, city) == 120);
static_assert(offsetof(AccountDiffRecord, state) == 152);
static_assert(offsetof(AccountDiffRecord, zipcode) == 184);
static_assert(offsetof(AccountDiffRecord, address) == 216);
static_assert(offsetof(AccountDiffRecord, lead_source) == 248);
static_assert(offsetof(AccountDiffRecord, phone) == 280);
static_assert(offsetof(AccountDiffRecord, email) == 312);
static_assert(offsetof(AccountDiffRecord, comment) == 344);
static_assert(offsetof(AccountDiffRecord, id) == 376);
static_assert(offsetof(AccountDiffRecord, status) == 408);
static_assert(offsetof(AccountDiffRecord, regdate) == 440);
static_assert(offsetof(AccountDiffRecord, lastdate) == 448);
static_assert(offsetof(AccountDiffRecord, leverage) == 456);
static_assert(offsetof(AccountDiffRecord, agent_account) == 460);
static_assert(offsetof(AccountDiffRecord, balance) == 464);
static_assert(offsetof(AccountDiffRecord, prevmonthbalance) == 472);
static_assert(offsetof(AccountDiffRecord, prevbalance) == 480);
static_assert(offsetof(AccountDiffRecord, credit) == 488);
static_assert(offsetof(AccountDiffRecord, interestrate) == 496);
static_assert(offsetof(AccountDiffRecord, taxes) == 504);
static_assert(offsetof(AccountDiffRecord, prevmonthequity) == 512);
static_assert(offsetof(AccountDiffRecord, prevequity) == 520);
static_assert(offsetof(AccountDiffRecord, otp_secret) == 528);
static_assert(offsetof(AccountDiffRecord, secure_reserved) == 560);
static_assert(offsetof(AccountDiffRecord, send_reports) == 592);
static_assert(offsetof(AccountDiffRecord, user_color) == 600);
static_assert(offsetof(CandleRecord, open) == 0);
static_assert(offsetof(CandleRecord, high) == 8);
static_assert(offsetof(CandleRecord, low) == 16);
static_assert(offsetof(CandleRecord, close) == 24);
static_assert(offsetof(CandleRecord, time) == 32);
static_assert(offsetof(CandleRecord, volume) == 40);

namespace workbench::layout {

inline void to_plugin(const PluginTradeRecord& from, TradeRecord& to);
inline void to_plugin(const PluginGroupRecord& from, GroupRecord& to);
inline void to_plugin(const PluginSymbolRecord& from, SymbolRecord& to);
inline void to_plugin(const PluginAccountRecord& from, AccountRecord& to);
inline void to_plugin(const PluginMarginLevel& from, MarginLevel& to);
inline void to_plugin(const PluginTradeDiffRecord& from, TradeDiffRecord& to);
inline void to_server(const TradeDiffRecord& from, PluginTradeDiffRecord& to);
inline void to_plugin(const PluginAccountDiffRecord& from, AccountDiffRecord& to);
inline void to_server(const AccountDiffRecord& from, PluginAccountDiffRecord& to);
inline void to_server(const AccountRecord& from, PluginAccountRequestRecord& to);
inline void to_server(const TradeRecord& from, PluginTradeRequestRecord& to);
inline void to_server(const TradeRecord& from, PluginTradeRecord& to);
inline void to_plugin(const PluginCandleRecord& from, CandleRecord& to);
inline void to_server(const CandleRecord& from, PluginCandleRecord& to);
inline void to_plugin(const PluginGroupRecordSec& from, GroupRecordSec& to);
inline void to_plugin(const PluginGroupRecordMargin& from, GroupRecordMargin& to);
inline void to_plugin(const PluginConSessions& from, ConSessions& to);
inline void to_server(const MarginLevel& from, PluginMarginLevel& to);
inline void to_plugin(const PluginConSession& from, ConSession& to);

}  // namespace workbench::layout

// Its templates call the functions declared above.
#include "plugins/layouts/adapter.h"

namespace workbench::layout {

inline void to_plugin(const PluginTradeRecord& from, TradeRecord& to) {
    to.order = from.order;
    to.login = from.login;
    to.symbol = from.symbol;
    to.digits = from.digits;
    to.cmd = static_cast<int>(from.cmd);
    to.volume = from.volume;
    to.open_time = from.open_time;
    to.state = static_cast<int>(from.state);
    to.open_price = from.open_price;
    to.sl = from.sl;
    to.tp = from.tp;
    to.margin_initial = from.margin_initial;
    to.close_time = from.close_time;
    to.gw_volume = from.gw_volume;
    to.expiration = from.expiration;
    to.reason = static_cast<int>(from.reason);
    std::copy_n(std::begin(from.conv_rates), 2, std::begin(to.conv_rates));
    to.commission = from.commission;
    to.prev_commission = from.prev_commission;
    to.commission_agent = from.commission_agent;
    to.storage = from.storage;
    to.prev_storage = from.prev_storage;
    to.profit = from.profit;
    to.prev_profit = from.prev_profit;
    to.close_price = from.close_price;
    to.taxes = from.taxes;
    to.magic = from.magic;
    to.comment = from.comment;
    to.gw_order = number_of(from.gw_order);
    to.activation = static_cast<int>(from.activation);
    to.gw_open_price = from.gw_open_price;
    to.gw_close_price = from.gw_close_price;
    to.margin_rate = from.margin_rate;
    to.api_data = from.api_data;
    to.timestamp = from.last_swap_time;
    to.db_state = 0;
}

inline void to_plugin(const PluginGroupRecord& from, GroupRecord& to) {
    to.group = from.group;
    to.enable = from.enable;
    to.timeout = from.timeout;
    to.otp_mode = from.otp_mode;
    to.company.clear();
    to.signature = from.signature;
    to.support_page = from.support_page;
    to.smtp_server = from.smtp_server;
    to.smtp_login = from.smtp_login;
    to.smtp_password = from.smtp_password;
    to.support_email = from.support_email;
    to.templates = from.templates;
    to.copies = from.copies;
    to.reports = from.reports;
    to.default_leverage = from.default_leverage;
    to.default_deposit = from.default_deposit;
    to.maxsecurities = from.maxsecurities;
    convert_map(from.secgroups, to.secgroups, [](const auto& one, auto& other) { to_plugin(one, other); });
    convert_map(from.secmargins, to.secmargins, [](const auto& one, auto& other) { to_plugin(one, other); });
    to.secmargins_total = from.secmargins_total;
    to.currency = from.currency;
    to.credit = from.credit;
    to.margin_call = from.margin_call;
    to.margin_mode = from.margin_mode;
    to.margin_stopout = from.margin_stopout;
    to.interestrate = from.interestrate;
    to.use_swap = from.use_swap;
    to.news = from.news;
    to.rights = from.rights;
    to.check_ie_prices = from.check_ie_prices;
    to.maxpositions = from.maxpositions;
    to.close_reopen = from.close_reopen;
    to.hedge_prohibited = from.hedge_prohibited;
    to.close_fifo = from.close_fifo;
    to.hedge_largeleg = from.hedge_largeleg;
    to.securities_hash = from.securities_hash;
    to.margin_type = from.margin_type;
    to.archive_period = from.archive_period;
    to.archive_max_balance = from.archive_max_balance;
    to.stopout_skip_hedged = from.stopout_skip_hedged;
    to.archive_pending_period = from.archive_pending_period;
    std::copy_n(std::begin(from.news_languages), 8, std::begin(to.news_languages));
    to.news_languages_total = from.news_languages_total;
    std::copy_n(std::begin(from.reserved), 15, std::begin(to.reserved));
}

inline void to_plugin(const PluginSymbolRecord& from, SymbolRecord& to) {
    to.symbol = from.symbol;
    to.description = from.description;
    to.source = from.source;
    to.currency = from.currency;
    to.sec_index = from.sec_index;
    to.digits = from.digits;
    to.trade = from.trade;
    to.sym_index = from.sym_index;
    to.sort_index = from.sort_index;
    to.background_color = from.background_color;
    to.count = from.count;
    to.count_original = from.count_original;
    for (int i = 0; i < 7; ++i) to_plugin(from.sessions[i], to.sessions[i]);
    to.profit_mode = from.profit_mode;
    to.profit_reserved = from.profit_reserved;
    to.filter = from.filter;
    to.filter_counter = from.filter_counter;
    to.filter_limit = from.filter_limit;
    to.filter_smoothing = from.filter_smoothing;
    to.filter_reserved = from.filter_reserved;
    to.logging = from.logging;
    to.spread = from.spread;
    to.spread_balance = from.spread_balance;
    to.exemode = from.exemode;
    to.swap_enable = from.swap_enable;
    to.swap_type = from.swap_type;
    to.swap_long = from.swap_long;
    to.swap_short = from.swap_short;
    to.swap_rollover3days = from.swap_rollover3days;
    to.contract_size = from.contract_size;
    to.tick_value = from.tick_value;
    to.tick_size = from.tick_size;
    to.stops_level = from.stops_level;
    to.gtc_pendings = from.gtc_pendings;
    to.margin_mode = from.margin_mode;
    to.margin_initial = from.margin_initial;
    to.margin_maintenance = from.margin_maintenance;
    to.margin_hedged = from.margin_hedged;
    to.margin_divider = from.margin_divider;
    to.point = from.point;
    to.multiply = from.multiply;
    to.bid_tickvalue = from.bid_tickvalue;
    to.ask_tickvalue = from.ask_tickvalue;
    to.lasttime = from.tick_time;
    to.bid = from.bid;
    to.ask = from.ask;
    to.long_only = from.long_only;
    to.instant_max_volume = from.instant_max_volume;
    to.realtime = from.realtime;
    to.starting = from.starting;
    to.expiration = from.expiration;
    to.quote_currency = from.quote_currency;
    to.margin_currency = from.margin_currency;
    to.freeze_level = from.freeze_level;
    to.margin_hedged_strong = from.margin_hedged_strong;
    to.value_date = from.value_date;
    to.quotes_delay = from.quotes_delay;
    to.swap_openprice = from.swap_openprice;
    to.swap_variation_margin = from.swap_variation_margin;
    std::copy_n(std::begin(from.unused), 21, std::begin(to.unused));
    to.db_state = 0;
}

inline void to_plugin(const PluginAccountRecord& from, AccountRecord& to) {
    to.login = from.login;
    to.group = from.group;
    to.password = from.password;
    to.enable = from.enable;
    to.enable_change_password = from.enable_change_password;
    to.enable_read_only = from.enable_read_only;
    to.enable_otp = from.enable_otp;
    std::copy_n(std::begin(from.enable_reserved), 2, std::begin(to.enable_reserved));
    to.password_investor = from.password_investor;
    to.password_phone.clear();
    to.name = from.name;
    to.country = from.country;
    to.city = from.city;
    to.state = from.state;
    to.zipcode = from.zipcode;
    to.address = from.address;
    to.lead_source = from.lead_source;
    to.phone = from.phone;
    to.email = from.email;
    to.comment = from.comment;
    to.id = from.id;
    to.status = from.status;
    to.regdate = from.regdate;
    to.lastdate = from.lastdate;
    to.leverage = from.leverage;
    to.agent_account = from.agent_account;
    to.timestamp = from.update_time;
    to.last_ip = from.last_ip;
    to.balance = from.balance;
    to.prevmonthbalance = from.prevmonthbalance;
    to.prevbalance = from.prevbalance;
    to.credit = from.credit;
    to.interestrate = from.interestrate;
    to.taxes = from.taxes;
    to.prevmonthequity = from.prevmonthequity;
    to.prevequity = from.prevequity;
    std::copy_n(std::begin(from.reserved2), 2, std::begin(to.reserved2));
    to.otp_secret = from.otp_secret;
    to.secure_reserved = from.secure_reserved;
    to.send_reports = from.send_reports;
    to.mqid = from.mqid;
    to.user_color = from.user_color;
    to.unused = from.unused;
    to.api_data = from.api_data;
    to_plugin(from.margin, to.margin);
}

inline void to_plugin(const PluginMarginLevel& from, MarginLevel& to) {
    to.login = from.login;
    to.group = from.group;
    to.leverage = from.leverage;
    to.balance = from.balance;
    to.credit = from.credit;
    to.equity = from.equity;
    to.profit = from.profit;
    to.storage = from.storage;
    to.commission = from.commission;
    to.margin = from.margin;
    to.margin_free = from.margin_free;
    to.margin_level = from.margin_level;
    to.margin_type = from.margin_type;
    to.level_type = from.level_type;
}

inline void to_plugin(const PluginTradeDiffRecord& from, TradeDiffRecord& to) {
    to.volume = from.volume;
    to.open_time = from.open_time;
    to.state = static_cast<int>(from.state);
    to.open_price = from.open_price;
    to.sl = from.sl;
    to.tp = from.tp;
    to.close_time = from.close_time;
    to.expiration = from.expiration;
    to.reason = static_cast<int>(from.reason);
    to.commission = from.commission;
    to.storage = from.storage;
    to.profit = from.profit;
    to.close_price = from.close_price;
    to.taxes = from.taxes;
    to.magic = from.magic;
    to.comment = from.comment;
    to.gw_order = number_of(from.gw_order);
    to.activation = static_cast<int>(from.activation);
    to.gw_open_price = from.gw_open_price;
    to.gw_close_price = from.gw_close_price;
    to.timestamp = from.last_swap_time;
}

inline void to_server(const TradeDiffRecord& from, PluginTradeDiffRecord& to) {
    check("TradeDiffRecord::open_price", from.open_price);
    check("TradeDiffRecord::sl", from.sl);
    check("TradeDiffRecord::tp", from.tp);
    check("TradeDiffRecord::commission", from.commission);
    check("TradeDiffRecord::storage", from.storage);
    check("TradeDiffRecord::profit", from.profit);
    check("TradeDiffRecord::close_price", from.close_price);
    check("TradeDiffRecord::taxes", from.taxes);
    check("TradeDiffRecord::comment", from.comment);
    check("TradeDiffRecord::gw_open_price", from.gw_open_price);
    check("TradeDiffRecord::gw_close_price", from.gw_close_price);
    to.volume = from.volume;
    to.open_time = from.open_time;
    to.state = static_cast<PluginTradeState>(from.state);
    to.open_price = from.open_price;
    to.sl = from.sl;
    to.tp = from.tp;
    to.close_time = from.close_time;
    to.expiration = from.expiration;
    to.reason = static_cast<PluginTradeReason>(from.reason);
    to.commission = from.commission;
    to.storage = from.storage;
    to.profit = from.profit;
    to.close_price = from.close_price;
    to.taxes = from.taxes;
    to.magic = from.magic;
    to.comment = from.comment;
    set_number(to.gw_order, from.gw_order);
    to.activation = static_cast<PluginTradeActivation>(from.activation);
    to.gw_open_price = from.gw_open_price;
    to.gw_close_price = from.gw_close_price;
    to.last_swap_time = from.timestamp;
}

inline void to_plugin(const PluginAccountDiffRecord& from, AccountDiffRecord& to) {
    to.login = from.login;
    to.group = from.group;
    to.enable = from.enable;
    to.enable_change_password = from.enable_change_password;
    to.enable_read_only = from.enable_read_only;
    to.enable_otp = from.enable_otp;
    to.name = from.name;
    to.country = from.country;
    to.city = from.city;
    to.state = from.state;
    to.zipcode = from.zipcode;
    to.address = from.address;
    to.lead_source = from.lead_source;
    to.phone = from.phone;
    to.email = from.email;
    to.comment = from.comment;
    to.id = from.id;
    to.status = from.status;
    to.regdate = from.regdate;
    to.lastdate = from.lastdate;
    to.leverage = from.leverage;
    to.agent_account = from.agent_account;
    to.balance = from.balance;
    to.prevmonthbalance = from.prevmonthbalance;
    to.prevbalance = from.prevbalance;
    to.credit = from.credit;
    to.interestrate = from.interestrate;
    to.taxes = from.taxes;
    to.prevmonthequity = from.prevmonthequity;
    to.prevequity = from.prevequity;
    to.otp_secret = from.otp_secret;
    to.secure_reserved = from.secure_reserved;
    to.send_reports = from.send_reports;
    to.user_color = from.user_color;
}

inline void to_server(const AccountDiffRecord& from, PluginAccountDiffRecord& to) {
    check("AccountDiffRecord::group", from.group);
    check("AccountDiffRecord::name", from.name);
    check("AccountDiffRecord::country", from.country);
    check("AccountDiffRecord::city", from.city);
    check("AccountDiffRecord::state", from.state);
    check("AccountDiffRecord::zipcode", from.zipcode);
    check("AccountDiffRecord::address", from.address);
    check("AccountDiffRecord::lead_source", from.lead_source);
    check("AccountDiffRecord::phone", from.phone);
    check("AccountDiffRecord::email", from.email);
    check("AccountDiffRecord::comment", from.comment);
    check("AccountDiffRecord::id", from.id);
    check("AccountDiffRecord::status", from.status);
    check("AccountDiffRecord::balance", from.balance);
    check("AccountDiffRecord::prevmonthbalance", from.prevmonthbalance);
    check("AccountDiffRecord::prevbalance", from.prevbalance);
    check("AccountDiffRecord::credit", from.credit);
    check("AccountDiffRecord::interestrate", from.interestrate);
    check("AccountDiffRecord::taxes", from.taxes);
    check("AccountDiffRecord::prevmonthequity", from.prevmonthequity);
    check("AccountDiffRecord::prevequity", from.prevequity);
    check("AccountDiffRecord::otp_secret", from.otp_secret);
    check("AccountDiffRecord::secure_reserved", from.secure_reserved);
    check("AccountDiffRecord::user_color", from.user_color);
    to.login = from.login;
    to.group = from.group;
    to.enable = from.enable;
    to.enable_change_password = from.enable_change_password;
    to.enable_read_only = from.enable_read_only;
    to.enable_otp = from.enable_otp;
    to.name = from.name;
    to.country = from.country;
    to.city = from.city;
    to.state = from.state;
    to.zipcode = from.zipcode;
    to.address = from.address;
    to.lead_source = from.lead_source;
    to.phone = from.phone;
    to.email = from.email;
    to.comment = from.comment;
    to.id = from.id;
    to.status = from.status;
    to.regdate = from.regdate;
    to.lastdate = from.lastdate;
    to.leverage = from.leverage;
    to.agent_account = from.agent_account;
    to.balance = from.balance;
    to.prevmonthbalance = from.prevmonthbalance;
    to.prevbalance = from.prevbalance;
    to.credit = from.credit;
    to.interestrate = from.interestrate;
    to.taxes = from.taxes;
    to.prevmonthequity = from.prevmonthequity;
    to.prevequity = from.prevequity;
    to.otp_secret = from.otp_secret;
    to.secure_reserved = from.secure_reserved;
    to.send_reports = from.send_reports;
    to.user_color = from.user_color;
}

inline void to_server(const AccountRecord& from, PluginAccountRequestRecord& to) {
    check("AccountRecord::group", from.group);
    check("AccountRecord::password", from.password);
    check("AccountRecord::password_investor", from.password_investor);
    check("AccountRecord::password_phone", from.password_phone);
    check("AccountRecord::name", from.name);
    check("AccountRecord::country", from.country);
    check("AccountRecord::city", from.city);
    check("AccountRecord::state", from.state);
    check("AccountRecord::zipcode", from.zipcode);
    check("AccountRecord::address", from.address);
    check("AccountRecord::lead_source", from.lead_source);
    check("AccountRecord::phone", from.phone);
    check("AccountRecord::email", from.email);
    check("AccountRecord::comment", from.comment);
    check("AccountRecord::id", from.id);
    check("AccountRecord::status", from.status);
    check("AccountRecord::balance", from.balance);
    check("AccountRecord::prevmonthbalance", from.prevmonthbalance);
    check("AccountRecord::prevbalance", from.prevbalance);
    check("AccountRecord::credit", from.credit);
    check("AccountRecord::interestrate", from.interestrate);
    check("AccountRecord::taxes", from.taxes);
    check("AccountRecord::prevmonthequity", from.prevmonthequity);
    check("AccountRecord::prevequity", from.prevequity);
    check("AccountRecord::otp_secret", from.otp_secret);
    check("AccountRecord::secure_reserved", from.secure_reserved);
    check("AccountRecord::user_color", from.user_color);
    check("AccountRecord::unused", from.unused);
    check("AccountRecord::api_data", from.api_data);
    to.login = from.login;
    to.group = from.group;
    to.password = from.password;
    to.enable = from.enable;
    to.enable_change_password = from.enable_change_password;
    to.enable_read_only = from.enable_read_only;
    to.enable_otp = from.enable_otp;
    std::copy_n(std::begin(from.enable_reserved), 2, std::begin(to.enable_reserved));
    to.password_investor = from.password_investor;
    to.name = from.name;
    to.country = from.country;
    to.city = from.city;
    to.state = from.state;
    to.zipcode = from.zipcode;
    to.address = from.address;
    to.lead_source = from.lead_source;
    to.phone = from.phone;
    to.email = from.email;
    to.comment = from.comment;
    to.id = from.id;
    to.status = from.status;
    to.regdate = from.regdate;
    to.lastdate = from.lastdate;
    to.leverage = from.leverage;
    to.agent_account = from.agent_account;
    to.update_time = from.timestamp;
    to.last_ip = from.last_ip;
    to.balance = from.balance;
    to.prevmonthbalance = from.prevmonthbalance;
    to.prevbalance = from.prevbalance;
    to.credit = from.credit;
    to.interestrate = from.interestrate;
    to.taxes = from.taxes;
    to.prevmonthequity = from.prevmonthequity;
    to.prevequity = from.prevequity;
    std::copy_n(std::begin(from.reserved2), 2, std::begin(to.reserved2));
    to.otp_secret = from.otp_secret;
    to.secure_reserved = from.secure_reserved;
    to.send_reports = from.send_reports;
    to.mqid = from.mqid;
    to.user_color = from.user_color;
    to.unused = from.unused;
    to.api_data = from.api_data;
    to_server(from.margin, to.margin);
}

inline void to_server(const TradeRecord& from, PluginTradeRequestRecord& to) {
    check("TradeRecord::symbol", from.symbol);
    check("TradeRecord::open_price", from.open_price);
    check("TradeRecord::sl", from.sl);
    check("TradeRecord::tp", from.tp);
    check("TradeRecord::margin_initial", from.margin_initial);
    check("TradeRecord::commission", from.commission);
    check("TradeRecord::prev_commission", from.prev_commission);
    check("TradeRecord::commission_agent", from.commission_agent);
    check("TradeRecord::storage", from.storage);
    check("TradeRecord::prev_storage", from.prev_storage);
    check("TradeRecord::profit", from.profit);
    check("TradeRecord::prev_profit", from.prev_profit);
    check("TradeRecord::close_price", from.close_price);
    check("TradeRecord::taxes", from.taxes);
    check("TradeRecord::comment", from.comment);
    check("TradeRecord::gw_open_price", from.gw_open_price);
    check("TradeRecord::gw_close_price", from.gw_close_price);
    check("TradeRecord::margin_rate", from.margin_rate);
    check("TradeRecord::api_data", from.api_data);
    to.order = from.order;
    to.login = from.login;
    to.symbol = from.symbol;
    to.digits = from.digits;
    to.cmd = static_cast<PluginTradeCommand>(from.cmd);
    to.volume = from.volume;
    to.open_time = from.open_time;
    to.state = static_cast<PluginTradeState>(from.state);
    to.open_price = from.open_price;
    to.sl = from.sl;
    to.tp = from.tp;
    to.margin_initial = from.margin_initial;
    to.close_time = from.close_time;
    to.gw_volume = from.gw_volume;
    to.expiration = from.expiration;
    to.reason = static_cast<PluginTradeReason>(from.reason);
    std::copy_n(std::begin(from.conv_rates), 2, std::begin(to.conv_rates));
    to.commission = from.commission;
    to.prev_commission = from.prev_commission;
    to.commission_agent = from.commission_agent;
    to.storage = from.storage;
    to.prev_storage = from.prev_storage;
    to.profit = from.profit;
    to.prev_profit = from.prev_profit;
    to.close_price = from.close_price;
    to.taxes = from.taxes;
    to.magic = from.magic;
    to.comment = from.comment;
    set_number(to.gw_order, from.gw_order);
    to.activation = static_cast<PluginTradeActivation>(from.activation);
    to.gw_open_price = from.gw_open_price;
    to.gw_close_price = from.gw_close_price;
    to.margin_rate = from.margin_rate;
    to.api_data = from.api_data;
    to.last_swap_time = from.timestamp;
}

inline void to_server(const TradeRecord& from, PluginTradeRecord& to) {
    check("TradeRecord::symbol", from.symbol);
    check("TradeRecord::open_price", from.open_price);
    check("TradeRecord::sl", from.sl);
    check("TradeRecord::tp", from.tp);
    check("TradeRecord::margin_initial", from.margin_initial);
    check("TradeRecord::commission", from.commission);
    check("TradeRecord::prev_commission", from.prev_commission);
    check("TradeRecord::commission_agent", from.commission_agent);
    check("TradeRecord::storage", from.storage);
    check("TradeRecord::prev_storage", from.prev_storage);
    check("TradeRecord::profit", from.profit);
    check("TradeRecord::prev_profit", from.prev_profit);
    check("TradeRecord::close_price", from.close_price);
    check("TradeRecord::taxes", from.taxes);
    check("TradeRecord::comment", from.comment);
    check("TradeRecord::gw_open_price", from.gw_open_price);
    check("TradeRecord::gw_close_price", from.gw_close_price);
    check("TradeRecord::margin_rate", from.margin_rate);
    check("TradeRecord::api_data", from.api_data);
    to.order = from.order;
    to.login = from.login;
    to.symbol = from.symbol;
    to.digits = from.digits;
    to.cmd = static_cast<PluginTradeCommand>(from.cmd);
    to.volume = from.volume;
    to.open_time = from.open_time;
    to.state = static_cast<PluginTradeState>(from.state);
    to.open_price = from.open_price;
    to.sl = from.sl;
    to.tp = from.tp;
    to.margin_initial = from.margin_initial;
    to.close_time = from.close_time;
    to.gw_volume = from.gw_volume;
    to.expiration = from.expiration;
    to.reason = static_cast<PluginTradeReason>(from.reason);
    std::copy_n(std::begin(from.conv_rates), 2, std::begin(to.conv_rates));
    to.commission = from.commission;
    to.prev_commission = from.prev_commission;
    to.commission_agent = from.commission_agent;
    to.storage = from.storage;
    to.prev_storage = from.prev_storage;
    to.profit = from.profit;
    to.prev_profit = from.prev_profit;
    to.close_price = from.close_price;
    to.taxes = from.taxes;
    to.magic = from.magic;
    to.comment = from.comment;
    set_number(to.gw_order, from.gw_order);
    to.activation = static_cast<PluginTradeActivation>(from.activation);
    to.gw_open_price = from.gw_open_price;
    to.gw_close_price = from.gw_close_price;
    to.margin_rate = from.margin_rate;
    to.api_data = from.api_data;
    to.last_swap_time = from.timestamp;
}

inline void to_plugin(const PluginCandleRecord& from, CandleRecord& to) {
    to.open = from.open;
    to.high = from.high;
    to.low = from.low;
    to.close = from.close;
    to.time = from.time;
    to.volume = from.volume;
}

inline void to_server(const CandleRecord& from, PluginCandleRecord& to) {
    check("CandleRecord::open", from.open);
    check("CandleRecord::high", from.high);
    check("CandleRecord::low", from.low);
    check("CandleRecord::close", from.close);
    check("CandleRecord::volume", from.volume);
    to.open = from.open;
    to.high = from.high;
    to.low = from.low;
    to.close = from.close;
    to.time = from.time;
    to.volume = from.volume;
}

inline void to_plugin(const PluginGroupRecordSec& from, GroupRecordSec& to) {
    to.sec_index = from.sec_index;
    to.show = from.show;
    to.trade = from.trade;
    to.execution = from.execution;
    to.comm_base = from.comm_base;
    to.comm_type = from.comm_type;
    to.comm_lots = from.comm_lots;
    to.comm_agent = from.comm_agent;
    to.comm_agent_type = from.comm_agent_type;
    to.spread_diff = from.spread_diff;
    to.lot_min = from.lot_min;
    to.lot_max = from.lot_max;
    to.lot_step = from.lot_step;
    to.ie_deviation = from.ie_deviation;
    to.confirmation = from.confirmation;
    to.trade_rights = from.trade_rights;
    to.ie_quick_mode = from.ie_quick_mode;
    to.autocloseout_mode = from.autocloseout_mode;
    to.comm_tax = from.comm_tax;
    to.comm_agent_lots = from.comm_agent_lots;
    to.freemargin_mode = from.freemargin_mode;
    std::copy_n(std::begin(from.reserved), 3, std::begin(to.reserved));
}

inline void to_plugin(const PluginGroupRecordMargin& from, GroupRecordMargin& to) {
    to.symbol = from.symbol;
    to.swap_enable = from.swap_enable;
    to.swap_long = from.swap_long;
    to.swap_short = from.swap_short;
    to.margin_divider = from.margin_divider;
    to.spread_enable = from.spread_enable;
    to.spread = from.spread;
    to.spread_balance = from.spread_balance;
    std::copy_n(std::begin(from.reserved), 7, std::begin(to.reserved));
}

inline void to_plugin(const PluginConSessions& from, ConSessions& to) {
    for (int i = 0; i < 3; ++i) to_plugin(from.quote[i], to.quote[i]);
    for (int i = 0; i < 3; ++i) to_plugin(from.trade[i], to.trade[i]);
    to.quote_overnight = from.quote_overnight;
    to.trade_overnight = from.trade_overnight;
    std::copy_n(std::begin(from.reserved), 2, std::begin(to.reserved));
}

inline void to_server(const MarginLevel& from, PluginMarginLevel& to) {
    check("MarginLevel::group", from.group);
    check("MarginLevel::balance", from.balance);
    check("MarginLevel::credit", from.credit);
    check("MarginLevel::equity", from.equity);
    check("MarginLevel::profit", from.profit);
    check("MarginLevel::storage", from.storage);
    check("MarginLevel::commission", from.commission);
    check("MarginLevel::margin", from.margin);
    check("MarginLevel::margin_free", from.margin_free);
    check("MarginLevel::margin_level", from.margin_level);
    to.login = from.login;
    to.group = from.group;
    to.leverage = from.leverage;
    to.balance = from.balance;
    to.credit = from.credit;
    to.equity = from.equity;
    to.profit = from.profit;
    to.storage = from.storage;
    to.commission = from.commission;
    to.margin = from.margin;
    to.margin_free = from.margin_free;
    to.margin_level = from.margin_level;
    to.margin_type = from.margin_type;
    to.level_type = from.level_type;
}

inline void to_plugin(const PluginConSession& from, ConSession& to) {
    to.open_hour = from.open_hour;
    to.open_min = from.open_min;
    to.close_hour = from.close_hour;
    to.close_min = from.close_min;
    to.open = from.open;
    to.close = from.close;
    std::copy_n(std::begin(from.align), 7, std::begin(to.align));
}

/// Earlier name of a kind of connection.
inline ConnectionType connection_type(PluginConnectionType type) {
    switch (type) {
        case PluginConnectionType::Other: return CONNECTION_TYPE_CLIENT_DESKTOP;
        case PluginConnectionType::Client: return CONNECTION_TYPE_CLIENT_DESKTOP;
        case PluginConnectionType::Manager: return CONNECTION_TYPE_TCP;
        case PluginConnectionType::Gateway: return CONNECTION_TYPE_FIX;
        case PluginConnectionType::Api: return CONNECTION_TYPE_REST;
        case PluginConnectionType::Web: return CONNECTION_TYPE_CLIENT_WEB;
        case PluginConnectionType::Mobile: return CONNECTION_TYPE_CLIENT_ANDROID;
        case PluginConnectionType::Tcp: return CONNECTION_TYPE_TCP;
    }
    return CONNECTION_TYPE_CLIENT_DESKTOP;
}

}  // namespace workbench::layout
