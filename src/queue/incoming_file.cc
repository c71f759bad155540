#include "queue/incoming_file.hh"

namespace sendwright::queue {
namespace {

constexpr size_t kBodyBuffer = 64UL << 10;  // most messages are written in one call

}  // namespace

IncomingFile::~IncomingFile() {
  if (!is_committed_) discard();
}

base::Result<void> IncomingFile::write_body(std::string_view octets) {
  size_octets_ += static_cast<long>(octets.size());
  if (buffer_.size() + octets.size() > kBodyBuffer) {
    if (auto flushed = flush(); !flushed) return flushed;
  }
  if (octets.size() >= kBodyBuffer) return named(files_.environment().write(body_.get(), octets));
  buffer_ += octets;
  return {};
}

base::Result<void> IncomingFile::commit(Envelope& envelope) {
  envelope.queue_id = queue_id_;
  envelope.body_size_octets = size_octets_;
  auto done = store_body();
  if (done) done = store_control_file(envelope);
  if (!done) {
    discard();
    return done;
  }
  is_committed_ = true;
  body_.reset();
  return {};
}

base::Result<void> IncomingFile::flush() {
  if (buffer_.empty()) return {};
  auto written = files_.environment().write(body_.get(), buffer_);
  buffer_.clear();
  return named(std::move(written));
}

// Errors of descriptors do not know the file's name.
base::Result<void> IncomingFile::named(base::Result<void> result) const {
  if (!result) {
    const std::string path = files_.directory().path_of(FileKind::kBody, queue_id_);
    result.error().message = path + ": " + result.error().message;
  }
  return result;
}

base::Result<void> IncomingFile::store_body() {
  if (auto flushed = flush(); !flushed || !files_.is_synced()) return flushed;
  if (auto synced = files_.environment().sync(body_.get()); !synced) return named(synced);
  // In a directory of its own the body's name must be durable before the control file's is.
  if (!files_.directory().has_separate_bodies()) return {};
  return files_.directory().sync_entries(FileKind::kBody);
}

base::Result<void> IncomingFile::store_control_file(const Envelope& envelope) {
  const auto fd = files_.write_temporary(queue_id_, render_queue_file({envelope, {}}));
  if (!fd) return std::unexpected(fd.error());
  const QueueDirectory& directory = files_.directory();
  const FileKind kind = kind_for(envelope);
  auto renamed = files_.environment().rename(directory.path_of(FileKind::kTemporary, queue_id_),
                                             directory.path_of(kind, queue_id_));
  if (!renamed) return renamed;
  kind_ = kind;
  return files_.is_synced() ? files_.directory().sync_entries(kind) : base::Result<void>();
}

// Control files first: a body alone is no message. What cannot be removed is logged.
void IncomingFile::discard() {
  body_.reset();
  for (const FileKind kind : {kind_, FileKind::kTemporary, FileKind::kBody}) {
    const auto removed = files_.environment().remove(files_.directory().path_of(kind, queue_id_));
    if (!removed) files_.log_damage(queue_id_, removed.error().message);
  }
}

}  // namespace sendwright::queue
