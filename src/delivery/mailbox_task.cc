// Mailboxes in mbox format: one append under the lock that retrieval honours too.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <array>

#include "base/mailbox_lock.hh"
#include "base/sysexits.hh"
#include "delivery/message_source.hh"
#include "delivery/tasks.hh"

namespace sendwright::delivery {
namespace {

using base::ExitCode;
using base::MailboxError;
using base::MailboxLock;

// How long a delivery waits for a locked mailbox before the message goes back to the queue.
constexpr std::chrono::seconds kLockPatience{60};

AgentResult refused(ExitCode code, std::string message) {
  AgentResult result;
  result.exit_code = base::to_int(code);
  result.message = std::move(message);
  return result;
}

AgentResult refused(const base::Error& error) {
  return refused(error.is_temporary() ? ExitCode::kTemporaryFailure : ExitCode::kCannotCreate,
                 error.message);
}

AgentResult refused(const MailboxError& failure) {
  switch (failure.kind) {
    case MailboxError::Kind::kBusy:
      return refused(ExitCode::kTemporaryFailure, failure.error.message);
    case MailboxError::Kind::kMissing:
    case MailboxError::Kind::kUnsafe:
      return refused(ExitCode::kCannotCreate, failure.error.message);
    case MailboxError::Kind::kSystem:
      break;
  }
  return refused(failure.error);
}

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// What has to stand between the old end of the file and a new From_ line.
std::string separator(int fd, long size) {
  std::array<char, 2> end{'\n', '\n'};
  if (size >= 2 && ::pread(fd, end.data(), 2, size - 2) != 2) return "\n";
  if (size < 2) return {};
  if (end[1] != '\n') return "\n\n";
  return end[0] == '\n' ? "" : "\n";
}

// Writes the message behind the old end; on an error the file is as it was before.
base::Result<void> append(MailboxLock& mailbox, const AgentRequest& request, int body_fd,
                          bool separates, base::Environment& environment) {
  MessageSource source(request, body_fd);
  auto piece = source.next();
  if (!piece) return std::unexpected(piece.error());
  if (separates) *piece = separator(mailbox.fd(), mailbox.size_octets()) + *piece;
  mailbox.note_append(*piece);
  base::Result<void> outcome;
  if (::lseek(mailbox.fd(), mailbox.size_octets(), SEEK_SET) < 0) {
    return std::unexpected(base::system_error("seek in", request.path, errno));
  }
  while (outcome && !piece->empty()) {
    outcome = environment.write(mailbox.fd(), *piece);
    if (!outcome) break;
    piece = source.next();
    if (!piece) outcome = std::unexpected(piece.error());
  }
  if (outcome) outcome = environment.sync(mailbox.fd());
  if (outcome) return outcome;
  if (::ftruncate(mailbox.fd(), mailbox.size_octets()) != 0) {
    outcome.error().message += "; the half message could not be cut off";
  }
  outcome.error().persistence = base::Persistence::kTemporary;
  return outcome;
}

}  // namespace

AgentResult deliver_to_mailbox(const AgentRequest& request, int body_fd,
                               base::Environment& environment) {
  AgentRequest as_mailbox = request;
  as_mailbox.escapes_from_lines = true;
  as_mailbox.appends_empty_line = true;
  base::MailboxLockOptions options;
  options.creates = true;
  options.mode = request.file_mode;
  options.patience = kLockPatience;
  auto mailbox = MailboxLock::acquire(request.path, options);
  if (!mailbox) return refused(mailbox.error());
  if (auto done = append(*mailbox, as_mailbox, body_fd, true, environment); !done) {
    return refused(done.error());
  }
  // A new file's name must be as durable as its content. A spool directory that cannot be opened is
  // no reason to deliver twice.
  if (mailbox->was_created()) (void)environment.sync_directory(parent_of(request.path));
  return {};
}

AgentResult append_to_file(const AgentRequest& request, int body_fd,
                           base::Environment& environment) {
  base::MailboxLockOptions options;
  options.creates = true;
  options.mode = request.file_mode;
  options.uses_dot_lock = false;
  options.accepts_device = request.path == "/dev/null";
  options.patience = kLockPatience;
  auto file = MailboxLock::acquire(request.path, options);
  if (!file) {
    if (file.error().kind == MailboxError::Kind::kBusy) return refused(file.error());
    return refused(ExitCode::kCannotCreate, file.error().error.message);
  }
  struct stat status {};
  if (::fstat(file->fd(), &status) != 0) return refused(ExitCode::kIoError, "cannot look at file");
  if (S_ISCHR(status.st_mode)) return {};
  if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0) {
    return refused(ExitCode::kCannotCreate, "file " + request.path + " is executable");
  }
  if (auto done = append(*file, request, body_fd, false, environment); !done) {
    return refused(done.error());
  }
  if (file->was_created()) (void)environment.sync_directory(parent_of(request.path));
  return {};
}

}  // namespace sendwright::delivery
