// POP3 command lines (RFC 1939 section 3) out of a stream of octets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::retrieval::pop3 {

struct Command {
  std::string keyword;   // in upper case
  std::string argument;  // as typed, without leading blanks and line end
  // The argument's blank-separated words.
  [[nodiscard]] std::vector<std::string_view> words() const;
};

[[nodiscard]] Command parse_command(std::string_view line);
// A message number or line count: digits only.
[[nodiscard]] std::optional<std::size_t> parse_number(std::string_view word);

// Cuts octets into lines; the line end may be LF alone.
class LineReader {
 public:
  void feed(std::string_view octets) { input_ += octets; }
  // The next line without its end, or nullopt. Lines longer than `limit` come cut off, as is_too_long.
  [[nodiscard]] std::optional<std::string> next(std::size_t limit);
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }
  // What has not been used yet: another process may go on with it.
  [[nodiscard]] std::string take_rest();
  [[nodiscard]] bool has_input() const { return !input_.empty(); }

 private:
  std::string input_;
  bool is_skipping_ = false;  // the rest of a line that was too long
  bool is_too_long_ = false;
};

}  // namespace sendwright::retrieval::pop3
