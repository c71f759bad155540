#include "queue/control_files.hh"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/log.hh"

namespace sendwright::queue {
namespace {

constexpr size_t kLargestControlFile = 64UL << 20;  // many recipients, but not all of the memory
constexpr int kLockAttempts = 10;
constexpr mode_t kModeByUmask = 0644;  // what a usual umask leaves of any mode

bool lock_exclusively(int fd) {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

base::Error at(const std::string& path, const base::Error& error) {
  return {path + ": " + error.message, error.persistence};
}

std::string unsafe_file_text(const struct stat& status) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "bogus queue file, uid=%lu, gid=%lu, mode=%o",
                static_cast<unsigned long>(status.st_uid), static_cast<unsigned long>(status.st_gid),
                static_cast<unsigned>(status.st_mode));
  return text.data();
}

}  // namespace

// What root submits is delivered by the queue manager, who is the queue directory's owner.
bool ControlFiles::give_to_queue_user(int fd) const {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(directory_.path().c_str(), &status) != 0) return true;
  return status.st_uid == 0 || ::fchown(fd, status.st_uid, status.st_gid) == 0;
}

base::Result<base::UniqueFd> ControlFiles::create(const std::string& path, int flags) {
  auto fd = environment_.open(path, flags | O_CREAT | O_NOFOLLOW, options_.file_mode);
  if (fd && (options_.file_mode & ~kModeByUmask) != 0 &&
      ::fchmod(fd->get(), options_.file_mode) != 0) {
    return std::unexpected(base::system_error("set the mode of", path, errno));
  }
  if (fd && !give_to_queue_user(fd->get())) {
    return std::unexpected(base::system_error("change the owner of", path, errno));
  }
  return fd;
}

base::Result<base::UniqueFd> ControlFiles::write_temporary(std::string_view queue_id,
                                                           const std::string& content) {
  const std::string path = directory_.path_of(FileKind::kTemporary, queue_id);
  auto fd = create(path, O_RDWR | O_TRUNC);
  if (!fd) return fd;
  if (!lock_exclusively(fd->get())) return base::temporary(path + " is locked by another process");
  auto done = environment_.write(fd->get(), content);
  if (done && is_synced()) done = environment_.sync(fd->get());
  if (done) return fd;
  // An empty leftover would do no harm, but takes a place on a full disk.
  (void)environment_.remove(path);
  return std::unexpected(at(path, done.error()));
}

// The file may be replaced or removed between open and flock: then it has no name any more.
std::expected<LockedFile, LockFailure> ControlFiles::open_locked(FileKind kind,
                                                                 std::string_view queue_id) {
  const std::string path = directory_.path_of(kind, queue_id);
  for (int attempt = 0; attempt < kLockAttempts; ++attempt) {
    auto fd = environment_.open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
    if (!fd) {
      if (!environment_.status(path)) return std::unexpected(LockFailure::kGone);
      log_damage(queue_id, fd.error().message);
      return std::unexpected(LockFailure::kUnreadable);
    }
    if (!lock_exclusively(fd->get())) return std::unexpected(LockFailure::kLockedElsewhere);
    LockedFile file{std::move(*fd), {}};
    if (::fstat(file.fd.get(), &file.status) != 0) return std::unexpected(LockFailure::kUnreadable);
    if (file.status.st_nlink > 0) return file;
  }
  return std::unexpected(LockFailure::kLockedElsewhere);
}

std::expected<QueueFile, LockFailure> ControlFiles::read(int fd, const struct stat& status,
                                                         FileKind kind, std::string_view queue_id,
                                                         bool sets_aside) {
  const auto refuse = [&](const std::string& reason, bool is_bogus) {
    if (is_bogus && sets_aside) {
      set_aside(kind, queue_id, reason);
    } else {
      log_damage(queue_id, reason);
    }
    return std::unexpected(LockFailure::kUnreadable);
  };
  if (!is_safe(status)) return refuse(unsafe_file_text(status), true);
  const std::string path = directory_.path_of(kind, queue_id);
  const auto content = environment_.read_all(fd, kLargestControlFile);
  if (!content) return refuse(at(path, content.error()).message, false);
  auto parsed = parse_queue_file(*content, path);
  if (!parsed) return refuse(parsed.error().message, !parsed.error().is_incomplete);
  parsed->envelope.queue_id = queue_id;
  return std::move(*parsed);
}

// Owned by us or by root, a plain file, and writable by nobody whom the file mode does not name.
bool ControlFiles::is_safe(const struct stat& status) const {
  const bool is_ours = status.st_uid == ::geteuid() || status.st_uid == 0 || ::geteuid() == 0;
  const mode_t writers = S_IWGRP | S_IWOTH;
  return S_ISREG(status.st_mode) && is_ours &&
         (status.st_mode & writers & ~options_.file_mode) == 0;
}

void ControlFiles::set_aside(FileKind kind, std::string_view queue_id, std::string_view reason) {
  const std::string lost = directory_.path_of(FileKind::kLost, queue_id);
  const auto renamed = environment_.rename(directory_.path_of(kind, queue_id), lost);
  log_damage(queue_id, std::string(reason) + (renamed ? "; renamed to " + lost
                                                      : "; " + renamed.error().message));
}

std::string ControlFiles::body_path(const std::string& data_directory,
                                    std::string_view queue_id) const {
  if (data_directory.empty()) return directory_.path_of(FileKind::kBody, queue_id);
  return data_directory + "/df" + std::string(queue_id);
}

void ControlFiles::log_damage(std::string_view queue_id, std::string_view reason) const {
  base::log(0, base::LogPriority::kCritical, queue_id, reason);
}

}  // namespace sendwright::queue
