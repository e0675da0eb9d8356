"""A library that intercepts calls of the core, for situations that tests cannot cause otherwise."""

import ctypes
from pathlib import Path

from tests.support.compiler import compile_plugin

SOURCE = r"""
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>
#include <atomic>
#include <cstring>
#include <new>

#define VISIBLE __attribute__((visibility("default")))

namespace {
template <class Function>
Function next(const char* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(dlopen(library, RTLD_NOW), name));
}
bool begins(const char* sql, const char* with) { return std::strncmp(sql, with, std::strlen(with)) == 0; }

std::atomic<bool> commit_fails, wrote_trade, reads_slowly, touches;
std::atomic<int> rows, rows_at_put;
}  // namespace

extern "C" {
// The next commit with a trade throws std::bad_alloc.
VISIBLE void fail_commit() { commit_fails = true; }
// From now on each snapshot of an account takes a millisecond to read.
VISIBLE void read_slowly() { reads_slowly = true; }
VISIBLE int rows_read() { return rows; }
// How many had been read when the first one was written after that.
VISIBLE int rows_read_at_put() { return rows_at_put; }
// With 1, a thread that removes the access to a page reads the page at once.
VISIBLE void touch_pages(int on) { touches = on != 0; }

VISIBLE int sqlite3_step(void* statement) {
  static const auto step = next<int (*)(void*)>("libsqlite3.so.0", "sqlite3_step");
  static const auto text = next<const char* (*)(void*)>("libsqlite3.so.0", "sqlite3_sql");
  const char* const sql = text(statement);
  if (sql == nullptr) return step(statement);
  if (begins(sql, "BEGIN")) wrote_trade = false;
  if (begins(sql, "INSERT OR REPLACE INTO trades")) wrote_trade = true;
  if (begins(sql, "COMMIT") && wrote_trade && commit_fails.exchange(false)) throw std::bad_alloc();
  if (reads_slowly && begins(sql, "INSERT OR REPLACE INTO equities") && rows_at_put == 0) rows_at_put = rows.load();
  if (reads_slowly && begins(sql, "SELECT") && std::strstr(sql, "FROM equities WHERE") != nullptr) {
    usleep(1000);
    ++rows;
  }
  return step(statement);
}

VISIBLE int mprotect(void* address, size_t bytes, int access) noexcept {
  static const auto protect = next<int (*)(void*, size_t, int)>("libc.so.6", "mprotect");
  const int failed = protect(address, bytes, access);
  if (access == PROT_NONE && bytes == 4096 && touches) static_cast<void>(*static_cast<volatile char*>(address));
  return failed;
}
}
"""


def between_file() -> Path:
    """The library, to be named in LD_PRELOAD."""
    return compile_plugin(SOURCE, name="between", flags=("-ldl",))


def between() -> ctypes.CDLL:
    """The library in the calling process, which was started with it."""
    return ctypes.CDLL(str(between_file()))
