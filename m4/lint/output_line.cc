#include "m4/lint/output_line.hh"

#include "m4/lexer.hh"

namespace sendwright::m4::lint {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
bool is_printable(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
}

// A class or macro name: one byte or {words}.
bool has_short_name(std::string_view rest) {
  if (rest.starts_with('{')) return rest.find('}') != std::string_view::npos;
  return !rest.empty() && is_printable(rest.front());
}

std::string_view word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_name_byte(text[end]) || text[end] == '-' || text[end] == '.')) {
    ++end;
  }
  return text.substr(0, end);
}

// `Mname,' and its kin.
bool has_name_and_comma(std::string_view rest) {
  const std::string_view name = word(rest);
  rest.remove_prefix(name.size());
  return !name.empty() && rest.find_first_not_of(" \t") == rest.find(',') &&
         rest.find(',') != std::string_view::npos;
}

bool is_ruleset(std::string_view rest) {
  while (!rest.empty() && is_white(rest.front()))
    rest.remove_prefix(1);
  const std::string_view name = word(rest);
  rest.remove_prefix(name.size());
  while (!rest.empty() && is_white(rest.front()))
    rest.remove_prefix(1);
  return !name.empty() && (rest.empty() || rest.front() == '=' || rest.front() == '#');
}

bool is_option(std::string_view rest) {
  if (!rest.starts_with(' ')) return !rest.empty() && is_printable(rest.front());
  rest.remove_prefix(1);
  const std::string_view name = word(rest);
  rest.remove_prefix(name.size());
  return !name.empty() && (rest.empty() || rest.front() == '=' || is_white(rest.front()));
}

bool is_map(std::string_view rest) {
  const std::size_t blank = rest.find_first_of(" \t");
  return blank != std::string_view::npos && blank > 0 &&
         rest.find_first_not_of(" \t", blank) != std::string_view::npos;
}

bool is_setting(std::string_view rest) {
  return !word(rest).empty() &&
         (word(rest).size() == rest.size() || rest[word(rest).size()] == '=');
}

// Whether the rest of a line has the shape that its letter asks for; R lines are seen to before.
bool fits_command(char letter, std::string_view rest) {
  switch (letter) {
    case 'C':
    case 'D':
      return has_short_name(rest);
    case 'E':
      return is_setting(rest);
    case 'F':
      return has_short_name(rest) && rest.find_first_of("/|@") != std::string_view::npos;
    case 'H':
      return rest.find(':') != std::string_view::npos;
    case 'K':
      return is_map(rest);
    case 'M':
    case 'Q':
    case 'X':
      return has_name_and_comma(rest);
    case 'O':
      return is_option(rest);
    case 'P':
      return rest.find('=') != std::string_view::npos;
    case 'S':
      return is_ruleset(rest);
    case 'T':
      return !rest.empty();
    case 'V':
      return !rest.empty() && is_digit(rest.front());
    default:
      return false;
  }
}

}  // namespace

LineKind kind_of(std::string_view line) {
  const std::size_t text = line.find_first_not_of(" \t\r\f\v");
  if (text == std::string_view::npos) return LineKind::kBlank;
  if (line.front() == '#') return LineKind::kComment;
  if (text > 0) return LineKind::kContinuation;
  if (line.front() == 'R') {
    return line.find('\t') == std::string_view::npos ? LineKind::kRuleWithoutTab
                                                     : LineKind::kCommand;
  }
  return fits_command(line.front(), line.substr(1)) ? LineKind::kCommand : LineKind::kStray;
}

bool is_prose(std::string_view line) {
  constexpr std::size_t kMinWords = 3;
  if (line.size() < 2 || line[1] < 'a' || line[1] > 'z') return false;
  std::size_t words = 1;
  for (const char c : line) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && std::string_view(" ,.;:!?'-()").find(c) == std::string_view::npos)
      return false;
    if (c == ' ') ++words;
  }
  return words >= kMinWords;
}

std::string_view called_name(std::string_view line) {
  while (!line.empty() && is_white(line.front()))
    line.remove_prefix(1);
  if (line.empty() || !is_name_start(line.front())) return {};
  std::size_t end = 1;
  while (end < line.size() && is_name_byte(line[end]))
    ++end;
  const std::size_t next = line.find_first_not_of(" \t", end);
  if (next == std::string_view::npos || line[next] != '(') return {};
  return line.substr(0, end);
}

}  // namespace sendwright::m4::lint
