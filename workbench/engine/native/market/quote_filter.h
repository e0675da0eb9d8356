// The server's own filter of quotes: spikes are dropped before plugins are asked.
#pragma once

#include <algorithm>
#include <cmath>

#include "market/spread.h"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

// The fields are documented by name alone; the rules follow the MetaTrader server's filtration (convention).
//
// A quote is compared with the reference: the last quote that passed, or with `filter_smoothing` n > 1 an average that
// moves by 1/n of the way to each quote that passes. Bid is compared with bid and ask with ask, the larger difference
// counts. Raw prices are compared: neither hooks nor a fixed spread have changed them yet.
//
// 1. The first quote passes, as does the first one after the symbol was closed or configured anew: a gap between
//    sessions is no spike.
// 2. More than `filter_limit` percent of the reference away (0: no limit): dropped, however often it comes.
// 3. More than `filter` points away (0: off): a suspect. It is dropped until `filter_counter` suspects in a row have
//    been dropped, each within `filter` points of the one before; the next one passes and is the new reference. A
//    suspect elsewhere starts the row again, a quote that passes ends it, one dropped by the limit does neither.
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
  // Whether the quote passes. The prices must be above 0.
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
  // Half a point more, because prices are binary fractions.
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
