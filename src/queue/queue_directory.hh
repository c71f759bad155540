// A queue directory: where its files are and what they are called. `qf` control file, `df` body, `tf`
// control file being written, `hf` control file of a quarantined message, `Qf` one that was found
// damaged. If subdirectories `qf/` and `df/` exist, the files are there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.hh"
#include "queue/group_sync.hh"

namespace sendwright::queue {

enum class FileKind { kControl, kBody, kTemporary, kQuarantined, kLost };

struct QueueFileName {
  FileKind kind;
  std::string queue_id;
};

class QueueDirectory {
 public:
  // Looks for subdirectories once.
  QueueDirectory(base::Environment& environment, std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string path_of(FileKind kind, std::string_view queue_id) const;
  // The control files of all kinds, in no order. Files with other names are ignored.
  [[nodiscard]] base::Result<std::vector<QueueFileName>> control_files() const;

  // Creations, renames and removals of that kind of file are on stable storage.
  [[nodiscard]] base::Result<void> sync_entries(FileKind kind);
  [[nodiscard]] bool has_separate_bodies() const { return body_path_ != control_path_; }
  // Octets free to an ordinary user.
  [[nodiscard]] base::Result<long long> free_octets() const;

 private:
  base::Environment& environment_;
  const std::string path_;
  const std::string control_path_;
  const std::string body_path_;
  GroupSync control_sync_;
  GroupSync body_sync_;
};

}  // namespace sendwright::queue
