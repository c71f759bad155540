// Regular expressions as GNU m4 has them: the C library's GNU matcher with Emacs syntax.
#pragma once

#include <regex.h>

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::m4 {

// A compiled pattern and the registers of its last match.
class Regex {
 public:
  // The compiled pattern, or the C library's words for what is wrong with it.
  static std::expected<std::unique_ptr<Regex>, std::string> compile(std::string_view pattern);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  // Finds the first match at or behind `start'; -1 for none. Positions as group() tells them.
  std::ptrdiff_t search(std::string_view text, std::size_t start);

  struct Group {
    std::ptrdiff_t begin;
    std::ptrdiff_t end;
  };
  // Of the last match; group 0 is the whole. {-1, -1}: took no part.
  [[nodiscard]] Group group(std::size_t number) const;
  // How many groups the pattern has, the whole not counted.
  [[nodiscard]] std::size_t group_count() const { return pattern_.re_nsub; }
  [[nodiscard]] const std::string& source() const { return source_; }

 private:
  Regex() = default;

  std::string source_;
  bool begins_at_line_ = false;  // matches at the beginning of lines only
  re_pattern_buffer pattern_{};
  re_registers registers_{};
};

// Patterns compiled lately: macro libraries use few, again and again.
class RegexCache {
 public:
  std::expected<Regex*, std::string> get(std::string_view pattern);

 private:
  std::vector<std::unique_ptr<Regex>> entries_;
  std::size_t next_victim_ = 0;
};

}  // namespace sendwright::m4
