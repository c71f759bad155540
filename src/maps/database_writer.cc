#include "maps/database_writer.hh"

#include <fcntl.h>
#include <gdbm.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/unique_fd.hh"
#include "maps/database_file.hh"
#include "maps/file_replacement.hh"

namespace sendwright::maps {
namespace {

datum to_datum(std::string_view text) {
  return {const_cast<char*>(text.data()), static_cast<int>(text.size())};
}

// Copies a whole file; false with errno set if that fails.
bool copy_file(int from, int to) {
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    for (ssize_t done = 0; done < count;) {
      const ssize_t written = ::write(to, buffer.data() + done, static_cast<size_t>(count - done));
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) done += written;
    }
  }
}

}  // namespace

struct DatabaseWriter::State {
  FileReplacement file;
  std::optional<BulkWriter> bulk;  // either this
  GDBM_FILE database = nullptr;    // or this

  explicit State(FileReplacement replacement) : file(std::move(replacement)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (database) gdbm_close(database);
  }

  // From here on libgdbm writes.
  base::Result<void> use_library() {
    if (database) return {};
    if (bulk)
      if (auto finished = bulk->finish(); !finished) return finished;
    bulk.reset();
    database = gdbm_open(file.temporary().c_str(), 0, GDBM_WRITER | GDBM_NOLOCK | GDBM_CLOEXEC, 0,
                         nullptr);
    return database ? base::Result<void>() : base::permanent(gdbm_strerror(gdbm_errno));
  }

  base::Result<void> sync() {
    if (bulk) return bulk->finish();
    const bool is_written = gdbm_sync(database) == 0;
    const std::string reason = is_written ? "" : gdbm_strerror(gdbm_errno);
    gdbm_close(database);
    database = nullptr;
    return is_written ? base::Result<void>() : base::permanent(reason);
  }

  [[nodiscard]] std::unexpected<base::Error> cannot_write(const std::string& reason) const {
    return base::permanent("cannot write " + file.path() + ": " + reason);
  }
};

DatabaseWriter::DatabaseWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatabaseWriter::DatabaseWriter(DatabaseWriter&&) noexcept = default;
DatabaseWriter& DatabaseWriter::operator=(DatabaseWriter&&) noexcept = default;
DatabaseWriter::~DatabaseWriter() = default;

base::Result<DatabaseWriter> DatabaseWriter::open(const std::string& path, Beginning beginning,
                                                  const config::MapWriteSafety& safety) {
  auto file = FileReplacement::begin(path, safety);
  if (!file) return std::unexpected(file.error());
  auto state = std::make_unique<State>(std::move(*file));
  const std::string& old = state->file.path();
  const base::UniqueFd source(
      beginning == Beginning::kCopy ? ::open(old.c_str(), O_RDONLY | O_CLOEXEC) : -1);
  // What cannot be read is not to be lost.
  if (beginning == Beginning::kCopy && !source.is_open() && errno != ENOENT)
    return base::permanent(std::strerror(errno));
  if (!source.is_open()) {
    auto bulk = BulkWriter::open(state->file.temporary());
    if (!bulk) return std::unexpected(bulk.error());
    state->bulk = std::move(*bulk);
    return DatabaseWriter(std::move(state));
  }
  if (const auto reason = foreign_format(old)) return base::permanent(*reason);
  if (!copy_file(source.get(), state->file.descriptor()))
    return base::permanent(std::strerror(errno));
  if (const auto opened = state->use_library(); !opened) return std::unexpected(opened.error());
  return DatabaseWriter(std::move(state));
}

base::Result<bool> DatabaseWriter::store(std::string_view key, std::string_view value,
                                         Duplicate duplicate) {
  if (state_->bulk && state_->bulk->has_room(key.size() + value.size())) {
    auto stored = state_->bulk->store(key, value, duplicate);
    return stored ? stored : state_->cannot_write(stored.error().message);
  }
  if (const auto opened = state_->use_library(); !opened)
    return state_->cannot_write(opened.error().message);
  const int result = gdbm_store(state_->database, to_datum(key), to_datum(value),
                                duplicate == Duplicate::kReplace ? GDBM_REPLACE : GDBM_INSERT);
  if (result >= 0) return result == 0;
  return state_->cannot_write(gdbm_strerror(gdbm_errno));
}

base::Result<bool> DatabaseWriter::remove(std::string_view key) {
  if (const auto opened = state_->use_library(); !opened)
    return state_->cannot_write(opened.error().message);
  if (gdbm_delete(state_->database, to_datum(key)) == 0) return true;
  if (gdbm_errno == GDBM_ITEM_NOT_FOUND) return false;
  return state_->cannot_write(gdbm_strerror(gdbm_errno));
}

base::Result<void> DatabaseWriter::finish() {
  if (const auto synced = state_->sync(); !synced)
    return state_->cannot_write(synced.error().message);
  return state_->file.install();
}

}  // namespace sendwright::maps
