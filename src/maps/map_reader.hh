// The readers of map files, and which one a file is for: its suffix says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "maps/cdb_reader.hh"
#include "maps/gdbm_reader.hh"
#include "maps/lmdb_reader.hh"

namespace sendwright::maps {

using MapReader = std::variant<GdbmReader, CdbReader, LmdbReader>;

// GDBM has a library behind our reader, for files that this does not know.
[[nodiscard]] bool is_gdbm(std::string_view path);

// nullopt: the octets are none that the reader knows. They must outlive the reader.
[[nodiscard]] std::optional<MapReader> open_map_reader(std::string_view path,
                                                       std::string_view octets);

// Why there is no reader for a file that is no GDBM file, and what to do.
[[nodiscard]] std::string unknown_octets(std::string_view path);

}  // namespace sendwright::maps
