// Reading a map file (`NAME.db`, GDBM; `NAME.cdb`; `NAME.lmdb`). makemap never changes a file that is in
// use: it renames a new one into its place, which a reader notices within a quarter of a second and
// opens instead.
// docs/map-files.md says how, and what happens to files that others change, cut short or damage.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_safety.hh"
#include "base/result.hh"
#include "maps/published.hh"

namespace sendwright::maps {

inline constexpr std::string_view kDatabaseSuffix = ".db";
inline constexpr std::string_view kCdbSuffix = ".cdb";
inline constexpr std::string_view kLmdbSuffix = ".lmdb";
inline constexpr std::string_view kAliasMarkerKey = "@";  // an alias database is complete

// `NAME` -> `NAME.db`; a name that ends in `.db` stays. So with the other suffixes.
[[nodiscard]] std::string database_path(std::string_view name,
                                        std::string_view suffix = kDatabaseSuffix);
// The suffix of the files of a map class (hash, btree, dbm, implicit, cdb, lmdb).
[[nodiscard]] std::string_view database_suffix(std::string_view class_name);
// The file that a map of this class reads: `NAME` with the class's suffix. With class implicit that is
// `NAME.cdb` where there is no `NAME.db`.
[[nodiscard]] std::string readable_database_path(std::string_view class_name,
                                                 std::string_view name);

// Why a file cannot be read as a map, if it is one of another program's: the message names the
// command that rebuilds it. nullopt if it is ours, empty or unknown.
[[nodiscard]] std::optional<std::string> foreign_format(const std::string& path);

// How keys end in a file: as they are, or with a NUL (`makemap -N`, alias databases).
enum class KeyEnd { kPlain, kNul, kEither };

// Any thread may look up at any time: lookups take no lock and make no system call, but for the one
// that finds a quarter of a second gone and looks whether the file is still the same.
class DatabaseFile {
 public:
  // The file is opened with the first lookup, if it is safe.
  explicit DatabaseFile(std::string path, base::FileSafety safety = base::kAnyPlainFile);
  ~DatabaseFile();

  // The value, or nullopt if the key is not there. Errors are temporary: the file is missing,
  // unsafe, unreadable, damaged or foreign. The key is compared octet by octet.
  [[nodiscard]] base::Result<std::optional<std::string>> find(std::string_view key);
  // The same into `value`, whose memory is used again: true if the key is there.
  [[nodiscard]] base::Result<bool> find(std::string_view key, std::string& value);
  // The same of a key without its end. kEither: its first entries tell how keys end in the file, and
  // both ends are tried where they do not agree. A NUL may be appended to `key`.
  [[nodiscard]] base::Result<bool> find(std::string& key, KeyEnd end, std::string& value);
  // Why find() fails whatever the key; nullopt: the file can be read.
  [[nodiscard]] std::optional<std::string> failure();
  // Does the file exist? (Looks at most four times a second.)
  [[nodiscard]] bool exists();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  class Version;
  void refresh();
  void look_again();

  const std::string path_;
  const base::FileSafety safety_;
  Published<Version> version_;
  std::atomic<std::int64_t> next_look_{0};  // in milliseconds of the monotonic clock
  std::atomic<bool> was_opened_{false};
  std::mutex mutex_;  // for who looks again
  struct stat seen_ {};
  bool is_usable_ = false;  // what was seen
};

// Calls `visit(key, value)` for all entries, in the file's own order; stops when it returns false.
[[nodiscard]] base::Result<void> for_each_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit);

}  // namespace sendwright::maps
