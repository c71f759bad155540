// What a line of the generated .cf is. In: one line, without its newline. Out: its kind, and what
// is wrong with it. Only the shape is looked at: what the line says is the business of the .cf
// reader.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::m4::lint {

enum class LineKind {
  kBlank,           // nothing, or blanks
  kComment,         // begins with #
  kContinuation,    // begins with a blank: belongs to the line before
  kCommand,         // begins as one of the commands of a .cf
  kRuleWithoutTab,  // an R line whose sides nothing separates
  kStray,           // none of all that: sendmail calls it an unknown configuration line
};

[[nodiscard]] LineKind kind_of(std::string_view line);

// Whether a line that begins as a command does may as well be a sentence: some plain words.
[[nodiscard]] bool is_prose(std::string_view line);

// A line that is an unexpanded call, `NAME(' or `NAME (': the name, or nothing.
[[nodiscard]] std::string_view called_name(std::string_view line);

}  // namespace sendwright::m4::lint
