// Reads and writes the database file.
#include "storage/database.h"

#include <map>
#include <utility>

#include "base/clock.h"
#include "storage/schema.h"
#include "storage/statement.h"

namespace workbench {
namespace {

constexpr std::string_view kSeeded = "seeded ";

std::string marks(size_t count) {
  std::string sql = "?";
  for (size_t i = 1; i < count; ++i) sql += ", ?";
  return sql;
}

template <class Record>
std::string insert(const std::string& table, const std::string& key) {
  return "INSERT OR REPLACE INTO " + table + '(' + key + column_names<Record>() + ") VALUES(" +
         marks(columns<Record>().size() + (key.empty() ? 0 : 1)) + ')';
}

// The newest kMostLetters of a table, oldest first.
template <class Record>
std::string newest(const std::string& table) {
  return "SELECT " + column_names<Record>() + " FROM (SELECT * FROM " + table + " ORDER BY id DESC LIMIT " +
         std::to_string(Contents::kMostLetters) + ") ORDER BY id";
}

std::string journal_settings(const std::string& sync) {
  static const std::map<std::string, std::string> settings{
      {"full", "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"},
      {"normal", "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"},
      {"memory", "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF"},
  };
  const auto found = settings.find(sync);
  if (found == settings.end()) throw DatabaseError("database sync is \"" + sync + "\": use full, normal or memory");
  return found->second;
}

}  // namespace

struct Database::Statements {
  explicit Statements(sqlite3* c)
      : put_account(c, insert<PluginAccountRecord>("accounts", "")),
        erase_account(c, "DELETE FROM accounts WHERE login = ?"),
        put_trade(c, insert<PluginTradeRecord>("trades", "book, ")),
        erase_trade(c, "DELETE FROM trades WHERE \"order\" = ?"),
        put_candle(c, insert<PluginCandleRecord>("candles", "symbol, ")),
        erase_candles(c, "DELETE FROM candles WHERE symbol = ? AND time BETWEEN ? AND ?"),
        put_quote(c, "INSERT OR REPLACE INTO quotes(symbol, bid, ask, time) VALUES(?, ?, ?, ?)"),
        erase_quote(c, "DELETE FROM quotes WHERE symbol = ?"),
        put_mail(c, insert<PluginMailRecord>("mails", "")),
        put_news(c, insert<PluginNewsRecord>("news", "")),
        put_counter(c, "INSERT OR REPLACE INTO counters(name, value) VALUES(?, ?)"),
        begin(c, "BEGIN IMMEDIATE"),
        commit(c, "COMMIT") {}

  Statement put_account;
  Statement erase_account;
  Statement put_trade;
  Statement erase_trade;
  Statement put_candle;
  Statement erase_candles;
  Statement put_quote;
  Statement erase_quote;
  Statement put_mail;
  Statement put_news;
  Statement put_counter;
  Statement begin;
  Statement commit;
};

Database::Database(const std::string& path, const std::string& sync)
    : path_(path.empty() ? ":memory:" : path), full_(sync == "full") {
  const std::string settings = journal_settings(sync);
  open();
  execute_sql(connection_.get(), path_, settings);
  prepare_tables(connection_.get(), path_);
  try {
    statements_ = std::make_unique<Statements>(connection_.get());
  } catch (const DatabaseError& error) {
    throw DatabaseError(path_ + ": the tables do not match this server: " + error.what());
  }
}

Database::~Database() = default;

void Database::open() {
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path_.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) throw_database_error(connection, path_ + ": cannot open the database");
  sqlite3_busy_timeout(connection, 2'000);
}

Contents Database::read() {
  Contents contents;
  Statement accounts(connection_.get(),
                     "SELECT " + column_names<PluginAccountRecord>() + " FROM accounts ORDER BY login");
  while (accounts.step()) {
    auto account = std::make_shared<PluginAccountRecord>();
    accounts.read_record(*account);
    contents.accounts.push_back(std::move(account));
  }
  Statement trades(connection_.get(),
                   "SELECT book, " + column_names<PluginTradeRecord>() + " FROM trades ORDER BY \"order\"");
  while (trades.step()) {
    Contents::Trade& trade = contents.trades.emplace_back();
    trade.book = static_cast<Book>(trades.integer());
    if (trade.book != Book::Open && trade.book != Book::Closed && trade.book != Book::Finance) {
      throw DatabaseError(path_ + ": a trade is in book " + std::to_string(static_cast<int>(trade.book)) +
                          ", which does not exist");
    }
    auto record = std::make_shared<PluginTradeRecord>();
    trades.read_record(*record);
    trade.record = std::move(record);
  }
  Statement candles(connection_.get(),
                    "SELECT symbol, " + column_names<PluginCandleRecord>() + " FROM candles ORDER BY symbol, time");
  while (candles.step()) {
    Contents::Candle& candle = contents.candles.emplace_back();
    candle.symbol = candles.text();
    candles.read_record(candle.record);
  }
  Statement quotes(connection_.get(), "SELECT symbol, bid, ask, time FROM quotes");
  while (quotes.step()) {
    QuoteWrite& last = contents.quotes.emplace_back();
    last.symbol = quotes.text();
    last.quote.bid = quotes.real();
    last.quote.ask = quotes.real();
    last.quote.nanos = quotes.integer();
  }
  Statement mails(connection_.get(), newest<PluginMailRecord>("mails"));
  while (mails.step()) mails.read_record(contents.mails.emplace_back());
  Statement news(connection_.get(), newest<PluginNewsRecord>("news"));
  while (news.step()) news.read_record(contents.news.emplace_back());
  Statement counters(connection_.get(), "SELECT name, value FROM counters");
  while (counters.step()) {
    const std::string name = counters.text();
    if (name.starts_with(kSeeded)) contents.seeded.push_back(static_cast<int>(counters.integer()));
    if (name == "last_order") contents.last_order = counters.integer();
    if (name == "last_login") contents.last_login = counters.integer();
    if (name == "day_end") contents.day_end = counters.integer();
    if (name == "server_nanos") contents.server_nanos = counters.integer();
  }
  if (contents.server_nanos == 0) contents.server_nanos = newest_record_seconds() * kNanosPerSecond;
  return contents;
}

// Older servers did not store their time, but their records have times.
int64_t Database::newest_record_seconds() {
  Statement newest(connection_.get(),
                   "SELECT coalesce(max(time), 0) FROM ("
                   "SELECT open_time AS time FROM trades UNION ALL SELECT close_time FROM trades "
                   "UNION ALL SELECT time FROM candles UNION ALL SELECT value FROM counters WHERE name = 'day_end') "
                   "WHERE time <= ?");
  newest.bind(kLastNanos / kNanosPerSecond);
  newest.step();
  return newest.integer();
}

void Database::begin(bool durable) {
  if (full_ && durable != durable_)
    execute_sql(connection_.get(), path_, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  durable_ = durable;
  statements_->begin.run();
}

void Database::commit() {
  statements_->commit.run();
}

// A failed write may have rolled the transaction back already; a remaining transaction must not stay open.
void Database::rollback() noexcept {
  if (sqlite3_get_autocommit(connection_.get()) == 0)
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::put(const PluginAccountRecord& account) {
  statements_->put_account.bind_record(account);
  statements_->put_account.run();
}

void Database::erase_account(int login) {
  statements_->erase_account.bind(int64_t{login});
  statements_->erase_account.run();
}

void Database::put(Book book, const PluginTradeRecord& trade) {
  statements_->put_trade.bind(static_cast<int64_t>(book));
  statements_->put_trade.bind_record(trade);
  statements_->put_trade.run();
}

void Database::put(const PluginMailRecord& mail) {
  statements_->put_mail.bind_record(mail);
  statements_->put_mail.run();
}

void Database::put(const PluginNewsRecord& news) {
  statements_->put_news.bind_record(news);
  statements_->put_news.run();
}

void Database::erase_trade(int order) {
  statements_->erase_trade.bind(int64_t{order});
  statements_->erase_trade.run();
}

void Database::put(const CandleWrite& change) {
  if (change.erased) {
    statements_->erase_candles.bind(change.symbol);
    statements_->erase_candles.bind(int64_t{change.erased->from});
    statements_->erase_candles.bind(int64_t{change.erased->to});
    statements_->erase_candles.run();
    return;
  }
  statements_->put_candle.bind(change.symbol);
  statements_->put_candle.bind_record(change.candle);
  statements_->put_candle.run();
}

void Database::put(const QuoteWrite& change) {
  if (change.quote.bid <= 0.0) {
    statements_->erase_quote.bind(change.symbol);
    statements_->erase_quote.run();
    return;
  }
  statements_->put_quote.bind(change.symbol);
  statements_->put_quote.bind(change.quote.bid);
  statements_->put_quote.bind(change.quote.ask);
  statements_->put_quote.bind(change.quote.nanos);
  statements_->put_quote.run();
}

void Database::put_counter(std::string_view name, int64_t value) {
  statements_->put_counter.bind(name);
  statements_->put_counter.bind(value);
  statements_->put_counter.run();
}

void Database::put_seeded(int login) {
  put_counter(std::string(kSeeded) + std::to_string(login), login);
}

}  // namespace workbench
