// Fuzzes the reader of source maps: whatever the file holds, asking for lines is safe.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/source_map.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto map = sendwright::config::SourceMap::parse(text);
  if (!map) return 0;
  if (map->chain_of(0).size() + map->chain_of(map->line_count() + 1).size() != 0) std::abort();
  for (const int line : {1, 2, map->line_count() / 2, map->line_count()}) {
    const auto place = map->site_place_of(line);
    if (place) static_cast<void>(map->opened_name(place->file));
    static_cast<void>(map->describe(line));
    static_cast<void>(map->text_place_of(line));
  }
  static_cast<void>(map->matches(text));
  return 0;
}
