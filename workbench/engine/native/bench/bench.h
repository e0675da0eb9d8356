// What the instrumented paths cost, each beside a minimal loop that does only what cannot be left out.
#pragma once

#include <cstdint>
#include <string>

namespace workbench::bench {

/// Nanoseconds per turn of a loop of (virtual call, two time stamps, one 64-byte store), the best of several batches.
double bare_hook_nanos(std::uint64_t calls);

/// Nanoseconds per HookQuoteTick of one C++ plugin through a host with telemetry in private memory.
double guarded_hook_nanos(std::uint64_t calls);

/// Nanoseconds per call of a chain of `plugins` plugins.
double guarded_chain_nanos(std::uint64_t chains, std::uint32_t plugins);

/// The same for one plugin and a thread beyond the slots of the telemetry, whose calls are not recorded.
double slotless_hook_nanos(std::uint64_t calls);

/// Ticks per second of a minimal intake: check, session by a table of minutes, one virtual hook, last tick, 1M bar,
/// 64-byte store.
double bare_intake_ticks_per_second(std::uint64_t ticks);

/// Ticks per second through an Engine's market intake with one HookQuote plugin and no open trades, on this thread.
double engine_intake_ticks_per_second(std::uint64_t ticks);

/// The same without any plugin.
double hookless_intake_ticks_per_second(std::uint64_t ticks);

/// Ticks per second through the whole intake with three HookQuote plugins and 100 open positions on the symbol in 100
/// accounts: floating profit and margin levels are worked out for each tick.
double positions_intake_ticks_per_second(std::uint64_t ticks);

/// Milliseconds of GetAccountsByGroup("*") as a plugin calls it, on a file of fill_database(); the best of five.
double read_accounts_millis(const std::string& database);

/// Market orders opened and closed a second, one request after the other on this thread, through three plugins that
/// hook every step. `sync` and `database` as of EngineOptions. Throws std::runtime_error when a request is refused.
double trade_pairs_per_second(std::uint64_t pairs, const std::string& sync, const std::string& database);

/// Ticks per second, one for each second, counted into the candles of one symbol, with all nine frames right after
/// every finished minute: kept in step, or folded anew from all minutes.
double kept_candles_ticks_per_second(std::uint64_t ticks);
double recomputed_candles_ticks_per_second(std::uint64_t ticks);

/// Writes accounts of group "real", numbered from 1001 on, and their open trades in EURUSD into a new database file.
void fill_database(const std::string& path, int accounts, int trades);

/// Writes call records into the segment at `path` at this rate for so long, from the calling thread. Returns how many.
/// Throws std::runtime_error when the segment cannot be mapped.
std::uint64_t flood(const std::string& path, double records_per_second, double seconds);

}  // namespace workbench::bench
