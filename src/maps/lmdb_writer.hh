// Writing an LMDB data file in one pass. docs/map-files.md describes the format.
#pragma once

#include <cstddef>

#include "base/result.hh"
#include "maps/entry_runs.hh"
#include "maps/file_replacement.hh"
#include "maps/lmdb_format.hh"

namespace sendwright::maps {

inline constexpr std::size_t kMaxLmdbKey = lmdb::kMaxKey;

[[nodiscard]] base::Result<void> write_lmdb(EntryRuns& entries, FileReplacement& file);

}  // namespace sendwright::maps
