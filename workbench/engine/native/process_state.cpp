// The state of a process at one moment, and how it differs from another one.
#include "process_state.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

namespace workbench {

namespace {

constexpr int kStreams = 3;
constexpr int kSignalCount = 64;

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { closedir(folder); }
};

std::mutex kept_mutex;
/// Descriptors that states hold themselves: not part of what they note.
std::set<int> kept;

std::string link_target(const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t length = readlink(path.c_str(), text.data(), text.size());
  return length < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

std::map<int, Descriptor> open_descriptors() {
  std::map<int, Descriptor> found;
  const std::unique_ptr<DIR, CloseFolder> folder(opendir("/proc/self/fd"));
  if (folder == nullptr) return found;
  const std::lock_guard lock(kept_mutex);
  while (const dirent* const entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    struct stat facts {};
    if (number < 0 || number == dirfd(folder.get()) || kept.contains(number) || fstat(number, &facts) != 0) continue;
    found[number] = {facts.st_dev, facts.st_ino, link_target("/proc/self/fd/" + std::string(name))};
  }
  return found;
}

std::map<std::string, std::string> environment_now() {
  std::map<std::string, std::string> found;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) found.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

std::string mask_text(const sigset_t& mask) {
  std::string text;
  for (int number = 1; number <= kSignalCount; ++number) {
    if (sigismember(&mask, number) != 1) continue;
    const char* const name = sigabbrev_np(number);
    text += (text.empty() ? "" : ", ") + (name == nullptr ? std::to_string(number) : "SIG" + std::string(name));
  }
  return text.empty() ? "nothing blocked" : text + " blocked";
}

#if defined(__x86_64__)
constexpr unsigned kFlushToZero = 0x8000, kDenormalsAreZero = 0x40, kStatusBits = 0x3f, kExceptionMasks = 0x1f80;
constexpr unsigned kRounding = 0x6000, kRoundingShift = 13;
constexpr unsigned kLegacyControl = 0x0f3f, kLegacyRounding = 0x0c00;

bool is_same(const std::fenv_t& one, const std::fenv_t& other) noexcept {
  return ((one.__mxcsr ^ other.__mxcsr) & ~kStatusBits) == 0 &&
         ((one.__control_word ^ other.__control_word) & kLegacyControl) == 0;
}

std::string arithmetic_text(const std::fenv_t& mode) {
  static constexpr std::array<const char*, 4> kNames = {"to nearest", "downward", "upward", "toward zero"};
  std::string text = std::string("rounding ") + kNames[(mode.__mxcsr & kRounding) >> kRoundingShift];
  if ((mode.__mxcsr & kFlushToZero) != 0) text += ", small results flushed to zero (FTZ)";
  if ((mode.__mxcsr & kDenormalsAreZero) != 0) text += ", small numbers read as zero (DAZ)";
  if ((mode.__mxcsr & kExceptionMasks) != kExceptionMasks) text += ", exceptions trapped";
  if ((mode.__control_word & kLegacyControl & ~kLegacyRounding) != 0x033f) text += ", x87 control word changed";
  return text;
}
#else
bool is_same(const std::fenv_t& one, const std::fenv_t& other) noexcept {
  return std::memcmp(&one, &other, sizeof one) == 0;
}

std::string arithmetic_text(const std::fenv_t&) {
  return "a mode of its own";
}
#endif

constexpr std::array<std::pair<int, const char*>, 6> kCategories = {{{LC_CTYPE, "LC_CTYPE"},
                                                                     {LC_NUMERIC, "LC_NUMERIC"},
                                                                     {LC_TIME, "LC_TIME"},
                                                                     {LC_COLLATE, "LC_COLLATE"},
                                                                     {LC_MONETARY, "LC_MONETARY"},
                                                                     {LC_MESSAGES, "LC_MESSAGES"}}};

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%03o", static_cast<unsigned>(mode));
  return text.data();
}

std::string limit_text(rlim_t limit) {
  return limit == RLIM_INFINITY ? "unlimited" : std::to_string(limit);
}

std::string limits_text(const rlimit& limit) {
  return limit_text(limit.rlim_cur) + " of " + limit_text(limit.rlim_max);
}

constexpr std::array<const char*, RLIM_NLIMITS> kLimitNames = {
    "CPU",     "FSIZE", "DATA",  "STACK",      "CORE",     "RSS",  "NPROC",  "NOFILE",
    "MEMLOCK", "AS",    "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"};

}  // namespace

class KeptStreams {
 public:
  KeptStreams() {
    const std::lock_guard lock(kept_mutex);
    for (int number = 0; number < kStreams; ++number) {
      copies_[static_cast<std::size_t>(number)] = fcntl(number, F_DUPFD_CLOEXEC, kStreams);
      if (copy(number) >= 0) kept.insert(copy(number));
    }
  }
  ~KeptStreams() {
    const std::lock_guard lock(kept_mutex);
    for (const int copy : copies_) {
      if (copy < 0) continue;
      close(copy);
      kept.erase(copy);
    }
  }
  KeptStreams(const KeptStreams&) = delete;
  KeptStreams& operator=(const KeptStreams&) = delete;

  int copy(int number) const noexcept { return copies_[static_cast<std::size_t>(number)]; }

 private:
  std::array<int, kStreams> copies_{};
};

ProcessState ProcessState::now() {
  ProcessState state;
  state.handlers_ = HandlerTable::now();
  state.descriptors_ = open_descriptors();
  state.streams_ = std::make_shared<const KeptStreams>();
  state.environment_ = environment_now();
  pthread_sigmask(SIG_BLOCK, nullptr, &state.mask_);
  for (std::size_t number = 0; number < kCategories.size(); ++number) {
    state.c_locale_[number] = std::setlocale(kCategories[number].first, nullptr);
  }
  std::fegetenv(&state.arithmetic_);
  std::array<char, PATH_MAX> directory{};
  if (getcwd(directory.data(), directory.size()) != nullptr) state.directory_ = directory.data();
  for (std::size_t limit = 0; limit < state.limits_.size(); ++limit) {
    getrlimit(static_cast<__rlimit_resource>(limit), &state.limits_[limit]);
  }
  state.read_status();
  return state;
}

void ProcessState::read_status() {
  // umask() itself can only be asked by changing it, which other threads would see.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    const auto number = [&line](int base) { return std::strtoull(line.c_str() + line.find(':') + 1, nullptr, base); };
    if (line.starts_with("Umask:")) umask_ = static_cast<mode_t>(number(8));
    if (line.starts_with("VmSize:")) mapped_bytes_ = number(10) * 1024;
    if (line.starts_with("VmRSS:")) resident_bytes_ = number(10) * 1024;
  }
}

std::vector<ProcessChange> ProcessState::changes_to(const ProcessState& later, bool put_back) const {
  std::vector<ProcessChange> changes = handlers_.changes_to(later.handlers_);
  if (put_back) {
    handlers_.put_back(later.handlers_);
    for (ProcessChange& change : changes) change.was_put_back = true;
  }
  for (auto&& more : {descriptor_changes(later, put_back), environment_changes(later), setting_changes(later, put_back),
                      limit_changes(later)}) {
    changes.insert(changes.end(), more.begin(), more.end());
  }
  return changes;
}

std::vector<ProcessChange> ProcessState::descriptor_changes(const ProcessState& later, bool put_back) const {
  std::vector<ProcessChange> changes;
  const auto add = [&](int number, const std::string& before, const std::string& after) {
    const bool is_stream = number < kStreams;
    const int copy = is_stream ? streams_->copy(number) : -1;
    const bool done = put_back && copy >= 0 && dup2(copy, number) == number;
    changes.push_back({is_stream ? "stream" : "descriptor", std::to_string(number), before, after, 0, done});
  };
  for (const auto& [number, before] : descriptors_) {
    const auto found = later.descriptors_.find(number);
    if (found == later.descriptors_.end()) add(number, before.target, "");
    if (found != later.descriptors_.end() && found->second != before) add(number, before.target, found->second.target);
  }
  for (const auto& [number, after] : later.descriptors_) {
    if (!descriptors_.contains(number)) add(number, "", after.target);
  }
  return changes;
}

std::vector<ProcessChange> ProcessState::environment_changes(const ProcessState& later) const {
  std::vector<ProcessChange> changes;
  for (const auto& [name, before] : environment_) {
    const auto found = later.environment_.find(name);
    const std::string after = found == later.environment_.end() ? "" : "'" + found->second + "'";
    if (found == later.environment_.end() || found->second != before) {
      changes.push_back({"environment", name, "'" + before + "'", after});
    }
  }
  for (const auto& [name, after] : later.environment_) {
    if (!environment_.contains(name)) changes.push_back({"environment", name, "", "'" + after + "'"});
  }
  return changes;
}

std::vector<ProcessChange> ProcessState::setting_changes(const ProcessState& later, bool put_back) const {
  std::vector<ProcessChange> changes;
  const auto add = [&](const char* what, const std::string& before, const std::string& after, auto&& undo) {
    changes.push_back({"setting", what, before, after, 0, put_back && undo()});
  };
  if (const std::string before = mask_text(mask_), after = mask_text(later.mask_); before != after) {
    add("signal mask", before, after, [&] { return pthread_sigmask(SIG_SETMASK, &mask_, nullptr) == 0; });
  }
  // std::locale first: making it the global one changes that of C as well.
  if (locale_ != later.locale_) {
    add("std::locale", locale_.name(), later.locale_.name(), [&] { return std::locale::global(locale_), true; });
  }
  for (std::size_t number = 0; number < c_locale_.size(); ++number) {
    const auto &before = c_locale_[number], &after = later.c_locale_[number];
    const auto [category, name] = kCategories[number];
    if (before != after) {
      add(name, before, after, [&, which = category] { return std::setlocale(which, before.c_str()) != nullptr; });
    }
  }
  if (!is_same(arithmetic_, later.arithmetic_)) {
    add("floating-point mode", arithmetic_text(arithmetic_), arithmetic_text(later.arithmetic_),
        [&] { return std::fesetenv(&arithmetic_) == 0; });
  }
  if (directory_ != later.directory_) {
    add("current directory", directory_, later.directory_, [&] { return chdir(directory_.c_str()) == 0; });
  }
  if (umask_ != later.umask_) add("umask", octal(umask_), octal(later.umask_), [&] { return umask(umask_), true; });
  return changes;
}

std::vector<ProcessChange> ProcessState::limit_changes(const ProcessState& later) const {
  std::vector<ProcessChange> changes;
  for (std::size_t number = 0; number < limits_.size(); ++number) {
    const auto &before = limits_[number], &after = later.limits_[number];
    if (before.rlim_cur == after.rlim_cur && before.rlim_max == after.rlim_max) continue;
    changes.push_back(
        {"setting", std::string("limit ") + kLimitNames[number], limits_text(before), limits_text(after)});
  }
  return changes;
}

}  // namespace workbench
