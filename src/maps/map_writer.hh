// Writing a map file of any class that makemap knows: what readers see is the old file or the whole
// new one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "maps/database_writer.hh"

namespace sendwright::maps {

class MapWriter {
 public:
  virtual ~MapWriter() = default;
  // False if the key was there already and is kept.
  [[nodiscard]] virtual base::Result<bool> store(std::string_view key, std::string_view value,
                                                 Duplicate duplicate) = 0;
  // False if there was no such key.
  [[nodiscard]] virtual base::Result<bool> remove(std::string_view key) = 0;
  // The new file takes the place of the old one.
  [[nodiscard]] virtual base::Result<void> finish() = 0;
};

// `path` with its suffix, which says the format. With kCopy a missing old file is an empty one.
[[nodiscard]] base::Result<std::unique_ptr<MapWriter>> open_map_writer(
    const std::string& path, Beginning beginning, const config::MapWriteSafety& safety = {});

}  // namespace sendwright::maps
