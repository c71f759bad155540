// The master process's main loop: starts children, starts them again when they die, listens to
// signals and to the descriptors it was given. Parses nothing.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/unique_fd.hh"

namespace sendwright::daemon {

// A long-lived child. `body` runs in the forked process; its return value is the exit status.
struct ChildSpec {
  std::string name;  // for the log and the process list
  std::function<int()> body;
};

enum class StopReason { kTerminate, kRestart };  // SIGTERM or SIGINT; SIGHUP

// Single-threaded; blocks the signals it handles from construction on, so that none is lost.
class Supervisor {
 public:
  Supervisor();

  void add(ChildSpec spec);
  // Calls `on_readable` whenever `fd` can be read (or was closed by the other side).
  void watch(int fd, std::function<void()> on_readable);
  // Called for each ended process that is no child of add(): a delivery agent.
  void on_other_exit(std::function<void(pid_t pid, int status)> handler);
  // Runs until a signal ends it; all children have ended (asked by SIGTERM, after `kGrace` by
  // SIGKILL) when it returns.
  [[nodiscard]] StopReason run();

 private:
  struct Child {
    ChildSpec spec;
    pid_t pid = -1;
    std::chrono::steady_clock::time_point started{};
    std::chrono::steady_clock::time_point start_again{};
    std::chrono::seconds pause{0};
  };
  struct Watch {
    int fd;
    std::function<void()> on_readable;
  };

  void start(Child& child);
  void start_due_children();
  void reap();
  void note_exit(Child& child, int status);
  void stop_children();
  [[nodiscard]] int milliseconds_to_next_start() const;
  [[nodiscard]] bool read_signals(StopReason& reason);

  std::vector<Child> children_;
  std::vector<Watch> watches_;
  std::function<void(pid_t, int)> other_exit_;
  base::UniqueFd signals_;
};

// Shows `title` as this process's name where the system lets it (ps, top).
void set_process_title(const std::string& title);

}  // namespace sendwright::daemon
