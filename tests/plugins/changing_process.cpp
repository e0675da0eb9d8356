// Changes process-wide state in CreatePlugin; opens a file, a socket and a pipe and keeps them open.
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xmmintrin.h>

#include <cfenv>
#include <clocale>
#include <cstdlib>

namespace {

void listen_somewhere() {
  const int open = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(open, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(open, 1) != 0) std::abort();
}

void block_a_signal() {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &mask, nullptr);
}

void lower_a_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur -= 1;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

class ChangingProcess final : public PluginInterface {
 public:
  ChangingProcess(const rapidjson::Value& config, PluginServerInterface&) {
    setenv("CHANGING_PROCESS", "secret", 1);
    setenv("HOME", "/nowhere", 1);
    std::setlocale(LC_NUMERIC, "C.UTF-8");
    std::fesetround(FE_UPWARD);
    _mm_setcsr(_mm_getcsr() | 0x8040);
    if (chdir("/") != 0) std::abort();
    umask(0);
    block_a_signal();
    lower_a_limit();
    const char* const file = config["file"].GetString();
    open(file, O_CREAT | O_WRONLY, 0600);
    dup2(open(file, O_WRONLY), STDOUT_FILENO);
    listen_somewhere();
    int ends[2];
    if (pipe(ends) != 0) std::abort();
  }
};

EXPORT_PLUGIN(ChangingProcess)
