// Process state, other than memory and threads, that a plugin can change: saves, compares and restores it.
#pragma once

#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <cfenv>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <locale>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "probe/probe.h"

namespace workbench {

/// One difference between two moments.
struct ProcessChange {
  /// handler, stream (descriptors 0 to 2), descriptor, environment or setting.
  std::string kind;
  /// The name within the kind: `SIGSEGV`, `12`, `HOME`, `locale`.
  std::string what;
  /// As readable text; empty when it did not exist before, or does not exist any more.
  std::string before;
  std::string after;
  /// Address of the current handler function, 0 for none.
  std::uint64_t address = 0;
  bool was_put_back = false;
};

/// Signal handlers and other process-wide handlers. Reading the table is cheap enough for once a second.
class HandlerTable {
 public:
  static HandlerTable now();

  /// Returns the handlers that differ in `later`.
  std::vector<ProcessChange> changes_to(const HandlerTable& later) const;
  /// Restores the handlers that differ from `later` in the process.
  void put_back(const HandlerTable& later) const;

 private:
  static constexpr std::array<int, 10> kSignals = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,  SIGABRT,
                                                   SIGTRAP, SIGTERM, SIGINT, SIGPIPE, SIGCHLD};

  std::terminate_handler terminate_ = nullptr;
  std::terminate_handler unexpected_ = nullptr;
  std::new_handler new_ = nullptr;
  std::array<struct sigaction, kSignals.size()> actions_{};
};

/// An open file as the kernel identifies it.
struct Descriptor {
  dev_t device = 0;
  ino_t inode = 0;
  std::string target;
  bool operator==(const Descriptor&) const = default;
};

/// Copies of the descriptors 0 to 2, closed with the last state that refers to them.
class KeptStreams;

bool is_same_arithmetic(const std::fenv_t& one, const std::fenv_t& other) noexcept;

/// The categories of C's locale.
inline constexpr std::size_t kLocaleCategories = 12;

/// Settings that code can change and that the server relies on, at one moment. Contains only the requested parts
/// (probe::Part). Signal mask, arithmetic, scheduling and thread locale are those of the calling thread.
class ProcessSettings {
 public:
  ProcessSettings() = default;
  static ProcessSettings now(std::uint32_t parts);

  std::uint32_t parts() const noexcept { return parts_; }
  /// Saves further parts as they are now; parts that were saved before stay as they were.
  void add(std::uint32_t parts);
  /// Sets the arithmetic to that of an earlier moment.
  void set_arithmetic(const std::fenv_t& arithmetic) noexcept;

  /// Returns the differences to `later`, which must be the present, in the parts that both contain. Restores the parts
  /// in `put_back` in the process.
  std::vector<ProcessChange> changes_to(const ProcessSettings& later, std::uint32_t put_back) const;

 private:
  using Changes = std::vector<ProcessChange>;
  void add_locale();
  void add_scheduling();
  void add_streams();
  Changes handler_changes(const ProcessSettings& later, bool put_back) const;
  Changes stream_changes(const ProcessSettings& later, bool put_back) const;
  Changes environment_changes(const ProcessSettings& later, bool put_back) const;
  Changes mask_changes(const ProcessSettings& later, bool put_back) const;
  Changes locale_changes(const ProcessSettings& later, bool put_back) const;
  Changes arithmetic_changes(const ProcessSettings& later, bool put_back) const;
  Changes directory_changes(const ProcessSettings& later, bool put_back) const;
  Changes umask_changes(const ProcessSettings& later, bool put_back) const;
  Changes limit_changes(const ProcessSettings& later, bool put_back) const;
  Changes scheduling_changes(const ProcessSettings& later, bool put_back) const;

  std::uint32_t parts_ = 0;
  HandlerTable handlers_;
  std::map<int, Descriptor> streams_;
  std::shared_ptr<const KeptStreams> copies_;
  std::map<std::string, std::string> environment_;
  sigset_t mask_{};
  std::array<std::string, kLocaleCategories> c_locale_;
  std::locale locale_;
  locale_t own_locale_ = nullptr;
  std::fenv_t arithmetic_{};
  std::string directory_;
  std::optional<mode_t> umask_;  ///< empty when it could not be read
  std::array<rlimit, RLIM_NLIMITS> limits_{};
  int nice_ = 0;
  int policy_ = 0;
  int priority_ = 0;
  cpu_set_t processors_{};
};

/// Settings, descriptors and memory at one moment.
class ProcessState {
 public:
  static ProcessState now();

  const std::map<int, Descriptor>& descriptors() const noexcept { return descriptors_; }
  std::uint64_t mapped_bytes() const noexcept { return mapped_bytes_; }
  std::uint64_t resident_bytes() const noexcept { return resident_bytes_; }

  /// Returns the differences to `later`, which must be the present. With `put_back` it restores what the server relies
  /// on: all settings except limits and environment variables.
  std::vector<ProcessChange> changes_to(const ProcessState& later, bool put_back) const;

 private:
  std::vector<ProcessChange> descriptor_changes(const ProcessState& later) const;

  ProcessSettings settings_;
  std::map<int, Descriptor> descriptors_;
  std::uint64_t mapped_bytes_ = 0;
  std::uint64_t resident_bytes_ = 0;
};

}  // namespace workbench
