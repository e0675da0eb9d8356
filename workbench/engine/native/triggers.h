// What every stored quote does to open trades: their profit, the margin of their accounts, stops and pending orders.
#pragma once

#include "market.h"
#include "parts.h"
#include "positions.h"
#include "round.h"

namespace workbench {

// With the engine's turn.
class Triggers : public QuoteFollower {
 public:
  Triggers(Parts& parts, Positions& positions) : positions_(positions) { static_cast<void>(parts); }

  void quote_stored(uint16_t number, const PluginSymbolRecord& symbol, Round& round) override;
  void symbol_changed(uint16_t number) override;

 private:
  Positions& positions_;
};

}  // namespace workbench
