#include "daemon/background.hh"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

#include "base/sysexits.hh"

namespace sendwright::daemon {

Background::Background() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  const base::UniqueFd reader(ends[0]);
  word_.reset(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("cannot fork the daemon");
  if (pid == 0) {
    ::setsid();
    return;
  }
  word_.reset();
  char word = 0;
  ssize_t size = 0;
  do {
    size = ::read(reader.get(), &word, 1);
  } while (size < 0 && errno == EINTR);
  ::_exit(size == 1 ? EXIT_SUCCESS : base::to_int(base::ExitCode::kUnavailable));
}

void Background::ready() {
  const base::UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.get(), fd);
  [[maybe_unused]] const ssize_t written = ::write(word_.get(), "+", 1);
  word_.reset();
}

}  // namespace sendwright::daemon
