// Lookups in the octets of a cdb file (constant database), for many threads at once: no lock, no
// system call, no allocation. docs/map-files.md describes the format.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "maps/file_answer.hh"

namespace sendwright::maps {

// The hash of a key in a cdb file.
[[nodiscard]] std::uint32_t cdb_hash(std::string_view key);

class CdbReader {
 public:
  // nullopt: not a cdb file, or cut off (its tables stand at the end). `file` must outlive the
  // reader.
  static std::optional<CdbReader> open(std::string_view file);

  // The first entry of the key, which is compared octet by octet.
  [[nodiscard]] FileAnswer find(std::string_view key) const;

  // All entries in the order they were written, until `visit` returns false. False: damaged.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  [[nodiscard]] bool for_each(const Visit& visit) const;
  void for_first_entries(const Visit& visit) const { (void)for_each(visit); }

 private:
  explicit CdbReader(std::string_view file) : file_(file) {}

  FileOctets file_;
  std::uint64_t records_end_ = 0;  // where the first table begins
};

}  // namespace sendwright::maps
