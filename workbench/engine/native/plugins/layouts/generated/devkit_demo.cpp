// Generated from workbench/contract/tables/{plugin_sdk,devkit_demo}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#include "plugins/layouts/generated/devkit_demo.h"

namespace workbench::layout {
namespace {

class Server final : public CServerInterface {
public:
    explicit Server(const LayoutEntry& entry) : server_(*entry.server), quiet_(*entry.quiet_server) {}

    int TickSet(TickInfo& tick) override { return server_.TickSet(tick); }

    int LogsOut(const std::string& type, const std::string& message) override { return server_.LogsOut(type, message); }

    int GetAccountsByGroup(const std::string& group, std::vector<AccountRecord>* accounts) override {
        return answered(server_, [&] {
            std::vector<PluginAccountRecord> accounts_{};
            const int code = server_.GetAccountsByGroup(group, accounts == nullptr ? nullptr : &accounts_);
            give_list(code, accounts_, accounts);
            return code;
        });
    }

    int GetAccountByLogin(int login, AccountRecord* account) override {
        return answered(server_, [&] {
            PluginAccountRecord account_{};
            const int code = server_.GetAccountByLogin(login, account == nullptr ? nullptr : &account_);
            give(code, account_, account);
            return code;
        });
    }

    int GetAccountBalanceByLogin(int login, MarginLevel* margin) override {
        return answered(server_, [&] {
            PluginMarginLevel margin_{};
            const int code = server_.GetAccountBalanceByLogin(login, margin == nullptr ? nullptr : &margin_);
            give(code, margin_, margin);
            return code;
        });
    }

    int AddAccount(const AccountRecord& account) override {
        return answered(server_, [&] {
            PluginAccountRequestRecord account_{};
            to_server(account, account_);
            return server_.AddAccount(account_);
        });
    }

    int UpdateAccount(const AccountRecord& account) override {
        return answered(server_, [&] {
            PluginAccountRequestRecord account_{};
            quiet_.GetAccountByLogin(account.login, &account_);
            to_server(account, account_);
            return server_.UpdateAccount(account_);
        });
    }

    int DeleteAccount(int login) override { return server_.DeleteAccount(login); }

    int OpenTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            to_server(trade, trade_);
            return server_.OpenTrade(trade_);
        });
    }

    int CloseTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            to_server(trade, trade_);
            return server_.CloseTrade(trade_);
        });
    }

    int UpdateOpenTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            open_trade(quiet_, trade.order, trade_);
            to_server(trade, trade_);
            return server_.UpdateOpenTrade(trade_);
        });
    }

    int UpdateCloseTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            closed_trade(quiet_, trade.login, trade.order, trade_);
            to_server(trade, trade_);
            return server_.UpdateCloseTrade(trade_);
        });
    }

    int CheckOpenTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            to_server(trade, trade_);
            return server_.CheckOpenTrade(trade_);
        });
    }

    int CheckCloseTrade(const TradeRecord& trade) override {
        return answered(server_, [&] {
            PluginTradeRequestRecord trade_{};
            to_server(trade, trade_);
            return server_.CheckCloseTrade(trade_);
        });
    }

    int GetOpenTradesByLogin(int login, std::vector<TradeRecord>* trades) override {
        return answered(server_, [&] {
            std::vector<PluginTradeRecord> trades_{};
            const int code = server_.GetOpenTradesByLogin(login, trades == nullptr ? nullptr : &trades_);
            give_list(code, trades_, trades);
            return code;
        });
    }

    int GetOpenTradesByMagic(int magic, std::vector<TradeRecord>* trades) override {
        return answered(server_, [&] {
            std::vector<PluginTradeRecord> trades_{};
            const int code = server_.GetOpenTradesByMagic(magic, trades == nullptr ? nullptr : &trades_);
            give_list(code, trades_, trades);
            return code;
        });
    }

    int GetOpenTradeByOrder(int order, TradeRecord* trade) override {
        return answered(server_, [&] {
            PluginTradeRecord trade_{};
            const int code = server_.GetOpenTradeByOrder(order, trade == nullptr ? nullptr : &trade_);
            give(code, trade_, trade);
            return code;
        });
    }

    int GetCloseTradesByLogin(int login, std::vector<TradeRecord>* trades) override {
        return answered(server_, [&] {
            std::vector<PluginTradeRecord> trades_{};
            const int code = server_.GetCloseTradesByLogin(login, trades == nullptr ? nullptr : &trades_);
            give_list(code, trades_, trades);
            return code;
        });
    }

    int GetAllOpenTrades(std::vector<TradeRecord>* trades) override {
        return answered(server_, [&] {
            std::vector<PluginTradeRecord> trades_{};
            const int code = server_.GetAllOpenTrades(trades == nullptr ? nullptr : &trades_);
            give_list(code, trades_, trades);
            return code;
        });
    }

    int GetSymbol(const std::string& symbol, SymbolRecord* cs) override {
        return answered(server_, [&] {
            PluginSymbolRecord cs_{};
            const int code = server_.GetSymbol(symbol, cs == nullptr ? nullptr : &cs_);
            give(code, cs_, cs);
            return code;
        });
    }

    int GetGroup(const std::string& group_name, GroupRecord* group) override {
        return answered(server_, [&] {
            PluginGroupRecord group_{};
            const int code = server_.GetGroup(group_name, group == nullptr ? nullptr : &group_);
            give(code, group_, group);
            return code;
        });
    }

    int GetAllGroups(std::vector<GroupRecord>* groups) override {
        return answered(server_, [&] {
            std::vector<PluginGroupRecord> groups_{};
            const int code = server_.GetAllGroups(groups == nullptr ? nullptr : &groups_);
            give_list(code, groups_, groups);
            return code;
        });
    }

    int CalculateCommission(const TradeRecord& trade, double* calculated_commission) override {
        return answered(server_, [&] {
            PluginTradeRecord trade_{};
            to_server(trade, trade_);
            return server_.CalculateCommission(trade_, calculated_commission);
        });
    }

    int CalculateSwap(const TradeRecord& trade, double* calculated_swap) override {
        return answered(server_, [&] {
            PluginTradeRecord trade_{};
            to_server(trade, trade_);
            return server_.CalculateSwap(trade_, calculated_swap);
        });
    }

    int CalculateProfit(const TradeRecord& trade, double* calculated_profit) override {
        return answered(server_, [&] {
            PluginTradeRecord trade_{};
            to_server(trade, trade_);
            return server_.CalculateProfit(trade_, calculated_profit);
        });
    }

    int CalculateMargin(const TradeRecord& trade, double* calculated_margin) override {
        return answered(server_, [&] {
            PluginTradeRecord trade_{};
            to_server(trade, trade_);
            return server_.CalculateMargin(trade_, calculated_margin);
        });
    }

    int GetCandles(const std::string& symbol, const std::string& frame, std::time_t from, std::time_t to, std::vector<CandleRecord>* candles) override {
        return answered(server_, [&] {
            std::vector<PluginCandleRecord> candles_{};
            const int code = server_.GetCandles(symbol, frame, from, to, candles == nullptr ? nullptr : &candles_);
            give_list(code, candles_, candles);
            return code;
        });
    }

    int SetCandles(const std::string& symbol, const std::vector<CandleRecord>& candles) override {
        return answered(server_, [&] {
            std::vector<PluginCandleRecord> candles_{};
            take_list(candles, candles_);
            return server_.SetCandles(symbol, candles_);
        });
    }

    int DeleteCandlesAll(const std::string& symbol) override { return server_.DeleteCandlesAll(symbol); }

    int DeleteCandlesPeriod(const std::string& symbol, std::time_t from, std::time_t to) override { return server_.DeleteCandlesPeriod(symbol, from, to); }

    int SendToManager(int manager_id, const rapidjson::Value& data) override { return server_.SendToManager(manager_id, data); }

    int BroadcastToManagers(const rapidjson::Value& data) override { return server_.BroadcastToManagers(data); }

    int SendToAccount(int account_id, const rapidjson::Value& data) override { return server_.SendToAccount(account_id, data); }

    int BroadcastToAccounts(const rapidjson::Value& data) override { return server_.BroadcastToAccounts(data); }

    int SendState(const rapidjson::Value& data) override { return server_.SendState(data); }

private:
    PluginServerInterface& server_;
    [[maybe_unused]] PluginServerInterface& quiet_;
};

class Plugin final : public LayoutPlugin {
public:
    explicit Plugin(const LayoutEntry& entry) : entry_(entry), server_(entry) {}

    bool create(rapidjson::Value& params, rapidjson::Value& data,
                rapidjson::Document::AllocatorType& allocator) override {
        using Create = PluginInterface*(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                                        CServerInterface*);
        plugin_ = reinterpret_cast<Create*>(entry_.create)(params, data, allocator, &server_);
        if (plugin_ == nullptr) return false;
        hook_trade_ = dynamic_cast<HookTrade*>(plugin_);
        hook_account_ = dynamic_cast<HookAccount*>(plugin_);
        event_trade_ = dynamic_cast<EventTrade*>(plugin_);
        event_symbol_ = dynamic_cast<EventSymbol*>(plugin_);
        event_account_ = dynamic_cast<EventAccount*>(plugin_);
        event_group_ = dynamic_cast<EventGroup*>(plugin_);
        return true;
    }

    void destroy() override {
        // The platform passes the server as well. A function declared with one parameter ignores it.
        reinterpret_cast<void (*)(PluginInterface*, CServerInterface*)>(entry_.destroy)(plugin_, &server_);
    }

    bool has(std::string_view name) const noexcept override {
        if (name == "HookTrade") return hook_trade_ != nullptr;
        if (name == "HookAccount") return hook_account_ != nullptr;
        if (name == "EventTrade") return event_trade_ != nullptr;
        if (name == "EventSymbol") return event_symbol_ != nullptr;
        if (name == "EventAccount") return event_account_ != nullptr;
        if (name == "EventGroup") return event_group_ != nullptr;
        return false;
    }

    int HookTradeRequestOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        const Lease<TradeRecord, GroupRecord, SymbolRecord, AccountRecord, MarginLevel, TradeDiffRecord> lease;
        to_plugin(trade, lease.get<0>());
        to_plugin(group, lease.get<1>());
        to_plugin(symbol, lease.get<2>());
        to_plugin(account, lease.get<3>());
        to_plugin(margin, lease.get<4>());
        to_plugin(diff, lease.get<5>());
        const int code = hook_trade_->HookTradeRequestOpen(lease.get<0>(), lease.get<1>(), lease.get<2>(), lease.get<3>(), lease.get<4>(), lease.get<5>());
        to_server(lease.get<5>(), diff);
        return code;
    }

    int HookTradeProcessOpen(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        const Lease<TradeRecord, GroupRecord, SymbolRecord, AccountRecord, MarginLevel, TradeDiffRecord> lease;
        to_plugin(trade, lease.get<0>());
        to_plugin(group, lease.get<1>());
        to_plugin(symbol, lease.get<2>());
        to_plugin(account, lease.get<3>());
        to_plugin(margin, lease.get<4>());
        to_plugin(diff, lease.get<5>());
        const int code = hook_trade_->HookTradeProcessOpen(lease.get<0>(), lease.get<1>(), lease.get<2>(), lease.get<3>(), lease.get<4>(), lease.get<5>());
        to_server(lease.get<5>(), diff);
        return code;
    }

    int HookTradeRequestClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        const Lease<TradeRecord, GroupRecord, SymbolRecord, AccountRecord, MarginLevel, TradeDiffRecord> lease;
        to_plugin(trade, lease.get<0>());
        to_plugin(group, lease.get<1>());
        to_plugin(symbol, lease.get<2>());
        to_plugin(account, lease.get<3>());
        to_plugin(margin, lease.get<4>());
        to_plugin(diff, lease.get<5>());
        const int code = hook_trade_->HookTradeRequestClose(lease.get<0>(), lease.get<1>(), lease.get<2>(), lease.get<3>(), lease.get<4>(), lease.get<5>());
        to_server(lease.get<5>(), diff);
        return code;
    }

    int HookTradeProcessClose(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        const Lease<TradeRecord, GroupRecord, SymbolRecord, AccountRecord, MarginLevel, TradeDiffRecord> lease;
        to_plugin(trade, lease.get<0>());
        to_plugin(group, lease.get<1>());
        to_plugin(symbol, lease.get<2>());
        to_plugin(account, lease.get<3>());
        to_plugin(margin, lease.get<4>());
        to_plugin(diff, lease.get<5>());
        const int code = hook_trade_->HookTradeProcessClose(lease.get<0>(), lease.get<1>(), lease.get<2>(), lease.get<3>(), lease.get<4>(), lease.get<5>());
        to_server(lease.get<5>(), diff);
        return code;
    }

    int HookTradeProcessCommision(const PluginTradeRecord& trade, const PluginGroupRecord& group, const PluginSymbolRecord& symbol, const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginTradeDiffRecord& diff) override {
        const Lease<TradeRecord, GroupRecord, SymbolRecord, AccountRecord, MarginLevel, TradeDiffRecord> lease;
        to_plugin(trade, lease.get<0>());
        to_plugin(group, lease.get<1>());
        to_plugin(symbol, lease.get<2>());
        to_plugin(account, lease.get<3>());
        to_plugin(margin, lease.get<4>());
        to_plugin(diff, lease.get<5>());
        const int code = hook_trade_->HookTradeProcessCommision(lease.get<0>(), lease.get<1>(), lease.get<2>(), lease.get<3>(), lease.get<4>(), lease.get<5>());
        to_server(lease.get<5>(), diff);
        return code;
    }

    int HookAccountAdd(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        const Lease<AccountRecord, MarginLevel, AccountDiffRecord> lease;
        to_plugin(account, lease.get<0>());
        to_plugin(margin, lease.get<1>());
        to_plugin(diff, lease.get<2>());
        const int code = hook_account_->HookAccountAdd(lease.get<0>(), lease.get<1>(), lease.get<2>());
        to_server(lease.get<2>(), diff);
        return code;
    }

    int HookAccountUpdate(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        const Lease<AccountRecord, MarginLevel, AccountDiffRecord> lease;
        to_plugin(account, lease.get<0>());
        to_plugin(margin, lease.get<1>());
        to_plugin(diff, lease.get<2>());
        const int code = hook_account_->HookAccountUpdate(lease.get<0>(), lease.get<1>(), lease.get<2>());
        to_server(lease.get<2>(), diff);
        return code;
    }

    int HookAccountDelete(const PluginAccountRecord& account, const PluginMarginLevel& margin, PluginAccountDiffRecord& diff) override {
        const Lease<AccountRecord, MarginLevel, AccountDiffRecord> lease;
        to_plugin(account, lease.get<0>());
        to_plugin(margin, lease.get<1>());
        to_plugin(diff, lease.get<2>());
        const int code = hook_account_->HookAccountDelete(lease.get<0>(), lease.get<1>(), lease.get<2>());
        to_server(lease.get<2>(), diff);
        return code;
    }

    int HookAccountLogin(const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return hook_account_->HookAccountLogin(lease.get<0>());
    }

    int HookAccountLogout(const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return hook_account_->HookAccountLogout(lease.get<0>());
    }

    void OnTradeRequestOpen(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeRequestOpen(lease.get<0>());
    }

    void OnTradeAddDB(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeAddDB(lease.get<0>());
    }

    void OnTradeRequestClose(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeRequestClose(lease.get<0>());
    }

    void OnTradeRequestUpdate(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeRequestUpdate(lease.get<0>());
    }

    void OnTradeUpdateDB(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeUpdateDB(lease.get<0>());
    }

    void OnTradeRequestDelete(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeRequestDelete(lease.get<0>());
    }

    void OnTradeDeleteDB(const PluginTradeRecord& trade) override {
        const Lease<TradeRecord> lease;
        to_plugin(trade, lease.get<0>());
        return event_trade_->OnTradeDeleteDB(lease.get<0>());
    }

    void OnTradeExecuteOpen(const PluginTradeRecord&) override {}

    void OnTradeExecuteClose(const PluginTradeRecord&) override {}

    void OnAccountAdd(const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountAdd(lease.get<0>());
    }

    void OnAccountUpdate(const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountUpdate(lease.get<0>());
    }

    void OnAccountDelete(const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountDelete(lease.get<0>());
    }

    void OnAccountLogin(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountLogin(ip, connection_type(type), lease.get<0>());
    }

    void OnAccountLogout(const std::string& ip, PluginConnectionType type, const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountLogout(ip, connection_type(type), lease.get<0>());
    }

    void OnAccountPasswordChange(const std::string& password, const PluginAccountRecord& account) override {
        const Lease<AccountRecord> lease;
        to_plugin(account, lease.get<0>());
        return event_account_->OnAccountPasswordChange(password, lease.get<0>());
    }

    void OnAccountSync() override {
        return event_account_->OnAccountSync();
    }

    int getApiVersion() const override {
        return plugin_->getApiVersion();
    }

    std::string plugin_name() const override {
        return plugin_->plugin_name();
    }

    std::string plugin_description() const override {
        return plugin_->plugin_description();
    }

    int CustomAction(rapidjson::Value& req, rapidjson::Value& res, rapidjson::Document::AllocatorType& allocator) override {
        return plugin_->CustomAction(req, res, allocator);
    }

private:
    LayoutEntry entry_;
    Server server_;
    PluginInterface* plugin_ = nullptr;
    HookTrade* hook_trade_ = nullptr;
    HookAccount* hook_account_ = nullptr;
    EventTrade* event_trade_ = nullptr;
    EventSymbol* event_symbol_ = nullptr;
    EventAccount* event_account_ = nullptr;
    EventGroup* event_group_ = nullptr;
};

LayoutPlugin* open(const LayoutEntry& entry) {
    return new Plugin(entry);
}

}  // namespace
}  // namespace workbench::layout

extern "C" __attribute__((visibility("default"))) const workbench::LayoutExport workbench_layout;
const workbench::LayoutExport workbench_layout = {workbench::kLayoutBorder, &workbench::layout::open};
