// The alias databases (option AliasFile): asking them, and building them (newaliases).
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "base/sysexits.hh"
#include "maps/alias_file.hh"
#include "maps/map_source.hh"

namespace sendwright::maps {

// Calls may come from many sessions at once.
class AliasDatabases {
 public:
  // `directory` has the maps that an entry of the option may name (`sequence:a b`); it and the
  // environment's parts must outlive this.
  AliasDatabases(const config::Options& options, MapEnvironment environment,
                 rules::MapDirectory& directory);

  // The value as the file has it, from the first database that has the name, whatever its case. A
  // temporary error: a database before that could not be asked, and none after it has the name.
  [[nodiscard]] base::Result<std::optional<std::string>> find(std::string_view name,
                                                              base::Waiter& waiter);

 private:
  struct Entry {
    std::unique_ptr<MapSource> source;  // nullptr: the entry is wrong, and fails temporarily
    std::string problem;                // why
  };
  std::vector<Entry> entries_;
};

// newaliases: builds the database of every entry of AliasFile that has one, says to `out` what it
// did (`FILE: N aliases, longest L bytes, T bytes total`) and what is wrong with which line. What is
// right is installed even then; readers see the old databases until the new ones are complete.
[[nodiscard]] base::ExitCode rebuild_aliases(const config::Options& options,
                                             const AliasChecks& checks, std::ostream& out);

}  // namespace sendwright::maps
