// Reading a map file (`NAME.db`, GDBM). makemap never changes a file that is in use: it renames a new
// one into its place, which a reader notices within a quarter of a second and opens instead.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hh"

namespace sendwright::maps {

inline constexpr std::string_view kDatabaseSuffix = ".db";
inline constexpr std::string_view kAliasMarkerKey = "@";  // an alias database is complete

// `NAME` -> `NAME.db`; a name that ends in `.db` stays.
[[nodiscard]] std::string database_path(std::string_view name);

// Why a file cannot be read as a map, if it is one of another program's: the message names the
// command that rebuilds it. nullopt if it is ours, empty or unknown.
[[nodiscard]] std::optional<std::string> foreign_format(const std::string& path);

// One thread at a time walks an open file; lookups from several threads take turns.
class DatabaseFile {
 public:
  // The file is opened with the first lookup.
  explicit DatabaseFile(std::string path);
  ~DatabaseFile();

  // The value, or nullopt if the key is not there. Errors are temporary: the file is missing,
  // unreadable, damaged or foreign. The key is compared octet by octet.
  [[nodiscard]] base::Result<std::optional<std::string>> find(std::string_view key);
  // Does the file exist? (Looks at most four times a second.)
  [[nodiscard]] bool exists();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Handle;
  void refresh();
  [[nodiscard]] base::Result<void> open();

  const std::string path_;
  std::mutex mutex_;
  std::unique_ptr<Handle> handle_;
  std::string failure_;  // why there is no handle
  bool is_missing_ = false;
  struct stat seen_ {};
  std::chrono::steady_clock::time_point next_check_{};
};

// Calls `visit(key, value)` for all entries, in the file's own order; stops when it returns false.
[[nodiscard]] base::Result<void> for_each_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit);

}  // namespace sendwright::maps
