// The lines of a .cf. In: its text. Out: lines without the comments and empty ones between them,
// each joined with those that continue it.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::config {

struct LogicalLine {
  std::string_view text;  // not empty; the lines it is made of separated by `\n`
  int first = 0;          // number of the first physical line, from 1
  int last = 0;
};

// What it gives holds no NUL (a line ends there, as C texts do) and no octet that could pass for a
// metatoken (`?` instead).
class LogicalLines {
 public:
  // The text must stay as long as lines are asked for.
  explicit LogicalLines(std::string_view text);

  // False at the end. The line's text is valid until the next call.
  bool next(LogicalLine& line);

 private:
  std::string_view take_physical();
  // A blank or tab at its start makes a line go on with the one before.
  [[nodiscard]] bool is_continued() const {
    return rest_.starts_with(' ') || rest_.starts_with('\t');
  }

  std::string_view rest_;
  bool is_plain_;  // ASCII without NUL: nothing to replace
  int taken_ = 0;  // physical lines
  std::string buffer_;
};

}  // namespace sendwright::config
