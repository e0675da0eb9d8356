// Margin of all open positions of one account in one symbol: what covers each other and what stays open.
//
// Numbers in, numbers out; nothing allocates.
#pragma once

#include <cstdint>

#include "model/Enums.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// The two sides of an account's open positions in one symbol: volumes in hundredths of a lot, held margin of the
// positions (held_margin) in deposit currency. 64 bits hold the volumes of more positions than there are tickets.
struct MarginLegs {
  int64_t buy_volume = 0;
  int64_t sell_volume = 0;
  double buy_margin = 0.0;
  double sell_margin = 0.0;

  // A position that opens; with negative numbers one that goes. Sums of margins drift by rounding errors: a leg without
  // volume has no margin.
  void add(PluginTradeCommand cmd, int64_t volume, double margin) noexcept;
};

// How a symbol and a group charge covered volume; worked out once for a pair of both.
struct HedgeTerms {
  double covered_share = 0.0;  // of the margin per lot that an uncovered position holds
  bool larger_leg = false;
};

// margin_hedged is the margin of one lot of covered volume, in the unit of what it replaces: contract_size, or
// margin_initial (margin_maintenance of a held position) where that replaces it. 0 charges covered volume nothing; a
// symbol without a size charges nothing at all (convention). Group hedge_largeleg: see hedged_margin (documented name).
HedgeTerms hedge_terms(const PluginSymbolRecord& symbol, const PluginGroupRecord& group) noexcept;

// Margin that all positions of the symbol hold together, deposit currency (convention):
//   covered    smaller volume x covered share x average margin per lot of all positions
//   uncovered  (larger volume - smaller volume) x average margin per lot of the larger side
//   larger_leg instead of both: the larger of the two margins; margin_hedged does not count
double hedged_margin(const MarginLegs& legs, const HedgeTerms& terms) noexcept;

// Whether a position more would only cover what is open on the other side.
bool only_covers(const MarginLegs& legs, PluginTradeCommand cmd, int64_t volume) noexcept;

// Free margin that a position more takes, deposit currency; below 0 when it sets margin free. What it adds to
// hedged_margin (convention); with the symbol's margin_hedged_strong its own margin in full, whatever it covers
// (convention for the strict mode). `trade_margin` is its own margin.
double additional_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const HedgeTerms& terms,
                         PluginTradeCommand cmd, int64_t volume, double trade_margin) noexcept;

// Whether the account may open a position more as far as money goes. A position that only covers passes without free
// margin when the group allows it (allow_negative_margin_hedge, documented) and the symbol is not strict (convention);
// any other needs its additional margin free. Numbers that are not finite never pass.
bool enough_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const PluginGroupRecord& group,
                   PluginTradeCommand cmd, int64_t volume, double trade_margin, double margin_free) noexcept;

}  // namespace workbench
