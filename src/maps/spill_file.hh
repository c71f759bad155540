// A file without a name beside a map that is being written: what would be too much to keep in memory
// until the map is whole. It is gone when its owner is. Nothing is on disk before a buffer is full.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"

namespace sendwright::maps {

class SpillFile {
 public:
  // Made beside `path`. Errors are the system's reason only.
  explicit SpillFile(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] base::Result<void> append(std::string_view octets);
  [[nodiscard]] std::uint64_t size() const { return written_ + buffer_.size(); }
  // What was appended, from this offset on: no more than that.
  [[nodiscard]] base::Result<void> read(std::uint64_t offset, std::span<char> into) const;
  // Do these octets stand there? What cannot be read is none of them.
  [[nodiscard]] bool has_at(std::uint64_t offset, std::string_view octets);

 private:
  [[nodiscard]] base::Result<void> write(std::string_view octets);

  std::string path_;
  base::UniqueFd file_;
  std::uint64_t written_ = 0;
  std::string buffer_;      // behind that
  std::string read_again_;  // has_at's
};

}  // namespace sendwright::maps
