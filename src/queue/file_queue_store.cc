#include "queue/file_queue_store.hh"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <optional>

#include "queue/incoming_file.hh"
#include "queue/queued_file.hh"

namespace sendwright::queue {
namespace {

constexpr int kCreationAttempts = 100;

// Whether some process works on the file. Asks for a shared lock and lets go of it at once.
bool is_locked(int fd) {
  if (::flock(fd, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
  ::flock(fd, LOCK_UN);
  return false;
}

}  // namespace

base::Result<std::unique_ptr<IncomingMessage>> FileQueueStore::begin() {
  base::Environment& environment = files_.environment();
  for (int attempt = 0; attempt < kCreationAttempts; ++attempt) {
    std::string queue_id = id_generator_.next(environment.now());
    const std::string path = files_.directory().path_of(FileKind::kBody, queue_id);
    auto fd = files_.create(path, O_WRONLY | O_EXCL);
    if (fd) return std::make_unique<IncomingFile>(files_, std::move(queue_id), std::move(*fd));
    // A message of that id that an earlier process left: take the next id.
    if (!environment.status(path)) return std::unexpected(fd.error());
  }
  return base::temporary("no free queue id in " + files_.directory().path());
}

std::expected<std::unique_ptr<QueuedMessage>, LockFailure> FileQueueStore::lock(
    std::string_view queue_id) {
  if (!is_queue_id(queue_id)) return std::unexpected(LockFailure::kGone);
  for (const FileKind kind : {FileKind::kControl, FileKind::kQuarantined}) {
    auto locked = files_.open_locked(kind, queue_id);
    if (!locked && locked.error() == LockFailure::kGone) continue;
    if (!locked) return std::unexpected(locked.error());
    auto file = files_.read(locked->fd.get(), locked->status, kind, queue_id, true);
    if (!file) return std::unexpected(file.error());
    // Without its body a message is not sent: half a message is worse than none.
    const auto body = files_.environment().status(files_.body_path(file->data_directory, queue_id));
    if (!body) {
      files_.log_damage(queue_id, body.error().message);
      return std::unexpected(LockFailure::kUnreadable);
    }
    file->envelope.body_size_octets = body->st_size;
    return std::make_unique<QueuedFile>(files_, std::move(*file), std::move(locked->fd), kind);
  }
  return std::unexpected(LockFailure::kGone);
}

base::Result<std::vector<std::string>> FileQueueStore::ids() {
  auto names = files_.directory().control_files();
  if (!names) return std::unexpected(names.error());
  std::vector<std::string> ids;
  for (QueueFileName& name : *names) {
    if (name.kind == FileKind::kControl) ids.push_back(std::move(name.queue_id));
  }
  return ids;
}

base::Result<std::vector<QueueEntry>> FileQueueStore::list() {
  const auto names = files_.directory().control_files();
  if (!names) return std::unexpected(names.error());
  std::vector<QueueEntry> entries;
  for (const QueueFileName& name : *names) {
    if (auto one = entry(name)) entries.push_back(std::move(*one));
  }
  return entries;
}

// nullopt: gone in the meantime, or damaged (logged).
std::optional<QueueEntry> FileQueueStore::entry(const QueueFileName& name) {
  base::Environment& environment = files_.environment();
  const std::string path = files_.directory().path_of(name.kind, name.queue_id);
  const auto fd = environment.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  struct stat status {};
  if (!fd || ::fstat(fd->get(), &status) != 0) return std::nullopt;
  QueueEntry entry;
  entry.queue_id = name.queue_id;
  entry.modified = base::from_epoch(status.st_mtime);
  if (name.kind == FileKind::kQuarantined) entry.state = EntryState::kQuarantined;
  if (name.kind == FileKind::kLost) entry.state = EntryState::kLost;
  if (name.kind == FileKind::kControl && is_locked(fd->get())) entry.state = EntryState::kLocked;
  auto file = files_.read(fd->get(), status, name.kind, name.queue_id, false);
  if (!file) return std::nullopt;
  entry.envelope = std::move(file->envelope);
  const auto body = environment.status(files_.body_path(file->data_directory, name.queue_id));
  entry.envelope.body_size_octets = body ? body->st_size : -1;
  return entry;
}

}  // namespace sendwright::queue
