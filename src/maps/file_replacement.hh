// A new file that takes the place of an old one at once and whole: written beside it, synced,
// renamed. One that is dropped before `install` leaves the old file as it was.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"

namespace sendwright::maps {

class FileReplacement {
 public:
  // Waits for other writers of maps in the same directory. `owner` gets the file when we are root,
  // and its group is the old file's, or else that of the user the daemon runs as.
  static base::Result<FileReplacement> begin(const std::string& path, mode_t mode,
                                             std::optional<uid_t> owner);
  FileReplacement(FileReplacement&& other) noexcept;
  FileReplacement& operator=(FileReplacement&&) = delete;
  ~FileReplacement();

  // At the end of what was appended before.
  [[nodiscard]] base::Result<void> append(std::string_view octets);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Over something that was appended before.
  [[nodiscard]] base::Result<void> overwrite(std::uint64_t offset, std::string_view octets);
  [[nodiscard]] base::Result<void> install();

 private:
  FileReplacement() = default;
  [[nodiscard]] base::Result<void> write_at(std::uint64_t offset, std::string_view octets);
  [[nodiscard]] base::Result<void> flush();
  [[nodiscard]] std::unexpected<base::Error> failure() const;

  std::string path_;
  std::string temporary_;  // empty once it is installed
  base::UniqueFd directory_;  // locked while we write
  base::UniqueFd file_;
  std::string buffer_;
  std::uint64_t size_ = 0;
};

}  // namespace sendwright::maps
