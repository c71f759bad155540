// Writing a whole new GDBM file at once: several times as fast as putting entry after entry into it
// with libgdbm, and the file is smaller. libgdbm reads it, checks it and changes it like its own.
//
// Entries go to the file in the order they come, behind each other; what the buckets need of them is
// sorted by hash meanwhile (ElementRuns), and at the end directory and buckets are written in one go
// (HashCounts::plan). The file's header is one that libgdbm wrote. In memory stay eight octets for
// each key (KeyPlaces), some of them unused, so that a key that comes again is known at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "maps/bucket_plan.hh"
#include "maps/element_runs.hh"
#include "maps/key_places.hh"

namespace sendwright::maps {

enum class Duplicate { kKeep, kReplace };  // what happens to a key that is there already

class BulkWriter {
 public:
  // More keys than this would take more than 130 MB of memory.
  static constexpr std::size_t kMaxKeys = 14'000'000;

  // `path` is a file that we may overwrite. `run_length`: see ElementRuns. Errors say only why.
  static base::Result<BulkWriter> open(const std::string& path,
                                       std::size_t run_length = ElementRuns::kRunLength);

  // Is there room for one entry more, of this size?
  [[nodiscard]] bool has_room(std::uint64_t octets) const;
  // False if the key was there already and is kept.
  [[nodiscard]] base::Result<bool> store(std::string_view key, std::string_view value,
                                         Duplicate duplicate);
  // Makes it a GDBM file, and syncs it.
  [[nodiscard]] base::Result<void> finish();

 private:
  explicit BulkWriter(ElementRuns runs) : runs_(std::move(runs)) {}
  [[nodiscard]] std::uint64_t in_file(std::uint64_t place) const;
  [[nodiscard]] base::Result<void> flush();
  [[nodiscard]] bool is_key_at(std::uint64_t place, std::string_view key);
  [[nodiscard]] base::Result<void> move_data(std::uint64_t begin);
  [[nodiscard]] base::Result<void> write_buckets(const BucketPlan& plan, std::uint64_t begin);

  base::UniqueFd file_;
  std::string buffer_;               // what the file does not have yet
  std::uint64_t buffer_begins_ = 1;  // its place: places are counted from 1, as 0 is none
  std::uint64_t data_begins_ = 0;    // where in the file place 0 is; 0: not decided yet
  ElementRuns runs_;
  HashCounts counts_;
  KeyPlaces places_;
  std::vector<char> key_read_;
};

}  // namespace sendwright::maps
