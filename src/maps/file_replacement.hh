// A new file that takes the place of an old one at once and whole: written beside it, synced,
// renamed. One that is dropped before `install` leaves the old file as it was. All writers of maps
// come through here: what may be replaced, who owns the new file, one writer at a time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "config/file_safety.hh"

namespace sendwright::maps {

class FileReplacement {
 public:
  // Waits for other writers of maps in the same directory. The new file has mode and group of the
  // old one, or else mode 0640 and the group of the user the daemon runs as. When we are root it
  // belongs to the trusted user, or else to the old one's owner. A symbolic link, if accepted, stays
  // and the file it leads to is replaced. The error is why not, in sendmail's words.
  static base::Result<FileReplacement> begin(const std::string& path,
                                             const config::MapWriteSafety& safety);
  FileReplacement(FileReplacement&& other) noexcept;
  FileReplacement& operator=(FileReplacement&&) = delete;
  ~FileReplacement();

  // At the end of what was appended before.
  [[nodiscard]] base::Result<void> append(std::string_view octets);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Over something that was appended before.
  [[nodiscard]] base::Result<void> overwrite(std::uint64_t offset, std::string_view octets);
  [[nodiscard]] base::Result<void> install();

  // For those who write into it by themselves.
  [[nodiscard]] const std::string& temporary() const { return temporary_; }
  [[nodiscard]] int descriptor() const { return file_.get(); }
  // The file that will be replaced.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  FileReplacement() = default;
  [[nodiscard]] base::Result<void> lock_directory();
  [[nodiscard]] base::Result<void> make_temporary(const struct stat* old,
                                                  std::optional<uid_t> owner);
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
