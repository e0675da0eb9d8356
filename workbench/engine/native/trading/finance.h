// The money of an account that a finance command moves, and the direction.
#pragma once

#include "model/Enums.hpp"
#include "model/PluginAccountRecord.hpp"

namespace workbench {

enum class FinanceField { Balance, Credit, Bonus };

// CreditIn and CreditOut move credit, Bonus moves the bonus, and all other commands move the balance (convention; the
// names are documented).
constexpr FinanceField field_of(PluginTradeCommand cmd) noexcept {
  switch (cmd) {
    case PluginTradeCommand::CreditIn:
    case PluginTradeCommand::CreditOut:
      return FinanceField::Credit;
    case PluginTradeCommand::Bonus:
      return FinanceField::Bonus;
    default:
      return FinanceField::Balance;
  }
}

template <class Account>
constexpr auto& money_of(Account& account, PluginTradeCommand cmd) noexcept {
  switch (field_of(cmd)) {
    case FinanceField::Credit:
      return account.credit;
    case FinanceField::Bonus:
      return account.bonus;
    default:
      return account.balance;
  }
}

// BalanceIn and CreditIn have a positive amount, BalanceOut and CreditOut a negative one (documented). Charge, the
// commissions and Tax are negative, SoCompensation is positive; Correction, Bonus, InterestRate and the dividends may
// have either sign (convention).
constexpr bool right_sign(PluginTradeCommand cmd, double amount) noexcept {
  switch (cmd) {
    case PluginTradeCommand::BalanceIn:
    case PluginTradeCommand::CreditIn:
    case PluginTradeCommand::SoCompensation:
      return amount > 0.0;
    case PluginTradeCommand::BalanceOut:
    case PluginTradeCommand::CreditOut:
    case PluginTradeCommand::Charge:
    case PluginTradeCommand::Commission:
    case PluginTradeCommand::CommissionDayly:
    case PluginTradeCommand::CommissionMonthly:
    case PluginTradeCommand::Tax:
      return amount < 0.0;
    default:
      return amount != 0.0;
  }
}

}  // namespace workbench
