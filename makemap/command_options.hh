// What the three commands share: flags in getopt's style, and the options of a configuration file.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "base/sysexits.hh"
#include "config/options.hh"

namespace sendwright::makemap {

struct CommandLine {
  std::map<char, std::string> flags;  // the last value of each; empty for bare ones
  std::vector<std::string> words;     // what is no flag

  [[nodiscard]] bool has(char flag) const { return flags.contains(flag); }
};

// `known` is getopt's notation (`C:Nc:`). Flags and words may be mixed; flags end at `--`. nullopt: an unknown
// flag or a missing value, which has been said on `err` as `PROGRAM: invalid option -- 'Z'`.
[[nodiscard]] std::optional<CommandLine> parse_command_line(std::string_view program,
                                                            std::span<const std::string> arguments,
                                                            std::string_view known,
                                                            std::ostream& err);

// The classes of map files that the commands make, change and show.
inline constexpr std::string_view kFileClasses[] = {"hash", "btree", "dbm",
                                                    "cdb",  "lmdb",  "implicit"};
[[nodiscard]] bool is_file_class(std::string_view name);

// Why the map at `path` cannot be opened, without the path, which the command names itself.
[[nodiscard]] std::string_view open_problem(const base::Error& error, std::string_view path);

// The options that a configuration file sets (its O lines; nothing else is looked at). An error is
// the system's reason: the file cannot be read.
[[nodiscard]] base::Result<config::Options> load_options(const std::string& file);

// The same for the file that -C names, or else for the site's, if there is one. nullopt: the file of
// -C cannot be read, which has been said on `err`.
[[nodiscard]] std::optional<config::Options> options_for(std::string_view program,
                                                         const CommandLine& line,
                                                         std::ostream& err);

}  // namespace sendwright::makemap
