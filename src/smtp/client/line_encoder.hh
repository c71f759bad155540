// Lines on their way out: "\n" becomes the mailer's end of line, and what the mailer's flags ask for
// is done to each line. In go pieces of a text whose lines end in "\n", out come octets to send.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sendwright::smtp {

struct LineEncoding {
  std::string end_of_line = "\n";      // E=
  std::size_t line_limit_octets = 0;   // L=: broken with `!`, the `!` included; 0: no limit
  bool escapes_from_lines = false;     // flag E: `>` before "From " at the start of a line
  bool stuffs_dots = false;            // flag X (RFC 5321 section 4.5.2)
  bool is_7bit = false;                // flag 7: the eighth bit is cleared
  bool drops_nul = false;              // flag 1
};

// Keeps its state between pieces, which may be cut anywhere.
class LineEncoder {
 public:
  explicit LineEncoder(LineEncoding encoding) : encoding_(std::move(encoding)) {}

  // Appends the encoded form of `text` to `out`.
  void write(std::string_view text, std::string& out);
  // Ends a last line that has no end.
  void finish(std::string& out);
  // Whether the last whole line was empty (or nothing was written at all).
  [[nodiscard]] bool ends_with_empty_line() const { return at_line_start_ && last_was_empty_; }
  [[nodiscard]] bool at_line_start() const { return at_line_start_; }

 private:
  void begin_line(std::string_view& text, std::string& out);
  void write_octets(std::string_view text, std::string& out);
  void append_clean(std::string_view text, std::string& out) const;
  void end_line(std::string& out);

  LineEncoding encoding_;
  std::string held_;  // the start of a line while it may still become "From "
  std::size_t column_ = 0;
  bool at_line_start_ = true;
  bool last_was_empty_ = true;
};

}  // namespace sendwright::smtp
