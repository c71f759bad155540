#include "maps/database_file.hh"

#include <fcntl.h>
#include <gdbm.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/unique_fd.hh"

namespace sendwright::maps {
namespace {

constexpr auto kCheckInterval = std::chrono::milliseconds(250);

struct Closer {
  void operator()(GDBM_FILE file) const { gdbm_close(file); }
};
using Database = std::unique_ptr<std::remove_pointer_t<GDBM_FILE>, Closer>;

struct Free {
  void operator()(char* octets) const { std::free(octets); }
};
using Octets = std::unique_ptr<char, Free>;

datum to_datum(std::string_view text) {
  return {const_cast<char*>(text.data()), static_cast<int>(text.size())};
}

// Berkeley DB keeps a magic number at offset 12 of its first page, in either byte order.
bool is_berkeley_db(std::uint32_t magic) {
  constexpr std::uint32_t kHash = 0x00061561, kBtree = 0x00053162;
  return magic == kHash || magic == kBtree || magic == __builtin_bswap32(kHash) ||
         magic == __builtin_bswap32(kBtree);
}

base::Result<Database> open_database(const std::string& path) {
  Database database(gdbm_open(path.c_str(), 0, GDBM_READER | GDBM_NOLOCK | GDBM_CLOEXEC, 0,
                              nullptr));
  if (database) return database;
  const int system_error = gdbm_errno == GDBM_FILE_OPEN_ERROR ? errno : 0;
  if (auto reason = foreign_format(path)) return base::temporary(std::move(*reason));
  return base::temporary("cannot open map file " + path + ": " +
                         (system_error ? std::strerror(system_error) : gdbm_strerror(gdbm_errno)));
}

}  // namespace

std::string database_path(std::string_view name) {
  std::string path(name);
  if (!path.ends_with(kDatabaseSuffix)) path += kDatabaseSuffix;
  return path;
}

std::optional<std::string> foreign_format(const std::string& path) {
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 16> head{};
  if (!file.is_open() || ::read(file.get(), head.data(), head.size()) != ssize_t{16})
    return std::nullopt;
  std::uint32_t magic = 0;
  std::memcpy(&magic, head.data() + 12, sizeof magic);
  if (!is_berkeley_db(magic)) return std::nullopt;
  const std::string name = path.substr(0, path.size() - kDatabaseSuffix.size());
  return path + " is a Berkeley DB file of another mail system; rebuild it with: makemap hash " +
         name + " < " + name + " (an alias database: newaliases)";
}

struct DatabaseFile::Handle {
  Database database;
};

DatabaseFile::DatabaseFile(std::string path) : path_(std::move(path)) {}
DatabaseFile::~DatabaseFile() = default;

base::Result<void> DatabaseFile::open() {
  auto database = open_database(path_);
  if (!database) return std::unexpected(database.error());
  handle_ = std::make_unique<Handle>(std::move(*database));
  return {};
}

// Opens what is there now, unless it is what was seen before.
void DatabaseFile::refresh() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_check_) return;
  next_check_ = now + kCheckInterval;
  struct stat current {};
  is_missing_ = ::stat(path_.c_str(), &current) != 0;
  if (is_missing_) {
    failure_ = "missing map file " + path_ + ": " + std::strerror(errno);
    handle_.reset();
    return;
  }
  const bool is_same = current.st_ino == seen_.st_ino && current.st_dev == seen_.st_dev &&
                       current.st_size == seen_.st_size &&
                       current.st_mtim.tv_sec == seen_.st_mtim.tv_sec &&
                       current.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec;
  if (handle_ && is_same) return;
  handle_.reset();
  const auto opened = open();
  failure_ = opened ? "" : opened.error().message;
  seen_ = current;
}

base::Result<std::optional<std::string>> DatabaseFile::find(std::string_view key) {
  const std::lock_guard lock(mutex_);
  refresh();
  if (!handle_) return base::temporary(failure_);
  const datum value = gdbm_fetch(handle_->database.get(), to_datum(key));
  const Octets owner(value.dptr);
  if (value.dptr != nullptr) return std::string(value.dptr, static_cast<size_t>(value.dsize));
  if (gdbm_errno == GDBM_ITEM_NOT_FOUND || gdbm_errno == GDBM_NO_ERROR) return std::nullopt;
  failure_ = "map file " + path_ + " is damaged: " + gdbm_strerror(gdbm_errno);
  handle_.reset();
  return base::temporary(failure_);
}

bool DatabaseFile::exists() {
  const std::lock_guard lock(mutex_);
  refresh();
  return !is_missing_;
}

base::Result<void> for_each_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) {
  const auto database = open_database(path);
  if (!database) return std::unexpected(database.error());
  GDBM_FILE const file = database->get();
  datum key = gdbm_firstkey(file);
  while (key.dptr != nullptr) {
    const Octets key_owner(key.dptr);
    const datum value = gdbm_fetch(file, key);
    const Octets value_owner(value.dptr);
    if (value.dptr == nullptr) break;
    if (!visit({key.dptr, static_cast<size_t>(key.dsize)},
               {value.dptr, static_cast<size_t>(value.dsize)}))
      return {};
    key = gdbm_nextkey(file, key);
  }
  if (gdbm_errno != GDBM_ITEM_NOT_FOUND && gdbm_errno != GDBM_NO_ERROR)
    return base::temporary("map file " + path + " is damaged: " + gdbm_strerror(gdbm_errno));
  return {};
}

}  // namespace sendwright::maps
