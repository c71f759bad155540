// .forward and :include: files: read only if nobody but their owner can have written them.
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/sysexits.hh"
#include "delivery/tasks.hh"

namespace sendwright::delivery {
namespace {

using base::ExitCode;

AgentResult refused(ExitCode code, std::string message) {
  AgentResult result;
  result.exit_code = base::to_int(code);
  result.message = std::move(message);
  return result;
}

bool is_trusted_owner(const AgentRequest& request, uid_t owner) {
  if (owner == 0 || owner == ::geteuid()) return true;
  if (request.uid >= 0 && owner == static_cast<uid_t>(request.uid)) return true;
  return std::ranges::any_of(request.trusted_owners, [&](const std::string& login) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    return ::getpwnam_r(login.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
           found != nullptr && found->pw_uid == owner;
  });
}

// "" if no directory of the path lets others replace the file, else the reason. The last one may not
// be writable by group or others; above it a sticky bit (as of /tmp) is enough.
std::string unsafe_directory(const std::string& path) {
  std::string folder = path.substr(0, std::max<size_t>(path.rfind('/'), 1));
  bool is_last = true;
  while (true) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return {};
    const mode_t writable = status.st_mode & (is_last ? (S_IWGRP | S_IWOTH) : S_IWOTH);
    const bool is_sticky = !is_last && (status.st_mode & S_ISVTX) != 0;
    if (writable != 0 && !is_sticky) return "directory " + folder + " is writable by others";
    if (folder == "/") return {};
    folder.resize(std::max<size_t>(folder.rfind('/'), 1));
    is_last = false;
  }
}

// Whether an errno of open means that there is no such file, as opposed to "not now".
ExitCode code_of_open_error(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return ExitCode::kNoInput;
    case EACCES:
    case EPERM:
    case ELOOP:
    case EISDIR:
    case ENXIO:
    case ENAMETOOLONG:
      return ExitCode::kNoPermission;
    default:
      return ExitCode::kTemporaryFailure;
  }
}

}  // namespace

AgentResult read_user_file(const AgentRequest& request) {
  const std::string& path = request.path;
  // Not blocking: a FIFO must not hold the agent.
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd) {
    const int error_number = errno;
    return refused(code_of_open_error(error_number),
                   base::system_error("open", path, error_number).message);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return refused(ExitCode::kTemporaryFailure, "fstat failed");
  if (!S_ISREG(status.st_mode)) {
    return refused(ExitCode::kNoPermission, path + " is not a regular file");
  }
  if (!is_trusted_owner(request, status.st_uid)) {
    return refused(ExitCode::kNoPermission, path + " belongs to another user");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return refused(ExitCode::kNoPermission, path + " is writable by others");
  }
  if (std::string reason = unsafe_directory(path); !reason.empty()) {
    return refused(ExitCode::kNoPermission, path + ": " + reason);
  }
  auto content = base::system_environment().read_all(fd.get(), request.read_limit_octets);
  if (!content) {
    return refused(content.error().is_temporary() ? ExitCode::kTemporaryFailure
                                                  : ExitCode::kNoPermission,
                   path + ": " + content.error().message);
  }
  AgentResult result;
  result.output = std::move(*content);
  result.owner_uid = static_cast<long>(status.st_uid);
  return result;
}

AgentResult perform(const AgentRequest& request, int body_fd, base::Environment& environment) {
  switch (request.task) {
    case AgentTask::kMailbox:
      return deliver_to_mailbox(request, body_fd, environment);
    case AgentTask::kMaildir:
      return deliver_to_maildir(request, body_fd, environment);
    case AgentTask::kFile:
      return append_to_file(request, body_fd, environment);
    case AgentTask::kProgram:
      return deliver_to_program(request, body_fd);
    case AgentTask::kLmtpProgram:
      return deliver_to_lmtp_program(request, body_fd);
    case AgentTask::kReadFile:
      return read_user_file(request);
  }
  return refused(ExitCode::kSoftware, "unknown task");
}

}  // namespace sendwright::delivery
