#include "delivery/child_program.hh"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "base/environment.hh"

namespace sendwright::delivery {
namespace {

using Clock = std::chrono::steady_clock;

// What a program may take to end after SIGTERM.
constexpr std::chrono::seconds kTermGrace{5};

struct Pipe {
  base::UniqueFd read_end;
  base::UniqueFd write_end;
};

base::Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected(base::system_error("create", "pipe", errno));
  }
  return Pipe{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  result.reserve(words.size() + 1);
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

// Everything that the child needs, made before fork: after it, only system calls are safe.
struct Plan {
  const char* path;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<char*> directories;
  int input, output, errors, failure;
};

[[noreturn]] void fail_start(int failure_pipe) {
  const int error_number = errno;
  (void)!::write(failure_pipe, &error_number, sizeof error_number);
  ::_exit(127);
}

[[noreturn]] void become_program(const Plan& plan) {
  ::setpgid(0, 0);
  ::umask(077);
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  ::alarm(0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Descriptors above the standard ones first, so that dup2 cannot overwrite one that is needed.
  const int input = ::fcntl(plan.input, F_DUPFD_CLOEXEC, 10);
  const int output = ::fcntl(plan.output, F_DUPFD_CLOEXEC, 10);
  const int errors = ::fcntl(plan.errors, F_DUPFD_CLOEXEC, 10);
  const int failure = ::fcntl(plan.failure, F_DUPFD_CLOEXEC, 10);
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(errors, 2) < 0) fail_start(failure);
  ::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
  for (char* directory : plan.directories) {
    if (directory == nullptr || ::chdir(directory) == 0) break;
  }
  ::execve(plan.path, plan.arguments.data(), plan.environment.data());
  fail_start(failure);
}

void end_group(pid_t pid, int signal) {
  if (pid > 0) ::kill(-pid, signal);
}

bool wait_readable(int fd, Clock::time_point deadline) {
  pollfd event{fd, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const int ready = ::poll(&event, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

base::Result<ChildProgram> ChildProgram::start(const AgentRequest& request, bool separates_errors) {
  auto input = make_pipe();
  auto output = make_pipe();
  auto failure = make_pipe();
  const base::UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!input || !output || !failure || !nowhere) return base::temporary("cannot create pipes");
  const Plan plan{request.path.c_str(),
                  pointers(request.arguments),
                  pointers(request.environment),
                  pointers(request.directories),
                  input->read_end.get(),
                  output->write_end.get(),
                  separates_errors ? nowhere.get() : output->write_end.get(),
                  failure->write_end.get()};
  ChildProgram child;
  child.pid_ = ::fork();
  if (child.pid_ < 0) return std::unexpected(base::system_error("fork for", request.path, errno));
  if (child.pid_ == 0) become_program(plan);
  ::setpgid(child.pid_, child.pid_);
  child.exit_event_.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid_, 0)));
  failure->write_end.reset();
  int error_number = 0;
  if (::read(failure->read_end.get(), &error_number, sizeof error_number) > 0) {
    ::waitpid(child.pid_, nullptr, 0);
    child.pid_ = -1;
    return base::temporary("cannot execute " + request.path + ": " + std::strerror(error_number));
  }
  ::fcntl(input->write_end.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(output->read_end.get(), F_SETFL, O_NONBLOCK);
  child.input_ = std::move(input->write_end);
  child.output_ = std::move(output->read_end);
  return child;
}

ChildProgram::ChildProgram(ChildProgram&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      exit_event_(std::move(other.exit_event_)) {}

int ChildProgram::wait(Clock::time_point deadline) {
  bool had_to_end = false;
  if (!wait_readable(exit_event_.get(), deadline)) {
    had_to_end = true;
    end_group(pid_, SIGTERM);
    if (!wait_readable(exit_event_.get(), Clock::now() + kTermGrace)) end_group(pid_, SIGKILL);
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  if (had_to_end) end_group(pid_, SIGKILL);
  pid_ = -1;
  if (had_to_end) return -1;
  return WIFSIGNALED(status) ? kKilledBySignal + WTERMSIG(status) : WEXITSTATUS(status);
}

ChildProgram::~ChildProgram() {
  if (pid_ <= 0) return;
  end_group(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace sendwright::delivery
