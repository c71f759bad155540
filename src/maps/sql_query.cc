#include "maps/sql_query.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

// What ends the quoted text or comment that begins here; empty: none begins.
std::string_view closing_of(std::string_view text) {
  if (text.starts_with('\'')) return "'";
  if (text.starts_with('"')) return "\"";
  if (text.starts_with("--")) return "\n";
  return text.starts_with("/*") ? "*/" : "";
}

}  // namespace

std::vector<std::string> SqlQuery::parameters(std::string_view key,
                                              std::span<const std::string> arguments) const {
  std::vector<std::string> values;
  for (const int place : places) {
    const auto number = static_cast<std::size_t>(place);
    if (number == 0) values.emplace_back(key);
    else values.push_back(number <= arguments.size() ? arguments[number - 1] : std::string());
  }
  return values;
}

base::Result<SqlQuery> parse_sql_query(std::string_view text, char placeholder) {
  SqlQuery query;
  std::string_view closing;
  while (!text.empty()) {
    std::size_t taken = 1;
    if (text.starts_with("%%")) {
      query.text += '%';
      taken = 2;
    } else if (text[0] == '%' && text.size() > 1 && base::is_ascii_digit(text[1])) {
      if (!closing.empty())
        return base::permanent("\"" + std::string(text.substr(0, 2)) +
                               "\" stands in quotes or a comment, where it is no parameter");
      query.places.push_back(text[1] - '0');
      query.text += placeholder + std::to_string(query.places.size());
      taken = 2;
    } else if (closing.empty()) {
      closing = closing_of(text);
      if (!closing.empty()) taken = std::min<std::size_t>(closing == "\n" ? 2 : closing.size(), 2);
      query.text += text.substr(0, taken);
    } else {
      const bool is_closed = text.starts_with(closing);
      if (is_closed) taken = closing.size();
      query.text += text.substr(0, taken);
      if (is_closed) closing = {};
    }
    text.remove_prefix(taken);
  }
  if (std::ranges::find(query.places, 0) == query.places.end())
    return base::permanent("the query has no %0 for the key");
  return query;
}

}  // namespace sendwright::maps
