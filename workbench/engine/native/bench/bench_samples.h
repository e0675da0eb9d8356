// The symbol, the group and the accounts of the measuring loops.
#pragma once

#include "server/engine.h"

namespace workbench::bench {

inline PluginSymbolRecord sample_symbol() {
  PluginSymbolRecord symbol{};
  symbol.symbol = "EURUSD";
  symbol.digits = 5;
  symbol.trade = 2;
  symbol.contract_size = 100'000.0;
  return symbol;
}

inline PluginGroupRecord sample_group() {
  PluginGroupRecord group{};
  group.group = "real";
  group.enable = 1;
  group.currency = "USD";
  group.default_leverage = 100;
  PluginGroupRecordSec& section = group.secgroups[0];
  section.trade = 2;
  section.lot_min = 1;
  section.lot_max = 10'000;
  section.lot_step = 1;
  return group;
}

// Adds accounts with logins from 1001 on and a balance of one million each.
inline void seed(Engine& engine, int accounts) {
  engine.put_symbol(sample_symbol());
  engine.put_group(sample_group());
  for (int number = 0; number < accounts; ++number) {
    PluginAccountRecord account{};
    account.login = 1001 + number;
    account.group = "real";
    engine.seed_account(account, 1e6, 0.0);
  }
}

}  // namespace workbench::bench
