// What the log says of a map file that could not be opened.
#pragma once

#include <string>

#include "base/file_safety.hh"

namespace sendwright::maps {

// `file` is what open_safely gave for `path`: `missing map file PATH: REASON`, or unsafe, or cannot open.
[[nodiscard]] std::string why_not_open(const std::string& path, const base::OpenedFile& file);

}  // namespace sendwright::maps
