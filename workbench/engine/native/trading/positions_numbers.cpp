// The index of open trades as plain numbers: the current content, and the content after a restart.
#include "trading/positions.h"

namespace workbench {

Positions::Worked Positions::worked_out() const {
  Worked worked;
  for (uint32_t number = 0; number < accounts_.size(); ++number) {
    const AccountBook& account = accounts_[number];
    if (account.login == 0) continue;
    const OpenTotals open = totals_of(number);
    worked["account " + std::to_string(account.login)] = {
        hot_[number].own,       open.profit,           open.storage,
        open.commission,        open.margin,           open.floating[0],
        open.floating[1],       open.floating[2],      open.floating[3],
        double(open.positions), double(open.unvalued), double(account.orders.size())};
  }
  for (const auto& [order, place] : places_) {
    const PriceClass& prices = books_[place.symbol].classes[place.price_class];
    std::vector<double>& numbers = worked["trade " + std::to_string(order)];
    numbers = {prices.prices.bid, prices.prices.ask, place.margin, place.storage, place.commission};
    if (place.block == TradePlace::kPending) continue;
    const PositionBlock& block = prices.blocks[place.block];
    numbers.insert(numbers.end(), {block.price, block.rate, block.worth[place.number], block.factor[place.number]});
  }
  return worked;
}

Positions::Worked Positions::worked_out_anew() const {
  Positions anew(store_, market_);
  for (const PluginAccountRecord& account : store_.accounts()) anew.account_changed(nullptr, &account);
  for (const PluginTradeRecord& trade : store_.trades(Book::Open, 0)) anew.trade_changed(Book::Open, nullptr, &trade);
  for (uint16_t number = 0; number < market_.numbers(); ++number) anew.symbol_changed(number);
  return anew.worked_out();
}

}  // namespace workbench
