// An mbox file as a mailbox. The lock is held while the file is read through or replaced, not for the
// whole session: a delivery never waits for a slow client.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <set>

#include "base/environment.hh"
#include "base/mailbox_lock.hh"
#include "retrieval/crlf_reader.hh"
#include "retrieval/mailbox_store.hh"
#include "retrieval/mbox_index.hh"

namespace sendwright::retrieval {
namespace {

using base::MailboxLock;

constexpr std::chrono::seconds kLockPatience{30};
// An index that takes longer to read than a small mailbox to scan is not worth a file.
constexpr long kSmallestIndexed = 1 << 20;
constexpr std::size_t kMaxIndexOctets = 64 << 20;

base::Environment& environment() { return base::system_environment(); }

base::MailboxLockOptions lock_options() {
  base::MailboxLockOptions options;
  options.patience = kLockPatience;
  return options;
}

std::string index_path(const std::string& path) { return path + ".index"; }

base::Result<MboxStamp> stamp_of(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    return std::unexpected(base::system_error("look at", "mailbox", errno));
  }
  return MboxStamp{status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

base::Result<std::vector<MboxMessage>> scan(int fd, const std::string& path) {
  MboxScanner scanner;
  std::string octets(1 << 18, '\0');
  long offset = 0;
  while (true) {
    const ssize_t count = ::pread(fd, octets.data(), octets.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(base::system_error("read", path, errno));
    if (count == 0) break;
    offset += count;
    scanner.feed(std::string_view(octets).substr(0, static_cast<std::size_t>(count)));
  }
  std::vector<MboxMessage> messages;
  if (!scanner.finish(messages)) return base::permanent(path + " is not a mailbox");
  return messages;
}

std::optional<std::vector<MboxMessage>> read_index(const std::string& path,
                                                   const MboxStamp& stamp) {
  auto fd = environment().open(index_path(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  if (!fd) return std::nullopt;
  struct stat status {};
  if (::fstat(fd->get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_uid != ::geteuid()) {
    return std::nullopt;
  }
  const auto text = environment().read_all(fd->get(), kMaxIndexOctets);
  if (!text) return std::nullopt;
  return decode_index(*text, stamp);
}

// A cache: whatever fails here costs only speed.
void write_index(const std::string& path, const MboxStamp& stamp,
                 const std::vector<MboxMessage>& messages) {
  if (stamp.size < kSmallestIndexed) return;
  const std::string draft = index_path(path) + '.' + std::to_string(::getpid());
  auto fd = environment().open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!fd) return;
  const bool is_written = environment().write(fd->get(), encode_index(stamp, messages)).has_value();
  if (!is_written || !environment().rename(draft, index_path(path))) {
    (void)environment().remove(draft);
  }
}

base::Result<std::vector<MboxMessage>> messages_of(int fd, const std::string& path) {
  const auto stamp = stamp_of(fd);
  if (!stamp) return std::unexpected(stamp.error());
  if (stamp->size >= kSmallestIndexed) {
    if (auto cached = read_index(path, *stamp)) return *cached;
  }
  auto messages = scan(fd, path);
  if (messages) write_index(path, *stamp, *messages);
  return messages;
}

// Ranges of the old file that go into the new one.
struct Range {
  long begin;
  long end;
};

base::Result<void> copy_ranges(int from, int to, const std::vector<Range>& ranges) {
  std::string octets(1 << 18, '\0');
  for (Range range : ranges) {
    while (range.begin < range.end) {
      const auto wanted = std::min<long>(range.end - range.begin, static_cast<long>(octets.size()));
      const ssize_t count = ::pread(from, octets.data(), static_cast<std::size_t>(wanted), range.begin);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return std::unexpected(base::system_error("read", "mailbox", errno));
      const auto piece = std::string_view(octets).substr(0, static_cast<std::size_t>(count));
      if (auto written = environment().write(to, piece); !written) return written;
      range.begin += count;
    }
  }
  return {};
}

class MboxStore final : public MailboxStore {
 public:
  MboxStore(std::string path, base::UniqueFd file, std::vector<MboxMessage> messages)
      : path_(std::move(path)), file_(std::move(file)), places_(std::move(messages)) {
    for (const MboxMessage& message : places_) infos_.push_back(message.info);
  }

  const std::vector<MessageInfo>& messages() const override { return infos_; }

  base::Result<std::unique_ptr<MessageReader>> open(std::size_t index) override {
    const MboxMessage& message = places_.at(index);
    std::string mark(5, '\0');
    if (::pread(file_.get(), mark.data(), mark.size(), message.from_offset) != 5 ||
        mark != "From ") {
      return base::temporary("mailbox was changed by another program");
    }
    return std::make_unique<CrlfReader>(file_.get(), message.offset, message.size);
  }

  base::Result<void> remove(const std::vector<std::size_t>& indexes) override {
    if (indexes.empty()) return {};
    std::set<std::string> unwanted;
    for (const std::size_t index : indexes) unwanted.insert(places_.at(index).info.unique_id);
    auto lock = MailboxLock::acquire(path_, lock_options());
    if (!lock) {
      if (lock.error().kind == base::MailboxError::Kind::kMissing) return {};
      return std::unexpected(lock.error().error);
    }
    // Looked at anew: messages may have come, and other sessions may have removed some.
    const auto current = scan(lock->fd(), path_);
    if (!current) return std::unexpected(current.error());
    std::vector<Range> kept;
    for (const MboxMessage& message : *current) {
      if (!unwanted.contains(message.info.unique_id)) {
        kept.push_back({message.from_offset, message.end});
      }
    }
    if (kept.size() == current->size()) return {};
    (void)environment().remove(index_path(path_));
    return kept.empty() ? empty_file(lock->fd()) : replace_file(lock->fd(), kept);
  }

 private:
  base::Result<void> empty_file(int fd) const {
    if (::ftruncate(fd, 0) != 0) return std::unexpected(base::system_error("empty", path_, errno));
    return environment().sync(fd);
  }

  // The new file is whole and durable before it takes the old one's name.
  base::Result<void> replace_file(int fd, const std::vector<Range>& kept) const {
    struct stat status {};
    if (::fstat(fd, &status) != 0) return std::unexpected(base::system_error("look at", path_, errno));
    const std::string draft = path_ + ".new." + std::to_string(::getpid());
    (void)environment().remove(draft);  // of a dead process that had our number
    auto to = environment().open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!to) return std::unexpected(to.error());
    auto done = copy_ranges(fd, to->get(), kept);
    const bool keeps_owner = ::fchown(to->get(), status.st_uid, status.st_gid) == 0 ||
                             status.st_uid == ::geteuid();
    if (done && (!keeps_owner || ::fchmod(to->get(), status.st_mode & 0777) != 0)) {
      done = std::unexpected(base::system_error("keep the owner of", path_, errno));
    }
    if (done) done = environment().sync(to->get());
    if (done) done = environment().rename(draft, path_);
    if (!done) {
      (void)environment().remove(draft);
      return done;
    }
    // A directory that only others may open cannot be synced; the rename itself has happened.
    (void)environment().sync_directory(path_.substr(0, path_.rfind('/') + 1));
    return {};
  }

  std::string path_;
  base::UniqueFd file_;
  std::vector<MboxMessage> places_;
  std::vector<MessageInfo> infos_;
};

}  // namespace

base::Result<std::unique_ptr<MailboxStore>> open_mbox(const std::string& path) {
  auto lock = MailboxLock::acquire(path, lock_options());
  if (!lock) {
    if (lock.error().kind != base::MailboxError::Kind::kMissing) {
      return std::unexpected(lock.error().error);
    }
    return std::make_unique<MboxStore>(path, base::UniqueFd(), std::vector<MboxMessage>());
  }
  auto messages = messages_of(lock->fd(), path);
  if (!messages) return std::unexpected(messages.error());
  // A duplicate would share the lock: the file is opened a second time for reading.
  auto file = environment().open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<MboxStore>(path, std::move(*file), std::move(*messages));
}

base::Result<std::unique_ptr<MailboxStore>> open_mailbox(const std::string& path) {
  return path.ends_with('/') ? open_maildir(path) : open_mbox(path);
}

}  // namespace sendwright::retrieval
