// Which keys a new map file has already. Eight octets of each are in memory (KeyPlaces), the keys
// themselves in a file without a name, for the comparison of two that look the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "maps/key_places.hh"
#include "maps/spill_file.hh"

namespace sendwright::maps {

class KeyLog {
 public:
  // The file, if one is needed, is made beside `path`.
  explicit KeyLog(std::string path) : file_(std::move(path)) {}

  [[nodiscard]] bool has(std::string_view key);
  // A key that is not there; one that is.
  [[nodiscard]] base::Result<void> add(std::string_view key);
  void remove(std::string_view key);

 private:
  [[nodiscard]] std::uint64_t find(std::string_view key);

  KeyPlaces places_;  // one more than the offset in the file
  SpillFile file_;
  std::string record_;
};

}  // namespace sendwright::maps
