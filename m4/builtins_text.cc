// Builtins that look at text: len, index, substr, translit, regexp, patsubst.
#include <array>
#include <cstring>
#include <utility>

#include "m4/numbers.hh"

namespace sendwright::m4 {

void builtin_len(Processor& m4, const Arguments& arguments) {
  m4.expansion().append(std::to_string(arguments[0].size()));
}

void builtin_index(Processor& m4, const Arguments& arguments) {
  const std::size_t found = arguments[0].find(arguments[1]);
  m4.expansion().append(found == std::string_view::npos ? "-1" : std::to_string(found));
}

void builtin_substr(Processor& m4, const Arguments& arguments) {
  const std::string_view text = arguments[0];
  const auto start = number_argument(m4, arguments, 1);
  if (!start) return;
  std::size_t length = text.size();
  if (arguments.size() >= 3) {
    const auto wanted = number_argument(m4, arguments, 2);
    if (!wanted || *wanted <= 0) return;
    length = static_cast<std::size_t>(*wanted);
  }
  if (*start < 0 || static_cast<std::size_t>(*start) >= text.size()) return;
  m4.expansion().append(text.substr(static_cast<std::size_t>(*start), length));
}

namespace {
// Writes ranges such as a-z out; they may run downwards. A `-' at either end is itself.
std::string with_ranges_expanded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '-' || i == 0 || i + 1 == text.size()) {
      result.push_back(text[i]);
      continue;
    }
    int c = static_cast<unsigned char>(text[i - 1]);
    const int last = static_cast<unsigned char>(text[++i]);
    while (c != last) {
      c += c < last ? 1 : -1;
      result.push_back(static_cast<char>(c));
    }
  }
  return result;
}
}  // namespace

void builtin_translit(Processor& m4, const Arguments& arguments) {
  const bool has_ranges = arguments[1].find('-') != std::string_view::npos ||
                          arguments[2].find('-') != std::string_view::npos;
  const std::string expanded_from = has_ranges ? with_ranges_expanded(arguments[1]) : "";
  const std::string expanded_to = has_ranges ? with_ranges_expanded(arguments[2]) : "";
  const std::string_view from = has_ranges ? expanded_from : arguments[1];
  const std::string_view to = has_ranges ? expanded_to : arguments[2];
  static constexpr std::int16_t kSame = -1;
  static constexpr std::int16_t kDeleted = -2;
  std::array<std::int16_t, 256> map;
  map.fill(kSame);
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::int16_t& slot = map[static_cast<unsigned char>(from[i])];
    if (slot != kSame) continue;  // the first mention counts
    slot = i < to.size() ? static_cast<unsigned char>(to[i]) : kDeleted;
  }
  for (const char c : arguments[0]) {
    const std::int16_t becomes = map[static_cast<unsigned char>(c)];
    if (becomes != kDeleted)
      m4.expansion().append(becomes == kSame ? c : static_cast<char>(becomes));
  }
}

namespace {
// Appends a replacement: \& or \0 is the match, \1 to \9 are its groups.
void append_replacement(Processor& m4, std::string_view text, std::string_view replacement,
                        const Regex& regex) {
  const auto append_group = [&](std::size_t number) {
    const Regex::Group group = regex.group(number);
    if (group.end > group.begin) {
      m4.expansion().append(text.substr(static_cast<std::size_t>(group.begin),
                                        static_cast<std::size_t>(group.end - group.begin)));
    }
  };
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '\\') {
      m4.expansion().append(replacement[i]);
      continue;
    }
    if (++i == replacement.size()) {
      m4.warn("trailing \\ ignored in replacement");
      return;
    }
    const char c = replacement[i];
    if (c == '0' && !std::exchange(m4.has_warned_of_group_zero, true)) {
      m4.warn("\\0 will disappear, use \\& instead in replacements");
    }
    if (c == '&' || c == '0') {
      append_group(0);
    } else if (c >= '1' && c <= '9') {
      const auto number = static_cast<std::size_t>(c - '0');
      if (number > regex.group_count()) {
        m4.warn("sub-expression " + std::to_string(number) + " not present");
      } else {
        append_group(number);
      }
    } else {
      m4.expansion().append(c);
    }
  }
}

std::string bad_pattern(std::string_view pattern, const std::string& error, bool with_colon) {
  return "bad regular expression" + std::string(with_colon ? ": `" : " `") + std::string(pattern) +
         "': " + error;
}
}  // namespace

void builtin_regexp(Processor& m4, const Arguments& arguments) {
  const std::string_view text = arguments[0];
  const auto regex = m4.regexes().get(arguments[1]);
  if (!regex) {
    m4.complain(bad_pattern(arguments[1], regex.error(), true));
    return;
  }
  const std::ptrdiff_t found = (*regex)->search(text, 0);
  if (found == -2) {
    m4.complain("error matching regular expression `" + std::string(arguments[1]) + "'");
  } else if (arguments.size() == 2) {
    m4.expansion().append(std::to_string(found));
  } else if (found >= 0) {
    append_replacement(m4, text, arguments[2], **regex);
  }
}

void builtin_patsubst(Processor& m4, const Arguments& arguments) {
  const std::string_view text = arguments[0];
  const auto regex = m4.regexes().get(arguments[1]);
  if (!regex) {
    m4.complain(bad_pattern(arguments[1], regex.error(), false));
    return;
  }
  std::size_t offset = 0;
  while (offset <= text.size()) {
    const std::ptrdiff_t found = (*regex)->search(text, offset);
    if (found == -2) {
      m4.complain("error matching regular expression `" + std::string(arguments[1]) + "'");
    }
    if (found < 0) break;
    const auto begin = static_cast<std::size_t>(found);
    const auto end = static_cast<std::size_t>((*regex)->group(0).end);
    m4.expansion().append(text.substr(offset, begin - offset));
    append_replacement(m4, text, arguments[2], **regex);
    offset = end;
    if (end != begin) continue;
    if (offset < text.size()) m4.expansion().append(text[offset]);  // step over an empty match
    ++offset;
  }
  if (offset < text.size()) m4.expansion().append(text.substr(offset));
}

}  // namespace sendwright::m4
