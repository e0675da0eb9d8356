// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

namespace workbench {

/// Classes that a plugin may derive beside PluginInterface.
enum class InterfaceKind : std::uint8_t {
    HookTrade,
    HookAccount,
    EventTrade,
    EventSymbol,
    EventAccount,
    EventGroup,
    HookQuote,
    EventQuote,
    EventSymbolChange,
    EventGroupChange,
    EventConfig,
    EventMargin,
};
inline constexpr std::size_t kInterfaceKinds = 12;

/// One plugin object seen as each class that it derives; nullptr for those that it does not.
struct PluginInterfaces {
    PluginInterface* plugin = nullptr;
    HookTrade* hook_trade = nullptr;
    HookAccount* hook_account = nullptr;
    EventTrade* event_trade = nullptr;
    EventSymbol* event_symbol = nullptr;
    EventAccount* event_account = nullptr;
    EventGroup* event_group = nullptr;
    HookQuote* hook_quote = nullptr;
    EventQuote* event_quote = nullptr;
    EventSymbolChange* event_symbol_change = nullptr;
    EventGroupChange* event_group_change = nullptr;
    EventConfig* event_config = nullptr;
    EventMargin* event_margin = nullptr;

    /// Cross-casts to every class.
    static PluginInterfaces of(PluginInterface* plugin);
    /// The same, keeping only the classes for which `wanted(name)` holds.
    PluginInterfaces only(const std::function<bool(std::string_view)>& wanted) const;
    /// Names of the classes that are there.
    std::vector<std::string> names() const;
};

/// One chain of plugins for each class.
template <template <class> class Chain>
struct InterfaceChains {
    Chain<HookTrade> hook_trade;
    Chain<HookAccount> hook_account;
    Chain<EventTrade> event_trade;
    Chain<EventSymbol> event_symbol;
    Chain<EventAccount> event_account;
    Chain<EventGroup> event_group;
    Chain<HookQuote> hook_quote;
    Chain<EventQuote> event_quote;
    Chain<EventSymbolChange> event_symbol_change;
    Chain<EventGroupChange> event_group_change;
    Chain<EventConfig> event_config;
    Chain<EventMargin> event_margin;
};

/// Calls `visit(kind, name, pointer)` for each class.
template <class Interfaces, class Visit>
constexpr void visit_interfaces(Interfaces& interfaces, Visit&& visit) {
    visit(InterfaceKind::HookTrade, std::string_view("HookTrade"), interfaces.hook_trade);
    visit(InterfaceKind::HookAccount, std::string_view("HookAccount"), interfaces.hook_account);
    visit(InterfaceKind::EventTrade, std::string_view("EventTrade"), interfaces.event_trade);
    visit(InterfaceKind::EventSymbol, std::string_view("EventSymbol"), interfaces.event_symbol);
    visit(InterfaceKind::EventAccount, std::string_view("EventAccount"), interfaces.event_account);
    visit(InterfaceKind::EventGroup, std::string_view("EventGroup"), interfaces.event_group);
    visit(InterfaceKind::HookQuote, std::string_view("HookQuote"), interfaces.hook_quote);
    visit(InterfaceKind::EventQuote, std::string_view("EventQuote"), interfaces.event_quote);
    visit(InterfaceKind::EventSymbolChange, std::string_view("EventSymbolChange"), interfaces.event_symbol_change);
    visit(InterfaceKind::EventGroupChange, std::string_view("EventGroupChange"), interfaces.event_group_change);
    visit(InterfaceKind::EventConfig, std::string_view("EventConfig"), interfaces.event_config);
    visit(InterfaceKind::EventMargin, std::string_view("EventMargin"), interfaces.event_margin);
}

/// Calls `visit(kind, pointer, chain)` for each class.
template <class Chains, class Visit>
constexpr void visit_chains(const PluginInterfaces& interfaces, Chains& chains, Visit&& visit) {
    visit(InterfaceKind::HookTrade, interfaces.hook_trade, chains.hook_trade);
    visit(InterfaceKind::HookAccount, interfaces.hook_account, chains.hook_account);
    visit(InterfaceKind::EventTrade, interfaces.event_trade, chains.event_trade);
    visit(InterfaceKind::EventSymbol, interfaces.event_symbol, chains.event_symbol);
    visit(InterfaceKind::EventAccount, interfaces.event_account, chains.event_account);
    visit(InterfaceKind::EventGroup, interfaces.event_group, chains.event_group);
    visit(InterfaceKind::HookQuote, interfaces.hook_quote, chains.hook_quote);
    visit(InterfaceKind::EventQuote, interfaces.event_quote, chains.event_quote);
    visit(InterfaceKind::EventSymbolChange, interfaces.event_symbol_change, chains.event_symbol_change);
    visit(InterfaceKind::EventGroupChange, interfaces.event_group_change, chains.event_group_change);
    visit(InterfaceKind::EventConfig, interfaces.event_config, chains.event_config);
    visit(InterfaceKind::EventMargin, interfaces.event_margin, chains.event_margin);
}

}  // namespace workbench
