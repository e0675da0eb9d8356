// What a plugin can change of its process besides memory and threads: noted, compared, put back.
#pragma once

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <cfenv>
#include <cstdint>
#include <exception>
#include <locale>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace workbench {

/// One thing that differs between two moments.
struct ProcessChange {
  /// handler, stream (descriptors 0 to 2), descriptor, environment or setting.
  std::string kind;
  /// Which one: `SIGSEGV`, `12`, `HOME`, `locale`.
  std::string what;
  /// As text for people; empty for what was not there, or is not there any more.
  std::string before;
  std::string after;
  /// Of the function that handles it now, 0 for none.
  std::uint64_t address = 0;
  bool was_put_back = false;
};

/// What the process calls in need: cheap enough to be looked at every second.
class HandlerTable {
 public:
  static HandlerTable now();

  /// What is another one in `later`.
  std::vector<ProcessChange> changes_to(const HandlerTable& later) const;
  /// Makes those of them that differ from `later` the process's again.
  void put_back(const HandlerTable& later) const;

 private:
  static constexpr std::array<int, 10> kSignals = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,  SIGABRT,
                                                   SIGTRAP, SIGTERM, SIGINT, SIGPIPE, SIGCHLD};

  std::terminate_handler terminate_ = nullptr;
  std::terminate_handler unexpected_ = nullptr;
  std::new_handler new_ = nullptr;
  std::array<struct sigaction, kSignals.size()> actions_{};
};

/// An open file as the kernel knows it.
struct Descriptor {
  dev_t device = 0;
  ino_t inode = 0;
  std::string target;
  bool operator==(const Descriptor&) const = default;
};

/// Copies of the descriptors 0 to 2, closed with the last state that has them.
class KeptStreams;

/// All of it at one moment. Signal mask, arithmetic and locale of a thread are those of the calling one.
class ProcessState {
 public:
  static ProcessState now();

  const std::map<int, Descriptor>& descriptors() const noexcept { return descriptors_; }
  std::uint64_t mapped_bytes() const noexcept { return mapped_bytes_; }
  std::uint64_t resident_bytes() const noexcept { return resident_bytes_; }

  /// What differs in `later`, which must be the present. With `put_back` the process gets back what the server
  /// relies on: handlers, standard streams, signal mask, locale, arithmetic, current directory, umask.
  std::vector<ProcessChange> changes_to(const ProcessState& later, bool put_back) const;

 private:
  std::vector<ProcessChange> descriptor_changes(const ProcessState& later, bool put_back) const;
  std::vector<ProcessChange> environment_changes(const ProcessState& later) const;
  std::vector<ProcessChange> setting_changes(const ProcessState& later, bool put_back) const;
  std::vector<ProcessChange> limit_changes(const ProcessState& later) const;
  void read_status();

  HandlerTable handlers_;
  std::map<int, Descriptor> descriptors_;
  std::shared_ptr<const KeptStreams> streams_;
  std::map<std::string, std::string> environment_;
  sigset_t mask_{};
  std::array<std::string, 6> c_locale_;
  std::locale locale_;
  std::fenv_t arithmetic_{};
  std::string directory_;
  mode_t umask_ = 0;
  std::array<rlimit, RLIM_NLIMITS> limits_{};
  std::uint64_t mapped_bytes_ = 0;
  std::uint64_t resident_bytes_ = 0;
};

}  // namespace workbench
