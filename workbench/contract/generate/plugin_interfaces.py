"""The classes that a plugin may derive, as one list for the host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface

_TEXT = """
/// Classes that a plugin may derive beside PluginInterface.
enum class InterfaceKind : std::uint8_t {{
{kinds}}};
inline constexpr std::size_t kInterfaceKinds = {count};

/// One plugin object seen as each class that it derives; nullptr for those that it does not.
struct PluginInterfaces {{
    PluginInterface* plugin = nullptr;
{pointers}
    /// Cross-casts to every class.
    static PluginInterfaces of(PluginInterface* plugin);
    /// The same, keeping only the classes for which `wanted(name)` holds.
    PluginInterfaces only(const std::function<bool(std::string_view)>& wanted) const;
    /// Names of the classes that are there.
    std::vector<std::string> names() const;
}};

/// One chain of plugins for each class.
template <template <class> class Chain>
struct InterfaceChains {{
{chains}}};

/// Calls `visit(kind, name, pointer)` for each class.
template <class Interfaces, class Visit>
constexpr void visit_interfaces(Interfaces& interfaces, Visit&& visit) {{
{visits}}}

/// Calls `visit(kind, pointer, chain)` for each class.
template <class Chains, class Visit>
constexpr void visit_chains(const PluginInterfaces& interfaces, Chains& chains, Visit&& visit) {{
{chain_visits}}}
"""


def member(item: Interface) -> str:
    """Member of PluginInterfaces and InterfaceChains: `hook_trade` for HookTrade."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", item.name).lower()


def derivable(tables: Tables) -> tuple[Interface, ...]:
    """The hook and event classes, in table order."""
    return tuple(
        item
        for table in tables
        for item in table.interfaces
        if item.implemented_by != "host" and item.name != "PluginInterface"
    )


def plugin_interfaces(tables: Tables, path: str) -> Iterator[Output]:
    """`enum class InterfaceKind` and what the host keeps for each kind."""
    items = derivable(tables)
    lines = ["#pragma once", "", *cpp.includes("cstddef", "cstdint", "functional", "string", "string_view", "vector")]
    lines += ['#include "PluginInterface.h"', '#include "WorkbenchExtensions.h"', "", "namespace workbench {"]
    lines += [
        _TEXT.format(
            count=len(items),
            kinds="".join(f"    {item.name},\n" for item in items),
            pointers="".join(f"    {item.name}* {member(item)} = nullptr;\n" for item in items),
            chains="".join(f"    Chain<{item.name}> {member(item)};\n" for item in items),
            visits="".join(
                f'    visit(InterfaceKind::{item.name}, std::string_view("{item.name}"), interfaces.{member(item)});\n'
                for item in items
            ),
            chain_visits="".join(
                f"    visit(InterfaceKind::{item.name}, interfaces.{member(item)}, chains.{member(item)});\n"
                for item in items
            ),
        ),
        "}  // namespace workbench",
    ]
    yield Output(path, cpp_file(tables, "\n".join(lines)))
