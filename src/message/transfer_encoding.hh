// The encoders for content transfer (RFC 2045 §6.7, §6.8) as streams: octets in, encoded lines out.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::message {

// Text with lines ending in "\n". Soft line breaks keep lines at 76 columns at most; blanks at line
// ends and a line of one dot are encoded.
class QuotedPrintableEncoder {
 public:
  void encode(std::string_view octets, std::string& out);
  void finish(std::string& out);

 private:
  void put(char c, bool is_at_line_end, std::string& out);

  size_t column_ = 0;
  char held_ = '\0';  // a blank or dot whose form depends on what follows
  bool has_held_ = false;
};

// Line ends become CR LF before they are encoded, as the canonical form of text has it. Lines of 72
// characters.
class Base64Encoder {
 public:
  void encode(std::string_view octets, std::string& out);
  // Without the last line end of what was encoded, if it belongs to a boundary.
  void finish(bool drops_last_line_end, std::string& out);

 private:
  void put(char c, std::string& out);
  void flush_held(std::string& out);

  unsigned bits_ = 0;
  int count_ = 0;  // octets in bits_
  size_t column_ = 0;
  bool holds_line_end_ = false;
};

}  // namespace sendwright::message
