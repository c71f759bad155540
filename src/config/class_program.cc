#include "config/class_program.hh"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/strings.hh"
#include "base/unique_fd.hh"

namespace sendwright::config {
namespace {

constexpr std::size_t kMaxOctets = 1 << 20;

struct Ids {
  uid_t uid;
  gid_t gid;
};

// Found before the fork: what runs behind it may not look up anything.
Ids ids_of(const UserAndGroup& user) {
  Ids ids{1, 1};
  if (const auto number = base::parse_integer(user.user)) {
    ids.uid = static_cast<uid_t>(*number);
  } else if (const passwd* const entry = getpwnam(user.user.c_str()); entry != nullptr) {
    ids = {entry->pw_uid, entry->pw_gid};
  }
  if (const auto number = base::parse_integer(user.group)) {
    ids.gid = static_cast<gid_t>(*number);
  } else if (const group* const entry = getgrnam(user.group.c_str()); entry != nullptr) {
    ids.gid = entry->gr_gid;
  }
  return ids;
}

// The child's part; tells `report` why there is no program, and does not return.
[[noreturn]] void become_program(char* path, const Ids& ids, int output, int report) {
  const int null = open("/dev/null", O_RDWR);
  const bool is_root = geteuid() == 0;
  const bool is_ready = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
                        dup2(output, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0 &&
                        setsid() >= 0 &&
                        (!is_root || (setgroups(0, nullptr) == 0 && setgid(ids.gid) == 0 &&
                                      setuid(ids.uid) == 0));
  if (is_ready) {
    std::array<char*, 2> arguments{path, nullptr};
    std::array<char*, 1> no_environment{nullptr};
    execve(path, arguments.data(), no_environment.data());
  }
  const int reason = errno;
  (void)!write(report, &reason, sizeof reason);
  _exit(127);
}

std::string read_until(int reader, std::chrono::steady_clock::time_point deadline) {
  std::string output;
  std::array<char, 4096> buffer{};
  while (output.size() < kMaxOctets) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd wanted{reader, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&wanted, 1, static_cast<int>(left.count()));
    if (ready == 0) break;
    if (ready < 0 && errno == EINTR) continue;
    const ssize_t size = read(reader, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    output.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return output;
}

}  // namespace

base::Result<std::string> output_of_program(const std::string& path, const UserAndGroup& user,
                                            std::chrono::milliseconds patience) {
  std::array<int, 2> output{};
  std::array<int, 2> report{};
  if (pipe2(output.data(), O_CLOEXEC) != 0) return base::temporary(std::strerror(errno));
  const base::UniqueFd reader(output[0]);
  base::UniqueFd writer(output[1]);
  if (pipe2(report.data(), O_CLOEXEC) != 0) return base::temporary(std::strerror(errno));
  const base::UniqueFd reason_reader(report[0]);
  base::UniqueFd reason_writer(report[1]);
  const Ids ids = ids_of(user);
  std::string program = path;
  const pid_t child = fork();
  if (child < 0) return base::temporary(std::strerror(errno));
  if (child == 0) become_program(program.data(), ids, output[1], report[1]);
  writer = base::UniqueFd();
  reason_writer = base::UniqueFd();
  std::string text = read_until(reader.get(), std::chrono::steady_clock::now() + patience);
  // Whatever it does by now is of no use any more; its process group is its own.
  (void)kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  int reason = 0;
  if (read(reason_reader.get(), &reason, sizeof reason) == sizeof reason) {
    return base::permanent(std::strerror(reason));
  }
  return text;
}

}  // namespace sendwright::config
