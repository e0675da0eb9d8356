"""Tables that share their blocks with copies, beside a plain map and read by threads while they change."""

import ctypes
from pathlib import Path

import pytest

from tests.support.compiler import compile_plugin

NATIVE = Path(__file__).resolve().parents[4] / "workbench" / "engine" / "native"
HEADERS = [NATIVE / "base" / "ordered_table.h", NATIVE / "base" / "writer_first_mutex.h"]
SOURCE = r"""
#include <map>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "base/ordered_table.h"
#include "base/writer_first_mutex.h"

#define VISIBLE extern "C" __attribute__((visibility("default")))

using Table = workbench::OrderedTable<std::shared_ptr<const int>>;
using Map = std::map<int, int>;

static bool same(const Table& table, const Map& map) {
  auto expected = map.begin();
  bool good = table.size() == map.size() && table.empty() == map.empty();
  good = good && table.last_key() == (map.empty() ? 0 : map.rbegin()->first);
  table.each_with_key([&](int key, const std::shared_ptr<const int>& value) {
    good = good && expected != map.end() && expected->first == key && *value == expected->second;
    if (expected != map.end()) ++expected;
  });
  return good && expected == map.end();
}

// Random changes of a table and of its copies; each stays what a map says that it is.
VISIBLE bool agrees(unsigned seed, int changes) {
  std::mt19937 dice(seed);
  std::vector<std::pair<Table, Map>> all(1);
  for (int change = 0; change < changes; ++change) {
    auto& [table, map] = all[dice() % all.size()];
    const int key = 1 + static_cast<int>(dice() % 2'000);
    const int value = static_cast<int>(dice());
    if (dice() % 3 != 0) {
      const auto before = table.put(key, std::make_shared<const int>(value));
      if ((before != nullptr) != map.contains(key)) return false;
      map[key] = value;
    } else {
      const auto before = table.take(key);
      if ((before != nullptr) != (map.erase(key) == 1)) return false;
    }
    if (auto* const found = table.find(key)) *found = std::make_shared<const int>(map[key] = value + 1);
    if (dice() % 500 != 0) continue;
    auto copied = all[dice() % all.size()];
    if (all.size() < 5) {
      all.push_back(std::move(copied));
    } else {
      all[dice() % all.size()] = std::move(copied);
    }
    for (const auto& [one, other] : all) {
      if (!same(one, other)) return false;
    }
  }
  return true;
}

// One thread moves an amount from value to value, others copy the table under the lock: the sum is always the same.
VISIBLE bool shares(int readers, int changes) {
  constexpr int kEntries = 2'000;
  Table table;
  for (int key = 1; key <= kEntries; ++key) table.put(key, std::make_shared<const int>(1));
  workbench::WriterFirstMutex mutex;
  std::atomic<bool> over = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int reader = 0; reader < readers; ++reader) {
    threads.emplace_back([&] {
      while (!over) {
        const Table copy = [&] {
          const std::shared_lock lock(mutex);
          return table;
        }();
        int sum = 0;
        copy.each([&](const std::shared_ptr<const int>& value) { sum += *value; });
        if (sum != kEntries) ++wrong;
      }
    });
  }
  std::mt19937 dice(1);
  for (int change = 0; change < changes; ++change) {
    const int from = 1 + static_cast<int>(dice() % kEntries), to = 1 + static_cast<int>(dice() % kEntries);
    if (from == to) continue;
    const std::unique_lock lock(mutex);
    table.put(from, std::make_shared<const int>(*table.take(from) - 1));
    table.put(to, std::make_shared<const int>(*table.take(to) + 1));
  }
  over = true;
  for (std::thread& thread : threads) thread.join();
  return wrong == 0;
}
"""


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    file = compile_plugin(SOURCE, name="ordered_table", flags=(f"-I{NATIVE}", "-pthread"), depends=HEADERS)
    made = ctypes.CDLL(str(file))
    made.agrees.restype = made.shares.restype = ctypes.c_bool
    return made


@pytest.mark.parametrize("seed", range(5))
def test_that_a_table_and_its_copies_are_independent(library: ctypes.CDLL, seed: int) -> None:
    assert library.agrees(seed, 20_000)


def test_that_copies_are_whole_while_the_table_changes(library: ctypes.CDLL) -> None:
    assert library.shares(4, 5_000)
