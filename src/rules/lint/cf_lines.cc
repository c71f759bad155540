#include "rules/lint/cf_lines.hh"

#include <string>

namespace sendwright::rules::lint {
namespace {

// `#` starts a comment unless it is written `\#` or `$#`.
std::string without_comment(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escaped = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '#';
    if (is_escaped) ++i;
    if (!is_escaped && text[i] == '#' && (i == 0 || text[i - 1] != '$')) break;
    out += text[i];
  }
  return out;
}

}  // namespace

void for_each_cf_line(
    std::string_view text,
    const std::function<void(char letter, std::string_view rest, int line)>& visit) {
  std::string logical;
  int first = 0;
  const auto flush = [&] {
    const std::string line = without_comment(logical);
    if (!line.empty()) visit(line.front(), std::string_view(line).substr(1), first);
    logical.clear();
  };
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view physical = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    const bool continues =
        !physical.empty() && (physical.front() == ' ' || physical.front() == '\t');
    if (continues && !logical.empty()) {
      logical.append("\n").append(physical);
      continue;
    }
    flush();
    logical = physical;
    first = number;
  }
  flush();
}

}  // namespace sendwright::rules::lint
