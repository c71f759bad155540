// What the file store does with control files, for receiving, working and listing alike: create,
// lock, check, replace and set aside.
#pragma once

#include <sys/stat.h>

#include <expected>
#include <string>
#include <string_view>

#include "base/environment.hh"
#include "config/option_types.hh"
#include "queue/queue_directory.hh"
#include "queue/queue_file.hh"
#include "queue/store.hh"

namespace sendwright::queue {

struct FileQueueOptions {
  std::string directory;    // option QueueDirectory, without wildcards
  mode_t file_mode = 0600;  // option QueueFileMode
  // Whether commit() waits for stable storage. Interactive and PostMilter only move the moment in
  // which sendmail syncs; here commit() is that moment.
  config::SuperSafe super_safe = config::SuperSafe::kYes;
};

// A control file that this object has locked.
struct LockedFile {
  base::UniqueFd fd;
  struct stat status {};
};

// Quarantined messages have a control file of another name.
[[nodiscard]] inline FileKind kind_for(const Envelope& envelope) {
  return envelope.quarantine_reason.empty() ? FileKind::kControl : FileKind::kQuarantined;
}

// Usable from any number of threads at once.
class ControlFiles {
 public:
  ControlFiles(FileQueueOptions options, base::Environment& environment)
      : options_(std::move(options)),
        environment_(environment),
        directory_(environment, options_.directory) {}

  [[nodiscard]] base::Environment& environment() { return environment_; }
  [[nodiscard]] QueueDirectory& directory() { return directory_; }
  [[nodiscard]] bool is_synced() const { return options_.super_safe != config::SuperSafe::kNo; }

  // Opens a file for writing with the queue's file mode, whatever the umask is.
  [[nodiscard]] base::Result<base::UniqueFd> create(const std::string& path, int flags);
  // Writes the temporary control file (over one that a crash left) and syncs it. The descriptor
  // holds the lock that the control file will be locked with once it has its name.
  [[nodiscard]] base::Result<base::UniqueFd> write_temporary(std::string_view queue_id,
                                                             const std::string& content);
  [[nodiscard]] std::expected<LockedFile, LockFailure> open_locked(FileKind kind,
                                                                   std::string_view queue_id);
  // Reads a file that is open; says in the log what is wrong with it. A file that is unsafe or
  // damaged becomes a Qf file if `sets_aside`; one that was cut short stays.
  [[nodiscard]] std::expected<QueueFile, LockFailure> read(int fd, const struct stat& status,
                                                           FileKind kind, std::string_view queue_id,
                                                           bool sets_aside);
  [[nodiscard]] std::string body_path(const std::string& data_directory,
                                      std::string_view queue_id) const;
  void log_damage(std::string_view queue_id, std::string_view reason) const;

 private:
  [[nodiscard]] bool give_to_queue_user(int fd) const;
  [[nodiscard]] bool is_safe(const struct stat& status) const;
  void set_aside(FileKind kind, std::string_view queue_id, std::string_view reason);

  const FileQueueOptions options_;
  base::Environment& environment_;
  QueueDirectory directory_;
};

}  // namespace sendwright::queue
