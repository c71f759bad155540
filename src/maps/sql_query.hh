// The query of an sql map: `%0` stands for the key and `%1` to `%9` for the arguments. They become
// the statement's parameters, so that no octet of a key is ever part of the statement's text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::maps {

struct SqlQuery {
  std::string text;         // with a placeholder for each parameter
  std::vector<int> places;  // of each parameter: 0 the key, else the number of an argument

  // What each parameter is for this lookup; a missing argument is empty.
  [[nodiscard]] std::vector<std::string> parameters(std::string_view key,
                                                    std::span<const std::string> arguments) const;
};

// `placeholder` is `$` or `?`, and the parameter's number goes behind it. `%%` is a percent sign.
// Errors: no `%0`, or one inside of quotes or a comment, where it would be no parameter.
[[nodiscard]] base::Result<SqlQuery> parse_sql_query(std::string_view query, char placeholder);

}  // namespace sendwright::maps
