#include "daemon/supervisor.hh"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "base/log.hh"

namespace sendwright::daemon {
namespace {

using Clock = std::chrono::steady_clock;

// How long children may take to finish what they are at after SIGTERM.
constexpr std::chrono::seconds kGrace{10};
// A child that lived shorter than this is restarted after a pause that doubles each time.
constexpr std::chrono::seconds kShortLife{10};
constexpr std::chrono::seconds kLongestPause{60};

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, number);
  return set;
}

void log_exit(const std::string& name, pid_t pid, int status) {
  std::string text = name + " (process " + std::to_string(pid) + ") ";
  if (WIFSIGNALED(status)) {
    text += "died of signal " + std::to_string(WTERMSIG(status));
  } else {
    text += "ended with status " + std::to_string(WEXITSTATUS(status));
  }
  base::log(1, base::LogPriority::kError, {}, text + ", starting it again");
}

}  // namespace

Supervisor::Supervisor() {
  const sigset_t set = handled_signals();
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) throw std::runtime_error("cannot block signals");
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw std::runtime_error("cannot open a descriptor for signals");
}

void Supervisor::add(ChildSpec spec) { children_.push_back({.spec = std::move(spec)}); }

void Supervisor::watch(int fd, std::function<void()> on_readable) {
  watches_.push_back({fd, std::move(on_readable)});
}

void Supervisor::on_other_exit(std::function<void(pid_t pid, int status)> handler) {
  other_exit_ = std::move(handler);
}

StopReason Supervisor::run() {
  StopReason reason = StopReason::kTerminate;
  while (true) {
    start_due_children();
    std::vector<pollfd> polled{{signals_.get(), POLLIN, 0}};
    for (const Watch& watch : watches_) polled.push_back({watch.fd, POLLIN, 0});
    if (::poll(polled.data(), polled.size(), milliseconds_to_next_start()) < 0 && errno != EINTR) {
      throw std::runtime_error("cannot wait for events");
    }
    for (size_t i = 0; i < watches_.size(); ++i) {
      if (polled[i + 1].revents != 0) watches_[i].on_readable();
    }
    if (polled[0].revents != 0 && read_signals(reason)) break;
  }
  stop_children();
  return reason;
}

void Supervisor::start(Child& child) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    const sigset_t set = handled_signals();
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    // A worker without its master would hold the ports that the next master needs.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    set_process_title(child.spec.name);
    int status = EXIT_FAILURE;
    try {
      status = child.spec.body();
    } catch (const std::exception& error) {
      base::log(0, base::LogPriority::kCritical, {}, child.spec.name + ": " + error.what());
    }
    ::_exit(status);
  }
  child.pid = pid;
  child.started = Clock::now();
  if (pid < 0) child.start_again = child.started + std::chrono::seconds(1);
}

void Supervisor::start_due_children() {
  for (Child& child : children_) {
    if (child.pid < 0 && child.start_again <= Clock::now()) start(child);
  }
}

int Supervisor::milliseconds_to_next_start() const {
  int wait = -1;
  for (const Child& child : children_) {
    if (child.pid >= 0) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(child.start_again - Clock::now());
    const int milliseconds = std::max(0, static_cast<int>(left.count()));
    wait = wait < 0 ? milliseconds : std::min(wait, milliseconds);
  }
  return wait;
}

bool Supervisor::read_signals(StopReason& reason) {
  signalfd_siginfo info{};
  bool stops = false;
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) reap();
    if (info.ssi_signo == SIGHUP) reason = StopReason::kRestart;
    if (info.ssi_signo != SIGCHLD) stops = true;
  }
  return stops;
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
    const auto child = std::ranges::find(children_, pid, &Child::pid);
    if (child != children_.end()) {
      note_exit(*child, status);
    } else if (other_exit_) {
      other_exit_(pid, status);
    }
  }
}

void Supervisor::note_exit(Child& child, int status) {
  log_exit(child.spec.name, child.pid, status);
  const bool was_short = Clock::now() - child.started < kShortLife;
  child.pause = !was_short ? std::chrono::seconds(0)
                : child.pause.count() == 0
                    ? std::chrono::seconds(1)
                    : std::min<std::chrono::seconds>(child.pause * 2, kLongestPause);
  // The first death is made good at once: sessions are waiting.
  const auto delay = child.pause.count() <= 1 ? std::chrono::seconds(0) : child.pause;
  child.start_again = Clock::now() + delay;
  child.pid = -1;
}

void Supervisor::stop_children() {
  for (const Child& child : children_) {
    if (child.pid > 0) ::kill(child.pid, SIGTERM);
  }
  const auto deadline = Clock::now() + kGrace;
  for (Child& child : children_) {
    while (child.pid > 0 && Clock::now() < deadline) {
      if (::waitpid(child.pid, nullptr, WNOHANG) != 0) {
        child.pid = -1;
        break;
      }
      pollfd signals{signals_.get(), POLLIN, 0};
      if (::poll(&signals, 1, 100) > 0) {
        signalfd_siginfo info{};
        [[maybe_unused]] const ssize_t size = ::read(signals_.get(), &info, sizeof info);
      }
    }
    if (child.pid <= 0) continue;
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    child.pid = -1;
  }
}

void set_process_title(const std::string& title) { ::prctl(PR_SET_NAME, title.c_str()); }

}  // namespace sendwright::daemon
