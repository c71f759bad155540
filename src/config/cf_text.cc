#include "config/cf_text.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::config {
namespace {

char escaped_char(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    default:
      return letter;
  }
}

}  // namespace

std::string_view without_leading_space(std::string_view text) {
  while (!text.empty() && base::is_ascii_space(text.front()))
    text.remove_prefix(1);
  return text;
}

std::string_view without_trailing_space(std::string_view text) {
  while (!text.empty() && base::is_ascii_space(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string_view without_comment(std::string_view line, std::string& buffer) {
  std::size_t at = line.find('#');
  while (at != line.npos && at > 0 && line[at - 1] == '$')
    at = line.find('#', at + 1);
  const bool is_escaped = at != line.npos && at > 0 && line[at - 1] == '\\';
  if (!is_escaped) return without_trailing_space(line.substr(0, at));
  buffer.clear();
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.substr(i).starts_with("\\#")) {
      ++i;
    } else if (line[i] == '#' && (i == 0 || line[i - 1] != '$')) {
      break;
    }
    buffer += line[i];
  }
  return without_trailing_space(buffer);
}

std::string munch(std::string_view& rest, char delimiter) {
  std::string out;
  bool in_quotes = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '\\' && i + 1 < rest.size()) {
      out += escaped_char(rest[++i]);
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == delimiter && delimiter != '\0' && !in_quotes) {
      break;
    } else {
      out += c;
    }
  }
  rest.remove_prefix(i < rest.size() ? i + 1 : i);
  return out;
}

bool for_each_equate(std::string_view rest,
                     const std::function<bool(std::string_view key, std::string value)>& take) {
  bool has_more = !rest.empty();
  while (has_more) {
    while (!rest.empty() && (rest.front() == ',' || base::is_ascii_space(rest.front())))
      rest.remove_prefix(1);
    const std::size_t sign = rest.find_first_of("=,");
    if (sign == rest.npos || rest[sign] != '=') return false;
    const std::string_view key = base::trim(rest.substr(0, std::max<std::size_t>(sign, 1)));
    rest = without_leading_space(rest.substr(sign + 1));
    const bool has_value = !rest.empty();
    std::string value = munch(rest, ',');
    // A comma that ends the line promises another equate.
    has_more = !rest.empty() || (has_value && rest.data()[-1] == ',');
    if (!take(key, std::move(value))) return true;
  }
  return true;
}

}  // namespace sendwright::config
