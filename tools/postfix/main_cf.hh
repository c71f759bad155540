// Reads Postfix settings as main.cf has them and as `postconf -n` prints them.
//
// In: the text. Out: the parameters in their order, with line numbers, and their values with $name
// put in. A line that begins with a blank continues the one before; lines whose first character is
// `#`, and empty ones, are no part of anything. All is bounded, since the file may come from
// anywhere.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::postfix {

inline constexpr size_t kMaxFileOctets = 16 << 20;    // main.cf, or a table
inline constexpr size_t kMaxValueOctets = 256 << 10;  // one value, before and after expansion
inline constexpr int kMaxExpansionDepth = 20;         // of names in names, as deep as Postfix goes

// One logical line of a file: what its continuation lines make together.
struct LogicalLine {
  size_t number = 0;  // of the first line, from 1
  std::string text;   // without the comment lines inside, continued by a blank
};

// Errors name `file` and the line: a control character, or too much of something.
[[nodiscard]] base::Result<std::vector<LogicalLine>> logical_lines(std::string_view file,
                                                                   std::string_view text);

struct Parameter {
  std::string name;
  std::string value;  // as it is written
  size_t line = 0;
};

class MainCf {
 public:
  // Errors: `FILE:LINE: expected name = value, found ...`.
  [[nodiscard]] static base::Result<MainCf> parse(std::string_view file, std::string_view text);

  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  // The last one with this name, which is the one that counts; nullptr if there is none.
  [[nodiscard]] const Parameter* find(std::string_view name) const;

  // What counts for a name that the file does not set.
  void set_default(std::string name, std::string value);
  // The value of `name` with all $name, ${name}, $(name), ${name?text}, ${name:text} put in. Names
  // without a value are empty, and are added to `unknown` if that is not null. An error for names
  // that go in a circle, and for values that become too long.
  [[nodiscard]] base::Result<std::string> value(std::string_view name,
                                                std::vector<std::string>* unknown = nullptr) const;

 private:
  struct Expansion;
  [[nodiscard]] const std::string* raw(std::string_view name) const;

  std::vector<Parameter> parameters_;
  std::map<std::string, size_t, std::less<>> last_;  // name -> index into parameters_
  std::map<std::string, std::string, std::less<>> defaults_;
};

// The elements of a list: divided by commas and blanks, except inside braces.
[[nodiscard]] std::vector<std::string> list_elements(std::string_view value);

}  // namespace sendwright::postfix
