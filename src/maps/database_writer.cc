#include "maps/database_writer.hh"

#include <fcntl.h>
#include <gdbm.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/identity.hh"
#include "base/unique_fd.hh"
#include "maps/database_file.hh"

namespace sendwright::maps {
namespace {

datum to_datum(std::string_view text) {
  return {const_cast<char*>(text.data()), static_cast<int>(text.size())};
}

std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string errno_text() { return std::strerror(errno); }

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
  std::string path;       // what readers open
  std::string temporary;  // what is being written; empty once renamed
  base::UniqueFd directory;  // locked while we write
  std::optional<BulkWriter> bulk;  // either this
  GDBM_FILE database = nullptr;    // or this

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (database) gdbm_close(database);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  // From here on libgdbm writes.
  base::Result<void> use_library() {
    if (database) return {};
    if (bulk)
      if (auto finished = bulk->finish(); !finished) return finished;
    bulk.reset();
    database = gdbm_open(temporary.c_str(), 0, GDBM_WRITER | GDBM_NOLOCK | GDBM_CLOEXEC, 0, nullptr);
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
    return base::permanent("cannot write " + path + ": " + reason);
  }
};

// Maps that root makes are read by processes that are not root: the new file belongs to the group of
// the one it replaces, or else to that of the user the daemon runs as.
gid_t readers_group(const std::string& path) {
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0) return old.st_gid;
  const auto reader = base::run_as_identity("");
  return reader ? reader->gid : static_cast<gid_t>(-1);
}

DatabaseWriter::DatabaseWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatabaseWriter::DatabaseWriter(DatabaseWriter&&) noexcept = default;
DatabaseWriter& DatabaseWriter::operator=(DatabaseWriter&&) noexcept = default;
DatabaseWriter::~DatabaseWriter() = default;

base::Result<DatabaseWriter> DatabaseWriter::open(const std::string& path, Beginning beginning,
                                                  mode_t mode, std::optional<uid_t> owner) {
  auto state = std::make_unique<State>();
  state->path = path;
  struct stat old {};
  if (::lstat(path.c_str(), &old) == 0 && S_ISLNK(old.st_mode))
    return base::permanent("Symbolic links not allowed");
  const std::string directory = directory_of(path);
  state->directory.reset(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!state->directory.is_open()) return base::permanent(errno_text());
  while (::flock(state->directory.get(), LOCK_EX) != 0)
    if (errno != EINTR) return base::permanent("cannot lock " + directory + ": " + errno_text());
  std::string name = path + ".XXXXXX";
  const base::UniqueFd file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open()) return base::permanent(errno_text());
  state->temporary = name;
  const base::UniqueFd source(beginning == Beginning::kCopy
                                  ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
                                  : -1);
  if (source.is_open()) {
    if (const auto reason = foreign_format(path)) return base::permanent(*reason);
    if (!copy_file(source.get(), file.get())) return base::permanent(errno_text());
  }
  if (::fchmod(file.get(), mode) != 0) return base::permanent(errno_text());
  if (::geteuid() == 0 &&
      ::fchown(file.get(), owner.value_or(static_cast<uid_t>(-1)), readers_group(path)) != 0)
    return base::permanent(errno_text());
  if (source.is_open()) {
    if (const auto opened = state->use_library(); !opened) return std::unexpected(opened.error());
  } else {
    auto bulk = BulkWriter::open(name);
    if (!bulk) return std::unexpected(bulk.error());
    state->bulk = std::move(*bulk);
  }
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
  if (::rename(state_->temporary.c_str(), state_->path.c_str()) != 0)
    return base::permanent("cannot rename " + state_->temporary + ": " + errno_text());
  state_->temporary.clear();
  if (::fsync(state_->directory.get()) != 0)
    return base::permanent("cannot write " + state_->path + ": " + errno_text());
  return {};
}

}  // namespace sendwright::maps
