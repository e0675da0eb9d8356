// The databases on disk: one SQLite file with every acknowledged account, trade and candle.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "model/PluginAccountRecord.hpp"
#include "model/PluginCandleRecord.hpp"
#include "model/PluginMailRecord.hpp"
#include "model/PluginNewsRecord.hpp"
#include "model/PluginTradeRecord.hpp"
#include "storage/candle_write.h"
#include "storage/memory_store.h"

namespace workbench {

// The file cannot be opened, read or written; a one-line message that names the file and the fault.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Content of a database, read at the start.
struct Contents {
  // Applies to mails and news separately; older ones stay in the file only.
  static constexpr size_t kMostLetters = 10'000;

  struct Trade {
    Book book = Book::Open;
    TradeSnapshot record;
  };
  struct Candle {
    std::string symbol;
    PluginCandleRecord record;
  };
  std::vector<AccountSnapshot> accounts;
  std::vector<Trade> trades;
  std::vector<Candle> candles;
  std::vector<QuoteWrite> quotes;  // the last one of each symbol
  std::vector<PluginMailRecord> mails;
  std::vector<PluginNewsRecord> news;
  std::vector<int> seeded;  // logins that were created once from the configuration
  int64_t last_order = 0;
  int64_t last_login = 0;
  int64_t day_end = 0;       // end of the newest closed day, Unix seconds; 0 for none
  int64_t server_nanos = 0;  // server time of the last commit, nanoseconds since the Unix epoch; 0 for a new database
};

// One connection, used by one thread at a time. Every method throws DatabaseError.
class Database {
 public:
  // Opens or creates the file; "" is a database in memory. `sync`: full (a commit survives a power failure), normal (a
  // commit survives the end of the process), memory (as normal, but a machine failure may damage the file).
  Database(const std::string& path, const std::string& sync);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Contents read();

  // A transaction that is not `durable` survives the end of the process, for any `sync`.
  void begin(bool durable = true);
  void commit();
  void rollback() noexcept;

  void put(const PluginAccountRecord& account);
  void erase_account(int login);
  void put(Book book, const PluginTradeRecord& trade);
  void put(const PluginMailRecord& mail);
  void put(const PluginNewsRecord& news);
  void erase_trade(int order);  // in any book
  void put(const CandleWrite& change);
  void put(const QuoteWrite& change);
  void put_counter(std::string_view name, int64_t value);
  void put_seeded(int login);

 private:
  struct CloseConnection {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }
  };
  struct Statements;

  void open();
  int64_t newest_record_seconds();

  std::string path_;
  bool full_ = false;    // sync is full
  bool durable_ = true;  // of the newest transaction
  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace workbench
