// Lookups in the octets of a GDBM file, for many threads at once: no lock, no system call, no
// allocation. docs/map-files.md describes the format.
//
// The octets are nobody's friend: cut off, damaged on purpose, or changed by somebody else while we
// look. Each number is read once and checked against the size before it is used, so the worst
// answer is "damaged" or that of the altered entry. What is not checked is what a lookup does not
// meet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "maps/file_answer.hh"

namespace sendwright::maps {

using GdbmAnswer = FileAnswer;

class GdbmReader {
 public:
  // nullopt: not a file that this reader knows (another byte order or width of offsets, not GDBM at
  // all, a header that contradicts itself); libgdbm has the word. `file` must outlive the reader.
  static std::optional<GdbmReader> open(std::string_view file);

  // The key is compared octet by octet.
  [[nodiscard]] GdbmAnswer find(std::string_view key) const;

  // The entries of the first bucket, until `visit` returns false. Those that are damaged are left out.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  void for_first_entries(const Visit& visit) const;

 private:
  GdbmReader() = default;
  [[nodiscard]] bool is_inside(std::uint64_t begin, std::uint64_t size) const {
    return size <= file_.size() && begin <= file_.size() - size;
  }
  template <typename Number>
  [[nodiscard]] Number number_at(std::uint64_t offset) const;

  std::string_view file_;
  std::uint64_t directory_ = 0;  // where it begins
  unsigned hash_shift_ = 31;     // from a hash to its entry in the directory
  std::uint32_t bucket_elements_ = 1;
};

}  // namespace sendwright::maps
