// Elements of a GDBM file sorted by hash, in bounded memory: as many as fit are sorted and go as a
// run to a file without a name; at the end the runs are merged.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hh"
#include "maps/gdbm_format.hh"
#include "maps/spill_file.hh"

namespace sendwright::maps {

class ElementRuns {
 public:
  // The file, if one is needed, is made beside `path`. `run_length`: elements held in memory.
  explicit ElementRuns(std::string path, std::size_t run_length = kRunLength);

  [[nodiscard]] base::Result<void> add(const GdbmElement& element);
  // Takes back an element that was added: the one with this hash and this offset of its data.
  [[nodiscard]] base::Result<void> retract(std::uint32_t hash, std::uint64_t data);
  // All that is left, in the order of hashes. Nothing can be added afterwards.
  [[nodiscard]] base::Result<void> merge(const std::function<void(const GdbmElement&)>& visit);

  static constexpr std::size_t kRunLength = 1'000'000;  // 24 MB

 private:
  [[nodiscard]] base::Result<void> spill();

  std::size_t run_length_;
  std::vector<GdbmElement> pending_;
  SpillFile file_;
  std::vector<std::uint64_t> run_ends_;  // octets from the beginning of the file
};

}  // namespace sendwright::maps
