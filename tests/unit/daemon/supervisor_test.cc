#include "daemon/supervisor.hh"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>

using namespace sendwright;

namespace {

// A supervisor in a process of its own (it blocks signals and waits for all children); its child writes
// one octet to a pipe each time it is started.
struct Supervised {
  pid_t pid = -1;
  base::UniqueFd starts;

  explicit Supervised(std::function<int()> child) {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    starts.reset(ends[0]);
    const base::UniqueFd writer(ends[1]);
    pid = ::fork();
    if (pid == 0) {
      daemon::Supervisor supervisor;
      supervisor.add({"child", [&] {
                        if (::write(writer.get(), "s", 1) != 1) return 1;
                        return child();
                      }});
      const daemon::StopReason reason = supervisor.run();
      ::_exit(reason == daemon::StopReason::kRestart ? 10 : 20);
    }
  }

  void wait_for_start() {
    char octet = 0;
    BOOST_REQUIRE(::read(starts.get(), &octet, 1) == 1);
  }

  int stop(int signal) {
    ::kill(pid, signal);
    int status = 0;
    BOOST_REQUIRE(::waitpid(pid, &status, 0) == pid);
    BOOST_REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
  }
};

int sleep_until_signal() {
  while (true) ::pause();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(supervisor)

BOOST_AUTO_TEST_CASE(a_child_that_dies_is_started_again) {
  Supervised supervised([] { return 1; });
  supervised.wait_for_start();
  supervised.wait_for_start();
  BOOST_TEST(supervised.stop(SIGTERM) == 20);
}

BOOST_AUTO_TEST_CASE(hangup_asks_for_a_restart_and_ends_the_children) {
  Supervised supervised(sleep_until_signal);
  supervised.wait_for_start();
  BOOST_TEST(supervised.stop(SIGHUP) == 10);
  char octet = 0;
  // The child held the pipe's other end: it is gone as well.
  BOOST_TEST(::read(supervised.starts.get(), &octet, 1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
