// The flags of a K line: what all classes share, and the letters of single classes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::maps {

struct MapFlags {
  bool keys_end_in_nul = false;     // -N
  bool keys_have_no_nul = false;    // -O
  bool is_optional = false;         // -o: a missing file is an empty map
  bool keeps_case = false;          // -f
  bool is_match_only = false;       // -m: the key, not the value
  bool ignores_failure = false;     // -t: a temporary failure counts as not found
  bool keeps_quotes = false;        // -q
  bool is_skipped_when_deferred = false;  // -D
  bool appends_duplicates = false;  // -A, when building
  std::string append;                        // -a, after a value found
  std::optional<std::string> failure_append;  // -T, after the key on temporary failure
  std::optional<char> blank_substitute;      // -S, between the words of the key
  std::string key_column;                    // -k
  std::optional<std::string> value_column;   // -v
  std::optional<char> delimiter;             // -z
  std::map<char, std::string> own;           // letters of the class, with their values
  std::string spec;                          // the rest: file, pattern, command, names

  bool operator==(const MapFlags&) const = default;

  [[nodiscard]] bool has(char letter) const { return own.contains(letter); }
  [[nodiscard]] std::string_view own_value(char letter) const;
};

// Which further letters a class knows.
struct ClassLetters {
  std::string_view bare;      // -n
  std::string_view attached;  // -s1,2: the value ends at the next blank, and may be empty
  std::string_view valued;    // -R MX or -RMX
  bool has_quoted_values = false;  // -R "a b": a value in quotes may have blanks
  bool has_common = true;     // false: of the letters that classes share only -S and -D
};

// Reads flags up to the first word that is none. Unknown letters come back in `unknown` and are
// otherwise ignored, as sendmail does. A map that is declared again keeps the flags of `before`
// that the new declaration says nothing about.
[[nodiscard]] MapFlags parse_map_flags(std::string_view arguments, const ClassLetters& letters,
                                       std::vector<char>& unknown, MapFlags before = {});

}  // namespace sendwright::maps
