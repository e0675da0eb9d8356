// The cost of the instrumented paths, each next to a minimal loop that does only the unavoidable work.
#pragma once

#include <cstdint>
#include <string>

namespace workbench::bench {

/// Nanoseconds per iteration of a loop of (virtual call, two time stamps, one 64-byte store), the best of several runs.
double bare_hook_nanos(std::uint64_t calls);

/// Nanoseconds per HookQuoteTick of one C++ plugin through a host with telemetry in private memory.
double guarded_hook_nanos(std::uint64_t calls);

/// Nanoseconds per call of a chain of `plugins` plugins.
double guarded_chain_nanos(std::uint64_t chains, std::uint32_t plugins);

/// The same for one plugin and a thread without a telemetry slot, whose calls are not recorded.
double slotless_hook_nanos(std::uint64_t calls);

/// Ticks per second of a minimal intake: checks, session lookup in a table of minutes, one virtual hook, last tick, 1M
/// bar, 64-byte store.
double bare_intake_ticks_per_second(std::uint64_t ticks);

/// Ticks per second through an Engine's market intake with one HookQuote plugin and no open trades, on this thread.
double engine_intake_ticks_per_second(std::uint64_t ticks);

/// The same without any plugin.
double hookless_intake_ticks_per_second(std::uint64_t ticks);

/// Ticks per second through the whole intake with three HookQuote plugins and 100 open positions on the symbol in 100
/// accounts. Each tick updates floating profit and margin levels.
double positions_intake_ticks_per_second(std::uint64_t ticks);

/// Milliseconds of GetAccountsByGroup("*") called by a plugin, on a file of fill_database(); the best of five.
double read_accounts_millis(const std::string& database);

/// Market orders opened and closed per second, one request after the other on this thread, through three plugins that
/// hook every step. `sync` and `database` as in EngineOptions. Throws std::runtime_error when the server refuses a
/// request.
double trade_pairs_per_second(std::uint64_t pairs, const std::string& sync, const std::string& database);

/// Ticks per second of one symbol's candles, with one tick per second of server time. All nine frames are correct after
/// every finished minute. The first function updates them incrementally, the second rebuilds them from all minutes.
double kept_candles_ticks_per_second(std::uint64_t ticks);
double recomputed_candles_ticks_per_second(std::uint64_t ticks);

/// Writes accounts of group "real", with logins from 1001 on, and their open trades in EURUSD into a new database file.
void fill_database(const std::string& path, int accounts, int trades);

/// Writes call records into the segment at `path` at this rate and for this time, on the calling thread. Returns the
/// number of records. Throws std::runtime_error when the segment cannot be mapped.
std::uint64_t flood(const std::string& path, double records_per_second, double seconds);

}  // namespace workbench::bench
