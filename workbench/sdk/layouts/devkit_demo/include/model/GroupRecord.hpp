// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>
#include <unordered_map>

#include "GroupRecordSec.hpp"
#include "GroupRecordMargin.hpp"

struct GroupRecord {
    /// Group name.
    std::string group;
    /// 1 when the group is on.
    int enable = 0;
    /// Confirmation time-out in seconds.
    int timeout = 0;
    /// One-time password mode (0 off, 1 TOTP).
    int otp_mode = 0;
    /// Company name.
    std::string company;
    /// Signature for statements.
    std::string signature;
    /// Support page address.
    std::string support_page;
    /// Mail server.
    std::string smtp_server;
    /// Mail login.
    std::string smtp_login;
    /// Mail password.
    std::string smtp_password;
    /// Support mail address.
    std::string support_email;
    /// Statement template folder.
    std::string templates;
    /// Number of statement copies.
    int copies = 0;
    /// 1 when statements are on.
    int reports = 0;
    /// Leverage given to new accounts.
    int default_leverage = 0;
    /// Deposit given to new accounts.
    double default_deposit = 0.0;
    /// Limit on symbols.
    int maxsecurities = 0;
    /// Settings by symbol-group index.
    std::unordered_map<int, GroupRecordSec> secgroups;
    /// Overrides by symbol name.
    std::unordered_map<std::string, GroupRecordMargin> secmargins;
    /// Number of overrides.
    int secmargins_total = 0;
    /// Deposit currency of the group.
    std::string currency;
    /// Virtual credit.
    double credit = 0.0;
    /// Margin-call threshold.
    int margin_call = 0;
    /// Part of floating result counted in margin (0 none, 1 all, 2 profit, 3 loss).
    int margin_mode = 1;
    /// Stop-out threshold.
    int margin_stopout = 0;
    /// Yearly interest in percent.
    double interestrate = 0.0;
    /// 1 when swaps apply.
    int use_swap = 0;
    /// News access (0 none, 1 titles, 2 full).
    int news = 0;
    /// Permission bits.
    int rights = 0;
    /// 1 when instant prices are checked.
    int check_ie_prices = 0;
    /// Limit on open positions.
    int maxpositions = 0;
    /// 1 when partial closing reopens the rest.
    int close_reopen = 0;
    /// 1 when opposite positions are forbidden.
    int hedge_prohibited = 0;
    /// 1 when closing follows first-in first-out.
    int close_fifo = 0;
    /// 1 when margin counts the larger leg only.
    int hedge_largeleg = 0;
    /// Hash of the symbol set.
    std::string securities_hash;
    /// How the margin-call and stop-out thresholds are read (0 percent, 1 money).
    int margin_type = 0;
    /// Days before archiving.
    int archive_period = 0;
    /// Largest balance to archive.
    int archive_max_balance = 0;
    /// 1 when fully hedged accounts skip stop out.
    int stopout_skip_hedged = 0;
    /// Days before pending orders are purged.
    int archive_pending_period = 0;
    /// Language codes for news.
    unsigned int news_languages[8] = {};
    /// Number of languages in use.
    unsigned int news_languages_total = 0;
    /// Spare.
    int reserved[17] = {};
};

static_assert(sizeof(GroupRecord) == 720 && alignof(GroupRecord) == 8,
              "GroupRecord must have the layout that the server was built with");
