// The functions that change what all code of a process or thread shares. They notify the server before a plugin makes
// such a change, and keep the server's descriptors open.
#include <cerrno>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger.h"

extern "C" sighandler_t __sysv_signal(int number, sighandler_t handler) noexcept;

namespace workbench::probe {
namespace {

constinit std::atomic<const ProcessWatcher*> process_watcher = nullptr;

constexpr int kStandardStreams = 3;

/// The C library's function behind one of the interposed functions.
struct Behind {
  const char* name;
  void* found;

  void find() noexcept {
    if (found == nullptr) found = dlsym(RTLD_NEXT, name);
  }
};

constinit Behind behind_setlocale{"setlocale", nullptr}, behind_uselocale{"uselocale", nullptr},
    behind_chdir{"chdir", nullptr}, behind_fchdir{"fchdir", nullptr}, behind_umask{"umask", nullptr},
    behind_sigaction{"sigaction", nullptr}, behind_signal{"signal", nullptr},
    behind_sysv_signal{"__sysv_signal", nullptr}, behind_sigprocmask{"sigprocmask", nullptr},
    behind_pthread_sigmask{"pthread_sigmask", nullptr}, behind_setenv{"setenv", nullptr},
    behind_unsetenv{"unsetenv", nullptr}, behind_putenv{"putenv", nullptr}, behind_clearenv{"clearenv", nullptr},
    behind_setrlimit{"setrlimit", nullptr}, behind_setrlimit64{"setrlimit64", nullptr},
    behind_prlimit{"prlimit", nullptr}, behind_prlimit64{"prlimit64", nullptr}, behind_nice{"nice", nullptr},
    behind_setpriority{"setpriority", nullptr}, behind_sched_setscheduler{"sched_setscheduler", nullptr},
    behind_sched_setparam{"sched_setparam", nullptr}, behind_sched_setaffinity{"sched_setaffinity", nullptr},
    behind_pthread_setschedparam{"pthread_setschedparam", nullptr},
    behind_pthread_setschedprio{"pthread_setschedprio", nullptr},
    behind_pthread_setaffinity_np{"pthread_setaffinity_np", nullptr}, behind_fesetround{"fesetround", nullptr},
    behind_fesetenv{"fesetenv", nullptr}, behind_feupdateenv{"feupdateenv", nullptr},
    behind_feholdexcept{"feholdexcept", nullptr}, behind_fesetmode{"fesetmode", nullptr},
    behind_feenableexcept{"feenableexcept", nullptr}, behind_fedisableexcept{"fedisableexcept", nullptr},
    behind_close{"close", nullptr}, behind_close_range{"close_range", nullptr}, behind_closefrom{"closefrom", nullptr},
    behind_dup2{"dup2", nullptr}, behind_dup3{"dup3", nullptr}, behind_fclose{"fclose", nullptr},
    behind_fcloseall{"fcloseall", nullptr}, behind_freopen{"freopen", nullptr}, behind_freopen64{"freopen64", nullptr};

constinit Behind* const all_behind[] = {&behind_setlocale,
                                        &behind_uselocale,
                                        &behind_chdir,
                                        &behind_fchdir,
                                        &behind_umask,
                                        &behind_sigaction,
                                        &behind_signal,
                                        &behind_sysv_signal,
                                        &behind_sigprocmask,
                                        &behind_pthread_sigmask,
                                        &behind_setenv,
                                        &behind_unsetenv,
                                        &behind_putenv,
                                        &behind_clearenv,
                                        &behind_setrlimit,
                                        &behind_setrlimit64,
                                        &behind_prlimit,
                                        &behind_prlimit64,
                                        &behind_nice,
                                        &behind_setpriority,
                                        &behind_sched_setscheduler,
                                        &behind_sched_setparam,
                                        &behind_sched_setaffinity,
                                        &behind_pthread_setschedparam,
                                        &behind_pthread_setschedprio,
                                        &behind_pthread_setaffinity_np,
                                        &behind_fesetround,
                                        &behind_fesetenv,
                                        &behind_feupdateenv,
                                        &behind_feholdexcept,
                                        &behind_fesetmode,
                                        &behind_feenableexcept,
                                        &behind_fedisableexcept,
                                        &behind_close,
                                        &behind_close_range,
                                        &behind_closefrom,
                                        &behind_dup2,
                                        &behind_dup3,
                                        &behind_fclose,
                                        &behind_fcloseall,
                                        &behind_freopen,
                                        &behind_freopen64};

/// All names are looked up before the program begins: a look-up takes the loader's lock, and no new thread may wait for
/// it. Functions that another library calls even earlier are looked up by the first thread, which is then the only one.
[[gnu::constructor]] void find_all_behind() noexcept {
  for (Behind* const behind : all_behind) behind->find();
}

/// The function with the type of `ours`.
template <class Function>
Function* next(Behind& behind, Function*) noexcept {
  behind.find();
  return reinterpret_cast<Function*>(behind.found);
}

/// The plugin whose code runs on the calling thread; kNobody for the server's code, and without a watcher.
std::uint32_t plugin_code() noexcept {
  if (process_watcher.load(std::memory_order_acquire) == nullptr) return kNobody;
  const std::uint32_t owner = current();
  return owner / kCallbacks == kServer ? kNobody : owner;
}

void report_change(Part part) noexcept {
  const std::uint32_t owner = plugin_code();
  if (owner == kNobody) return;
  const int before = errno;
  process_watcher.load(std::memory_order_acquire)->before_change(part, owner);
  errno = before;
}

/// Returns whether a plugin is about to close a descriptor of the server.
bool is_kept(int descriptor) noexcept {
  const ProcessWatcher* const watcher = process_watcher.load(std::memory_order_acquire);
  if (watcher == nullptr || descriptor < 0) return false;
  const int before = errno;
  const std::uint32_t owner = plugin_code();
  if (owner == kNobody) watcher->closes(descriptor);
  const bool kept = owner != kNobody && watcher->keeps(descriptor, owner);
  errno = before;
  return kept;
}

/// Returns whether a plugin is about to replace a descriptor of the server by another file. A standard stream may be
/// redirected during a call.
bool is_kept_from(int from, int descriptor) noexcept {
  if (from == descriptor || fcntl(from, F_GETFD) < 0) return false;
  if (descriptor >= kStandardStreams) return is_kept(descriptor);
  if (descriptor >= 0) report_change(Part::kStreams);
  return false;
}

int refused() noexcept {
  errno = EBADF;
  return -1;
}

bool is_standard(const FILE* file) noexcept {
  return file == stdin || file == stdout || file == stderr;
}

/// Closes a range in parts, without the descriptors that must stay open.
int close_around(unsigned first, unsigned last, int flags) noexcept {
  const auto close_piece = next(behind_close_range, &close_range);
  constexpr unsigned kMostDescriptors = 4096;
  unsigned from = first;
  int result = 0;
  for (unsigned at = first; at <= last && at < kMostDescriptors; ++at) {
    if (!is_kept(static_cast<int>(at))) continue;
    if (at > from && close_piece(from, at - 1, flags) != 0) result = -1;
    from = at + 1;
  }
  if (from <= last && close_piece(from, last, flags) != 0) result = -1;
  return result;
}

}  // namespace

void set_process_watcher(const ProcessWatcher* watcher) noexcept {
  process_watcher.store(watcher, std::memory_order_release);
}

}  // namespace workbench::probe

using namespace workbench::probe;

#pragma GCC visibility push(default)
extern "C" {

char* setlocale(int category, const char* locale) noexcept {
  if (locale != nullptr) report_change(kLocale);
  return next(behind_setlocale, &setlocale)(category, locale);
}

locale_t uselocale(locale_t locale) noexcept {
  if (locale != nullptr) report_change(kLocale);
  return next(behind_uselocale, &uselocale)(locale);
}

int chdir(const char* path) noexcept {
  report_change(kDirectory);
  return next(behind_chdir, &chdir)(path);
}

int fchdir(int descriptor) noexcept {
  report_change(kDirectory);
  return next(behind_fchdir, &fchdir)(descriptor);
}

mode_t umask(mode_t mask) noexcept {
  report_change(kUmask);
  return next(behind_umask, &umask)(mask);
}

int sigaction(int number, const struct sigaction* action, struct sigaction* before) noexcept {
  if (action != nullptr) report_change(kHandlers);
  return next(behind_sigaction, static_cast<decltype(&sigaction)>(&sigaction))(number, action, before);
}

sighandler_t signal(int number, sighandler_t handler) noexcept {
  report_change(kHandlers);
  return next(behind_signal, &signal)(number, handler);
}

sighandler_t __sysv_signal(int number, sighandler_t handler) noexcept {
  report_change(kHandlers);
  return next(behind_sysv_signal, &__sysv_signal)(number, handler);
}

int sigprocmask(int how, const sigset_t* set, sigset_t* before) noexcept {
  if (set != nullptr) report_change(kSignalMask);
  return next(behind_sigprocmask, &sigprocmask)(how, set, before);
}

int pthread_sigmask(int how, const sigset_t* set, sigset_t* before) noexcept {
  if (set != nullptr) report_change(kSignalMask);
  return next(behind_pthread_sigmask, &pthread_sigmask)(how, set, before);
}

int setenv(const char* name, const char* value, int replace) noexcept {
  report_change(kEnvironment);
  return next(behind_setenv, &setenv)(name, value, replace);
}

int unsetenv(const char* name) noexcept {
  report_change(kEnvironment);
  return next(behind_unsetenv, &unsetenv)(name);
}

int putenv(char* text) noexcept {
  report_change(kEnvironment);
  return next(behind_putenv, &putenv)(text);
}

int clearenv() noexcept {
  report_change(kEnvironment);
  return next(behind_clearenv, &clearenv)();
}

int setrlimit(__rlimit_resource_t resource, const struct rlimit* limit) noexcept {
  report_change(kLimits);
  return next(behind_setrlimit, &setrlimit)(resource, limit);
}

int setrlimit64(__rlimit_resource_t resource, const struct rlimit64* limit) noexcept {
  report_change(kLimits);
  return next(behind_setrlimit64, &setrlimit64)(resource, limit);
}

int prlimit(pid_t pid, enum __rlimit_resource resource, const struct rlimit* limit, struct rlimit* before) noexcept {
  if (limit != nullptr) report_change(kLimits);
  return next(behind_prlimit, &prlimit)(pid, resource, limit, before);
}

int prlimit64(pid_t pid, enum __rlimit_resource resource, const struct rlimit64* limit,
              struct rlimit64* before) noexcept {
  if (limit != nullptr) report_change(kLimits);
  return next(behind_prlimit64, &prlimit64)(pid, resource, limit, before);
}

int nice(int more) noexcept {
  report_change(kScheduling);
  return next(behind_nice, &nice)(more);
}

int setpriority(__priority_which_t which, id_t who, int priority) noexcept {
  report_change(kScheduling);
  return next(behind_setpriority, &setpriority)(which, who, priority);
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param* parameter) noexcept {
  report_change(kScheduling);
  return next(behind_sched_setscheduler, &sched_setscheduler)(pid, policy, parameter);
}

int sched_setparam(pid_t pid, const struct sched_param* parameter) noexcept {
  report_change(kScheduling);
  return next(behind_sched_setparam, &sched_setparam)(pid, parameter);
}

int sched_setaffinity(pid_t pid, std::size_t size, const cpu_set_t* processors) noexcept {
  report_change(kScheduling);
  return next(behind_sched_setaffinity, &sched_setaffinity)(pid, size, processors);
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param* parameter) noexcept {
  report_change(kScheduling);
  return next(behind_pthread_setschedparam, &pthread_setschedparam)(thread, policy, parameter);
}

int pthread_setschedprio(pthread_t thread, int priority) noexcept {
  report_change(kScheduling);
  return next(behind_pthread_setschedprio, &pthread_setschedprio)(thread, priority);
}

int pthread_setaffinity_np(pthread_t thread, std::size_t size, const cpu_set_t* processors) noexcept {
  report_change(kScheduling);
  return next(behind_pthread_setaffinity_np, &pthread_setaffinity_np)(thread, size, processors);
}

int fesetround(int mode) noexcept {
  report_change(kArithmetic);
  return next(behind_fesetround, &fesetround)(mode);
}

int fesetenv(const fenv_t* mode) noexcept {
  report_change(kArithmetic);
  return next(behind_fesetenv, &fesetenv)(mode);
}

int feupdateenv(const fenv_t* mode) noexcept {
  report_change(kArithmetic);
  return next(behind_feupdateenv, &feupdateenv)(mode);
}

int feholdexcept(fenv_t* before) noexcept {
  report_change(kArithmetic);
  return next(behind_feholdexcept, &feholdexcept)(before);
}

int fesetmode(const femode_t* mode) noexcept {
  report_change(kArithmetic);
  return next(behind_fesetmode, &fesetmode)(mode);
}

int feenableexcept(int exceptions) noexcept {
  report_change(kArithmetic);
  return next(behind_feenableexcept, &feenableexcept)(exceptions);
}

int fedisableexcept(int exceptions) noexcept {
  report_change(kArithmetic);
  return next(behind_fedisableexcept, &fedisableexcept)(exceptions);
}

// Functions that close descriptors. They may be cancellation points, so none of them is noexcept.

int close(int descriptor) {
  return is_kept(descriptor) ? refused() : next(behind_close, &close)(descriptor);
}

int close_range(unsigned first, unsigned last, int flags) noexcept {
  // CLOSE_RANGE_CLOEXEC closes them when another program begins: this process keeps them.
  const bool later = (flags & static_cast<int>(CLOSE_RANGE_CLOEXEC)) != 0;
  if (later || plugin_code() == kNobody) return next(behind_close_range, &close_range)(first, last, flags);
  return close_around(first, last, flags);
}

void closefrom(int first) noexcept {
  if (plugin_code() == kNobody) return next(behind_closefrom, &closefrom)(first);
  close_around(first < 0 ? 0 : static_cast<unsigned>(first), ~0u, 0);
}

int dup2(int from, int descriptor) noexcept {
  return is_kept_from(from, descriptor) ? refused() : next(behind_dup2, &dup2)(from, descriptor);
}

int dup3(int from, int descriptor, int flags) noexcept {
  return is_kept_from(from, descriptor) ? refused() : next(behind_dup3, &dup3)(from, descriptor, flags);
}

int fclose(FILE* file) {
  if (plugin_code() != kNobody && is_kept(fileno(file))) {
    fflush(file);
    errno = EBADF;
    return EOF;
  }
  return next(behind_fclose, &fclose)(file);
}

int fcloseall() {
  if (plugin_code() == kNobody) return next(behind_fcloseall, &fcloseall)();
  // fcloseall closes the standard streams with the others, and the C library does so at the end of the process anyway.
  for (int stream = 0; stream < kStandardStreams; ++stream) is_kept(stream);
  return fflush(nullptr);
}

FILE* freopen(const char* path, const char* mode, FILE* file) {
  if (is_standard(file)) report_change(Part::kStreams);
  return next(behind_freopen, &freopen)(path, mode, file);
}

FILE* freopen64(const char* path, const char* mode, FILE* file) {
  if (is_standard(file)) report_change(Part::kStreams);
  return next(behind_freopen64, &freopen64)(path, mode, file);
}

}  // extern "C"
#pragma GCC visibility pop
