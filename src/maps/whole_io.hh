// Reading and writing all of a range of a file: short counts and signals are gone on after.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string_view>

namespace sendwright::maps {

// False, with errno set, if it could not all be written.
[[nodiscard]] inline bool write_whole(int file, std::string_view octets, std::uint64_t offset) {
  while (!octets.empty()) {
    const ssize_t count = ::pwrite(file, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) return false;
    if (count <= 0) continue;
    octets.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

// False, with errno set, if it could not all be read; EIO: the file ends before.
[[nodiscard]] inline bool read_whole(int file, char* octets, std::size_t size,
                                     std::uint64_t offset) {
  while (size > 0) {
    const ssize_t count = ::pread(file, octets, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return false;
    octets += count;
    size -= static_cast<std::size_t>(count);
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

}  // namespace sendwright::maps
