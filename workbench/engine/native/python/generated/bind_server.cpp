// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#include "python/generated/bind_server.h"

#include "python/generated/python_values.h"

namespace workbench {
namespace {

namespace nb = nanobind;
using python::from_python;
using python::to_python;

}  // namespace

template <class Face>
Face& PythonServer::get() const {
    PluginServerInterface* server = server_.load(std::memory_order_acquire);
    if (server == nullptr) throw std::runtime_error("the server object is invalid, because the plugin was destroyed");
    if constexpr (std::is_same_v<Face, PluginServerInterface>) {
        return *server;
    } else {
        if (auto* const face = dynamic_cast<Face*>(server)) return *face;
        throw std::runtime_error("this server does not have that class");
    }
}

void bind_server(nb::module_& module) {
    nb::class_<PythonServer> type(module, "Server", "The trading server's interface for plugins.");
    type.def("invalidate", &PythonServer::invalidate, "Makes every method raise RuntimeError from now on.");
    type.def("TickSet", [](PythonServer& self, nb::handle tick_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        TickInfo tick{};
        from_python(tick_source, tick, {"TickSet", "tick"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.TickSet(tick);
        }();
        if (nb::isinstance<TickInfo>(tick_source)) *nb::inst_ptr<TickInfo>(tick_source) = tick;
        return code;
    }, nb::arg("tick"), "Feed one quote into the server.");

    type.def("LogsOut", [](PythonServer& self, nb::handle type_source, nb::handle message_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string type{};
        from_python(type_source, type, {"LogsOut", "type"});
        std::string message{};
        from_python(message_source, message, {"LogsOut", "message"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.LogsOut(type, message);
        }();
        return code;
    }, nb::arg("type"), nb::arg("message"), "Write a line to the server log.");

    type.def("GetLogs", [](PythonServer& self, std::time_t from, std::time_t to, nb::handle type_source, nb::handle filter_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string type{};
        from_python(type_source, type, {"GetLogs", "type"});
        std::string filter{};
        from_python(filter_source, filter, {"GetLogs", "filter"});
        std::vector<PluginServerLog> logs{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetLogs(from, to, type, filter, &logs);
        }();
        return nb::make_tuple(code, to_python(logs));
    }, nb::arg("from_"), nb::arg("to"), nb::arg("type"), nb::arg("filter"), "Read log lines of a period.");

    type.def("GetAccountsByGroup", [](PythonServer& self, nb::handle group_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string group{};
        from_python(group_source, group, {"GetAccountsByGroup", "group"});
        std::vector<PluginAccountRecord> accounts{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAccountsByGroup(group, &accounts);
        }();
        return nb::make_tuple(code, to_python(accounts));
    }, nb::arg("group"), "Accounts of groups matching a mask.");

    type.def("GetAccountByLogin", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginAccountRecord account{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAccountByLogin(login, &account);
        }();
        return nb::make_tuple(code, to_python(account));
    }, nb::arg("login"), "One account.");

    type.def("GetAccountBalanceByLogin", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginMarginLevel margin{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAccountBalanceByLogin(login, &margin);
        }();
        return nb::make_tuple(code, to_python(margin));
    }, nb::arg("login"), "Margin snapshot of one account.");

    type.def("AddAccount", [](PythonServer& self, nb::handle account_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginAccountRequestRecord account{};
        from_python(account_source, account, {"AddAccount", "account"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.AddAccount(account);
        }();
        return code;
    }, nb::arg("account"), "Create an account.");

    type.def("UpdateAccount", [](PythonServer& self, nb::handle account_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginAccountRequestRecord account{};
        from_python(account_source, account, {"UpdateAccount", "account"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateAccount(account);
        }();
        return code;
    }, nb::arg("account"), "Change an account.");

    type.def("DeleteAccount", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteAccount(login);
        }();
        return code;
    }, nb::arg("login"), "Remove an account.");

    type.def("GetMarginLevelByGroup", [](PythonServer& self, nb::handle group_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string group{};
        from_python(group_source, group, {"GetMarginLevelByGroup", "group"});
        std::vector<PluginMarginLevel> margins{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetMarginLevelByGroup(group, &margins);
        }();
        return nb::make_tuple(code, to_python(margins));
    }, nb::arg("group"), "Margin snapshots by group mask.");

    type.def("GetAccountsEquitiesByGroup", [](PythonServer& self, std::time_t from, std::time_t to, nb::handle group_filter_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string group_filter{};
        from_python(group_filter_source, group_filter, {"GetAccountsEquitiesByGroup", "group_filter"});
        std::vector<PluginEquityRecord> equities{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAccountsEquitiesByGroup(from, to, group_filter, &equities);
        }();
        return nb::make_tuple(code, to_python(equities));
    }, nb::arg("from_"), nb::arg("to"), nb::arg("group_filter"), "Equity history by group mask.");

    type.def("GetAccountsEquitiesByLogin", [](PythonServer& self, std::time_t from, std::time_t to, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginEquityRecord> equities{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAccountsEquitiesByLogin(from, to, login, &equities);
        }();
        return nb::make_tuple(code, to_python(equities));
    }, nb::arg("from_"), nb::arg("to"), nb::arg("login"), "Equity history of one account.");

    type.def("OpenTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"OpenTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.OpenTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Open a trade or place an order.");

    type.def("CloseTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"CloseTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CloseTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Close a trade.");

    type.def("UpdateOpenTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"UpdateOpenTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateOpenTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Change an open trade.");

    type.def("UpdateCloseTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"UpdateCloseTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateCloseTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Change a closed trade.");

    type.def("SetTradeGatewayData", [](PythonServer& self, nb::handle update_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeGatewayDataUpdateRecord update{};
        from_python(update_source, update, {"SetTradeGatewayData", "update"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SetTradeGatewayData(update);
        }();
        return code;
    }, nb::arg("update"), "Store gateway references of a trade; only flagged fields are written and no trade flow runs (since server API 106).");

    type.def("CheckOpenTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"CheckOpenTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CheckOpenTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Validate an opening.");

    type.def("CheckCloseTrade", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRequestRecord trade{};
        from_python(trade_source, trade, {"CheckCloseTrade", "trade"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CheckCloseTrade(trade);
        }();
        return code;
    }, nb::arg("trade"), "Validate a closing.");

    type.def("GetOpenTradesByLogin", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradesByLogin(login, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("login"), "Open trades of an account.");

    type.def("GetPendingTradesByLogin", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetPendingTradesByLogin(login, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("login"), "Pending orders of an account.");

    type.def("GetOpenTradesByMagic", [](PythonServer& self, int magic) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradesByMagic(magic, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("magic"), "Open trades with a magic number.");

    type.def("GetOpenTradeByOrder", [](PythonServer& self, int order) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRecord trade{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradeByOrder(order, &trade);
        }();
        return nb::make_tuple(code, to_python(trade));
    }, nb::arg("order"), "Open trade by ticket.");

    type.def("GetOpenTradeByGwUUID", [](PythonServer& self, nb::handle gw_uuid_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string gw_uuid{};
        from_python(gw_uuid_source, gw_uuid, {"GetOpenTradeByGwUUID", "gw_uuid"});
        PluginTradeRecord trade{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradeByGwUUID(gw_uuid, &trade);
        }();
        return nb::make_tuple(code, to_python(trade));
    }, nb::arg("gw_uuid"), "Open trade by gateway id.");

    type.def("GetCloseTradeByGwUUID", [](PythonServer& self, nb::handle gw_uuid_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string gw_uuid{};
        from_python(gw_uuid_source, gw_uuid, {"GetCloseTradeByGwUUID", "gw_uuid"});
        PluginTradeRecord trade{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCloseTradeByGwUUID(gw_uuid, &trade);
        }();
        return nb::make_tuple(code, to_python(trade));
    }, nb::arg("gw_uuid"), "Closed trade by gateway id.");

    type.def("GetOpenTradeByGwOrder", [](PythonServer& self, nb::handle gw_order_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string gw_order{};
        from_python(gw_order_source, gw_order, {"GetOpenTradeByGwOrder", "gw_order"});
        PluginTradeRecord trade{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradeByGwOrder(gw_order, &trade);
        }();
        return nb::make_tuple(code, to_python(trade));
    }, nb::arg("gw_order"), "Open trade by gateway order.");

    type.def("GetCloseTradeByGwOrder", [](PythonServer& self, nb::handle gw_order_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string gw_order{};
        from_python(gw_order_source, gw_order, {"GetCloseTradeByGwOrder", "gw_order"});
        PluginTradeRecord trade{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCloseTradeByGwOrder(gw_order, &trade);
        }();
        return nb::make_tuple(code, to_python(trade));
    }, nb::arg("gw_order"), "Closed trade by gateway order.");

    type.def("GetOpenTradesByGroup", [](PythonServer& self, nb::handle filter_group_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string filter_group{};
        from_python(filter_group_source, filter_group, {"GetOpenTradesByGroup", "filter_group"});
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetOpenTradesByGroup(filter_group, from, to, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("filter_group"), nb::arg("from_"), nb::arg("to"), "Open trades by group mask and period.");

    type.def("GetCloseTradesByLogin", [](PythonServer& self, int login) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCloseTradesByLogin(login, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("login"), "Closed trades of an account.");

    type.def("GetCloseTradesByGroup", [](PythonServer& self, nb::handle filter_group_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string filter_group{};
        from_python(filter_group_source, filter_group, {"GetCloseTradesByGroup", "filter_group"});
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCloseTradesByGroup(filter_group, from, to, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("filter_group"), nb::arg("from_"), nb::arg("to"), "Closed trades by group mask and period.");

    type.def("GetPendingTradesByGroup", [](PythonServer& self, nb::handle filter_group_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string filter_group{};
        from_python(filter_group_source, filter_group, {"GetPendingTradesByGroup", "filter_group"});
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetPendingTradesByGroup(filter_group, from, to, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("filter_group"), nb::arg("from_"), nb::arg("to"), "Pending orders by group mask and period.");

    type.def("GetAllOpenTrades", [](PythonServer& self) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAllOpenTrades(&trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, "Every open trade.");

    type.def("BalanceIn", [](PythonServer& self, int login, double amount, nb::handle comment_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string comment{};
        from_python(comment_source, comment, {"BalanceIn", "comment"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.BalanceIn(login, amount, comment);
        }();
        return code;
    }, nb::arg("login"), nb::arg("amount"), nb::arg("comment"), "Deposit money.");

    type.def("BalanceOut", [](PythonServer& self, int login, double amount, nb::handle comment_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string comment{};
        from_python(comment_source, comment, {"BalanceOut", "comment"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.BalanceOut(login, amount, comment);
        }();
        return code;
    }, nb::arg("login"), nb::arg("amount"), nb::arg("comment"), "Withdraw money.");

    type.def("CreditIn", [](PythonServer& self, int login, double amount, nb::handle comment_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string comment{};
        from_python(comment_source, comment, {"CreditIn", "comment"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CreditIn(login, amount, comment);
        }();
        return code;
    }, nb::arg("login"), nb::arg("amount"), nb::arg("comment"), "Grant credit.");

    type.def("CreditOut", [](PythonServer& self, int login, double amount, nb::handle comment_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string comment{};
        from_python(comment_source, comment, {"CreditOut", "comment"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CreditOut(login, amount, comment);
        }();
        return code;
    }, nb::arg("login"), nb::arg("amount"), nb::arg("comment"), "Take credit back.");

    type.def("GetTransactionsByGroup", [](PythonServer& self, nb::handle filter_group_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string filter_group{};
        from_python(filter_group_source, filter_group, {"GetTransactionsByGroup", "filter_group"});
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetTransactionsByGroup(filter_group, from, to, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("filter_group"), nb::arg("from_"), nb::arg("to"), "Money operations by group mask and period.");

    type.def("GetTransactionsByLogin", [](PythonServer& self, int login, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginTradeRecord> trades{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetTransactionsByLogin(login, from, to, &trades);
        }();
        return nb::make_tuple(code, to_python(trades));
    }, nb::arg("login"), nb::arg("from_"), nb::arg("to"), "Money operations of an account.");

    type.def("GetSymbol", [](PythonServer& self, nb::handle symbol_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"GetSymbol", "symbol"});
        PluginSymbolRecord cs{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetSymbol(symbol, &cs);
        }();
        return nb::make_tuple(code, to_python(cs));
    }, nb::arg("symbol"), "One symbol.");

    type.def("GetGroup", [](PythonServer& self, nb::handle group_name_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string group_name{};
        from_python(group_name_source, group_name, {"GetGroup", "group_name"});
        PluginGroupRecord group{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetGroup(group_name, &group);
        }();
        return nb::make_tuple(code, to_python(group));
    }, nb::arg("group_name"), "One group.");

    type.def("GetAllGroups", [](PythonServer& self) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginGroupRecord> groups{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAllGroups(&groups);
        }();
        return nb::make_tuple(code, to_python(groups));
    }, "Every group.");

    type.def("CalculateCommission", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRecord trade{};
        from_python(trade_source, trade, {"CalculateCommission", "trade"});
        double calculated_commission{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CalculateCommission(trade, &calculated_commission);
        }();
        return nb::make_tuple(code, to_python(calculated_commission));
    }, nb::arg("trade"), "Compute the commission of a trade.");

    type.def("CalculateSwap", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRecord trade{};
        from_python(trade_source, trade, {"CalculateSwap", "trade"});
        double calculated_swap{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CalculateSwap(trade, &calculated_swap);
        }();
        return nb::make_tuple(code, to_python(calculated_swap));
    }, nb::arg("trade"), "Compute the swap of a trade.");

    type.def("CalculateProfit", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRecord trade{};
        from_python(trade_source, trade, {"CalculateProfit", "trade"});
        double calculated_profit{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CalculateProfit(trade, &calculated_profit);
        }();
        return nb::make_tuple(code, to_python(calculated_profit));
    }, nb::arg("trade"), "Compute the profit of a trade.");

    type.def("CalculateMargin", [](PythonServer& self, nb::handle trade_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        PluginTradeRecord trade{};
        from_python(trade_source, trade, {"CalculateMargin", "trade"});
        double calculated_margin{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CalculateMargin(trade, &calculated_margin);
        }();
        return nb::make_tuple(code, to_python(calculated_margin));
    }, nb::arg("trade"), "Compute the margin of a trade.");

    type.def("CalculateConvertRateByCurrency", [](PythonServer& self, nb::handle from_cur_source, nb::handle to_cur_source, int cmd) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string from_cur{};
        from_python(from_cur_source, from_cur, {"CalculateConvertRateByCurrency", "from_cur"});
        std::string to_cur{};
        from_python(to_cur_source, to_cur, {"CalculateConvertRateByCurrency", "to_cur"});
        double multiplier{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CalculateConvertRateByCurrency(from_cur, to_cur, cmd, &multiplier);
        }();
        return nb::make_tuple(code, to_python(multiplier));
    }, nb::arg("from_cur"), nb::arg("to_cur"), nb::arg("cmd"), "Conversion rate between two currencies for a trade side.");

    type.def("GetCandles", [](PythonServer& self, nb::handle symbol_source, nb::handle frame_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"GetCandles", "symbol"});
        std::string frame{};
        from_python(frame_source, frame, {"GetCandles", "frame"});
        std::vector<PluginCandleRecord> candles{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCandles(symbol, frame, from, to, &candles);
        }();
        return nb::make_tuple(code, to_python(candles));
    }, nb::arg("symbol"), nb::arg("frame"), nb::arg("from_"), nb::arg("to"), "Bars of a period and frame.");

    type.def("SetCandles", [](PythonServer& self, nb::handle symbol_source, nb::handle candles_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"SetCandles", "symbol"});
        std::vector<PluginCandleRecord> candles{};
        from_python(candles_source, candles, {"SetCandles", "candles"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SetCandles(symbol, candles);
        }();
        return code;
    }, nb::arg("symbol"), nb::arg("candles"), "Write bars.");

    type.def("DeleteCandlesAll", [](PythonServer& self, nb::handle symbol_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"DeleteCandlesAll", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteCandlesAll(symbol);
        }();
        return code;
    }, nb::arg("symbol"), "Remove every bar of a symbol.");

    type.def("DeleteCandlesPeriod", [](PythonServer& self, nb::handle symbol_source, std::time_t from, std::time_t to) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"DeleteCandlesPeriod", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteCandlesPeriod(symbol, from, to);
        }();
        return code;
    }, nb::arg("symbol"), nb::arg("from_"), nb::arg("to"), "Remove bars of a period.");

    type.def("ImportCandleStores", [](PythonServer& self, nb::handle candles_source, int flush_data, nb::handle symbol_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        std::vector<PluginCandleRecord> candles{};
        from_python(candles_source, candles, {"ImportCandleStores", "candles"});
        std::string symbol{};
        from_python(symbol_source, symbol, {"ImportCandleStores", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.ImportCandleStores(candles, flush_data, symbol);
        }();
        return code;
    }, nb::arg("candles"), nb::arg("flush_data"), nb::arg("symbol"), "Bulk import of bars.");

    type.def("SendToManager", [](PythonServer& self, int manager_id, nb::handle data_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        rapidjson::Document data;
        python::json_from_python(data_source, data, data.GetAllocator());
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SendToManager(manager_id, data);
        }();
        return code;
    }, nb::arg("manager_id"), nb::arg("data"), "Push JSON to one manager.");

    type.def("BroadcastToManagers", [](PythonServer& self, nb::handle data_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        rapidjson::Document data;
        python::json_from_python(data_source, data, data.GetAllocator());
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.BroadcastToManagers(data);
        }();
        return code;
    }, nb::arg("data"), "Push JSON to all managers.");

    type.def("SendToAccount", [](PythonServer& self, int account_id, nb::handle data_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        rapidjson::Document data;
        python::json_from_python(data_source, data, data.GetAllocator());
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SendToAccount(account_id, data);
        }();
        return code;
    }, nb::arg("account_id"), nb::arg("data"), "Push JSON to one account.");

    type.def("BroadcastToAccounts", [](PythonServer& self, nb::handle data_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        rapidjson::Document data;
        python::json_from_python(data_source, data, data.GetAllocator());
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.BroadcastToAccounts(data);
        }();
        return code;
    }, nb::arg("data"), "Push JSON to all accounts.");

    type.def("SendState", [](PythonServer& self, nb::handle data_source) {
        PluginServerInterface& server = self.get<PluginServerInterface>();
        rapidjson::Document data;
        python::json_from_python(data_source, data, data.GetAllocator());
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SendState(data);
        }();
        return code;
    }, nb::arg("data"), "Publish the state of the plugin.");

    type.def("SendMail", [](PythonServer& self, nb::handle mail_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginMailRecord mail{};
        from_python(mail_source, mail, {"SendMail", "mail"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SendMail(mail);
        }();
        return code;
    }, nb::arg("mail"), "Sends a letter to an account's mailbox. The server sets id and time. RET_USER_NOT_FOUND for an unknown account, RET_INVALID_DATA without a subject, for one above 1,024 bytes, a text above 65,536 bytes or bytes that are not UTF-8.");

    type.def("GetMails", [](PythonServer& self, int login, std::time_t from, std::time_t to) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginMailRecord> mails{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetMails(login, from, to, &mails);
        }();
        return nb::make_tuple(code, to_python(mails));
    }, nb::arg("login"), nb::arg("from_"), nb::arg("to"), "Letters to an account (login 0: to all accounts) sent in a period (both ends included), oldest first. RET_USER_NOT_FOUND for an unknown account.");

    type.def("AddNews", [](PythonServer& self, nb::handle news_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginNewsRecord news{};
        from_python(news_source, news, {"AddNews", "news"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.AddNews(news);
        }();
        return code;
    }, nb::arg("news"), "Publishes a news item for all clients. The server sets id and time. RET_INVALID_DATA as for a letter.");

    type.def("GetNews", [](PythonServer& self, std::time_t from, std::time_t to) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginNewsRecord> news{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetNews(from, to, &news);
        }();
        return nb::make_tuple(code, to_python(news));
    }, nb::arg("from_"), nb::arg("to"), "News of a period (both ends included), oldest first.");

    type.def("GetCommon", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginConCommon common{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetCommon(&common);
        }();
        return nb::make_tuple(code, to_python(common));
    }, "Settings of the whole server.");

    type.def("UpdateCommon", [](PythonServer& self, nb::handle common_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginConCommon common{};
        from_python(common_source, common, {"UpdateCommon", "common"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateCommon(common);
        }();
        return code;
    }, nb::arg("common"), "Changes the settings of the whole server, except liveupdate_mode. RET_INVALID_DATA for an invalid value.");

    type.def("GetAllSymbols", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginSymbolRecord> symbols{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetAllSymbols(&symbols);
        }();
        return nb::make_tuple(code, to_python(symbols));
    }, "Every symbol with its last quote.");

    type.def("AddSymbol", [](PythonServer& self, nb::handle symbol_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginSymbolRecord symbol{};
        from_python(symbol_source, symbol, {"AddSymbol", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.AddSymbol(symbol);
        }();
        return code;
    }, nb::arg("symbol"), "Adds a symbol. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value, RET_SEC_NOT_FOUND if symbol groups exist and sec_index is not one of them.");

    type.def("UpdateSymbol", [](PythonServer& self, nb::handle symbol_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginSymbolRecord symbol{};
        from_python(symbol_source, symbol, {"UpdateSymbol", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateSymbol(symbol);
        }();
        return code;
    }, nb::arg("symbol"), "Changes a symbol, except its number, quote and candles. RET_SYMBOL_NOT_FOUND, or the codes of AddSymbol.");

    type.def("DeleteSymbol", [](PythonServer& self, nb::handle symbol_source) {
        ServerExtension& server = self.get<ServerExtension>();
        std::string symbol{};
        from_python(symbol_source, symbol, {"DeleteSymbol", "symbol"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteSymbol(symbol);
        }();
        return code;
    }, nb::arg("symbol"), "Removes a symbol. RET_SYMBOL_NOT_FOUND, RET_SYMBOL_USE_BY_TRADE while it has open trades or pending orders.");

    type.def("AddGroup", [](PythonServer& self, nb::handle group_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginGroupRecord group{};
        from_python(group_source, group, {"AddGroup", "group"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.AddGroup(group);
        }();
        return code;
    }, nb::arg("group"), "Adds a client group. RET_DUPLICATE_RECORD for an existing name, RET_INVALID_DATA for an invalid value.");

    type.def("UpdateGroup", [](PythonServer& self, nb::handle group_source) {
        ServerExtension& server = self.get<ServerExtension>();
        PluginGroupRecord group{};
        from_python(group_source, group, {"UpdateGroup", "group"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.UpdateGroup(group);
        }();
        return code;
    }, nb::arg("group"), "Changes a client group. RET_GROUP_NOT_FOUND, RET_INVALID_DATA, RET_USR_DIFFERENT_CURRENCY for another currency while accounts are in it.");

    type.def("DeleteGroup", [](PythonServer& self, nb::handle group_name_source) {
        ServerExtension& server = self.get<ServerExtension>();
        std::string group_name{};
        from_python(group_name_source, group_name, {"DeleteGroup", "group_name"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteGroup(group_name);
        }();
        return code;
    }, nb::arg("group_name"), "Removes a client group. RET_GROUP_NOT_FOUND, RET_GROUP_USE_BY_USER while accounts are in it.");

    type.def("GetHolidays", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginConHoliday> holidays{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetHolidays(&holidays);
        }();
        return nb::make_tuple(code, to_python(holidays));
    }, "Every holiday, in the configured order.");

    type.def("SetHolidays", [](PythonServer& self, nb::handle holidays_source) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginConHoliday> holidays{};
        from_python(holidays_source, holidays, {"SetHolidays", "holidays"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SetHolidays(holidays);
        }();
        return code;
    }, nb::arg("holidays"), "Replaces the whole list of holidays. RET_INVALID_DATA for an impossible date, minutes outside of a day or missing symbols.");

    type.def("GetSymbolGroups", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginConSymbolGroup> symbol_groups{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetSymbolGroups(&symbol_groups);
        }();
        return nb::make_tuple(code, to_python(symbol_groups));
    }, "Every symbol group, in the configured order.");

    type.def("SetSymbolGroups", [](PythonServer& self, nb::handle symbol_groups_source) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginConSymbolGroup> symbol_groups{};
        from_python(symbol_groups_source, symbol_groups, {"SetSymbolGroups", "symbol_groups"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SetSymbolGroups(symbol_groups);
        }();
        return code;
    }, nb::arg("symbol_groups"), "Replaces the whole list of symbol groups. RET_DUPLICATE_RECORD for a duplicate number or name, RET_INVALID_DATA for an empty name or a number below 0, RET_SEC_USE_BY_SYMBOL if a removed group has symbols.");

    type.def("GetManagers", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        std::vector<PluginConManager> managers{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetManagers(&managers);
        }();
        return nb::make_tuple(code, to_python(managers));
    }, "Every manager, in the configured order.");

    type.def("GetPluginConfig", [](PythonServer& self) {
        ServerExtension& server = self.get<ServerExtension>();
        std::string config{};
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.GetPluginConfig(&config);
        }();
        return nb::make_tuple(code, to_python(config));
    }, "The plugin's own parameters as the text of a JSON object: those of its start, or of the last SetPluginConfig.");

    type.def("SetPluginConfig", [](PythonServer& self, nb::handle config_source) {
        ServerExtension& server = self.get<ServerExtension>();
        std::string config{};
        from_python(config_source, config, {"SetPluginConfig", "config"});
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.SetPluginConfig(config);
        }();
        return code;
    }, nb::arg("config"), "Changes the plugin's own parameters in the configuration, for its next start. RET_INVALID_DATA unless config is the text of a JSON object.");

    type.def("CancelTrade", [](PythonServer& self, int order) {
        ServerExtension& server = self.get<ServerExtension>();
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CancelTrade(order);
        }();
        return code;
    }, nb::arg("order"), "Cancels a pending order. RET_TRADE_INCORRECT_ORDER for an unknown number.");

    type.def("CloseTradeBy", [](PythonServer& self, int order, int opposite_order) {
        ServerExtension& server = self.get<ServerExtension>();
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.CloseTradeBy(order, opposite_order);
        }();
        return code;
    }, nb::arg("order"), nb::arg("opposite_order"), "Closes a trade by an opposite one of the same account and symbol. The remainder of the larger one stays open.");

    type.def("DeleteTrade", [](PythonServer& self, int order) {
        ServerExtension& server = self.get<ServerExtension>();
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.DeleteTrade(order);
        }();
        return code;
    }, nb::arg("order"), "Deletes a closed trade or a finance record and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number.");

    type.def("RestoreTrade", [](PythonServer& self, int order) {
        ServerExtension& server = self.get<ServerExtension>();
        const int code = [&] {
            const nb::gil_scoped_release release;
            return server.RestoreTrade(order);
        }();
        return code;
    }, nb::arg("order"), "Opens a closed trade again and takes its result back. RET_TRADE_INCORRECT_ORDER for an unknown number.");
}

}  // namespace workbench
