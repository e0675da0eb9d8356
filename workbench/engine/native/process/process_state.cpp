// The state of a process at one moment, and the differences between two states.
#include "process/process_state.h"

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
#include <iterator>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include "process/own_process.h"
#include "telemetry/arithmetic.h"

namespace workbench {

namespace {

constexpr int kStandardStreams = 3;
constexpr long kMostTried = 4096;
constexpr std::uint32_t kPutBackAfterLoad = probe::kAllParts & ~(probe::kEnvironment | probe::kLimits);
constexpr int kSignalCount = 64;

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { closedir(folder); }
};

std::mutex kept_mutex;
/// Descriptors that the states themselves hold; they are not part of a state.
std::set<int> kept;

std::string link_target(const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t length = readlink(path.c_str(), text.data(), text.size());
  return length < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

void add_descriptor(std::map<int, Descriptor>& found, int number) {
  struct stat facts {};
  if (number < 0 || kept.contains(number) || fstat(number, &facts) != 0) return;
  found[number] = {facts.st_dev, facts.st_ino, link_target("/proc/self/fd/" + std::to_string(number))};
}

std::map<int, Descriptor> open_descriptors() {
  std::map<int, Descriptor> found;
  const std::unique_ptr<DIR, CloseFolder> folder(opendir("/proc/self/fd"));
  const std::lock_guard lock(kept_mutex);
  if (folder == nullptr) {
    // Opening the folder needs a descriptor, and all are in use, so each number is tried.
    const auto end = static_cast<int>(std::min<long>(sysconf(_SC_OPEN_MAX), kMostTried));
    for (int number = 0; number < end; ++number) add_descriptor(found, number);
    return found;
  }
  while (const dirent* const entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number != dirfd(folder.get())) add_descriptor(found, number);
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

bool computes_alike(const std::fenv_t& one, const std::fenv_t& other) noexcept {
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
bool computes_alike(const std::fenv_t& one, const std::fenv_t& other) noexcept {
  return std::memcmp(&one, &other, sizeof one) == 0;
}

std::string arithmetic_text(const std::fenv_t&) {
  return "a non-default mode";
}
#endif

constexpr std::array<std::pair<int, const char*>, kLocaleCategories> kCategories = {{
    {LC_CTYPE, "LC_CTYPE"},
    {LC_NUMERIC, "LC_NUMERIC"},
    {LC_TIME, "LC_TIME"},
    {LC_COLLATE, "LC_COLLATE"},
    {LC_MONETARY, "LC_MONETARY"},
    {LC_MESSAGES, "LC_MESSAGES"},
    {LC_PAPER, "LC_PAPER"},
    {LC_NAME, "LC_NAME"},
    {LC_ADDRESS, "LC_ADDRESS"},
    {LC_TELEPHONE, "LC_TELEPHONE"},
    {LC_MEASUREMENT, "LC_MEASUREMENT"},
    {LC_IDENTIFICATION, "LC_IDENTIFICATION"},
}};

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
    for (int number = 0; number < kStandardStreams; ++number) {
      copies_[static_cast<std::size_t>(number)] = fcntl(number, F_DUPFD_CLOEXEC, kStandardStreams);
      if (copy(number) < 0) continue;
      kept.insert(copy(number));
      protect_descriptor(copy(number));
    }
  }
  ~KeptStreams() {
    const std::lock_guard lock(kept_mutex);
    for (const int copy : copies_) {
      if (copy < 0) continue;
      forget_descriptor(copy);
      close(copy);
      kept.erase(copy);
    }
  }
  KeptStreams(const KeptStreams&) = delete;
  KeptStreams& operator=(const KeptStreams&) = delete;

  int copy(int number) const noexcept { return copies_[static_cast<std::size_t>(number)]; }

 private:
  std::array<int, kStandardStreams> copies_{};
};

namespace {

/// Returns a number from /proc/self/status; nullopt when it cannot be read.
std::optional<std::uint64_t> status_number(const std::string& name, int base) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, base);
  }
  return std::nullopt;
}

std::string processors_text(const cpu_set_t& processors) {
  return std::to_string(CPU_COUNT(&processors)) + " processors";
}

}  // namespace

bool is_same_arithmetic(const std::fenv_t& one, const std::fenv_t& other) noexcept {
  return computes_alike(one, other);
}

ProcessSettings ProcessSettings::now(std::uint32_t parts) {
  ProcessSettings settings;
  settings.add(parts);
  return settings;
}

void ProcessSettings::add(std::uint32_t parts) {
  const std::uint32_t wanted = parts & ~parts_;
  parts_ |= parts;
  if ((wanted & probe::kHandlers) != 0) handlers_ = HandlerTable::now();
  if ((wanted & probe::kSignalMask) != 0) pthread_sigmask(SIG_BLOCK, nullptr, &mask_);
  if ((wanted & probe::kArithmetic) != 0) arithmetic_ = arithmetic_now();
  if ((wanted & probe::kStreams) != 0) add_streams();
  if ((wanted & probe::kEnvironment) != 0) environment_ = environment_now();
  if ((wanted & probe::kLocale) != 0) add_locale();
  if ((wanted & probe::kScheduling) != 0) add_scheduling();
  if ((wanted & probe::kDirectory) != 0) {
    std::array<char, PATH_MAX> directory{};
    directory_ = getcwd(directory.data(), directory.size()) != nullptr ? directory.data() : "";
  }
  if ((wanted & probe::kUmask) != 0) {
    // umask() itself can only be read by changing it, which other threads would see.
    const auto number = status_number("Umask:", 8);
    umask_ = number ? std::optional(static_cast<mode_t>(*number)) : std::nullopt;
  }
  for (std::size_t limit = 0; (wanted & probe::kLimits) != 0 && limit < limits_.size(); ++limit) {
    getrlimit(static_cast<__rlimit_resource>(limit), &limits_[limit]);
  }
}

void ProcessSettings::set_arithmetic(const std::fenv_t& arithmetic) noexcept {
  parts_ |= probe::kArithmetic;
  arithmetic_ = arithmetic;
}

void ProcessSettings::add_locale() {
  locale_ = std::locale();
  own_locale_ = uselocale(nullptr);
  for (std::size_t number = 0; number < kCategories.size(); ++number) {
    c_locale_[number] = std::setlocale(kCategories[number].first, nullptr);
  }
}

void ProcessSettings::add_scheduling() {
  nice_ = getpriority(PRIO_PROCESS, 0);
  policy_ = sched_getscheduler(0);
  sched_param parameter{};
  priority_ = sched_getparam(0, &parameter) == 0 ? parameter.sched_priority : 0;
  sched_getaffinity(0, sizeof processors_, &processors_);
}

void ProcessSettings::add_streams() {
  copies_ = std::make_shared<const KeptStreams>();
  const std::lock_guard lock(kept_mutex);
  for (int number = 0; number < kStandardStreams; ++number) add_descriptor(streams_, number);
}

std::vector<ProcessChange> ProcessSettings::changes_to(const ProcessSettings& later, std::uint32_t put_back) const {
  using Compare = Changes (ProcessSettings::*)(const ProcessSettings&, bool) const;
  static constexpr std::array<std::pair<std::uint32_t, Compare>, 10> kCompare = {{
      {probe::kHandlers, &ProcessSettings::handler_changes},
      {probe::kStreams, &ProcessSettings::stream_changes},
      {probe::kEnvironment, &ProcessSettings::environment_changes},
      {probe::kSignalMask, &ProcessSettings::mask_changes},
      {probe::kLocale, &ProcessSettings::locale_changes},
      {probe::kArithmetic, &ProcessSettings::arithmetic_changes},
      {probe::kDirectory, &ProcessSettings::directory_changes},
      {probe::kUmask, &ProcessSettings::umask_changes},
      {probe::kLimits, &ProcessSettings::limit_changes},
      {probe::kScheduling, &ProcessSettings::scheduling_changes},
  }};
  Changes changes;
  for (const auto& [part, compare] : kCompare) {
    if ((parts_ & later.parts_ & part) == 0) continue;
    Changes more = (this->*compare)(later, (put_back & part) != 0);
    std::move(more.begin(), more.end(), std::back_inserter(changes));
  }
  return changes;
}

std::vector<ProcessChange> ProcessSettings::handler_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes = handlers_.changes_to(later.handlers_);
  if (put_back) handlers_.put_back(later.handlers_);
  for (ProcessChange& change : changes) change.was_put_back = put_back;
  return changes;
}

std::vector<ProcessChange> ProcessSettings::stream_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes;
  for (int number = 0; number < kStandardStreams; ++number) {
    const auto before = streams_.find(number), after = later.streams_.find(number);
    const Descriptor old = before == streams_.end() ? Descriptor{} : before->second;
    const Descriptor now = after == later.streams_.end() ? Descriptor{} : after->second;
    if (old == now) continue;
    const int copy = copies_->copy(number);
    const bool done = put_back && copy >= 0 && dup2(copy, number) == number;
    changes.push_back({"stream", std::to_string(number), old.target, now.target, 0, done});
  }
  return changes;
}

std::vector<ProcessChange> ProcessSettings::environment_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes;
  for (const auto& [name, before] : environment_) {
    const auto found = later.environment_.find(name);
    if (found != later.environment_.end() && found->second == before) continue;
    const std::string after = found == later.environment_.end() ? "" : "'" + found->second + "'";
    const bool done = put_back && setenv(name.c_str(), before.c_str(), 1) == 0;
    changes.push_back({"environment", name, "'" + before + "'", after, 0, done});
  }
  for (const auto& [name, after] : later.environment_) {
    if (environment_.contains(name)) continue;
    changes.push_back({"environment", name, "", "'" + after + "'", 0, put_back && unsetenv(name.c_str()) == 0});
  }
  return changes;
}

std::vector<ProcessChange> ProcessSettings::mask_changes(const ProcessSettings& later, bool put_back) const {
  const std::string before = mask_text(mask_), after = mask_text(later.mask_);
  if (before == after) return {};
  const bool done = put_back && pthread_sigmask(SIG_SETMASK, &mask_, nullptr) == 0;
  return {{"setting", "signal mask", before, after, 0, done}};
}

std::vector<ProcessChange> ProcessSettings::locale_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes;
  const auto add = [&](const char* what, const std::string& before, const std::string& after, auto&& undo) {
    changes.push_back({"setting", what, before, after, 0, put_back && undo()});
  };
  if (own_locale_ != later.own_locale_) {
    const auto text = [](locale_t own) { return own == LC_GLOBAL_LOCALE ? "process locale" : "thread locale"; };
    add("locale of the thread", text(own_locale_), text(later.own_locale_),
        [&] { return uselocale(own_locale_) != nullptr; });
  }
  // std::locale first: setting the global one also changes that of C.
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
  return changes;
}

std::vector<ProcessChange> ProcessSettings::arithmetic_changes(const ProcessSettings& later, bool put_back) const {
  if (computes_alike(arithmetic_, later.arithmetic_)) return {};
  const bool done = put_back && std::fesetenv(&arithmetic_) == 0;
  return {
      {"setting", "floating-point mode", arithmetic_text(arithmetic_), arithmetic_text(later.arithmetic_), 0, done}};
}

std::vector<ProcessChange> ProcessSettings::directory_changes(const ProcessSettings& later, bool put_back) const {
  if (directory_ == later.directory_) return {};
  const bool done = put_back && chdir(directory_.c_str()) == 0;
  return {{"setting", "current directory", directory_, later.directory_, 0, done}};
}

std::vector<ProcessChange> ProcessSettings::umask_changes(const ProcessSettings& later, bool put_back) const {
  if (!umask_ || !later.umask_ || *umask_ == *later.umask_) return {};
  if (put_back) umask(*umask_);
  return {{"setting", "umask", octal(*umask_), octal(*later.umask_), 0, put_back}};
}

std::vector<ProcessChange> ProcessSettings::limit_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes;
  for (std::size_t number = 0; number < limits_.size(); ++number) {
    const auto &before = limits_[number], &after = later.limits_[number];
    if (before.rlim_cur == after.rlim_cur && before.rlim_max == after.rlim_max) continue;
    const bool done = put_back && setrlimit(static_cast<__rlimit_resource>(number), &before) == 0;
    changes.push_back(
        {"setting", std::string("limit ") + kLimitNames[number], limits_text(before), limits_text(after), 0, done});
  }
  return changes;
}

std::vector<ProcessChange> ProcessSettings::scheduling_changes(const ProcessSettings& later, bool put_back) const {
  Changes changes;
  if (policy_ != later.policy_ || priority_ != later.priority_) {
    const auto text = [](int policy, int priority) {
      return "policy " + std::to_string(policy) + ", priority " + std::to_string(priority);
    };
    const sched_param parameter{priority_};
    const bool done = put_back && sched_setscheduler(0, policy_, &parameter) == 0;
    changes.push_back(
        {"setting", "scheduling", text(policy_, priority_), text(later.policy_, later.priority_), 0, done});
  }
  if (nice_ != later.nice_) {
    const bool done = put_back && setpriority(PRIO_PROCESS, 0, nice_) == 0;
    changes.push_back({"setting", "nice value", std::to_string(nice_), std::to_string(later.nice_), 0, done});
  }
  if (CPU_EQUAL(&processors_, &later.processors_) == 0) {
    const bool done = put_back && sched_setaffinity(0, sizeof processors_, &processors_) == 0;
    changes.push_back(
        {"setting", "processor affinity", processors_text(processors_), processors_text(later.processors_), 0, done});
  }
  return changes;
}

ProcessState ProcessState::now() {
  ProcessState state;
  state.descriptors_ = open_descriptors();
  state.settings_ = ProcessSettings::now(probe::kAllParts);
  constexpr std::uint64_t kKibi = 1024;
  state.mapped_bytes_ = status_number("VmSize:", 10).value_or(0) * kKibi;
  state.resident_bytes_ = status_number("VmRSS:", 10).value_or(0) * kKibi;
  return state;
}

std::vector<ProcessChange> ProcessState::changes_to(const ProcessState& later, bool put_back) const {
  std::vector<ProcessChange> changes = descriptor_changes(later);
  std::vector<ProcessChange> more = settings_.changes_to(later.settings_, put_back ? kPutBackAfterLoad : 0);
  std::move(more.begin(), more.end(), std::back_inserter(changes));
  return changes;
}

std::vector<ProcessChange> ProcessState::descriptor_changes(const ProcessState& later) const {
  std::vector<ProcessChange> changes;
  const auto add = [&](int number, const std::string& before, const std::string& after) {
    // The standard streams are settings, because they can be restored.
    if (number >= kStandardStreams) changes.push_back({"descriptor", std::to_string(number), before, after});
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

}  // namespace workbench
