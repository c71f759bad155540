#include "maps/database_file.hh"

#include <fcntl.h>
#include <gdbm.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/unique_fd.hh"
#include "maps/map_reader.hh"
#include "maps/opening_problem.hh"
#include "maps/mapped_file.hh"

namespace sendwright::maps {
namespace {

constexpr std::int64_t kLookInterval = 250;  // milliseconds between looks for a new file

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

// Exact to a tick of the kernel (a few milliseconds), for a fifth of the price of the exact time.
std::int64_t now_in_milliseconds() {
  timespec now {};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

bool is_same_file(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_dev == other.st_dev &&
         one.st_size == other.st_size && one.st_mtim.tv_sec == other.st_mtim.tv_sec &&
         one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
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

std::string database_path(std::string_view name, std::string_view suffix) {
  std::string path(name);
  if (!path.ends_with(suffix)) path += suffix;
  return path;
}

std::string_view database_suffix(std::string_view class_name) {
  if (class_name == "cdb") return kCdbSuffix;
  return class_name == "lmdb" ? kLmdbSuffix : kDatabaseSuffix;
}

std::string readable_database_path(std::string_view class_name, std::string_view name) {
  std::string path = database_path(name, database_suffix(class_name));
  if (class_name != "implicit" || ::access(path.c_str(), F_OK) == 0) return path;
  std::string constant = database_path(name, kCdbSuffix);
  return ::access(constant.c_str(), F_OK) == 0 ? constant : path;
}

std::optional<std::string> foreign_format(const std::string& path) {
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
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

// The file as it was when it was opened, or why it could not be. Read by our own reader; by
// libgdbm, one thread at a time, if that does not know this kind of file.
class DatabaseFile::Version {
 public:
  struct Opened {
    std::unique_ptr<const Version> version;
    struct stat status {};
  };
  static Opened open(const std::string& path, const base::FileSafety& safety);

  [[nodiscard]] base::Result<bool> find(const std::string& path, std::string_view key,
                                        std::string& value) const;
  [[nodiscard]] bool is_missing() const { return is_missing_; }
  [[nodiscard]] bool is_usable() const { return reader_ || library_; }
  [[nodiscard]] KeyEnd key_end() const { return key_end_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void read(const std::string& path, const base::OpenedFile& file);
  [[nodiscard]] base::Result<bool> ask_library(const std::string& path, std::string_view key,
                                               std::string& value) const;
  [[nodiscard]] KeyEnd end_of_first_keys() const;

  std::unique_ptr<const MappedFile> file_;
  std::optional<MapReader> reader_;
  mutable std::mutex library_mutex_;
  Database library_;
  KeyEnd key_end_ = KeyEnd::kEither;
  std::string failure_;  // why neither is there
  bool is_missing_ = false;
};

DatabaseFile::Version::Opened DatabaseFile::Version::open(const std::string& path,
                                                          const base::FileSafety& safety) {
  const base::OpenedFile file = base::open_safely(path, safety);
  auto version = std::make_unique<Version>();
  if (file.problem.empty()) {
    version->read(path, file);
  } else {
    version->is_missing_ = file.is_missing;
    version->failure_ = why_not_open(path, file);
  }
  return {std::move(version), file.status};
}

void DatabaseFile::Version::read(const std::string& path, const base::OpenedFile& file) {
  file_ = MappedFile::open(file.file.get(), static_cast<size_t>(file.status.st_size));
  if (file_) reader_ = open_map_reader(path, file_->octets());
  if (reader_) {
    key_end_ = end_of_first_keys();
    return;
  }
  file_.reset();
  if (!is_gdbm(path)) {
    failure_ = unknown_octets(path);
    return;
  }
  auto database = open_database(path);
  if (database) library_ = std::move(*database);
  else failure_ = database.error().message;
}

// All keys of a file end in one way, or else somebody has mixed them and both are tried.
KeyEnd DatabaseFile::Version::end_of_first_keys() const {
  constexpr int kLooks = 16;
  int plain = 0, nul = 0;
  const auto look = [&](std::string_view key, std::string_view) {
    ++(key.ends_with('\0') ? nul : plain);
    return plain + nul < kLooks;
  };
  std::visit([&look](const auto& reader) { (void)reader.for_first_entries(look); }, *reader_);
  if (plain == 0 && nul > 0) return KeyEnd::kNul;
  return nul == 0 && plain > 0 ? KeyEnd::kPlain : KeyEnd::kEither;
}

base::Result<bool> DatabaseFile::Version::find(const std::string& path, std::string_view key,
                                               std::string& value) const {
  if (!reader_) return ask_library(path, key, value);
  const FileAnswer answer =
      std::visit([key](const auto& reader) { return reader.find(key); }, *reader_);
  if (answer.kind == FileAnswer::Kind::kFound) value = answer.value;
  if (file_->is_cut_off())
    return base::temporary("map file " + path + " is damaged: it was cut short while in use");
  if (answer.kind == FileAnswer::Kind::kDamaged)
    return base::temporary("map file " + path + " is damaged: " + std::string(answer.damage));
  return answer.kind == FileAnswer::Kind::kFound;
}

base::Result<bool> DatabaseFile::Version::ask_library(const std::string& path, std::string_view key,
                                                      std::string& value) const {
  if (!library_) return base::temporary(failure_);
  const std::lock_guard lock(library_mutex_);
  const datum found = gdbm_fetch(library_.get(), to_datum(key));
  const Octets owner(found.dptr);
  if (found.dptr != nullptr) {
    value.assign(found.dptr, static_cast<size_t>(found.dsize));
    return true;
  }
  if (gdbm_errno == GDBM_ITEM_NOT_FOUND || gdbm_errno == GDBM_NO_ERROR) return false;
  return base::temporary("map file " + path + " is damaged: " + gdbm_strerror(gdbm_errno));
}

DatabaseFile::DatabaseFile(std::string path, base::FileSafety safety)
    : path_(std::move(path)), safety_(safety), version_(std::make_unique<Version>()) {}
DatabaseFile::~DatabaseFile() = default;

// One thread looks, the others go on with what there is; at first there is nothing, and all wait.
void DatabaseFile::refresh() {
  const std::int64_t now = now_in_milliseconds();
  if (now < next_look_.load(std::memory_order_relaxed)) return;
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) {
    if (was_opened_.load(std::memory_order_acquire)) return;
    lock.lock();
  }
  if (now < next_look_.load(std::memory_order_relaxed)) return;
  look_again();
  was_opened_.store(true, std::memory_order_release);
  next_look_.store(now + kLookInterval, std::memory_order_relaxed);
}

// Opens what is there now, unless it is what was seen before.
void DatabaseFile::look_again() {
  version_.delete_unread();
  struct stat current {};
  if (is_usable_ && ::stat(path_.c_str(), &current) == 0 && is_same_file(current, seen_)) return;
  auto opened = Version::open(path_, safety_);
  seen_ = opened.status;
  is_usable_ = opened.version->is_usable();
  version_.replace(std::move(opened.version));
}

base::Result<bool> DatabaseFile::find(std::string_view key, std::string& value) {
  refresh();
  const Published<Version>::Reader version(version_);
  return version->find(path_, key, value);
}

base::Result<bool> DatabaseFile::find(std::string& key, KeyEnd end, std::string& value) {
  refresh();
  const Published<Version>::Reader version(version_);
  if (end == KeyEnd::kEither) end = version->key_end();
  if (end != KeyEnd::kNul) {
    auto is_there = version->find(path_, key, value);
    if (!is_there || *is_there || end == KeyEnd::kPlain) return is_there;
  }
  key += '\0';
  return version->find(path_, key, value);
}

base::Result<std::optional<std::string>> DatabaseFile::find(std::string_view key) {
  std::string value;
  const auto is_there = find(key, value);
  if (!is_there) return std::unexpected(is_there.error());
  if (!*is_there) return std::nullopt;
  return value;
}

std::optional<std::string> DatabaseFile::failure() {
  refresh();
  const Published<Version>::Reader version(version_);
  if (version->is_usable()) return std::nullopt;
  return version->failure();
}

bool DatabaseFile::exists() {
  refresh();
  return !Published<Version>::Reader(version_)->is_missing();
}

// Of the formats that are ours to read.
static base::Result<void> for_each_entry_mapped(
    const std::string& path, const base::OpenedFile& file,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) {
  const auto mapped =
      MappedFile::open(file.file.get(), static_cast<size_t>(file.status.st_size));
  const auto reader = mapped ? open_map_reader(path, mapped->octets()) : std::nullopt;
  if (!reader) return base::temporary(unknown_octets(path));
  const bool is_whole = std::visit(
      [&visit](const auto& of) {
        if constexpr (requires { of.for_each(visit); }) return of.for_each(visit);
        else return false;
      },
      *reader);
  if (is_whole && !mapped->is_cut_off()) return {};
  return base::temporary("map file " + path + " is damaged");
}

base::Result<void> for_each_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) {
  const base::OpenedFile opened = base::open_safely(path, base::kAnyPlainFile);
  if (!opened.problem.empty()) return base::temporary(why_not_open(path, opened));
  if (!is_gdbm(path)) return for_each_entry_mapped(path, opened, visit);
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
