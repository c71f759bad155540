// .forward and :include: files: read only if nobody but their owner can have written them.
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

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
  return owner == request.read_safety.for_addresses.trusted_owner;
}

ExitCode code_of(const base::OpenedFile& refused) {
  if (refused.is_missing) return ExitCode::kNoInput;
  return refused.is_unsafe ? ExitCode::kNoPermission : ExitCode::kTemporaryFailure;
}

void name_owner(const struct stat& status, AgentResult& result) {
  result.owner_uid = static_cast<long>(status.st_uid);
  result.owner_gid = static_cast<long>(status.st_gid);
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwuid_r(status.st_uid, &entry, buffer.data(), buffer.size(), &found) != 0 ||
      found == nullptr)
    return;
  result.owner_login = found->pw_name;
  result.owner_gid = static_cast<long>(found->pw_gid);
}

}  // namespace

AgentResult read_user_file(const AgentRequest& request) {
  const std::string& path = request.path;
  const base::UserFileSafety& safety = request.read_safety;
  const base::OpenedFile file = base::open_safely(path, safety.for_addresses);
  if (!file.problem.empty()) return refused(code_of(file), file.problem);
  if (!request.accepts_any_owner && !is_trusted_owner(request, file.status.st_uid))
    return refused(ExitCode::kNoPermission, "it belongs to another user");
  auto content = base::system_environment().read_all(file.file.get(), request.read_limit_octets);
  if (!content) {
    return refused(content.error().is_temporary() ? ExitCode::kTemporaryFailure
                                                  : ExitCode::kNoPermission,
                   content.error().message);
  }
  AgentResult result;
  result.output = std::move(*content);
  result.is_safe_for_programs = base::open_safely(path, safety.for_programs).problem.empty();
  name_owner(file.status, result);
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
