// Following quotes.
#include "triggers.h"

namespace workbench {

void Triggers::quote_stored(uint16_t number, const PluginSymbolRecord& symbol, Round&) {
  positions_.revalue(number, symbol);
}

void Triggers::symbol_changed(uint16_t number) {
  positions_.symbol_changed(number);
}

}  // namespace workbench
