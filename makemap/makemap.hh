// makemap: text from standard input becomes a map file.
#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "base/sysexits.hh"

namespace sendwright::makemap {

inline constexpr size_t kMaxLine = 1024;  // a line and its end have fewer octets, as in sendmail

// How the text is read.
struct SourceSyntax {
  char comment = '#';
  char delimiter = '\0';  // 0: runs of blanks and tabs
  bool keeps_case = false;
  bool allows_empty_value = false;
};

// One entry, or what is wrong with a line.
struct SourceLine {
  int number = 0;
  std::string_view key;    // in lower case unless keeps_case
  std::string_view value;  // verbatim, trailing blanks included
  std::string problem;     // if not empty, there is no entry
};

// Calls `visit` for each line that is neither empty nor a comment. Stops when it returns false.
void read_source(std::istream& in, const SourceSyntax& syntax,
                 const std::function<bool(const SourceLine& line)>& visit);

// The command; `arguments` without its name. Exit codes: 0, 64 usage, 65 lines that were left out,
// 66 no such configuration file, 73 the map cannot be made, 74 it cannot be written.
[[nodiscard]] base::ExitCode run_makemap(std::span<const std::string> arguments, std::istream& in,
                                         std::ostream& out, std::ostream& err);

}  // namespace sendwright::makemap
