// Margin of all open positions of one account in one symbol, with covered (hedged) and uncovered volume.
//
// All functions are pure and allocate nothing.
#pragma once

#include <cstdint>

#include "model/Enums.hpp"
#include "model/PluginGroupRecord.hpp"
#include "model/PluginSymbolRecord.hpp"
#include "model/PluginTradeRecord.hpp"

namespace workbench {

// The two sides of an account's open positions in one symbol: volumes in hundredths of a lot, and held margin of the
// positions (held_margin) in deposit currency. 64 bits hold the sum of the volumes of all possible tickets.
struct MarginLegs {
  int64_t buy_volume = 0;
  int64_t sell_volume = 0;
  double buy_margin = 0.0;
  double sell_margin = 0.0;

  // Adds a position that opens; negative numbers remove a position. Sums of margins accumulate rounding errors, so a
  // leg without volume has its margin set to 0.
  void add(PluginTradeCommand cmd, int64_t volume, double margin) noexcept;
};

// How a symbol and a group charge covered volume; computed once for each pair.
struct HedgeTerms {
  double covered_share = 0.0;  // of the margin per lot that an uncovered position holds
  bool larger_leg = false;
};

// margin_hedged is the margin of one lot of covered volume, in the unit of the amount that it replaces: contract_size,
// or margin_initial (margin_maintenance of a held position) where that replaces it. With 0, covered volume costs
// nothing. A symbol without a contract size charges nothing (convention). Group hedge_largeleg: see hedged_margin
// (documented name).
HedgeTerms hedge_terms(const PluginSymbolRecord& symbol, const PluginGroupRecord& group) noexcept;

// Margin that all positions of the symbol hold together, deposit currency (convention):
//   covered    smaller volume x covered share x average margin per lot of all positions
//   uncovered  (larger volume - smaller volume) x average margin per lot of the larger side
//   larger_leg instead of both: the larger of the two margins; margin_hedged does not count
double hedged_margin(const MarginLegs& legs, const HedgeTerms& terms) noexcept;

// Returns whether an additional position would only cover volume that is open on the other side.
bool only_covers(const MarginLegs& legs, PluginTradeCommand cmd, int64_t volume) noexcept;

// Free margin that an additional position needs, in deposit currency; below 0 when it releases margin. It is the
// increase of hedged_margin (convention). With the symbol's margin_hedged_strong it is the position's own margin in
// full, whatever it covers (convention for the strict mode). `trade_margin` is the position's own margin.
double additional_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const HedgeTerms& terms,
                         PluginTradeCommand cmd, int64_t volume, double trade_margin) noexcept;

// Returns whether the account has enough money for an additional position. A position that only covers needs no free
// margin when the group allows it (allow_negative_margin_hedge, documented) and the symbol is not strict (convention).
// Any other position needs its additional margin. Numbers that are not finite always fail.
bool enough_margin(const MarginLegs& legs, const PluginSymbolRecord& symbol, const PluginGroupRecord& group,
                   PluginTradeCommand cmd, int64_t volume, double trade_margin, double margin_free) noexcept;

}  // namespace workbench
