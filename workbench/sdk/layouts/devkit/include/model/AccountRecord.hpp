// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

#include "MarginLevel.hpp"

struct AccountRecord {
    /// Account number.
    int login = 0;
    /// Name of the account group.
    std::string group;
    /// Main password (stored form).
    std::string password;
    /// 1 when enabled.
    int enable = 1;
    /// 1 when the owner may change the password.
    int enable_change_password = 0;
    /// 1 when trading is forbidden for the account.
    int enable_read_only = 0;
    /// 1 when one-time passwords are on.
    int enable_otp = 0;
    /// Spare flags.
    int enable_reserved[2] = {};
    /// Read-only password.
    std::string password_investor;
    /// Telephone password.
    std::string password_phone;
    /// Display name of the owner.
    std::string name;
    /// Country.
    std::string country;
    /// City.
    std::string city;
    /// Region or state.
    std::string state;
    /// Postal code.
    std::string zipcode;
    /// Street address.
    std::string address;
    /// Where the customer came from.
    std::string lead_source;
    /// Telephone number.
    std::string phone;
    /// E-mail address.
    std::string email;
    /// Free text.
    std::string comment;
    /// Identity document number.
    std::string id;
    /// Free-form customer status.
    std::string status;
    /// Registration moment, Unix seconds.
    std::time_t regdate = 0;
    /// Last login moment, Unix seconds.
    std::time_t lastdate = 0;
    /// Leverage ratio denominator (100 means 1:100).
    int leverage = 0;
    /// Account number of the introducing agent, 0 when none.
    int agent_account = 0;
    /// Last change moment, Unix seconds.
    std::time_t timestamp = 0;
    /// Last peer address packed as a number.
    int last_ip = 0;
    /// Closed-deal money on the account, deposit currency.
    double balance = 0;
    /// Balance at the end of the previous month.
    double prevmonthbalance = 0;
    /// Balance at the end of the previous day.
    double prevbalance = 0;
    /// Broker credit on the account, deposit currency.
    double credit = 0;
    /// Yearly interest in percent.
    double interestrate = 0;
    /// Taxes, deposit currency.
    double taxes = 0;
    /// Equity at the end of the previous month.
    double prevmonthequity = 0;
    /// Equity at the end of the previous day.
    double prevequity = 0;
    /// Spare.
    double reserved2[2] = {};
    /// Shared secret for one-time passwords.
    std::string otp_secret;
    /// Spare security text.
    std::string secure_reserved;
    /// 1 when statements are mailed.
    int send_reports = 0;
    /// Messenger identifier.
    int mqid = 0;
    /// Colour shown for the account, #rrggbb.
    std::string user_color = "#ffffff";
    /// Spare.
    std::string unused;
    /// Opaque text kept for integrations.
    std::string api_data;
    /// Embedded margin snapshot.
    MarginLevel margin{};
    /// Persistence marker of the host (see DbStateType).
    int db_state = 0;
    /// Count or flag of live sessions.
    int online = 0;
};

static_assert(sizeof(AccountRecord) == 968 && alignof(AccountRecord) == 8,
              "AccountRecord must have the layout that the server was built with");
