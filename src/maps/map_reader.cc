#include "maps/map_reader.hh"

#include "maps/database_file.hh"

namespace sendwright::maps {
namespace {

template <typename Reader>
std::optional<MapReader> open_with(std::string_view octets) {
  if (auto reader = Reader::open(octets)) return MapReader(std::move(*reader));
  return std::nullopt;
}

}  // namespace

bool is_gdbm(std::string_view path) {
  return !path.ends_with(kCdbSuffix) && !path.ends_with(kLmdbSuffix);
}

std::optional<MapReader> open_map_reader(std::string_view path, std::string_view octets) {
  if (path.ends_with(kCdbSuffix)) return open_with<CdbReader>(octets);
  if (path.ends_with(kLmdbSuffix)) return open_with<LmdbReader>(octets);
  return open_with<GdbmReader>(octets);
}

std::string unknown_octets(std::string_view path) {
  const std::string_view format = path.substr(path.rfind('.') + 1);
  const std::string name(path.substr(0, path.rfind('.')));
  return "cannot open map file " + std::string(path) + ": empty, cut short or no " +
         std::string(format) + " file; rebuild it with: makemap " + std::string(format) + ' ' +
         name + " < " + name;
}

}  // namespace sendwright::maps
