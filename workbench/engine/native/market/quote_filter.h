// The server's filter of quotes: it drops spikes before the quote hooks run.
#pragma once

#include <algorithm>
#include <cmath>

#include "market/spread.h"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

// Only the names of the fields are documented; the rules follow the MetaTrader server's filtration (convention).
//
// The filter compares a quote with the reference: the last quote that passed, or with `filter_smoothing` n > 1 an
// average that moves by 1/n of the distance to each quote that passes. It compares bid with bid and ask with ask, and
// the larger difference counts. It compares raw prices, before hooks or a fixed spread change them.
//
// 1. The first quote passes. So does the first quote after the symbol was closed or reconfigured, because a gap between
//    sessions is no spike.
// 2. A quote more than `filter_limit` percent away from the reference (0: no limit) is always dropped.
// 3. A quote more than `filter` points away (0: off) is a suspect. The filter drops it until it has dropped
//    `filter_counter` suspects in a row, each within `filter` points of the one before. The next suspect passes and
//    becomes the new reference. A suspect farther away restarts the row, and a quote that passes ends it. A quote
//    dropped by the limit does neither.
class QuoteFilter {
 public:
  void configure(const PluginSymbolRecord& symbol) noexcept {
    level_ = symbol.filter;
    counter_ = symbol.filter_counter;
    limit_percent_ = symbol.filter_limit;
    weight_ = 1.0 / std::max(symbol.filter_smoothing, 1);
    points_in_one_ = symbol.multiply;
    restart();
  }
  bool on() const noexcept { return level_ > 0 || limit_percent_ > 0.0; }
  void restart() noexcept {
    known_ = false;
    suspects_ = 0;
  }
  // Returns whether the quote passes. The prices must be above 0.
  bool pass(Prices quote) noexcept {
    if (!known_) return believe(quote);
    if (limit_percent_ > 0.0 && percent(quote) > limit_percent_) return false;
    if (level_ > 0 && beyond_level(quote, reference_)) {
      suspects_ = suspects_ > 0 && !beyond_level(quote, suspect_) ? suspects_ + 1 : 1;
      suspect_ = quote;
      return suspects_ > counter_ && believe(quote);
    }
    suspects_ = 0;
    reference_.bid += (quote.bid - reference_.bid) * weight_;
    reference_.ask += (quote.ask - reference_.ask) * weight_;
    return true;
  }

 private:
  bool believe(Prices quote) noexcept {
    reference_ = quote;
    known_ = true;
    suspects_ = 0;
    return true;
  }
  double percent(Prices quote) const noexcept {
    return 100.0 * std::max(std::abs(quote.bid - reference_.bid) / reference_.bid,
                            std::abs(quote.ask - reference_.ask) / reference_.ask);
  }
  // Half a point of tolerance, because prices are binary fractions.
  bool beyond_level(Prices quote, Prices from) const noexcept {
    const double away = std::max(std::abs(quote.bid - from.bid), std::abs(quote.ask - from.ask));
    return away * points_in_one_ > level_ + 0.5;
  }

  int level_ = 0;
  int counter_ = 0;
  double limit_percent_ = 0.0;
  double weight_ = 1.0;
  double points_in_one_ = 1.0;
  bool known_ = false;
  int suspects_ = 0;
  Prices reference_;
  Prices suspect_;
};

}  // namespace workbench
