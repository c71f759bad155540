// Runs a command once and prints what it cost: wall time and its own processor time (not that of
// commands it runs in its turn) in microseconds, and peak memory in KB. The command's standard output
// goes to a file.
//   run_cost OUTPUT COMMAND [ARGUMENT...]
// A program of its own and linked statically, since the kernel counts the memory of the process that
// calls exec to the child's peak: a script's interpreter would be all that is seen.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

extern char** environ;

namespace {

long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000LL + time.tv_nsec / 1000;
}

// Of a process that has ended and was not waited for yet: the first number in its schedstat file.
long long processor_time(pid_t process) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/schedstat", process);
  long long nanoseconds = 0;
  std::FILE* file = std::fopen(path, "re");
  if (file == nullptr || std::fscanf(file, "%lld", &nanoseconds) != 1) std::exit(72);
  std::fclose(file);
  return nanoseconds / 1000;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, argv[1], O_WRONLY | O_CREAT | O_TRUNC,
                                   0644);
  const long long begin = now();
  pid_t child = 0;
  if (posix_spawn(&child, argv[2], &actions, nullptr, argv + 2, environ) != 0) return 71;
  siginfo_t ended{};
  if (waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) != 0) return 71;
  const long long wall = now() - begin;
  const long long processor = processor_time(child);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return 71;
  std::printf("%lld %lld %ld\n", wall, processor, usage.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
