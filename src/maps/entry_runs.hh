// Entries of a new map file sorted by key, in bounded memory: as many as fit are sorted and go as a
// run to a file without a name; at the end the runs are merged.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "maps/spill_file.hh"

namespace sendwright::maps {

class EntryRuns {
 public:
  // The file, if one is needed, is made beside `path`. `run_octets`: of entries held in memory.
  explicit EntryRuns(std::string path, std::size_t run_octets = kRunOctets);

  // An entry whose key comes again takes the place of the earlier one. Key and value have less than
  // 4 GB.
  [[nodiscard]] base::Result<void> add(std::string_view key, std::string_view value);
  [[nodiscard]] base::Result<void> remove(std::string_view key);

  // What is left, in the order of keys (octet by octet). Nothing can be added afterwards. Errors of
  // `visit` end it.
  using Visit = std::function<base::Result<void>(std::string_view key, std::string_view value)>;
  [[nodiscard]] base::Result<void> merge(const Visit& visit);

  static constexpr std::size_t kRunOctets = 16 << 20;

 private:
  // An entry in memory. Most keys differ in their first octets, which as a number are compared at
  // once.
  struct Pending {
    std::uint64_t key_start = 0;
    std::size_t begin = 0;  // in octets_
  };
  [[nodiscard]] bool comes_before(const Pending& one, const Pending& other) const;
  [[nodiscard]] base::Result<void> append(std::string_view key, std::string_view value,
                                          std::uint32_t value_size);
  [[nodiscard]] base::Result<void> spill();

  const std::string path_;
  const std::size_t run_octets_;
  std::string octets_;  // entries as in a run, in the order they came
  std::vector<Pending> pending_;
  SpillFile file_;
  std::vector<std::uint64_t> run_ends_;  // octets from the beginning of the file
};

}  // namespace sendwright::maps
