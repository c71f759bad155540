#include "base/mailbox_lock.hh"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <thread>

#include "base/codec.hh"
#include "base/environment.hh"
#include "base/strings.hh"

namespace sendwright::base {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kJournalWord = "sendwright";
constexpr size_t kJournalledOctets = 48;  // enough of a From_ line to know it again
constexpr std::chrono::seconds kForeignLockAge{300};
constexpr std::chrono::seconds kEmptyLockAge{10};
constexpr std::chrono::milliseconds kFirstPause{5};
constexpr std::chrono::milliseconds kLongestPause{250};

MailboxError failure(MailboxError::Kind kind, std::string message, Persistence persistence) {
  return {kind, Error{std::move(message), persistence}};
}

MailboxError system_failure(const std::string& action, const std::string& path, int error_number) {
  return {MailboxError::Kind::kSystem, system_error(action, path, error_number)};
}

std::string read_small(int fd) {
  std::array<char, 512> buffer{};
  const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), 0);
  return count > 0 ? std::string(buffer.data(), static_cast<size_t>(count)) : std::string();
}

bool same_file(int fd, const std::string& path) {
  struct stat open_file {}, named_file {};
  return ::fstat(fd, &open_file) == 0 && ::lstat(path.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

// Whether a dot-lock whose flock nobody holds may be taken over.
bool is_abandoned(int fd, const std::string& content) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return false;
  const std::chrono::seconds age(::time(nullptr) - status.st_mtime);
  const auto lines = split(content, '\n');
  if (lines.size() > 1 && lines[1].starts_with(kJournalWord)) return true;
  if (content.empty()) return age > kEmptyLockAge;
  const auto process = parse_integer(trim(lines[0]));
  if (process && *process > 1 && ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH) {
    return true;
  }
  return age > kForeignLockAge;
}

void write_lock_line(int fd, const std::string& journal) {
  const std::string text = std::to_string(::getpid()) + '\n' + std::string(kJournalWord) + journal +
                           '\n';
  if (::ftruncate(fd, 0) != 0) return;  // the lock holds all the same; only the journal is lost
  if (::pwrite(fd, text.data(), text.size(), 0) < 0) return;
}

// Open file description locks: they exclude POSIX record locks of other programs, and two threads
// of one process exclude each other.
bool try_kernel_locks(int fd) {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &range) != 0 && (errno == EAGAIN || errno == EACCES)) return false;
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
  range.l_type = F_UNLCK;
  ::fcntl(fd, F_OFD_SETLK, &range);
  return false;
}

// Sleeps a little longer at each call; false once the deadline has passed.
class Patience {
 public:
  explicit Patience(Clock::time_point deadline) : deadline_(deadline) {}
  bool wait() {
    if (Clock::now() >= deadline_) return false;
    std::this_thread::sleep_for(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
    return true;
  }

 private:
  Clock::time_point deadline_;
  std::chrono::milliseconds pause_ = kFirstPause;
};

MailboxError busy(const std::string& path) {
  return failure(MailboxError::Kind::kBusy, "mailbox " + path + " is locked by another program",
                 Persistence::kTemporary);
}

// "" if the open file may serve as a mailbox, else why not.
std::string objection(const struct stat& status, bool accepts_device) {
  if (S_ISCHR(status.st_mode) && accepts_device) return {};
  if (!S_ISREG(status.st_mode)) return "is not a regular file";
  if (status.st_nlink > 1) return "has more than one link";
  const uid_t uid = ::geteuid();
  if (uid != 0 && status.st_uid != uid) return "belongs to another user";
  return {};
}

}  // namespace

std::expected<MailboxLock, MailboxError> MailboxLock::acquire(const std::string& path,
                                                              const MailboxLockOptions& options) {
  const auto deadline = Clock::now() + options.patience;
  MailboxLock lock;
  if (options.uses_dot_lock) {
    if (auto error = lock.take_dot_lock(path, deadline)) return std::unexpected(*error);
  }
  Patience patience(deadline);
  while (true) {
    if (auto error = lock.open_mailbox(path, options)) return std::unexpected(*error);
    while (!try_kernel_locks(lock.fd())) {
      if (!patience.wait()) return std::unexpected(busy(path));
    }
    // Retrieval replaces a mailbox by renaming: a lock on the old file is worth nothing.
    if (lock.still_names_mailbox(path)) break;
  }
  struct stat status {};
  if (::fstat(lock.fd(), &status) != 0) {
    return std::unexpected(system_failure("look at", path, errno));
  }
  lock.size_ = static_cast<long>(status.st_size);
  if (!lock.journal_.empty()) lock.undo_half_append(lock.journal_);
  return lock;
}

std::optional<MailboxError> MailboxLock::take_dot_lock(const std::string& path,
                                                       Clock::time_point deadline) {
  const std::string lock_path = path + ".lock";
  Patience patience(deadline);
  do {
    UniqueFd fd(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    const int error_number = errno;
    const bool is_new = fd.is_open();
    if (!is_new && error_number != EEXIST) {
      // A spool directory that users may not write to: the kernel locks have to do.
      if (error_number == EACCES || error_number == EPERM || error_number == EROFS) return {};
      if (error_number == ENOENT) {
        return failure(MailboxError::Kind::kSystem, "no directory for mailbox " + path,
                       Persistence::kPermanent);
      }
      return system_failure("create", lock_path, error_number);
    }
    if (!is_new) fd.reset(::open(lock_path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && same_file(fd.get(), lock_path)) {
      const std::string content = is_new ? std::string() : read_small(fd.get());
      if (is_new || is_abandoned(fd.get(), content)) {
        journal_ = content;
        write_lock_line(fd.get(), {});
        dot_lock_ = std::move(fd);
        dot_lock_path_ = lock_path;
        return {};
      }
    }
  } while (patience.wait());
  return busy(path);
}

std::optional<MailboxError> MailboxLock::open_mailbox(const std::string& path,
                                                      const MailboxLockOptions& options) {
  constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  mailbox_.reset(::open(path.c_str(), kFlags));
  if (!mailbox_ && errno == ENOENT && options.creates) {
    mailbox_.reset(::open(path.c_str(), kFlags | O_CREAT | O_EXCL, options.mode));
    was_created_ = mailbox_.is_open();
    // Somebody else created it meanwhile.
    if (!mailbox_ && errno == EEXIST) mailbox_.reset(::open(path.c_str(), kFlags));
  }
  if (!mailbox_) {
    const int error_number = errno;
    if (error_number == ENOENT) {
      return failure(MailboxError::Kind::kMissing, "no mailbox " + path, Persistence::kPermanent);
    }
    if (error_number == ELOOP || error_number == EISDIR || error_number == ENXIO) {
      return failure(MailboxError::Kind::kUnsafe, "mailbox " + path + " is not a regular file",
                     Persistence::kPermanent);
    }
    return system_failure("open mailbox", path, error_number);
  }
  struct stat status {};
  if (::fstat(fd(), &status) != 0) return system_failure("look at", path, errno);
  const std::string reason = objection(status, options.accepts_device);
  if (!reason.empty()) {
    return failure(MailboxError::Kind::kUnsafe, "mailbox " + path + ' ' + reason,
                   Persistence::kPermanent);
  }
  return {};
}

bool MailboxLock::still_names_mailbox(const std::string& path) const {
  return same_file(mailbox_.get(), path);
}

void MailboxLock::note_append(std::string_view beginning) {
  if (!dot_lock_) return;
  write_lock_line(dot_lock_.get(), ' ' + std::to_string(size_) + ' ' +
                                       encode_base64(beginning.substr(0, kJournalledOctets)));
}

// The journal line is `sendwright SIZE BEGINNING`. What stands behind SIZE is only cut off if it
// begins as noted: another program may have rewritten the mailbox since.
void MailboxLock::undo_half_append(std::string_view journal) {
  const auto lines = split(journal, '\n');
  const auto words = lines.size() > 1 ? split_words(lines[1]) : std::vector<std::string_view>();
  if (words.size() != 3) return;
  const auto old_size = parse_integer(words[1]);
  const auto beginning = decode_base64(words[2]);
  if (!old_size || !beginning || *old_size < 0 || *old_size >= size_) return;
  std::string found(std::min(beginning->size(), static_cast<size_t>(size_ - *old_size)), '\0');
  if (::pread(fd(), found.data(), found.size(), *old_size) != static_cast<ssize_t>(found.size())) {
    return;
  }
  if (!beginning->starts_with(found)) return;
  if (::ftruncate(fd(), *old_size) == 0) size_ = static_cast<long>(*old_size);
}

MailboxLock::~MailboxLock() {
  // The mailbox's locks go first; whoever waits for the dot-lock then finds them free.
  mailbox_.reset();
  if (dot_lock_ && same_file(dot_lock_.get(), dot_lock_path_)) ::unlink(dot_lock_path_.c_str());
}

}  // namespace sendwright::base
