// A file in the address space, read only: pages that nobody reads cost no memory, and those that
// are read are the system's own cache, shared with every process that reads the same file.
//
// A file that somebody cuts short while it is mapped would end the process with SIGBUS at the next
// read behind its end. Here the missing page is replaced by one of zeros, the read goes on, and
// `is_cut_off` says so from then on: ask after reading, before believing. (One system-wide handler
// for SIGBUS does this for our mappings alone; every other SIGBUS goes where it went before.)
#pragma once

#include <atomic>
#include <memory>
#include <string_view>

namespace sendwright::maps {

class MappedFile {
 public:
  // Maps the first `size` octets of an open file, which may be closed then. nullptr: the file is
  // empty, cannot be mapped, or too many are (the caller has another way to read).
  static std::unique_ptr<const MappedFile> open(int file, std::size_t size);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::string_view octets() const { return octets_; }
  // Some read met the end of the file: whatever was read is worthless.
  [[nodiscard]] bool is_cut_off() const { return is_cut_off_.load(std::memory_order_relaxed); }

 private:
  MappedFile(std::string_view octets, std::atomic<bool>& is_cut_off)
      : octets_(octets), is_cut_off_(is_cut_off) {}

  const std::string_view octets_;
  std::atomic<bool>& is_cut_off_;  // in the table that the handler reads
};

}  // namespace sendwright::maps
