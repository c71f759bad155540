// The world that a test can make fail: the clock, the files of queue and mailboxes, stable storage.
// (Name service is reached through dns::Resolver, waiting through base::Waiter.)
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.hh"
#include "base/time_text.hh"
#include "base/unique_fd.hh"

namespace sendwright::base {

// The file names of a directory, without `.` and `..`, in no order.
using DirectoryListing = std::vector<std::string>;

// All calls may be made from any thread. Errors name the path and the system's reason; a full disk,
// an input/output error and a lack of resources are temporary.
class Environment {
 public:
  virtual ~Environment() = default;

  [[nodiscard]] virtual TimePoint now() = 0;
  // open(2) with O_CLOEXEC added.
  [[nodiscard]] virtual Result<UniqueFd> open(const std::string& path, int flags, mode_t mode) = 0;
  // Writes all of `octets`.
  [[nodiscard]] virtual Result<void> write(int fd, std::string_view octets) = 0;
  // All octets from the current position to the end; more than `limit` octets is an error.
  [[nodiscard]] virtual Result<std::string> read_all(int fd, size_t limit) = 0;
  // fdatasync(2): the content and size are on stable storage.
  [[nodiscard]] virtual Result<void> sync(int fd) = 0;
  // The directory's entries (creations, renames, removals) are on stable storage.
  [[nodiscard]] virtual Result<void> sync_directory(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual Result<void> link(const std::string& from, const std::string& to) = 0;
  // Removing what is not there is no error.
  [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
  [[nodiscard]] virtual Result<struct stat> status(const std::string& path) = 0;
  [[nodiscard]] virtual Result<DirectoryListing> list(const std::string& path) = 0;
};

// The real one; a single object without state.
[[nodiscard]] Environment& system_environment();

// The words for the current errno and whether it is worth a retry: "cannot ACTION PATH: reason".
[[nodiscard]] Error system_error(const std::string& action, const std::string& path, int error_number);

}  // namespace sendwright::base
