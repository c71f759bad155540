// Class program: runs `path arguments... key`; the first line it prints is the value. No shell, the
// key is one argument, and time and output are bounded.
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/strings.hh"
#include "base/unique_fd.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

constexpr auto kTimeLimit = std::chrono::seconds(60);
constexpr size_t kMaxOutput = 65536;
constexpr int kNoProgram = 78;  // sendmail's status of a program that cannot be run

// Whom the program runs as, when we are root (option DefaultUser).
struct Identity {
  uid_t uid = 1;
  gid_t gid = 1;
};

Identity default_identity(const config::Options* options) {
  Identity identity;
  if (!options) return identity;
  const auto& wanted = options->default_user;
  if (const auto uid = base::parse_integer(wanted.user)) {
    identity.uid = static_cast<uid_t>(*uid);
  } else if (const passwd* const entry = ::getpwnam(wanted.user.c_str())) {
    identity = {entry->pw_uid, entry->pw_gid};
  }
  if (const auto gid = base::parse_integer(wanted.group)) identity.gid = static_cast<gid_t>(*gid);
  else if (const group* const entry = ::getgrnam(wanted.group.c_str()))
    identity.gid = entry->gr_gid;
  return identity;
}

// What only async-signal-safe calls may do: between fork and exec.
[[noreturn]] void become_program(char* const* argv, int output, const Identity& identity) {
  static char path[] = "PATH=/usr/bin:/bin";
  static char* environment[] = {path, nullptr};
  const int null = ::open("/dev/null", O_RDWR);
  const bool is_ready = null >= 0 && ::dup2(null, 0) == 0 && ::dup2(output, 1) == 1 &&
                        ::dup2(null, 2) == 2 && ::setpgid(0, 0) == 0;
  const bool is_dropped =
      ::geteuid() != 0 || (::setgroups(0, nullptr) == 0 && ::setgid(identity.gid) == 0 &&
                           ::setuid(identity.uid) == 0);
  if (!is_ready || !is_dropped) ::_exit(75);
  ::execve(argv[0], argv, environment);
  ::_exit(kNoProgram);
}

// Reads until the end, or more than a value can have, or the time is up (then false).
bool read_output(int fd, std::string& output) {
  const auto deadline = std::chrono::steady_clock::now() + kTimeLimit;
  char buffer[4096];
  while (output.size() < kMaxOutput) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd ready{fd, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) == 0) return false;
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count == 0) return true;
    if (count > 0) output.append(buffer, static_cast<size_t>(count));
    else if (errno != EINTR) return false;
  }
  return false;
}

class ProgramSource final : public MapSource {
 public:
  ProgramSource(std::string_view name, std::vector<std::string> words, Identity identity)
      : name_(name), words_(std::move(words)), identity_(identity) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (key.find('\0') != std::string_view::npos) return SourceAnswer::not_found();
    SourceAnswer answer = SourceAnswer::temporary();
    context.waiter.run_blocking([&] { answer = run(std::string(key)); });
    return answer;
  }

 private:
  SourceAnswer run(std::string key) const {
    std::vector<std::string> words = words_;
    words.push_back(std::move(key));
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return SourceAnswer::temporary();
    const base::UniqueFd reading(ends[0]);
    base::UniqueFd writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) return SourceAnswer::temporary();
    if (child == 0) become_program(argv.data(), writing.get(), identity_);
    writing.reset();
    std::string output;
    const bool is_complete = read_output(reading.get(), output);
    if (!is_complete) ::kill(-child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (!is_complete) return SourceAnswer::temporary();
    if (!WIFEXITED(status)) return died(WTERMSIG(status));
    const int code = WEXITSTATUS(status);
    if (code == base::to_int(base::ExitCode::kTemporaryFailure)) return SourceAnswer::temporary();
    if (code != 0) return SourceAnswer::not_found(static_cast<base::ExitCode>(code));
    if (output.empty()) return SourceAnswer::not_found();
    return SourceAnswer::found(output.substr(0, output.find('\n')));
  }

  SourceAnswer died(int signal) const {
    auto answer = SourceAnswer::not_found(base::ExitCode::kUnavailable);
    answer.diagnostic =
        "prog_map_lookup(" + name_ + "): child died on signal " + std::to_string(signal);
    return answer;
  }

  const std::string name_;
  const std::vector<std::string> words_;
  const Identity identity_;
};

}  // namespace

std::unique_ptr<MapSource> make_program_source(const SourceRequest& request) {
  const auto words = base::split_words(request.flags.spec);
  if (words.empty()) {
    request.messages.push_back("No map command for map " + std::string(request.name));
    return nullptr;
  }
  return std::make_unique<ProgramSource>(request.name,
                                         std::vector<std::string>(words.begin(), words.end()),
                                         default_identity(request.environment.options));
}

}  // namespace sendwright::maps
