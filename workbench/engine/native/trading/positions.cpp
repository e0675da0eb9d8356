// Keeps the index of open trades in step with the store and the configuration.
#include "trading/positions.h"

#include <algorithm>
#include <mutex>

namespace workbench {
namespace {

// Returns the group if its clients see prices of the symbol other than the stored ones.
bool has_own_prices(const PluginGroupRecord& group, const PluginSymbolRecord& symbol) {
  const auto own = group.secmargins.find(symbol.symbol);
  if (own != group.secmargins.end() && own->second.spread_enable != 0) return true;
  const auto sec = group.secgroups.find(symbol.sec_index);
  return sec != group.secgroups.end() && sec->second.spread_diff != 0;
}

template <class Value>
void replace_by_last(std::vector<Value>& values, size_t number) {
  values[number] = values.back();
  values.pop_back();
}

}  // namespace

Positions::Positions(const Store& store, const Market& market) : store_(store), market_(market), rates_(market) {}

// Followers.

void Positions::trade_changed(Book book, const PluginTradeRecord* before, const PluginTradeRecord* after) {
  if (book != Book::Open) return;
  const std::scoped_lock lock(mutex_);
  if (before != nullptr) remove(*before);
  if (after != nullptr) add(*after);
}

void Positions::account_changed(const PluginAccountRecord* before, const PluginAccountRecord* after) {
  const std::scoped_lock lock(mutex_);
  const uint32_t number = account_of(after != nullptr ? after->login : before->login);
  AccountBook& account = accounts_[number];
  account.known = after != nullptr;
  const std::string group = after != nullptr ? after->group : std::string{};
  account.money = after != nullptr ? OwnMoney{after->balance, after->credit, after->bonus} : OwnMoney{};
  if (group != account.group_name) {
    account.group_name = group;
    set_group(account, store_.group(group));
    place_again(std::vector<int>(account.orders));
  }
  set_own_money(number);
  note(number);
  if (account.known || !account.orders.empty()) return;
  by_login_.erase(account.login);
  account = AccountBook{};
  hot_[number] = AccountHot{};
  free_accounts_.push_back(number);
}

void Positions::group_changed(const PluginGroupRecord* before, const PluginGroupRecord* after) {
  const std::string& name = after != nullptr ? after->group : before->group;
  const GroupSnapshot group = store_.group(name);
  const std::scoped_lock lock(mutex_);
  for (uint32_t number = 0; number < accounts_.size(); ++number) {
    if (accounts_[number].login == 0 || accounts_[number].group_name != name) continue;
    set_group(accounts_[number], group);
    place_again(std::vector<int>(accounts_[number].orders));
    set_own_money(number);
    note(number);
  }
}

void Positions::symbol_changed(uint16_t number) {
  const PluginSymbolRecord& symbol = market_.live(number);
  const std::scoped_lock lock(mutex_);
  const uint32_t book = book_of(symbol.symbol);
  if (number >= by_number_.size()) by_number_.resize(number + 1u);
  by_number_[number].book = book;
  changed_rates_.clear();
  rates_.refresh_all(changed_rates_);
  list_converting();
  apply_rates(changed_rates_);
  if (books_[book].trades == 0) return;
  std::vector<int> orders;
  for (const auto& [order, place] : places_) {
    if (place.symbol == book) orders.push_back(order);
  }
  place_again(orders);
}

void Positions::place_again(std::span<const int> orders) {
  for (const int order : orders) {
    const TradeSnapshot trade = store_.trade_snapshot(Book::Open, order);
    if (!trade) continue;
    remove(*trade);
    add(*trade);
  }
}

// Trades.

void Positions::add(const PluginTradeRecord& trade) {
  TradePlace place;
  const PluginSymbolRecord& symbol = record_of(trade.symbol);
  place.account = account_of(trade.login);
  place.symbol = book_of(trade.symbol);
  AccountBook& account = accounts_[place.account];
  place.price_class = class_of(books_[place.symbol], symbol, account.group);
  place.listed = static_cast<uint32_t>(account.orders.size());
  account.orders.push_back(trade.order);
  place.volume = trade.volume;
  if (is_market(trade.cmd)) add_position(trade, symbol, place);
  PriceClass& prices = books_[place.symbol].classes[place.price_class];
  prices.levels.add(trade);
  ++prices.trades;
  ++books_[place.symbol].trades;
  if (is_pending(trade.cmd) && trade.expiration > 0) expirations_.emplace(expiration_of(trade), trade.order);
  places_[trade.order] = place;
  note(place.account);
}

void Positions::add_position(const PluginTradeRecord& trade, const PluginSymbolRecord& symbol, TradePlace& place) {
  AccountBook& account = accounts_[place.account];
  const bool priced = account.group && !symbol.symbol.empty();
  const size_t known_rates = rates_.size();
  const uint16_t rate =
      priced ? rates_.number(symbol.quote_currency, account.group->currency, trade.cmd) : RateTable::kNone;
  if (rates_.size() != known_rates) list_converting();
  const int mode = priced ? freemargin_mode(*account.group, symbol) : 0;
  place.block = block_of(place.symbol, place.price_class, trade.cmd, rate, mode);
  PositionBlock& block = books_[place.symbol].classes[place.price_class].blocks[place.block];
  const double factor = profit(symbol, trade.cmd, trade.volume, 0.0, 1.0);
  place.number = static_cast<uint32_t>(block.order.size());
  block.open.push_back(trade.open_price);
  block.factor.push_back(std::isfinite(factor) ? factor : 0.0);
  block.account.push_back(place.account);
  block.order.push_back(trade.order);
  block.worth.push_back(0.0);
  if (block.valued()) block.worth.back() = block.worth_at(place.number);
  hot_[place.account].floating += block.worth.back();
  if (!block.valued()) ++account.unvalued;
  place.margin = whole_hundredths(held_margin(symbol, trade));
  place.storage = whole_hundredths(trade.storage);
  place.commission = whole_hundredths(trade.commission);
  account.storage += place.storage;
  account.commission += place.commission;
  ++account.positions;
  const HedgeTerms terms = account.group ? hedge_terms(symbol, *account.group) : HedgeTerms{};
  add_leg(place, trade.cmd, 1, &terms);
}

void Positions::remove(const PluginTradeRecord& trade) {
  const auto found = places_.find(trade.order);
  if (found == places_.end()) return;
  const TradePlace place = found->second;
  places_.erase(found);
  if (place.block != TradePlace::kPending) remove_position(place);
  if (is_pending(trade.cmd) && trade.expiration > 0) expirations_.erase({expiration_of(trade), trade.order});
  SymbolBook& book = books_[place.symbol];
  book.classes[place.price_class].levels.remove(trade);
  --book.classes[place.price_class].trades;
  --book.trades;
  AccountBook& account = accounts_[place.account];
  replace_by_last(account.orders, place.listed);
  if (place.listed < account.orders.size()) places_.at(account.orders[place.listed]).listed = place.listed;
  note(place.account);
}

void Positions::remove_position(const TradePlace& place) {
  PositionBlock& block = books_[place.symbol].classes[place.price_class].blocks[place.block];
  AccountBook& account = accounts_[place.account];
  hot_[place.account].floating -= block.worth[place.number];
  if (!block.valued()) --account.unvalued;
  replace_by_last(block.open, place.number);
  replace_by_last(block.factor, place.number);
  replace_by_last(block.worth, place.number);
  replace_by_last(block.account, place.number);
  replace_by_last(block.order, place.number);
  if (place.number < block.order.size()) places_.at(block.order[place.number]).number = place.number;
  account.storage -= place.storage;
  account.commission -= place.commission;
  --account.positions;
  add_leg(place, block.cmd, -1, nullptr);
}

void Positions::add_leg(const TradePlace& place, PluginTradeCommand cmd, int sign, const HedgeTerms* terms) {
  AccountBook& account = accounts_[place.account];
  const auto same = [&](const SymbolLegs& one) { return one.symbol == place.symbol; };
  auto leg = std::find_if(account.legs.begin(), account.legs.end(), same);
  if (leg == account.legs.end()) leg = account.legs.insert(leg, {place.symbol, {}, {}, 0.0});
  // Symbol and group may differ from those of the account's other positions; the newest values apply.
  if (terms != nullptr) leg->terms = *terms;
  leg->legs.add(cmd, static_cast<int64_t>(sign) * place.volume, sign * place.margin);
  const double margin = whole_hundredths(hedged_margin(leg->legs, leg->terms) / 100.0);
  account.margin += margin - leg->margin;
  leg->margin = margin;
  if (leg->legs.buy_volume == 0 && leg->legs.sell_volume == 0) account.legs.erase(leg);
}

// Expirations.

std::time_t Positions::expiration_of(const PluginTradeRecord& trade) const {
  const auto postponed = not_before_.find(trade.order);
  return postponed == not_before_.end() ? trade.expiration : std::max(trade.expiration, postponed->second);
}

std::optional<std::pair<std::time_t, int>> Positions::next_expiration() const {
  return expirations_.empty() ? std::nullopt : std::optional(*expirations_.begin());
}

void Positions::postpone_expiration(int order, std::time_t moment) {
  const TradeSnapshot trade = store_.trade_snapshot(Book::Open, order);
  if (trade) expirations_.erase({expiration_of(*trade), order});
  constexpr size_t kMany = 256;
  if (not_before_.size() >= kMany)
    std::erase_if(not_before_, [&](const auto& one) { return !places_.contains(one.first); });
  not_before_[order] = moment;
  if (trade) expirations_.emplace(expiration_of(*trade), order);
}

// Places.

uint32_t Positions::book_of(const std::string& symbol) {
  const auto [found, is_new] = by_name_.try_emplace(symbol, static_cast<uint32_t>(books_.size()));
  if (is_new) {
    books_.push_back({symbol, 0, {}});
    books_.back().classes.emplace_back();
  }
  return found->second;
}

uint16_t Positions::class_of(SymbolBook& book, const PluginSymbolRecord& symbol, const GroupSnapshot& group) {
  size_t number = 0;
  if (group && !symbol.symbol.empty() && has_own_prices(*group, symbol)) {
    const auto same = [&](const PriceClass& one) { return one.group && one.group->group == group->group; };
    number = static_cast<size_t>(std::find_if(book.classes.begin(), book.classes.end(), same) - book.classes.begin());
    if (number == book.classes.size()) book.classes.emplace_back();
    book.classes[number].group = group;
  }
  set_prices(book.classes[number], symbol);
  return static_cast<uint16_t>(number);
}

uint16_t Positions::block_of(uint32_t symbol, uint16_t price_class, PluginTradeCommand cmd, uint16_t rate_number,
                             int freemargin_mode) {
  PriceClass& prices = books_[symbol].classes[price_class];
  const auto same = [&](const PositionBlock& one) {
    return one.cmd == cmd && one.rate_number == rate_number && one.freemargin_mode == freemargin_mode;
  };
  const auto found = std::find_if(prices.blocks.begin(), prices.blocks.end(), same);
  const auto number = static_cast<uint16_t>(found - prices.blocks.begin());
  if (found != prices.blocks.end()) return number;
  PositionBlock& block = prices.blocks.emplace_back();
  block.cmd = cmd;
  block.rate_number = rate_number;
  block.freemargin_mode = freemargin_mode;
  block.price = is_buy(cmd) ? prices.prices.bid : prices.prices.ask;
  block.rate = rates_.rate(rate_number);
  if (rate_number >= rate_users_.size()) rate_users_.resize(rate_number + 1u);
  rate_users_[rate_number].push_back({symbol, price_class, number});
  return number;
}

const PluginSymbolRecord& Positions::record_of(const std::string& symbol) const {
  static const PluginSymbolRecord unknown{};
  const auto number = market_.number(symbol);
  return number ? market_.live(*number) : unknown;
}

void Positions::set_prices(PriceClass& prices, const PluginSymbolRecord& symbol) {
  prices.prices = {};
  if (symbol.bid > 0.0) {
    const Prices stored{symbol.bid, symbol.ask};
    prices.prices = prices.group ? group_prices(symbol, *prices.group, stored) : stored;
  }
  for (PositionBlock& block : prices.blocks) {
    const double price = is_buy(block.cmd) ? prices.prices.bid : prices.prices.ask;
    if (price == block.price) continue;
    const bool was_valued = block.valued();
    block.price = price;
    value_block(block, was_valued);
  }
}

// Accounts.

uint32_t Positions::account_of(int login) {
  const auto found = by_login_.find(login);
  if (found != by_login_.end()) return found->second;
  auto number = static_cast<uint32_t>(accounts_.size());
  if (free_accounts_.empty()) {
    accounts_.emplace_back();
    hot_.emplace_back();
  } else {
    number = free_accounts_.back();
    free_accounts_.pop_back();
  }
  accounts_[number].login = login;
  by_login_.emplace(login, number);
  return number;
}

std::optional<uint32_t> Positions::number_of(int login) const {
  const auto found = by_login_.find(login);
  return found == by_login_.end() ? std::nullopt : std::optional(found->second);
}

void Positions::set_group(AccountBook& account, GroupSnapshot group) {
  account.group = std::move(group);
  account.modes = account.group && std::any_of(account.group->secgroups.begin(), account.group->secgroups.end(),
                                               [](const auto& sec) { return sec.second.freemargin_mode != 0; });
}

void Positions::set_own_money(uint32_t number) noexcept {
  const AccountBook& account = accounts_[number];
  const bool bonus_trades =
      account.group && (account.group->bonus_usage_policy & PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY) != 0;
  const double own = account.money.balance + account.money.credit + (bonus_trades ? account.money.bonus : 0.0);
  hot_[number].own = whole_hundredths(own);
}

void Positions::note(uint32_t number) {
  AccountBook& account = accounts_[number];
  if (account.noted) return;
  account.noted = true;
  noted_.push_back(number);
}

void Positions::take_noted(std::vector<uint32_t>& accounts) {
  accounts.clear();
  accounts.swap(noted_);
  for (const uint32_t number : accounts) accounts_[number].noted = false;
}

void Positions::set_limits(uint32_t account, double low, double high) noexcept {
  hot_[account].low = low;
  hot_[account].high = high;
}

}  // namespace workbench
