// Text of a site as a finding repeats it: without the blanks around it, and not all of a long one.
#pragma once

#include <string>
#include <string_view>

#include "m4/lexer.hh"

namespace sendwright::m4::lint {

[[nodiscard]] inline std::string shortened(std::string_view text) {
  constexpr std::size_t kShown = 40;  // bytes
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  if (text.size() <= kShown) return std::string(text);
  return std::string(text.substr(0, kShown)) + "...";
}

}  // namespace sendwright::m4::lint
