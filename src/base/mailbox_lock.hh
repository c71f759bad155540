// The lock of an mbox file that delivery and retrieval share: the dot-lock (`PATH.lock`) that other
// mail programs know, then kernel locks on the file itself. In goes a path, out comes the open file.
//
// Our dot-lock also is a journal of one line: before an append the old size and the first octets of
// what will follow are written into it. If the process dies half way, whoever takes the lock over
// finds the line and cuts the half message off. The holder keeps a flock on the dot-lock file, so
// that a dead holder is told from a slow one without guessing from process ids or times; foreign
// dot-locks are broken when their process is gone or after five minutes.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"

namespace sendwright::base {

struct MailboxLockOptions {
  bool creates = false;      // create a missing mailbox, mode `mode`
  mode_t mode = 0600;
  bool uses_dot_lock = true;
  bool accepts_device = false;  // /dev/null as a "mailbox"
  std::chrono::milliseconds patience{30000};  // for another holder
};

// Why a mailbox could not be had.
struct MailboxError {
  enum class Kind { kMissing, kUnsafe, kBusy, kSystem };
  Kind kind = Kind::kSystem;
  Error error;
};

// Holds the lock until it goes away. Blocks: not for an event loop.
class MailboxLock {
 public:
  // Opens for reading and writing, never through a symbolic link; a file that is not regular, or has
  // several links, is kUnsafe. Cuts off what a dead holder left behind.
  [[nodiscard]] static std::expected<MailboxLock, MailboxError> acquire(
      const std::string& path, const MailboxLockOptions& options);

  MailboxLock(MailboxLock&&) noexcept = default;
  MailboxLock& operator=(MailboxLock&&) = delete;
  ~MailboxLock();

  [[nodiscard]] int fd() const { return mailbox_.get(); }
  [[nodiscard]] long size_octets() const { return size_; }
  [[nodiscard]] bool was_created() const { return was_created_; }
  // Says that octets beginning with `beginning` are about to be written behind `size_octets()`.
  void note_append(std::string_view beginning);

 private:
  MailboxLock() = default;
  std::optional<MailboxError> take_dot_lock(const std::string& path,
                                            std::chrono::steady_clock::time_point deadline);
  std::optional<MailboxError> open_mailbox(const std::string& path, const MailboxLockOptions&);
  bool still_names_mailbox(const std::string& path) const;
  void undo_half_append(std::string_view journal);

  UniqueFd dot_lock_;
  std::string dot_lock_path_;
  std::string journal_;  // what a dead holder had noted
  UniqueFd mailbox_;
  long size_ = 0;
  bool was_created_ = false;
};

}  // namespace sendwright::base
