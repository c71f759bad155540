#include "queue/queued_file.hh"

#include <fcntl.h>

#include <utility>

namespace sendwright::queue {

base::Result<base::UniqueFd> QueuedFile::open_body() {
  return files_.environment().open(body_path(), O_RDONLY | O_NOFOLLOW, 0);
}

base::Result<void> QueuedFile::save() {
  auto fd = files_.write_temporary(queue_id(), render_queue_file(file_));
  if (!fd) return std::unexpected(fd.error());
  base::Environment& environment = files_.environment();
  QueueDirectory& directory = files_.directory();
  const FileKind new_kind = kind_for(file_.envelope);
  const std::string temporary = directory.path_of(FileKind::kTemporary, queue_id());
  if (auto renamed = environment.rename(temporary, directory.path_of(new_kind, queue_id())); !renamed) {
    // Left behind it would do no harm: the next save overwrites it.
    (void)environment.remove(temporary);
    return renamed;
  }
  const FileKind old_kind = std::exchange(kind_, new_kind);
  lock_ = std::move(*fd);
  // Into or out of quarantine: the old name goes after the new one is there.
  if (new_kind != old_kind) {
    auto removed = environment.remove(directory.path_of(old_kind, queue_id()));
    if (!removed) return removed;
  }
  return files_.is_synced() ? directory.sync_entries(kind_) : base::Result<void>();
}

base::Result<void> QueuedFile::remove() {
  auto removed = files_.environment().remove(files_.directory().path_of(kind_, queue_id()));
  if (!removed) return removed;
  return files_.environment().remove(body_path());
}

}  // namespace sendwright::queue
