// The parts of a server as they are handed to each other.
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
  // Runs work that only the engine thread may do: at once with the engine lock held, else in its next batch. For what
  // may be left out when there is too much of it.
  std::function<void(std::function<void()>)> on_engine;
  // Shows that the engine moves. With the engine lock held, between two things of which each may wait for a plugin, so
  // that many slow calls one after the other are not taken for one that never ends.
  std::function<void()> beat;
};

}  // namespace workbench
