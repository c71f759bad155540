// Text as mail protocols see it: bytes, with ASCII rules for letters, digits and blanks whatever
// the locale says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::base {

[[nodiscard]] constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
[[nodiscard]] constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_ascii_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_ascii_alnum(char c) { return is_ascii_digit(c) || is_ascii_alpha(c); }
// Blank, tab, CR, LF, VT, FF.
[[nodiscard]] constexpr bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
// Position of `needle` in `text` without regard to case, or npos.
[[nodiscard]] size_t find_ignoring_case(std::string_view text, std::string_view needle);
// Less-than without regard to case, for ordered containers.
struct LessIgnoringCase {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const;
};

// Without leading and trailing white space.
[[nodiscard]] std::string_view trim(std::string_view text);
// Pieces between single separators; empty pieces are kept ("a,,b" has three).
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
// Pieces between runs of any of `separators`; no empty pieces.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text,
                                                        std::string_view separators = " \t\r\n");
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

// A whole text as a number: nullopt for anything else in it, and out of range.
[[nodiscard]] std::optional<long long> parse_integer(std::string_view text, int radix = 10);

// Text made fit for a log line or a message to a person: control characters and bytes over 126
// become `?`, and what is longer than `limit` octets is cut with "...".
[[nodiscard]] std::string printable(std::string_view text, size_t limit = 256);

}  // namespace sendwright::base
