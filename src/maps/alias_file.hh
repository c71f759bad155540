// The text form of aliases (/etc/aliases): `name: value, value ...`, continued by lines that start
// with a blank. What is wrong with a line is reported with its number; the rest still counts.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::maps {

struct Alias {
  std::string name;   // in lower case; a quoted name keeps its quotes
  std::string value;  // as written, with continuation lines joined
  int line = 0;       // where it begins
};

struct AliasMessage {
  int line = 0;
  std::string text;        // `root... Warning: duplicate alias name root`
  bool is_error = true;    // false: a warning
};

struct AliasFile {
  std::vector<Alias> aliases;  // each name once: the last definition counts
  std::vector<AliasMessage> messages;
  size_t longest_value = 0;  // octets
  size_t total_octets = 0;   // names and values of all lines that count, duplicates too
  size_t count = 0;          // such lines
};

// Checks of what only the rules know; an empty function accepts all.
struct AliasChecks {
  // Does a name with `@` (or a host in another form) mean a local user? Others cannot be aliased.
  std::function<bool(std::string_view name)> is_local;
  // What is wrong with a value's addresses, if anything (option CheckAliases).
  std::function<std::string(std::string_view value)> value_error;
};

[[nodiscard]] AliasFile parse_alias_file(std::string_view content, const AliasChecks& checks = {});

}  // namespace sendwright::maps
