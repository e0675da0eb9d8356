// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

struct AccountDiffRecord {
    /// Account number.
    int login = 0;
    /// Name of the account group.
    std::string group;
    /// 1 when enabled.
    int enable = 1;
    /// 1 when the owner may change the password.
    int enable_change_password = 0;
    /// 1 when trading is forbidden for the account.
    int enable_read_only = 0;
    /// 1 when one-time passwords are on.
    int enable_otp = 0;
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
    /// Shared secret for one-time passwords.
    std::string otp_secret;
    /// Spare security text.
    std::string secure_reserved;
    /// 1 when statements are mailed.
    int send_reports = 0;
    /// Colour shown for the account, #rrggbb.
    std::string user_color = "#ffffff";
};

static_assert(sizeof(AccountDiffRecord) == 632 && alignof(AccountDiffRecord) == 8,
              "AccountDiffRecord must have the layout that the server was built with");
