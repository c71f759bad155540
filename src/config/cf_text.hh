// What several kinds of configuration lines have in common: comments, quotes, `key=value` lists.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sendwright::config {

[[nodiscard]] std::string_view without_leading_space(std::string_view text);
[[nodiscard]] std::string_view without_trailing_space(std::string_view text);

// A line without its trailing comment and the white space before it: `#` starts one unless it is
// written `\#` (which leaves `#`) or `$#`. The result is a part of `line` or of `buffer`.
[[nodiscard]] std::string_view without_comment(std::string_view line, std::string& buffer);

// Copies up to `delimiter`, quotes removed and `\n`-style escapes resolved; `rest` is shortened to
// what follows the delimiter ("munchstring").
[[nodiscard]] std::string munch(std::string_view& rest, char delimiter);

// Gives each `key=value` of a comma list to `take` until this returns false: the value munched,
// with its trailing white space. False: a piece has no `=`.
bool for_each_equate(std::string_view rest,
                     const std::function<bool(std::string_view key, std::string value)>& take);

}  // namespace sendwright::config
