#include "delivery/agent_process.hh"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/environment.hh"
#include "base/sysexits.hh"
#include "delivery/tasks.hh"

namespace sendwright::delivery {
namespace {

// A locked mailbox and a slow program have bounds of their own; this one is the last resort.
constexpr long kGraceSeconds = 60;

std::unexpected<base::Error> refusal(const std::string& action, const std::string& object) {
  base::Error error = base::system_error(action, object, errno);
  error.persistence = base::Persistence::kTemporary;
  return std::unexpected(std::move(error));
}

// The group that may create files and locks in a spool directory such as Debian's /var/mail
// (root:mail 2775); -1 if the directory asks for none.
gid_t spool_group(const AgentRequest& request) {
  if (request.task != AgentTask::kMailbox) return static_cast<gid_t>(-1);
  struct stat directory {};
  const std::string folder = request.path.substr(0, request.path.rfind('/') + 1);
  if (::stat(folder.c_str(), &directory) != 0) return static_cast<gid_t>(-1);
  const bool is_group_spool = directory.st_uid == 0 && directory.st_gid != 0 &&
                              (directory.st_mode & S_IWGRP) != 0 &&
                              (directory.st_mode & S_IWOTH) == 0;
  return is_group_spool ? directory.st_gid : static_cast<gid_t>(-1);
}

void restore_signals() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2}) {
    ::signal(signal, SIG_DFL);
  }
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

base::Result<void> become_user(const AgentRequest& request) {
  restore_signals();
  ::alarm(static_cast<unsigned>(request.timeout_seconds + kGraceSeconds));
  ::umask(077);
  if (::geteuid() != 0) {
    if (is_own_user(request)) return {};
    return base::temporary("not started by root: cannot deliver as uid " +
                           std::to_string(request.uid));
  }
  if (request.uid < 0) return base::temporary("no user given to deliver as");
  const gid_t spool = spool_group(request);
  if (request.nice != 0) (void)::nice(request.nice);
  const auto uid = static_cast<uid_t>(request.uid);
  const auto gid = static_cast<gid_t>(request.gid);
  // Group names are looked up before chroot hides the group file.
  if (request.gid < 0) return base::temporary("no group given for uid " + std::to_string(uid));
  const bool has_login = !request.login.empty();
  if ((has_login ? ::initgroups(request.login.c_str(), gid) : ::setgroups(1, &gid)) != 0) {
    return refusal("set groups of", request.login);
  }
  if (!request.root_directory.empty()) {
    if (::chroot(request.root_directory.c_str()) != 0 || ::chdir("/") != 0) {
      return refusal("change root to", request.root_directory);
    }
  }
  const gid_t group = spool == static_cast<gid_t>(-1) ? gid : spool;
  if (::setresgid(group, group, group) != 0) return refusal("set group", std::to_string(group));
  if (::setresuid(uid, uid, uid) != 0) return refusal("set user", std::to_string(uid));
  if (uid != 0 && (::setuid(0) == 0 || ::seteuid(0) == 0)) {
    return base::temporary("giving up root had no effect");
  }
  return {};
}

AgentResult run_agent(const AgentRequest& request, int body_fd) {
  if (const auto became = become_user(request); !became) {
    AgentResult result;
    result.exit_code = base::to_int(base::ExitCode::kTemporaryFailure);
    result.message = became.error().message;
    return result;
  }
  return perform(request, body_fd, base::system_environment());
}

bool is_own_user(const AgentRequest& request) {
  if (!request.root_directory.empty() || request.nice < 0) return false;
  if (request.task == AgentTask::kReadFile && request.uid < 0) return true;
  if (::geteuid() == 0) return false;
  return request.uid < 0 || request.uid == static_cast<long>(::geteuid());
}

}  // namespace sendwright::delivery
