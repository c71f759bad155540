// Options for people to look at: what is in force and where it comes from (`=O` of the address test
// mode), and settings in the shape of debug level 37.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hh"

namespace sendwright::config {

struct OptionInForce {
  std::string name;
  std::string value;     // as it was written; the lines of a repeatable option separated by `\n`
  std::string built_in;  // the value it has if nobody sets it
  char unit = 0;         // of an interval written without one (s, m, h, d, w); 0: none
  std::string source;    // "FILE, line N", "command line", or empty: built in
};

// All options in the order of their table.
[[nodiscard]] std::vector<OptionInForce> options_in_force(const Configuration& configuration);

// One line: `Name=value`, then in parentheses where the value comes from, its unit, and what it
// would be otherwise.
[[nodiscard]] std::string describe(const OptionInForce& option);

// `Name (letter)=value` as sendmail shows a setting; options without a letter have a number instead
// (sendmail's internal one). `name` is an option's own name.
[[nodiscard]] std::string setting_text(std::string_view name, std::string_view value);

}  // namespace sendwright::config
