#include "tools/postfix/text.hh"

#include "base/strings.hh"

namespace sendwright::postfix {

std::string fill_places(std::string_view pattern, const std::vector<std::string>& values) {
  std::string out;
  size_t next = 0;
  for (size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      out += pattern[at++];
      continue;
    }
    const auto close = pattern.find('}', at);
    const auto number = base::parse_integer(pattern.substr(at + 1, close - at - 1));
    out += values.at(number ? static_cast<size_t>(*number) : next++);
    at = close + 1;
  }
  return out;
}

}  // namespace sendwright::postfix
