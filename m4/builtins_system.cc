// Builtins that reach outside: commands, temporary files, standard error, the exit status, and the
// place in the input.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "m4/numbers.hh"

extern char** environ;

namespace sendwright::m4 {

namespace {
constexpr int kCannotRun = 127;

// Starts `sh -c command' with `output', if it is not -1, as its standard output; -1 and a
// diagnostic on failure.
pid_t start_command(Processor& m4, std::string_view command, int output) {
  if (!m4.options().allow_commands) {
    m4.complain("cannot run command: commands are switched off");
    return -1;
  }
  std::string text(command);
  std::string shell = "sh";
  std::string option = "-c";
  char* argv[] = {shell.data(), option.data(), text.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = -1;
  const int error = posix_spawn(&child, "/bin/sh", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return child;
  m4.complain("cannot run command `" + text + "': " + std::strerror(error));
  return -1;
}

// Waits for a command and keeps what sysval gives: the exit status, or the signal times 256.
void wait_for(Processor& m4, pid_t child) {
  if (child < 0) {
    m4.last_command_status = kCannotRun;
    return;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  m4.last_command_status = WIFEXITED(status)     ? WEXITSTATUS(status)
                           : WIFSIGNALED(status) ? WTERMSIG(status) << 8
                                                 : kCannotRun;
}
}  // namespace

void builtin_syscmd(Processor& m4, const Arguments& arguments) {
  m4.output().flush();
  if (arguments[0].empty()) {
    m4.last_command_status = 0;
    return;
  }
  wait_for(m4, start_command(m4, arguments[0], -1));
  if (m4.last_command_status == kCannotRun) {
    m4.diagnostics().remark({}, "syscmd subprocess failed");
  }
}

void builtin_esyscmd(Processor& m4, const Arguments& arguments) {
  m4.output().flush();
  if (arguments[0].empty()) {
    m4.last_command_status = 0;
    return;
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    m4.complain(std::string("cannot create pipe: ") + std::strerror(errno));
    m4.last_command_status = kCannotRun;
    return;
  }
  const pid_t child = start_command(m4, arguments[0], ends[1]);
  ::close(ends[1]);
  char block[8192];
  ssize_t count = 0;
  bool has_nul = false;  // what follows the first one is read, but lost
  while ((count = ::read(ends[0], block, sizeof block)) > 0 || (count < 0 && errno == EINTR)) {
    if (count < 0 || has_nul) continue;
    const std::string_view bytes(block, static_cast<std::size_t>(count));
    const std::size_t nul = bytes.find('\0');
    has_nul = nul != std::string_view::npos;
    m4.expansion().append(bytes.substr(0, nul));
  }
  ::close(ends[0]);
  wait_for(m4, child);
}

void builtin_sysval(Processor& m4, const Arguments&) {
  m4.expansion().append(std::to_string(m4.last_command_status));
}

// The name is given quoted. Up to six X at the end of the pattern are replaced, and supplied where
// they are missing.
void builtin_mkstemp(Processor& m4, const Arguments& arguments) {
  std::string path(arguments[0]);
  const std::size_t last_other = path.find_last_not_of('X');
  const std::size_t found = path.size() - (last_other == std::string::npos ? 0 : last_other + 1);
  if (found < 6) path.append(6 - found, 'X');
  int descriptor = -1;
  if (m4.options().allow_files) {
    descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  } else {
    errno = EACCES;
  }
  if (descriptor < 0) {
    m4.diagnostics().regret(m4.location(), std::string(arguments.name()) +
                                               ": cannot create tempfile `" +
                                               std::string(arguments[0]) +
                                               "': " + std::strerror(errno));
    return;
  }
  ::close(descriptor);
  m4.append_quoted(path);
}

// With option -G this is what POSIX says: the process number in place of the X, and no file.
void builtin_maketemp(Processor& m4, const Arguments& arguments) {
  if (m4.options().gnu_extensions) {
    builtin_mkstemp(m4, arguments);
    return;
  }
  m4.complain("recommend using mkstemp instead");
  const std::string_view pattern = arguments[0];
  const std::size_t last_other = pattern.find_last_not_of('X');
  const std::size_t kept = last_other == std::string_view::npos ? 0 : last_other + 1;
  const std::string digits = std::to_string(::getpid());
  const std::size_t room = pattern.size() - kept;
  m4.expansion().append(pattern.substr(0, kept));
  if (digits.size() < room) m4.expansion().append(std::string(room - digits.size(), '0'));
  m4.expansion().append(std::string_view(digits).substr(digits.size() > room ? digits.size() - room
                                                                             : 0));
}

void builtin_errprint(Processor& m4, const Arguments& arguments) {
  std::string text(arguments[0]);
  for (std::size_t i = 1; i < arguments.size(); ++i) text.append(" ").append(arguments[i]);
  m4.diagnostics().write(text);
}

void builtin_m4exit(Processor& m4, const Arguments& arguments) {
  int status = 0;
  if (arguments.size() > 0) status = number_argument(m4, arguments, 0).value_or(1);
  if (status < 0 || status > 255) {
    m4.complain("exit status out of range: `" + std::to_string(status) + "'");
    status = 1;
  }
  throw Exit{status != 0 ? status : m4.diagnostics().exit_status()};
}

void builtin_file(Processor& m4, const Arguments&) {
  const Location place = m4.location();
  m4.append_quoted(place.file != nullptr ? *place.file : std::string());
}

void builtin_line(Processor& m4, const Arguments&) {
  m4.expansion().append(std::to_string(m4.location().line));
}

void builtin_program(Processor& m4, const Arguments&) {
  m4.append_quoted(m4.diagnostics().program());
}

}  // namespace sendwright::m4
