// References to the parts of a server that other parts need.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace workbench {

class EquityBook;
class Market;
class Notices;
class Numbers;
class PluginHost;
class ServerSettings;
class Store;
class Telemetry;
class Valuation;

struct ServerContext {
  Store& store;
  Market& market;
  Valuation& valuation;
  PluginHost& host;
  Telemetry& telemetry;
  Notices& notices;
  ServerSettings& settings;
  EquityBook& equities;
  Numbers& orders;
  Numbers& logins;
  const std::atomic<int64_t>& server_nanos;
  // Runs work that only the engine thread may do: at once when the caller holds the engine lock, else in the next
  // commit batch. Only for work that may be dropped when the queue is full.
  std::function<void(std::function<void()>)> on_engine;
  // Emits a heartbeat of the engine. Called with the engine lock held, between two operations that may each wait for a
  // plugin, so that the watchdog does not report many slow calls in a row as a single hang.
  std::function<void()> beat;
};

}  // namespace workbench
