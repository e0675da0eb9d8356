// Common parts of the shared objects of all legacy layouts: scratch records and the conversion of values.
// Each shared object includes this file after its own declarations of to_plugin and to_server.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "PluginServerInterface.h"
#include "base/generated/reflection.h"
#include "base/per_thread.h"

namespace workbench::layout {

/// Runs clean-up code at the end of a thread.
struct ThreadEnd {
  std::vector<void (*)() noexcept> actions;
  ~ThreadEnd() {
    for (const auto action : actions) action();
  }
};

/// Scratch records of this thread for one call. The next call reuses them, so that strings and tables keep their
/// memory. Calls may be nested (a hook trades, which calls hooks); each nested call has its own records.
template <class... Records>
class Lease {
 public:
  Lease() : node_(take()) {}
  ~Lease() {
    node_->next = free_nodes;
    free_nodes = node_;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  template <std::size_t place>
  auto& get() const noexcept {
    return std::get<place>(node_->records);
  }

 private:
  struct Node {
    std::tuple<Records...> records{};
    Node* next = nullptr;
  };
  static void drop_all() noexcept {
    while (free_nodes != nullptr) delete std::exchange(free_nodes, free_nodes->next);
    registered = false;
  }

  static Node* take() {
    if (!registered) {
      PerThread<ThreadEnd>::get().actions.push_back(&drop_all);
      registered = true;
    }
    if (free_nodes == nullptr) return new Node;
    return std::exchange(free_nodes, free_nodes->next);
  }

  static inline thread_local Node* free_nodes = nullptr;
  static inline thread_local bool registered = false;

  Node* node_;
};

/// Converts a gateway's order number to that of the legacy layouts: 0 for an empty text and for text that is not a
/// 32-bit number.
inline int number_of(const std::string& text) noexcept {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? number : 0;
}

inline std::string text_of(int number) {
  return number == 0 ? std::string() : std::to_string(number);
}

/// Stores a number unless the text has the same value already, so that text that is not a number survives the round
/// trip.
inline void set_number(std::string& text, int number) {
  if (number_of(text) != number) text = text_of(number);
}

/// A plugin's record with implausible content: the plugin filled it by another layout than the one it is read with.
struct ImplausibleRecord : std::runtime_error {
  ImplausibleRecord(const char* field, const std::string& held)
      : std::runtime_error(std::string(field) + " holds " + held + "; the layout of the plugin is probably wrong") {}
};

inline void check(const char* field, double value) {
  if (std::fpclassify(value) != FP_SUBNORMAL) [[likely]]
    return;
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  throw ImplausibleRecord(field, text);
}

inline void check(const char* field, const std::string& text) {
  if (text.data() == nullptr || text.size() > text.capacity()) throw ImplausibleRecord(field, "no text");
}

/// Gives `to` the keys of `from`; existing values keep their memory.
template <class From, class To, class Convert>
void convert_map(const From& from, To& to, const Convert& convert) {
  for (const auto& [key, value] : from) convert(value, to[key]);
  if (to.size() != from.size()) {
    std::erase_if(to, [&from](const auto& item) { return from.find(item.first) == from.end(); });
  }
}

/// Copies a found record to the plugin. When nothing was found, the plugin's record stays unchanged.
template <class Found, class Out>
void give(int code, const Found& found, Out* out) {
  if (code == RET_OK && out != nullptr) to_plugin(found, *out);
}

template <class Found, class Out>
void give_list(int code, const std::vector<Found>& found, std::vector<Out>* out) {
  if (code != RET_OK || out == nullptr) return;
  out->resize(found.size());
  for (std::size_t at = 0; at < found.size(); ++at) to_plugin(found[at], (*out)[at]);
}

template <class Given, class Taken>
void take_list(const std::vector<Given>& given, std::vector<Taken>& taken) {
  taken.resize(given.size());
  for (std::size_t at = 0; at < given.size(); ++at) to_server(given[at], taken[at]);
}

/// Runs a server method for the plugin. When the conversion runs out of memory, or a record cannot be the plugin's, the
/// plugin gets an error code instead of an exception.
template <class Body>
int answered(PluginServerInterface& server, const Body& body) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return RET_ERR_MEM;
  } catch (const ImplausibleRecord& record) {
    server.LogsOut("layout", record.what());
    return RET_INVALID_DATA;
  }
}

/// Copies the fields that two of the server's records have in common.
template <class From, class To>
void copy_shared(const From& from, To& to) {
  visit_fields(from, [&to](std::string_view name, const auto& value) {
    visit_fields(to, [&](std::string_view other, auto& member) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::remove_cvref_t<decltype(member)>> &&
                    !std::is_array_v<std::remove_cvref_t<decltype(value)>>) {
        if (name == other) member = value;
      }
    });
  });
}

/// Prepares a change of an open trade with the server's current values, if the trade exists.
inline void open_trade(PluginServerInterface& server, int order, PluginTradeRequestRecord& request) {
  PluginTradeRecord trade;
  if (server.GetOpenTradeByOrder(order, &trade) == RET_OK) copy_shared(trade, request);
}

inline void closed_trade(PluginServerInterface& server, int login, int order, PluginTradeRequestRecord& request) {
  std::vector<PluginTradeRecord> trades;
  if (server.GetCloseTradesByLogin(login, &trades) != RET_OK) return;
  for (const PluginTradeRecord& trade : trades) {
    if (trade.order == order) return copy_shared(trade, request);
  }
}

}  // namespace workbench::layout
