// What the checks have found, and how it is told. In: findings in any order. Out: one line for
// each,
//   PROGRAM:FILE:LINE: error: what; what to write instead
// in the order of the files and their lines, and how many there are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::m4::lint {

enum class Severity { kError, kWarning };

// What a finding explains: the whole line it is on (most faults of a line have one cause), or only
// itself (a call in the wrong place may be wrong otherwise too).
enum class Explains { kLine, kItself };

// A place in a file of the site; line 0: the file, or the run, as a whole.
struct FileLine {
  std::string file;
  int line = 0;
};

struct Finding {
  Severity severity;
  FileLine where;
  std::string what;
  Explains explains;
};

class Findings {
 public:
  void error(FileLine where, std::string what, Explains explains = Explains::kLine) {
    add(Severity::kError, where, std::move(what), explains);
  }
  void warning(FileLine where, std::string what, Explains explains = Explains::kLine) {
    add(Severity::kWarning, where, std::move(what), explains);
  }

  // Whether something that explains this line was found.
  [[nodiscard]] bool has(const FileLine& where) const;
  [[nodiscard]] bool empty() const { return findings_.empty(); }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::size_t warnings() const { return findings_.size() - errors_; }

  // All findings as lines of text, the word `warning' for all of them if errors are not to be told
  // apart.
  [[nodiscard]] std::string lines(std::string_view program, bool tells_errors) const;
  // "2 errors, 1 warning".
  [[nodiscard]] std::string summary() const;

 private:
  void add(Severity severity, FileLine& where, std::string what, Explains explains);

  std::vector<Finding> findings_;
  std::vector<std::string> files_;  // in the order in which they turned up
  std::size_t errors_ = 0;
};

}  // namespace sendwright::m4::lint
