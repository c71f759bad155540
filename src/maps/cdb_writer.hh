// Writing a cdb file. docs/map-files.md describes the format.
#pragma once

#include <cstddef>

#include "base/result.hh"
#include "maps/entry_runs.hh"
#include "maps/file_replacement.hh"

namespace sendwright::maps {

inline constexpr std::size_t kMaxCdbKey = 65536;  // octets; longer ones are never looked up

// An error if the file would have more than 4 GB, which is all that the format can address.
[[nodiscard]] base::Result<void> write_cdb(EntryRuns& entries, FileReplacement& file);

}  // namespace sendwright::maps
